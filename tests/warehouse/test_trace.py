"""Tracing on the demo: what is said of an order and of a file is what the exports and the marts hold."""

from __future__ import annotations

import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings, load_settings
from orchestration.tracing.files import trace_file
from orchestration.tracing.metrics import Asked, trace_metric
from orchestration.tracing.orders import trace_order
from orchestration.tracing.warehouse import NothingToTrace, open_warehouse
from orchestration.warehouse.publish import open_snapshot
from orchestration.weeks import IsoWeek


@pytest.fixture(scope="module")
def settings(demo_home: Path) -> Settings:
    return load_settings(demo_home)


@pytest.fixture(scope="module")
def order(settings: Settings) -> tuple[str, str]:
    """An order that was shipped, settled and sent back: shop and number."""
    with open_snapshot(settings.snapshot) as marts:
        found = marts.execute(
            "SELECT returned.shop_id, returned.order_id FROM marts.return_lines AS returned "
            "SEMI JOIN marts.settlement_lines AS settled USING (shop_id, order_id) "
            "SEMI JOIN marts.orders AS orders USING (shop_id, order_id) ORDER BY ALL"
        ).fetchone()
    assert found is not None
    return str(found[0]), str(found[1])


def rows_in_exports(settings: Settings, shop_id: str, order_id: str) -> set[tuple[str, int]]:
    """File and row of every line of the order exports that begins with the order, found by reading them."""
    found = set()
    for path in (settings.inbox / shop_id / "orders").glob("*.csv"):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            for number, record in enumerate(csv.reader(stream), 1):
                if record and record[0].strip() == order_id and "(1)" not in path.name:
                    found.add((path.relative_to(settings.inbox).as_posix(), number))
    return found


def test_an_order_is_traced_to_every_row_of_every_order_export(
    settings: Settings, order: tuple[str, str]
) -> None:
    shop_id, order_id = order
    lines = trace_order(settings, order_id, shop_id)
    first, last = (
        next(i for i, line in enumerate(lines) if line.startswith(s)) for s in ("orders ", "returns ")
    )
    told = {
        (found[1], int(found[2]))
        for line in lines[first:last]
        if (found := re.search(r"(\S+/orders/.+\.csv), row (\d+)$", line))
    }
    assert told == rows_in_exports(settings, shop_id, order_id) != set()
    assert any("order_status: " in line and " → " in line for line in lines)


def test_an_order_is_traced_on_to_its_statements_and_to_the_margin_that_is_published(
    settings: Settings, order: tuple[str, str]
) -> None:
    shop_id, order_id = order
    text = "\n".join(trace_order(settings, order_id, shop_id))
    with open_snapshot(settings.snapshot) as marts:
        margins = marts.execute(
            "SELECT cm3, net_sales FROM marts.order_line_margins WHERE shop_id = ? AND order_id = ?",
            [shop_id, order_id],
        ).fetchall()
        statements = marts.execute(
            "SELECT DISTINCT source_file, source_row FROM marts.settlement_lines "
            "WHERE shop_id = ? AND order_id = ? AND amount_local <> 0",
            [shop_id, order_id],
        ).fetchall()
    assert margins and statements
    for level, amounts in zip(("cm3", "net_sales"), zip(*margins, strict=True), strict=True):
        told = re.findall(rf"^  {level} +(\S+) ", text, re.MULTILINE)
        assert sorted(Decimal(one.replace(",", "")) for one in told) == sorted(amounts)
        assert all(re.fullmatch(r"-?[\d,]+\.\d{2,4}", one) for one in told)
    for source_file, row in statements:
        assert re.search(rf"{re.escape(source_file)}(, sheet [^,]+)?, row {row}\b", text)
    assert "settled: " in text and "product costs" in text and "reconciliation" in text


def test_a_file_that_landed_after_the_last_build_is_not_said_to_be_overruled(
    settings: Settings, tmp_path: Path
) -> None:
    """The demo's newest order export, in a warehouse that was built before it came."""
    for shared in ("landing", "shops.yaml"):
        (tmp_path / shared).symlink_to(settings.home / shared)
    shutil.copy(settings.warehouse, tmp_path)
    name = "us-main/orders/All order-2026-05-18-05_30.csv"
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        for table in ("staging.stg_orders__order_lines", "marts.source_files"):
            warehouse.execute(f"DELETE FROM {table} WHERE source_file = ?", [name])
    told = "\n".join(trace_file(load_settings(tmp_path), name))
    assert "not reckoned yet" in told and "later exports" not in told
    assert "not reckoned yet" not in "\n".join(trace_file(settings, name))


