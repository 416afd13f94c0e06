"""What must add up adds up, read back from the files."""

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.unit.demo.reading import Row, Written, read_csv, read_sheet

SHIPPING_PARTS = (
    "TikTok Shop shipping fee",
    "Fulfilled by TikTok Shop (FBT) shipping fee",
    "FBT fulfillment fee",
    "Customer shipping fee offset",
    "Limited-time sign up shipping incentive",
    "Signature confirmation service fee",
    "Shipping insurance fee",
    "Customer-paid shipping fee",
    "Customer-paid shipping fee refund",
    "TikTok Shop shipping incentive",
    "TikTok Shop shipping incentive refund",
    "Shipping fee subsidy",
    "Return shipping fee",
)
FEE_PARTS = (
    "Transaction fee",
    "Referral fee",
    "Refund administration fee",
    "Affiliate commission",
    "Affiliate partner commission",
    "Affiliate Shop Ads commission",
)


def _money(text: object) -> Decimal:
    return Decimal(str(text).removeprefix("GBP ")).quantize(Decimal("0.01"))


def _read_orders(demo: Written, shop: str) -> dict[str, list[list[Row]]]:
    """The lines of each order, once per export that shows it; without the broken rows."""
    found: dict[str, list[list[Row]]] = defaultdict(list)
    for path in demo.files(f"{shop}/orders/All order-*05_30.csv"):
        orders: dict[str, list[Row]] = defaultdict(list)
        for row in read_csv(path):
            if row["Order ID"].endswith("\t") and "99999999999901" not in row["Order ID"]:
                orders[row["Order ID"].strip()].append(row)
        for order, lines in orders.items():
            found[order].append(lines)
    return found


@pytest.mark.parametrize("shop", ["us-main", "uk-cross"])
def test_lines_and_orders_close_in_every_export(demo: Written, shop: str) -> None:
    orders = _read_orders(demo, shop)
    assert len(orders) > 3000
    for snapshots in orders.values():
        for lines in snapshots:
            _check_order(lines, shop == "us-main")


def _check_order(lines: list[Row], is_us: bool) -> None:
    first = lines[0]
    assert len({line["SKU ID"] for line in lines}) == len(lines)
    total = Decimal(0)
    for line in lines:
        after = _money(line["SKU Subtotal After Discount"])
        before = _money(line["SKU Subtotal Before Discount"])
        assert after == before - _money(line["SKU Platform Discount"]) - _money(line["SKU Seller Discount"])
        assert before == _money(line["SKU Unit Original Price"]) * int(line["Quantity"])
        for name in ("Order Amount", "Taxes", "Shipping Fee After Discount", "Order Refund Amount"):
            assert line[name] == first[name]
        total += after
    due = total + _money(first["Shipping Fee After Discount"]) + _money(first["Taxes"])
    if is_us:
        due += _money(first["Retail Delivery Fee"]) - _money(first["Payment platform discount"])
    assert _money(first["Order Amount"]) == due
    reductions = [
        name for name in first if name.startswith(("Shipping Fee S", "Shipping Fee P", "Co-Funded"))
    ]
    charged = _money(first["Original Shipping Fee"]) - sum(_money(first[name]) for name in reductions)
    assert _money(first["Shipping Fee After Discount"]) == charged


@pytest.mark.parametrize("shop", ["us-main", "uk-cross"])
def test_settlements_close_row_by_row_and_statement_by_statement(demo: Written, shop: str) -> None:
    checked = 0
    for path in demo.files(f"{shop}/settlements/*.xlsx"):
        statements: dict[object, Decimal] = defaultdict(Decimal)
        for row in read_sheet(path, "Order details"):
            subtotals = [_money(row[name]) for name in ("Net sales", "Shipping", "Fees", "Adjustment amount")]
            sales = [name for name in row if str(name).startswith(("Gross sales", "Seller discount"))]
            assert subtotals[0] == sum(_money(row[name]) for name in sales)
            assert subtotals[1] == sum(_money(row[name]) for name in SHIPPING_PARTS)
            assert subtotals[2] == sum(_money(row.get(name, 0)) for name in FEE_PARTS)
            assert _money(row["Total settlement amount"]) == sum(subtotals)
            statements[row["Statement ID"]] += sum(subtotals)
            checked += 1
        listed = {
            row["Statement ID"]: _money(row["Total settlement amount"])
            for row in read_sheet(path, "Statements")
        }
        assert listed == statements
    assert checked > 3000


def test_a_statement_stands_in_the_workbook_of_its_own_week_only(demo: Written) -> None:
    for shop in ("us-main", "uk-cross"):
        seen: set[object] = set()
        for path in demo.files(f"{shop}/settlements/*.xlsx"):
            mine = {row["Statement ID"] for row in read_sheet(path, "Statements")}
            assert len(mine) <= 7 and not (mine & seen)
            seen |= mine
        assert len(seen) > 150


def test_later_exports_move_orders_on(demo: Written) -> None:
    orders = _read_orders(demo, "us-main")
    moved = [(snapshots[0][0], snapshots[-1][0]) for snapshots in orders.values() if len(snapshots) == 4]
    assert len(moved) > 1000
    assert any(old["Order Status"] == "To ship" and new["Order Status"] == "Completed" for old, new in moved)
    kept = [(old, new) for old, new in moved if old["Tracking ID"].strip()]
    assert any(old["Tracking ID"] != new["Tracking ID"] for old, new in kept)
    assert all(old["Created Time"] == new["Created Time"] for old, new in moved)
