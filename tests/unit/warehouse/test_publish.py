"""Publication on real DuckDB files: what readers see before, during and after, and after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from expectations.results import CheckResult, CheckResults
from orchestration.settings import PROJECT_ROOT, Settings, Shop
from orchestration.warehouse.publish import (
    SNAPSHOTS_KEPT,
    NothingToPublishError,
    PublicationStopped,
    build_candidate,
    candidate_path,
    open_snapshot,
    publish,
    read_publication,
    weeks_with_orders,
)


@dataclass(frozen=True)
class Context:
    """What the run was prepared with."""

    as_of: datetime = datetime(2026, 5, 18, 12, 30)
    newest_complete_week: str = "2026-W20"
    fingerprint: str = "a" * 64


def check(*, success: bool = True, severity: str = "blocking") -> CheckResult:
    keys = () if success else ({"order_id": "576"},)
    message = "Every order has a shop" if success else "a shop is missing\nThe first 1:\n  order_id=576"
    return CheckResult(
        "orders",
        "marts.orders",
        "shop_id is never null",
        severity,
        success,
        "1 row",
        len(keys),
        keys,
        message,
    )


PASSED = CheckResults(1, (check(),))
FAILED = CheckResults(1, (check(success=False),))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shop = Shop(
        id="us-main", market="US", currency="USD", timezone="America/Los_Angeles", seller_type="local"
    )
    settings = Settings(home=tmp_path, reporting_currency="USD", timezone="Asia/Shanghai", shops=(shop,))
    write_warehouse(settings, rows=3)
    return settings


def write_warehouse(settings: Settings, rows: int) -> None:
    settings.warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("create schema staging; create table staging.stg_orders as select 1 as secret")
        warehouse.execute("create schema marts")
        warehouse.execute(
            "create table marts.order_lines as"
            " select 'us-main' as shop_id, cast(9 - i as varchar) as order_id,"
            " '2026-W' || (20 - i) as order_week, cast(i as decimal(20,4)) as net_sales"
            f" from range({rows}) t(i)"
        )
        warehouse.execute("create view marts.order_count as select count(*) as n from marts.order_lines")
        warehouse.execute(
            "create table marts.contribution_margin_weekly as select '1.0' as definition_version"
        )


def count(path: Path) -> int:
    with open_snapshot(path) as snapshot:
        return snapshot.execute("select count(*) from marts.order_lines").fetchall()[0][0]


def test_the_snapshot_holds_the_marts_and_their_checks_and_nothing_else(settings: Settings) -> None:
    snapshot = publish(settings, build_candidate(settings, Context()), PASSED)

    assert snapshot == settings.published / f"marts-{'a' * 12}.duckdb"
    with open_snapshot(settings.snapshot) as published:
        tables = published.execute(
            "select table_schema || '.' || table_name from information_schema.tables order by 1"
        ).fetchall()
        checks = published.execute("select table_name, severity, success from meta.check_results").fetchall()
        orders = published.execute("select order_id from marts.order_lines").fetchall()
        assert published.execute("select n from marts.order_count").fetchall() == [(3,)]
    assert [name for (name,) in tables] == [
        "marts.contribution_margin_weekly",
        "marts.order_count",
        "marts.order_lines",
        "meta.check_reach",
        "meta.check_results",
        "meta.publication",
        "meta.withheld",
    ]
    assert checks == [("marts.orders", "blocking", True)]
    assert orders == [("7",), ("8",), ("9",)], "rows lie in the order of their keys"
    assert not candidate_path(settings).exists()


def test_the_publication_says_what_it_was_made_from(settings: Settings) -> None:
    assert read_publication(settings) is None
    assert weeks_with_orders(settings) == []

    publish(settings, build_candidate(settings, Context()), PASSED)

    publication = read_publication(settings)
    assert publication is not None
    assert publication.as_of == datetime(2026, 5, 18, 12, 30)
    assert publication.newest_complete_week == "2026-W20"
    assert publication.fingerprint == "a" * 64
    assert publication.definition_version == "1.0"
    assert weeks_with_orders(settings) == ["2026-W18", "2026-W19", "2026-W20"]


def test_a_failed_blocking_check_stops_publication_and_the_last_good_snapshot_stays(
    settings: Settings,
) -> None:
    publish(settings, build_candidate(settings, Context()), PASSED)
    before = settings.snapshot.read_bytes()
    write_warehouse(settings, rows=5)
    candidate = build_candidate(settings, Context(fingerprint="b" * 64))

    with pytest.raises(PublicationStopped) as stopped:
        publish(settings, candidate, FAILED)

    assert settings.snapshot.read_bytes() == before
    assert "marts.orders: a shop is missing" in str(stopped.value)
    assert "order_id=576" in str(stopped.value)
    assert stopped.value.results == FAILED
    assert count(stopped.value.candidate) == 5, "the refused rows can be looked at"
    assert not candidate.exists()
    assert [path.name for path in settings.published.glob("marts-*.duckdb")] == [f"marts-{'a' * 12}.duckdb"]


def test_a_warning_does_not_stop_publication_and_is_published(settings: Settings) -> None:
    warned = CheckResults(1, (check(success=False, severity="warn"),))

    publish(settings, build_candidate(settings, Context()), warned)

    with open_snapshot(settings.snapshot) as published:
        found = published.execute("select severity, success, sample_keys from meta.check_results").fetchall()
    assert found == [("warn", False, '[{"order_id": "576"}]')]


def test_results_without_any_evaluation_stop_publication(settings: Settings) -> None:
    with pytest.raises(PublicationStopped, match="No check was evaluated"):
        publish(settings, build_candidate(settings, Context()), CheckResults(0, ()))
    assert not settings.snapshot.exists()


def test_a_reader_of_the_old_snapshot_is_not_disturbed(settings: Settings) -> None:
    publish(settings, build_candidate(settings, Context()), PASSED)
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, str(settings.snapshot)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin is not None and reader.stdout is not None
    assert reader.stdout.readline() == "3\n"
    write_warehouse(settings, rows=5)

    publish(settings, build_candidate(settings, Context()), PASSED)

    assert count(settings.snapshot) == 5, "a new reader gets the new snapshot"
    answer, _ = reader.communicate("again\n")
    assert answer == "3\n"
    assert reader.returncode == 0


def test_publishing_the_same_again_changes_nothing_for_a_reader(settings: Settings) -> None:
    first = publish(settings, build_candidate(settings, Context()), PASSED)
    with open_snapshot(settings.snapshot) as published:
        before = published.execute("select * from marts.order_lines").fetchall()

    second = publish(settings, build_candidate(settings, Context()), PASSED)

    with open_snapshot(settings.snapshot) as published:
        assert published.execute("select * from marts.order_lines").fetchall() == before
        assert published.execute("select count(*) from meta.check_results").fetchall() == [(1,)]
        assert published.execute("select count(*) from meta.publication").fetchall() == [(1,)]
    assert first == second
    assert sorted(path.name for path in settings.published.iterdir()) == [first.name, "marts.duckdb"]


def test_the_last_eight_snapshots_are_kept(settings: Settings) -> None:
    for number in range(SNAPSHOTS_KEPT + 2):
        snapshot = publish(
            settings, build_candidate(settings, Context(fingerprint=f"{number:064d}"[::-1])), PASSED
        )
        os.utime(snapshot, (number, number))

    kept = sorted(path.name for path in settings.published.glob("marts-*.duckdb"))
    assert kept == [f"marts-{number}{'0' * 11}.duckdb" for number in range(2, 10)]


def test_a_published_snapshot_again_is_current_however_old(settings: Settings) -> None:
    for number in range(SNAPSHOTS_KEPT):
        publish(settings, build_candidate(settings, Context(fingerprint=f"{number:064d}"[::-1])), PASSED)

    snapshot = publish(settings, build_candidate(settings, Context(fingerprint="0" * 64)), PASSED)

    assert snapshot.exists()
    assert settings.snapshot.samefile(snapshot)


@pytest.mark.parametrize("moment", ["before_the_first_rename", "between_the_renames"])
def test_killed_between_candidate_and_rename_the_last_good_snapshot_stays(
    settings: Settings, moment: str
) -> None:
    publish(settings, build_candidate(settings, Context()), PASSED)
    write_warehouse(settings, rows=5)

    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(settings.home), moment], cwd=PROJECT_ROOT, timeout=60, check=False
    )

    assert killed.returncode == -signal.SIGKILL
    assert count(settings.snapshot) == 3
    publication = read_publication(settings)
    assert publication is not None and publication.fingerprint == "a" * 64
    publish(settings, build_candidate(settings, Context(fingerprint="b" * 64)), PASSED)
    assert count(settings.snapshot) == 5, "the next run finishes what the killed one began"


def test_what_a_killed_run_left_of_a_candidate_is_replaced(settings: Settings) -> None:
    settings.published.mkdir()
    candidate_path(settings).write_bytes(b"half a file")

    assert count(build_candidate(settings, Context())) == 3


@pytest.mark.parametrize("schema", [None, "staging"])
def test_without_marts_the_message_says_what_to_run(settings: Settings, schema: str | None) -> None:
    settings.warehouse.unlink()
    if schema:
        with duckdb.connect(str(settings.warehouse)) as warehouse:
            warehouse.execute(f"create schema {schema}")

    with pytest.raises(NothingToPublishError, match="suanqing run"):
        build_candidate(settings, Context())


def test_the_same_marts_give_the_same_rows_in_the_same_order(settings: Settings) -> None:
    # Not the same bytes: DuckDB keeps random samples of larger tables in its file.
    def rows(order: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(settings.warehouse)) as warehouse:
            warehouse.execute(
                "create or replace table marts.order_lines as"
                f" select i % 7 as shop_id, hash(i) as order_id from range(30000) t(i) order by {order}"
            )
        with open_snapshot(build_candidate(settings, Context())) as candidate:
            return candidate.execute("select * from marts.order_lines").fetchall()

    assert rows("i") == rows("i desc")


_READER = """
import sys, duckdb
snapshot = duckdb.connect(sys.argv[1], read_only=True)
for _ in range(2):
    print(snapshot.execute("select count(*) from marts.marts.order_lines").fetchall()[0][0], flush=True)
    sys.stdin.readline()
"""

_KILLED = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from orchestration.warehouse import publish
    from orchestration.settings import Settings, Shop
    from tests.unit.warehouse.test_publish import PASSED, Context

    shop = Shop(id="us-main", market="US", currency="USD", timezone="UTC", seller_type="local")
    settings = Settings(home=Path(sys.argv[1]), reporting_currency="USD", timezone="UTC", shops=(shop,))
    moments = {"before_the_first_rename": "_flush", "between_the_renames": "_point_at"}
    setattr(publish, moments[sys.argv[2]], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    candidate = publish.build_candidate(settings, Context(fingerprint="b" * 64))
    publish.publish(settings, candidate, PASSED)
""")