def test_nothing_about_a_buyer_is_shown(settings: Settings, order: tuple[str, str]) -> None:
    text = "\n".join(trace_order(settings, order[1], order[0]))
    with open_warehouse(settings) as warehouse:
        keys = warehouse.execute("SELECT DISTINCT buyer_key FROM raw.returns WHERE order_id = ?", [order[1]])
        known = [key for (key,) in keys.fetchall() if key]
    assert known and not any(key in text for key in known)
    assert "buyer_key" not in text


def test_a_file_is_traced_to_its_rows_its_quarantine_and_the_weeks_it_feeds(settings: Settings) -> None:
    with open_warehouse(settings) as warehouse:
        name, sha256, read, landed, held = warehouse.execute(
            "SELECT source_file, sha256, rows_read, rows_landed, rows_quarantined FROM marts.source_files "
            "WHERE source = 'orders' AND status = 'landed' ORDER BY rows_quarantined DESC, 1 LIMIT 1"
        ).fetchall()[0]
    with open_snapshot(settings.snapshot) as marts:
        weeks = marts.execute(
            "SELECT order_week, count(*) FROM marts.order_lines WHERE source_file = ? GROUP BY 1", [name]
        ).fetchall()
    text = "\n".join(trace_file(settings, name))
    assert held > 0 and f"{read:,} read = {landed:,} landed + {held:,} quarantined" in text
    assert sha256 in text and text.count("quarantine ") >= 1
    assert weeks and all(f"{week} {count:,}" in text for week, count in weeks)
    assert trace_file(settings, sha256[:12]) == trace_file(settings, name)


def test_what_is_not_there_is_said_with_what_to_do(settings: Settings) -> None:
    with pytest.raises(NothingToTrace, match="speaks of order 123"):
        trace_order(settings, "123")
    with pytest.raises(NothingToTrace, match="suanqing status"):
        trace_file(settings, "no such file.csv")


def test_a_number_is_traced_to_its_sql_its_models_and_its_rows(settings: Settings) -> None:
    lines = trace_metric(settings, Asked("net_sales", IsoWeek.parse("2026-W20"), "us-main"))
    text = "\n".join(lines)
    with open_snapshot(settings.snapshot) as marts:
        (printed, counted) = marts.execute(
            "SELECT (SELECT net_sales FROM marts.shop_weekly"
            " WHERE week = '2026-W20' AND shop_id = 'us-main'),"
            " (SELECT count(*) FROM marts.order_line_margins"
            " WHERE order_week = '2026-W20' AND shop_id = 'us-main')"
        ).fetchall()[0]
        value = next(line.split()[-2] for line in lines if line.strip().startswith("us-main"))
        assert Decimal(value.replace(",", "")) == printed == printed.quantize(Decimal("0.01"))
        assert value == f"{printed:,.2f}"
        sql = text.split("\nsql\n")[1].split("\n\n")[0]
        assert marts.execute(sql).fetchall() == [("us-main", printed)]
        # The shop's own currency is the reporting one, so its lines add up to what is printed.
        found = re.search(r"order lines  ([\d,]+) with (\S+) USD", text)
        assert found is not None
        assert (int(found[1].replace(",", "")), Decimal(found[2].replace(",", ""))) == (counted, printed)
    assert (
        "contribution_margin_weekly  dbt_project/models/marts/margin/contribution_margin_weekly.sql" in text
    )
    assert re.search(r"us-main/orders/[^,]+\.csv, row \d+", text)


def test_what_cannot_be_traced_is_answered_with_what_can(settings: Settings) -> None:
    week = IsoWeek.parse("2026-W20")
    with pytest.raises(NothingToTrace, match=r"there is no metric net_sale\. Name one like net_sales"):
        trace_metric(settings, Asked("net_sale", week))
    with pytest.raises(NothingToTrace, match="has no row of 2030-W01 of us-main"):
        trace_metric(settings, Asked("cm3", IsoWeek.parse("2030-W01"), "us-main"))
    with pytest.raises(NothingToTrace, match="knows no SKU"):
        trace_metric(settings, Asked("late_dispatch_rate", week, "us-main", "SKU-1"))
