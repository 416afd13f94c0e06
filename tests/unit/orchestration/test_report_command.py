"""`suanqing report` on a small home: many weeks at once, and the reports of single shops beside the whole."""

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.settings import ConfigurationError, load_settings
from tests.unit.reports.snapshot import write_snapshot

SHOPS = """
reporting_currency: USD
timezone: UTC
languages: [en]
shop_reports: [{shop}]
shops:
  - {{id: us-main, market: US, currency: USD, timezone: UTC, seller_type: local}}
  - {{id: uk-cross, market: UK, currency: GBP, timezone: UTC, seller_type: cross_border}}
"""


def test_many_weeks_are_written_and_each_shop_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "published").mkdir()
    snapshot = write_snapshot(tmp_path / "published" / "marts.duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{snapshot}' as s")
        connection.execute("create table s.marts.order_lines (order_week varchar)")
        connection.execute("insert into s.marts.order_lines values ('2026-W17'), ('2026-W19'), ('2026-W20')")
    (tmp_path / "shops.yaml").write_text(SHOPS.format(shop="us-main"), encoding="utf-8")
    (tmp_path / "commentary" / "shops" / "us-main").mkdir(parents=True)
    (tmp_path / "commentary" / "2026-W20.md").write_text("For the owner's eyes.", encoding="utf-8")
    own = tmp_path / "commentary" / "shops" / "us-main" / "2026-W20.md"
    own.write_text("For this shop.", encoding="utf-8")
    monkeypatch.setenv("SUANQING_HOME", str(tmp_path))
    done = CliRunner().invoke(main, ["report", "--weeks", "3"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    # Three weeks up to W20; W18 has no order and is left out, W17 lies before them.
    reports = tmp_path / "reports"
    for folder in (reports, reports / "shops" / "us-main"):
        assert sorted(path.name for path in folder.glob("2026-W*")) == ["2026-W19", "2026-W20"]
        index = (folder / "index.html").read_text(encoding="utf-8")
        assert index.index("2026-W20/en/") < index.index("2026-W19/en/")
    assert not (reports / "shops" / "uk-cross").exists()
    whole, alone = (
        (folder / "2026-W20" / "en" / "weekly-review.md").read_text(encoding="utf-8")
        for folder in (reports, reports / "shops" / "us-main")
    )
    assert "For the owner" in whole
    assert "For this shop." in alone
    assert "For the owner" not in alone
    record = json.loads((reports / "2026-W20" / "week.json").read_text(encoding="utf-8"))
    assert "shops/us-main/2026-W20/en/weekly-review.pdf" in record["files"]
    told = json.loads((reports / "shops" / "us-main" / "2026-W20" / "week.json").read_text(encoding="utf-8"))
    assert "to $975" in told["headline"]["en"]


def test_a_report_of_a_shop_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shops.yaml").write_text(SHOPS.format(shop="de-main"), encoding="utf-8")
    with pytest.raises(
        ConfigurationError, match=r"shop_reports: there is no shop de-main; .*uk-cross, us-main"
    ):
        load_settings(tmp_path)
