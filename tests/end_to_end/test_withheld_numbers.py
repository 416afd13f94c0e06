"""A real run with a really failing blocking check: what depends on it is withheld, all else is reported."""

import csv
import subprocess
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.publish import open_snapshot
from tests.conftest import suanqing

SAID = {"en": "withheld: the check", "zh": "不予显示："}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three weeks of the demo shop; one tracking event doesn't say whose words its status is in."""
    home = tmp_path_factory.mktemp("withheld") / "home"
    made = suanqing(home, "demo", "--weeks", "3", "--orders-per-week", "40")
    assert made.returncode == 0, made.stderr
    export = max((home / "inbox" / "us-main" / "tracking").glob("*.csv"))
    with export.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # The last one is a row that the demo sows to be unreadable.
    rows[-2]["provider"] = ""
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return home


@pytest.fixture(scope="module")
def ran(home: Path) -> subprocess.CompletedProcess[str]:
    return suanqing(home, "run")


def test_a_run_that_withholds_numbers_publishes_reports_and_says_so(
    home: Path, ran: subprocess.CompletedProcess[str]
) -> None:
    assert ran.returncode == 7, ran.stdout + ran.stderr
    assert "blocking: provider is never null" in ran.stdout
    assert "withheld: fulfillment_sla_weekly: the whole mart" in ran.stdout
    assert "fulfillment_sla_weekly" in ran.stderr
    assert "this week has no report with every number yet" in ran.stderr
    assert [path.name[-16:] for path in home.glob("published/marts-*")] == ["-withheld.duckdb"]
    assert (home / "published" / "refused.duckdb").exists()
    assert not list(home.glob("history/[0-9]*")), "it is no state that later ones are compared with"


@pytest.mark.usefixtures("ran")
def test_readers_get_the_safe_marts_and_a_refusal_of_the_others(home: Path) -> None:
    with open_snapshot(home / "published" / "marts.duckdb") as published:
        found = published.execute(
            "select cm3 is not null, late_dispatch_rate is null from marts.shop_weekly"
            " where week = '2026-W20'"
        ).fetchall()
        assert set(found) == {(True, True)}
        for table in ("contribution_margin_weekly", "settlement_reconciliation", "source_files"):
            assert published.execute(f"select count(*) > 0 from marts.{table}").fetchall() == [(True,)]
        with pytest.raises(duckdb.InvalidInputException, match="fulfillment_sla_weekly is withheld"):
            published.execute("select count(*) from marts.fulfillment_sla_weekly").fetchall()
        told = published.execute("select distinct table_name, unexpected_count from meta.withheld").fetchall()
    assert told == [("staging.stg_tracking__events", 1)]


@pytest.mark.usefixtures("ran")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_tells_the_margin_and_the_reason(home: Path, language: str) -> None:
    folder = home / "reports" / "2026-W20" / language
    for suffix in ("md", "html"):
        text = (folder / f"weekly-review.{suffix}").read_text(encoding="utf-8")
        assert text.count(SAID[language]) > 5
    assert "2026-W20" in text
    assert SAID[language] in (folder / "tables" / "fulfilment-carriers.csv").read_text(encoding="utf-8")


@pytest.mark.usefixtures("ran")
def test_status_trace_and_a_second_run_say_so_too(home: Path) -> None:
    status = suanqing(home, "status").stdout
    assert "WITHHELD from marts-" in status
    assert "blocking: staging.stg_tracking__events: provider is never null" in status
    traced = suanqing(home, "trace", "late_dispatch_rate", "--week", "2026-W20")
    assert "withheld: all of it of marts.fulfillment_sla_weekly" in traced.stdout
    export = next((home / "inbox" / "us-main" / "orders").glob("*.csv"))
    with export.open(encoding="utf-8-sig", newline="") as file:
        order = next(csv.DictReader(file))["Order ID"].strip()
    assert suanqing(home, "trace", order).returncode == 0
    again = suanqing(home, "run")
    assert again.returncode == 7
    assert "Nothing has changed" in again.stdout
