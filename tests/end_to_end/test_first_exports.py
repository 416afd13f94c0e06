"""A home that begins with orders alone: what no export tells is unknown, and is said to be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.warehouse.publish import open_snapshot
from tests.conftest import suanqing

SHOPS = """
reporting_currency: USD
timezone: Asia/Shanghai
languages: [en, zh]
shops:
  - {id: us-main, market: US, currency: USD, timezone: America/Los_Angeles, seller_type: local}
"""


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inbox of a made-up shop, of which a test takes what it likes."""
    made = tmp_path_factory.mktemp("made")
    demo = suanqing(made, "demo", "--weeks", "4", "--orders-per-week", "40")
    assert demo.returncode == 0, demo.stdout + demo.stderr
    return made / "inbox" / "us-main"


def begin(home: Path, exports: Path, source: str) -> None:
    """A home with one kind of export."""
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    shutil.copytree(exports / source, home / "inbox" / "us-main" / source)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, exports: Path) -> Path:
    """A run over the orders alone, and what it and the status said."""
    home = tmp_path_factory.mktemp("home")
    begin(home, exports, "orders")
    closed = suanqing(home, "run")
    # No check blocks: that there is nothing to tell the margin by is no fault of the data.
    assert closed.returncode == 0, closed.stdout + closed.stderr
    (home / "said.txt").write_text(closed.stdout + suanqing(home, "status").stdout, encoding="utf-8")
    return home


def test_orders_alone_sell_and_nobody_knows_what_stays(home: Path) -> None:
    said = (home / "said.txt").read_text("utf-8")
    assert "No shop has orders" not in said
    assert "order lines have no product cost." in said.split("\nNet sales were $")[1].split("\n")[0]
    assert "us-main: settlements, product_costs, returns, tracking, logistics_invoices\n" in said
    (report,) = (home / "reports").glob("*/en/weekly-review.md")
    attention = report.read_text("utf-8").split("What needs a look")[1].split("\n## ")[0]
    for missing in ("No settlement", "No export of returns", "No export of tracking", "No freight is known"):
        assert f"- {missing} " in attention


@pytest.mark.parametrize(
    "is_unknown",
    [
        "select bool_and(cm3 is null and total_return_cost is null and return_rate is null"
        " and settled_amount is null and net_sales > 0) from marts.shop_weekly where units > 0",
        "select count(has_valid_tracking) = 0 from marts.packages",
        "select bool_and(verdict = 'no_data') from marts.fulfillment_metrics_weekly"
        " where metric = 'valid_tracking_rate'",
        "select count(cm3_per_order) + count(return_rate) = 0 from marts.fulfillment_comparison_weekly"
        " having count(*) > 0",
        "select count(cost_per_parcel) = 0 from marts.lane_scorecard_weekly"
        " where fulfillment_type = 'seller' having count(*) > 0",
    ],
)
def test_without_their_exports_rates_and_costs_are_unknown_and_not_nothing(
    home: Path, is_unknown: str
) -> None:
    with open_snapshot(home / "published" / "marts.duckdb") as connection:
        assert connection.execute(is_unknown).fetchall() == [(True,)]


@pytest.mark.parametrize("arguments", [[], ["--land-only"]])
def test_without_orders_there_is_nothing_to_close_and_what_came_has_landed(
    tmp_path: Path, exports: Path, arguments: list[str]
) -> None:
    begin(tmp_path, exports, "settlements")
    ran = suanqing(tmp_path, "run", *arguments)
    assert (ran.returncode, "Traceback" in ran.stderr) == (4, False), ran.stdout + ran.stderr
    assert ran.stderr.startswith("No order export has landed. Drop one under "), ran.stderr
    assert "settlements" in suanqing(tmp_path, "status").stdout
