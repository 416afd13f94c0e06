"""Every header version of orders, returns and affiliate orders lands: rows and values counted by hand."""

from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.settings import load_settings
from tests.unit.exports.writing import Home, workbook_bytes

CASES = Path(__file__).parents[2] / "cases" / "exports" / "headers"
EXPECTED: list[dict[str, Any]] = yaml.safe_load((CASES / "seller_center.yaml").read_text(encoding="utf-8"))
SHOPS = """\
reporting_currency: USD
timezone: Asia/Shanghai
shops:
  - {id: us, market: US, currency: USD, timezone: America/Los_Angeles, seller_type: local}
  - {id: uk, market: UK, currency: GBP, timezone: Europe/London, seller_type: cross_border}
  - {id: id, market: ID, currency: IDR, timezone: Asia/Jakarta, seller_type: local}
  - {id: ph, market: PH, currency: PHP, timezone: Asia/Manila, seller_type: local}
  - {id: vn, market: VN, currency: VND, timezone: Asia/Ho_Chi_Minh, seller_type: local}
  - {id: sg, market: SG, currency: SGD, timezone: Asia/Singapore, seller_type: local}
  - {id: th, market: TH, currency: THB, timezone: Asia/Bangkok, seller_type: local}
  - {id: my, market: MY, currency: MYR, timezone: Asia/Kuala_Lumpur, seller_type: local}
  - {id: br, market: BR, currency: BRL, timezone: America/Sao_Paulo, seller_type: local}
"""
DESCRIBED = {
    "Order ID": "Platform unique order ID.",
    "Order Status": "Current order status.",
    "Quantity": "SKU sold quantity.",
    "Created Time": "Time when the order was created.",
    "Order Amount": "It equals what the buyer pays.",
    "Tracking ID": "The order's tracking number.",
}
MARKETS = {"us", "uk", "id", "ph", "vn", "sg", "th", "my", "br"}


@pytest.fixture
def markets(tmp_path: Path) -> Home:
    (tmp_path / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    return Home(load_settings(tmp_path))


def content_of(case: dict[str, Any]) -> tuple[str, bytes]:
    """The name and bytes under which a case is dropped into the inbox."""
    path = CASES / case["file"]
    how = case.get("as", "file")
    if how == "file":
        return case.get("name", "All order-2026-05-18-05_30.csv"), path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = [[cell.rstrip("\t") for cell in row] for row in csv.reader(stream)]
    described = [[DESCRIBED.get(name, "") for name in header]] if how.startswith("described") else []
    sheet = [header, *described, *rows]
    return case.get("name", "All order-2026-05-18-05_30.xlsx"), workbook_bytes({"OrderSKUList": sheet})


def as_expected(value: object, wanted: object) -> object:
    """A landed value in the form the table of expectations writes it."""
    if isinstance(value, datetime):
        return str(value)
    if isinstance(value, Decimal) and isinstance(wanted, str):
        return wanted if Decimal(wanted) == value else str(value)
    return value


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"].removesuffix(".csv") for case in EXPECTED])
def test_a_header_version_lands_as_counted_by_hand(markets: Home, case: dict[str, Any]) -> None:
    source = case.get("source", "orders")
    markets.drop(case["shop"], source, *content_of(case))
    (receipt,) = markets.land().receipts
    bad = case.get("quarantined", {})
    counts = (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined)
    assert (receipt.status, receipt.layout) == ("landed", case["layout"])
    assert counts == (case["read"], case["landed"], len(bad))
    assert {int(row["source_row"]): row["column"] for row in markets.quarantined()} == bad
    assert {finding.subject: finding.count for finding in receipt.findings} == case.get("findings", {})
    assert receipt.exported_at == case.get("exported_at", receipt.exported_at)
    for number, wanted in case["rows"].items():
        (row,) = (r for r in markets.rows(source, f"source_row, {', '.join(wanted)}") if r[0] == number)
        told = {name: as_expected(value, wanted[name]) for name, value in zip(wanted, row[1:], strict=True)}
        assert told == wanted
    kept = str(markets.rows(source)) + str(markets.quarantined())
    assert not [secret for secret in ("Pat Example", "buyer.one", "it was broken", "94103") if secret in kept]


def test_a_returns_workbook_mixes_number_cells_and_texts(markets: Home) -> None:
    """As a seller's workbook had them: an amount as a number beside amounts as text, quantities as text."""
    path = CASES / "returns_25.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *_ = csv.reader(stream)

    def row(order: str, total: object, when: str) -> list[object]:
        named: dict[str, object] = {
            "Return Order ID": "40352" + order,
            "Order ID": order,
            "SKU ID": order + "9",
        }
        named |= {"Time Requested": when, "Return Status": "Completed", "Return unit price": total}
        return [{**named, "Return Quantity": "1"}.get(name, "") for name in header]

    rows = [
        row("1001", 234.9, "04/07/2026 21:30:00"),
        [""] * 25,
        row("1002", "R$ 62,90", "13/07/2026 00:30:00"),
    ]
    markets.drop("br", "returns", "returns 2026-07-20.xlsx", workbook_bytes({"Loja A": [header, *rows]}))
    (receipt,) = markets.land().receipts
    assert (receipt.rows_read, receipt.rows_landed) == (2, 2)
    assert markets.rows("returns", "source_row, refund_total_local, return_quantity") == [
        (2, Decimal("234.9"), 1),
        (4, Decimal("62.9"), 1),
    ]


def test_every_market_and_every_version_has_its_case() -> None:
    orders = {case["shop"] for case in EXPECTED if case.get("source", "orders") == "orders"}
    assert orders == MARKETS
    widths = {}
    for case in EXPECTED:
        with (CASES / case["file"]).open(encoding="utf-8-sig", newline="") as stream:
            delimiter = {"orders_my.csv": "\t", "affiliate_orders_id_older.csv": ";"}.get(case["file"], ",")
            widths[case["file"]] = len(next(csv.reader(stream, delimiter=delimiter)))
    assert (widths["orders_us_2026.csv"], widths["orders_uk_2026.csv"], widths["orders_id_2026.csv"]) == (
        60,
        60,
        65,
    )
    assert (widths["orders_id_older.csv"], widths["orders_vn.csv"]) == (58, 54)
    assert [widths[f"returns_{n}.csv"] for n in (25, 20, 19)] == [25, 20, 19]
    affiliate = [widths[f"affiliate_orders_{name}.csv"] for name in ("us", "uk", "id_older")]
    assert affiliate == [30, 31, 36]
