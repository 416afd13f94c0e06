"""A snapshot from which failed checks withhold marts: what readers see of them, and what stays as it was."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.results import CheckResults
from orchestration.lineage.reach import ROWS, Reach, Reached
from orchestration.settings import Settings
from orchestration.warehouse.publish import (
    SNAPSHOTS_KEPT,
    PublicationStopped,
    build_candidate,
    open_snapshot,
    publish,
    read_publication,
    readable_marts,
)
from tests.unit.warehouse.test_publish import PASSED, Context, check, settings, write_warehouse

__all__ = ["settings"]
BROKEN = check(success=False)
FAILED = CheckResults(2, (BROKEN, check()))


def hiding(**marts: set[str]) -> Reach:
    return Reach((Reached(BROKEN, {mart: frozenset(columns) for mart, columns in marts.items()}),))


def withheld(settings: Settings, reach: Reach, fingerprint: str = "a" * 64) -> Path:
    return publish(settings, build_candidate(settings, Context(fingerprint=fingerprint)), FAILED, reach)


def test_an_unsafe_column_is_null_and_all_others_are_as_they_were(settings: Settings) -> None:
    whole = publish(settings, build_candidate(settings, Context()), PASSED)
    partly = withheld(settings, hiding(order_lines={"net_sales"}))
    rows = "select shop_id, order_id, order_week, net_sales from marts.order_lines"
    with open_snapshot(whole) as before, open_snapshot(partly) as after:
        expected = [(*row[:3], None) for row in before.execute(rows).fetchall()]
        assert after.execute(rows).fetchall() == expected
        assert (
            after.execute("describe marts.order_lines").fetchall()
            == before.execute("describe marts.order_lines").fetchall()
        )


@pytest.mark.parametrize("question", ["count(*)", "*", "max(n)", "1"])
def test_an_unsafe_mart_refuses_whoever_reads_it_and_is_never_empty(
    settings: Settings, question: str
) -> None:
    partly = withheld(settings, hiding(order_count={ROWS}))
    with open_snapshot(partly) as published:
        assert published.execute("describe marts.order_count").fetchall()[0][:2] == ("n", "BIGINT")
        with pytest.raises(
            duckdb.InvalidInputException, match=r"order_count is withheld: see meta\.withheld"
        ):
            published.execute(f"select {question} from marts.order_count").fetchall()
        assert "order_count" not in readable_marts(published)
        assert "order_lines" in readable_marts(published)


def test_the_snapshot_says_what_it_withholds_and_why(settings: Settings) -> None:
    withheld(settings, hiding(order_lines={"net_sales"}, order_count={ROWS}))
    with open_snapshot(settings.snapshot) as published:
        found = published.execute("select * exclude (message) from meta.withheld order by mart").fetchall()
        assert published.execute("select severity from meta.check_reach").fetchall() == [("blocking",)] * 2
    told = ("marts.orders", "shop_id is never null", "1 row", 1, '[{"order_id": "576"}]')
    assert found == [("order_count", "*", *told), ("order_lines", "net_sales", *told)]
    publication = read_publication(settings)
    assert publication is not None
    assert publication.withheld == ("order_count", "order_lines")
    assert publication.path.name == f"marts-{'a' * 12}-withheld.duckdb"


def test_the_last_whole_snapshot_of_the_same_exports_keeps_its_name_and_its_bytes(settings: Settings) -> None:
    whole = publish(settings, build_candidate(settings, Context()), PASSED)
    before = whole.read_bytes()
    assert withheld(settings, hiding(order_count={ROWS})) != whole
    assert whole.read_bytes() == before
    with duckdb.connect(str(settings.published / "refused.duckdb"), read_only=True) as refused:
        found = refused.execute("select count(*) from refused.marts.order_lines").fetchall()
    assert found == [(3,)], "the refused rows can be looked at"


def test_the_last_whole_snapshot_outlives_any_number_of_others(settings: Settings) -> None:
    whole = publish(settings, build_candidate(settings, Context()), PASSED)
    for number in range(SNAPSHOTS_KEPT + 2):
        withheld(settings, hiding(order_count={ROWS}), fingerprint=f"{number:064}"[::-1])
    kept = sorted(settings.published.glob("marts-*.duckdb"))
    assert whole in kept
    assert len(kept) == SNAPSHOTS_KEPT + 1


def test_a_whole_publication_afterwards_withholds_nothing(settings: Settings) -> None:
    withheld(settings, hiding(order_count={ROWS}))
    publish(settings, build_candidate(settings, Context()), PASSED)
    publication = read_publication(settings)
    assert publication is not None
    assert publication.withheld == ()


@pytest.mark.parametrize("reach", [None, Reach((), "cm3 of shop_weekly depend on it")])
def test_what_is_not_known_to_be_safe_is_not_published(settings: Settings, reach: Reach | None) -> None:
    write_warehouse(settings, rows=2)
    with pytest.raises(PublicationStopped, match="depend on it" if reach else "nothing was published"):
        publish(settings, build_candidate(settings, Context()), FAILED, reach)
    assert not settings.snapshot.exists()


def test_a_failed_check_that_no_mart_depends_on_hides_none(settings: Settings) -> None:
    snapshot = withheld(settings, Reach((Reached(BROKEN, {}),)))
    assert snapshot.name == f"marts-{'a' * 12}.duckdb"
