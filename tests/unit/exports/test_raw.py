"""The raw schema: views over what landed, and nothing but what landed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from orchestration.exports.contract import raw_tables, shipped_contracts
from orchestration.warehouse.raw import NothingLanded, prepare_raw, read_run_context
from tests.unit.exports.writing import SHOPS, Home, order_row


def asked(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_raw_has_every_table_typed_even_where_nothing_landed(home: Home) -> None:
    home.drop_orders([order_row(), order_row(SKU_ID="2", Quantity="x"), order_row(SKU_ID="3")])
    home.land()
    prepare_raw(home.settings)
    for table in raw_tables(shipped_contracts()).values():
        columns = asked(home, f"SELECT column_name, column_type FROM (DESCRIBE raw.{table.name})")
        assert columns[:6] == [
            ("shop_id", "VARCHAR"),
            ("source_file", "VARCHAR"),
            ("file_sha256", "VARCHAR"),
            ("exported_at", "TIMESTAMP"),
            ("source_row", "INTEGER"),
            ("file_order", "INTEGER"),
        ]
        assert columns[6:] == [(column.name, column.type) for column in table.landed]
    rows = asked(home, "SELECT source_row, sku_id, unit_price_local FROM raw.orders ORDER BY 1")
    assert rows == [(2, "1729000000000000001", Decimal("12.5")), (4, "3", Decimal("12.5"))]
    assert asked(home, "SELECT count(*) FROM raw.returns") == [(0,)]


def test_the_run_is_as_of_the_newest_order_export_and_closes_the_last_week_that_ended_everywhere(
    home: Home,
) -> None:
    home.drop_orders([order_row()], name="All order-2026-05-18-05_30.csv")
    home.drop_orders([order_row(SKU_ID="2")], name="All order-2026-05-11-05_30.csv")
    home.land()
    context = prepare_raw(home.settings)
    assert (context.as_of, context.newest_complete_week) == (
        datetime(2026, 5, 18, 12, 30, tzinfo=UTC),
        "2026-W20",
    )
    assert asked(home, "SELECT * FROM raw.run_context") == [
        ("USD", datetime(2026, 5, 18, 12, 30), "2026-W20")
    ]
    assert read_run_context(home.settings) == context


def test_the_shops_and_the_ledger_are_tables(home: Home) -> None:
    home.drop_orders([order_row()])
    home.drop("us", "returns", "r.csv", "a,b\n1,2\n")
    home.land()
    prepare_raw(home.settings)
    assert asked(home, "SELECT shop_id, timezone FROM raw.shops ORDER BY 1")[2] == (
        "us",
        "America/Los_Angeles",
    )
    assert asked(home, "SELECT ad_account_id, shop_id FROM raw.ad_accounts") == [("7001", "us")]
    ledger = asked(
        home, "SELECT source, status, rows_read, rows_landed, reason IS NULL FROM raw.source_files ORDER BY 1"
    )
    assert ledger == [("orders", "landed", 1, 1, True), ("returns", "refused", 2, 0, False)]


def test_what_has_no_receipt_is_not_seen(home: Home) -> None:
    home.drop_orders([order_row()])
    home.drop_orders([order_row(SKU_ID="2"), order_row(SKU_ID="3")], name="All order-2026-05-11-05_30.csv")
    receipts = home.land().receipts
    receipts[0].path_under(home.settings.landing).unlink()
    prepare_raw(home.settings)
    assert asked(home, "SELECT count(*) FROM raw.orders") == [(receipts[1].rows_landed,)]


def test_preparing_again_changes_nothing_until_something_landed_or_a_shop_changed(home: Home) -> None:
    home.drop_orders([order_row()])
    home.land()
    first = prepare_raw(home.settings)
    with duckdb.connect(str(home.settings.warehouse)) as connection:
        connection.execute("CREATE TABLE raw.mark AS SELECT 1")
        connection.execute("UPDATE raw.run_context SET newest_complete_week = 'untouched'")
    assert prepare_raw(home.settings) == first
    assert asked(home, "SELECT newest_complete_week FROM raw.run_context") == [("untouched",)]
    home.drop_orders([order_row(SKU_ID="2")], name="All order-2026-05-25-05_30.csv")
    home.land()
    second = prepare_raw(home.settings)
    assert second.fingerprint != first.fingerprint
    assert asked(home, "SELECT newest_complete_week FROM raw.run_context") == [("2026-W21",)]


def test_the_fingerprint_is_of_content_and_shops_and_not_of_the_moment(home: Home) -> None:
    home.drop_orders([order_row()])
    home.land()
    first = prepare_raw(home.settings).fingerprint
    home.settings.warehouse.unlink()
    assert prepare_raw(home.settings).fingerprint == first
    from orchestration.settings import load_settings

    (home.settings.home / "shops.yaml").write_text(
        SHOPS.replace("seller_type: cross_border", "seller_type: local")
    )
    assert prepare_raw(load_settings(home.settings.home)).fingerprint != first


def test_without_an_order_export_there_is_no_run_and_the_message_says_what_to_do(home: Home) -> None:
    with pytest.raises(NothingLanded, match="orders"):
        prepare_raw(home.settings)


def test_what_an_older_contract_landed_is_still_there_when_its_file_is_gone(home: Home) -> None:
    """A column that the contract got since is null in it, beside newer files and alone."""
    old = home.drop_orders([order_row()], name="All order-2026-05-11-05_30.csv")
    (receipt,) = home.land().receipts
    landed = home.settings.landing / "orders" / "us" / f"{receipt.sha256}.parquet"
    narrow = landed.with_suffix(".narrow")
    kept = f"SELECT * EXCLUDE (combined_listing, country) FROM '{landed}'"
    duckdb.execute(f"COPY ({kept}) TO '{narrow}' (FORMAT parquet)")
    narrow.replace(landed)
    path = home.settings.landing / "receipts" / "us" / "orders" / f"{receipt.sha256}.json"
    path.write_text(path.read_text().replace(receipt.contract_version, "0.9.0"))
    old.unlink()
    prepare_raw(home.settings)
    assert asked(home, "SELECT order_id, country FROM raw.orders") == [("576000000000000001", None)]
    home.drop_orders([order_row(SKU_ID="2")])
    home.land()
    prepare_raw(home.settings)
    assert asked(home, "SELECT source_row, sku_id, unit_price_local, country FROM raw.orders ORDER BY 2") == [
        (2, "1729000000000000001", Decimal("12.5"), None),
        (2, "2", Decimal("12.5"), None),
    ]
