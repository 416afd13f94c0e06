"""Proposals: what is proposed for an unknown file, saved as it stands, makes it land as if it were known."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.exports.contract import shipped_contracts
from orchestration.exports.resemblance import date_order_of, decimal_of, shape, words_alike
from orchestration.exports.templates import template
from tests.unit.exports.writing import ORDER_FILE, ORDER_HEADER, Home, csv_text, order_row

CASES = Path(__file__).parents[2] / "cases" / "exports" / "contracts"
RENAMED = {
    "Order ID": "Order Number",
    "Quantity": "Qty",
    "Created Time": "Creation Time",
    "SKU Subtotal After Discount": "Subtotal after discount (SKU)",
}
PLAIN = {
    "product_costs": (
        {"seller_sku": "SKU of seller", "valid_from": "Valid since", "unit_cost": "Cost per unit",
         "currency": "Cur."},
        "seller_sku, valid_from, unit_cost, currency",
    ),
    "inventory": (
        {"snapshot_date": "Date of snapshot", "warehouse": "Warehouse name", "seller_sku": "SKU (seller)",
         "on_hand": "Qty on hand"},
        "snapshot_on, warehouse, seller_sku, on_hand",
    ),
    "tracking": (
        {"tracking_number": "Tracking No.", "event_time": "Time of event", "timezone": "Time zone",
         "status": "Event status"},
        "tracking_id, event_at, status_code",
    ),
}  # fmt: skip


def propose(home: Home, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """`suanqing check --suggest`; what it printed."""
    monkeypatch.setenv("SUANQING_HOME", str(home.settings.home))
    return CliRunner().invoke(main, ["check", "--suggest", str(path)], catch_exceptions=False).output


def save(said: str) -> Path:
    """Do as the proposal says: save it where it says."""
    head, text = said.split("once you have looked it over:\n\n")
    target = Path(head.split("save this as ")[1].split(",")[0])
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def test_an_export_with_renamed_columns_lands_as_before_once_the_proposal_is_saved(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [order_row(), order_row(SKU_ID="2\t", Quantity="3")]
    home.drop_orders(rows)
    assert home.land().rows_landed == 2
    columns = "order_id, sku_id, quantity, subtotal_after_discount_local, created_at, product_name"
    expected = home.rows("orders", columns)
    header = [RENAMED.get(name, name) for name in ORDER_HEADER]
    path = home.drop("us", "orders", ORDER_FILE, csv_text(header, rows))
    home.land()
    assert home.rows("orders", columns) == expected, "the changed file is refused, nothing of it landed"
    said = propose(home, path, monkeypatch)
    assert not home.settings.contracts.exists(), "it is proposed, and never applied"
    assert "tables:" in said
    save(said)
    home.drop("us", "orders", ORDER_FILE, csv_text(header, rows))
    (receipt,) = home.land().receipts
    assert (receipt.status, receipt.rows_landed, receipt.findings) == ("landed", 2, ())
    assert sorted(home.rows("orders", columns)) == sorted(expected * 2)


@pytest.mark.parametrize("source", sorted(PLAIN))
def test_a_foreign_file_lands_as_our_own_form_does_once_the_proposal_is_saved(
    home: Home, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    ours = template(shipped_contracts(), source)
    home.drop("us", source, "a-ours.csv", ours.csv_text)
    assert home.land().rows_landed == 2
    renamed, columns = PLAIN[source]
    expected = home.rows(ours.table, columns)
    kept = [[row[name] for name in renamed] for row in csv.DictReader(ours.csv_text.splitlines())]
    path = home.drop("us", source, "b-foreign.csv", csv_text([*renamed.values()], kept))
    assert home.land().rows_landed == 0
    save(propose(home, path, monkeypatch))
    home.land()
    found = home.rows(ours.table, columns)
    assert sorted(map(str, found)) == sorted(map(str, expected * 2))


def test_a_made_up_carriers_invoice_is_told_for_what_it_is_and_no_value_is_shown(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (CASES / "yunexpress.csv").read_text(encoding="utf-8")
    path = home.drop("us", "logistics_invoices", "yunexpress.csv", text)
    said = propose(home, path, monkeypatch)
    assert 'personal: ["收货人姓名", "收货人电话"]' in said
    for value in ("Canary", "YT26", "38.20", "555", "配送费"):
        assert value not in said
    save(said)
    assert home.land().rows_landed == 3
    found = home.rows("logistics_invoices", "invoice_number, provider, amount, currency, weight_kg")
    assert found[0] == ("YT-2026-05", "yunexpress", Decimal("38.2"), "CNY", Decimal("0.412"))


def test_a_known_file_and_a_file_like_none_get_no_proposal(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.drop_orders([order_row()])
    assert "nothing: every column of it is known" in propose(home, path, monkeypatch)
    path = home.drop("us", "orders", "weather.csv", "station,pressure,wind\nA,1013,4\nB,1009,7\n")
    assert "resembles no known file" in propose(home, path, monkeypatch)


def test_an_unknown_column_of_a_known_file_is_proposed_to_be_dropped_or_passed_over(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = [*ORDER_HEADER, "Loyalty Points", "Second Recipient"]
    path = home.drop("us", "orders", ORDER_FILE, csv_text(header, [[*order_row(), "12", "Ana Canary"]]))
    said = propose(home, path, monkeypatch)
    assert 'personal: ["Second Recipient"]' in said
    assert 'ignored: ["Loyalty Points"]' in said
    save(said)
    assert home.land().receipts[0].findings == ()


def test_values_are_drawn_as_shapes_and_prove_only_what_they_prove() -> None:
    assert shape("Tom Secret, +44 7946") == "Aaa Aa…a, +99 9999"
    assert [date_order_of(d) for d in (["13/05/2026"], ["05/13/2026"], ["05/06/2026"])] == [
        "dmy",
        "mdy",
        None,
    ]
    assert [decimal_of(a) for a in (["1.234,50"], ["1,234.50"], ["12"])] == ["comma", "point", None]
    assert words_alike("Order number", "number of order") > words_alike("Order number", "Quantity")
