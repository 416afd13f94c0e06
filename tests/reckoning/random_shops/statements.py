"""Statements of a random shop, by SKU or by order, with refunds before and after, and adjustments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.random_shops.drawing import DAYS, FIRST_DAY, DrawnLine, DrawnOrder, ShopWriter, header_of
from tests.reckoning.random_shops.payments import write_payments

_BY_SKU = (
    "Gross sales", "Seller discount", "FBT fulfillment fee", "Customer-paid shipping fee",
    "TikTok Shop shipping incentive", "Shipping fee subsidy", "Transaction fee", "Referral fee",
    "Affiliate commission",
)  # fmt: skip
_REFUND_BY_SKU = (
    "Gross sales refund", "Seller discount refund", "Customer-paid shipping fee refund",
    "Return shipping fee", "Refund administration fee", "Referral fee",
)  # fmt: skip
_BY_ORDER = (
    "Subtotal before discounts", "Seller discounts", "Actual shipping fee", "Platform shipping fee discount",
    "Customer shipping fee", "Transaction fee", "TikTok Shop commission fee", "Affiliate commission",
)  # fmt: skip
_REFUND_BY_ORDER = (
    "Refund subtotal before seller discounts", "Refund of seller discounts", "Refund customer shipping fee",
    "Actual return shipping fee", "TikTok Shop commission fee",
)  # fmt: skip
_INFLOWS = frozenset({
    "Gross sales", "Customer-paid shipping fee", "TikTok Shop shipping incentive", "Shipping fee subsidy",
    "Seller discount refund", "Subtotal before discounts", "Platform shipping fee discount",
    "Customer shipping fee", "Refund of seller discounts",
})  # fmt: skip
_ADJUSTMENTS = (
    "Customer service compensation", "Platform penalty", "Logistics reimbursement", "Platform reimbursement",
    "GMV payment for TikTok Ads", "Platform commission adjustment", "Transaction fee adjustment",
    "Shipping fee adjustment", "Promotion adjustment", "Sample shipping fee",
)  # fmt: skip
_NET = frozenset({"Gross sales", "Seller discount", "Gross sales refund", "Seller discount refund"})
_FEES = frozenset({
    "Transaction fee", "Referral fee", "Refund administration fee", "Affiliate commission",
    "TikTok Shop commission fee", "Actual shipping fee", "Platform shipping fee discount",
    "Customer shipping fee", "Refund customer shipping fee", "Actual return shipping fee",
})  # fmt: skip


def write_settlements(shop: ShopWriter, orders: list[DrawnOrder]) -> None:
    """Most orders settled, some in part, some refunded before or after; an older export told some of it."""
    dice = shop.dice
    rows: list[dict[str, object]] = []
    for order in orders:
        if dice.random() < 0.3:
            continue
        settled_on = order.on + timedelta(dice.randint(6, 12))
        lines = [line for line in order.lines if dice.random() < 0.85]
        rows += _told(shop, order, lines, "Order", settled_on)
        if dice.random() < 0.35:
            back = [line for line in order.lines if dice.random() < 0.6]
            rows += _told(shop, order, back, "Refund", settled_on + timedelta(dice.choice((-3, 0, 5, 12))))
        if dice.random() < 0.15:
            rows += _told(shop, order, order.lines[:1], "Order", settled_on + timedelta(15))
    known = [order.id for order in orders]
    for number in range(dice.randint(0, 6)):
        related = dice.choice((*known, "", "", f"5764{99:02}{number:012}"))
        rows.append(_adjusted(shop, number, related, FIRST_DAY + timedelta(dice.randrange(DAYS))))
    if dice.random() < 0.2:
        stray = DrawnLine(f"5764{98:02}{7:012}", 1, 1, shop.money(0.05, 1), Decimal(0), Decimal(0), False)
        rows += _told(shop, replace(orders[0], id=stray.order, lines=[stray]), [stray], "Order", FIRST_DAY)
    header = header_of("settlements_ph" if shop.is_by_order else "settlements_us")
    if not rows:
        return
    shop.write("settlements", "income_2026-05-18-05_30.csv", header, rows)
    if dice.random() < 0.5:
        shop.write("settlements", "income_2026-05-11-05_30.csv", header, rows[: dice.randint(1, len(rows))])
    if not shop.is_by_order:
        write_payments(shop, rows)


def _told(
    shop: ShopWriter, order: DrawnOrder, lines: list[DrawnLine], kind: str, on: date
) -> list[dict[str, object]]:
    if not lines:
        return []
    if shop.is_by_order:
        whole = sum((line.gross for line in order.lines), Decimal(0))
        return [
            _statement_row(
                shop, order.id, "", kind, on, whole, _BY_ORDER if kind == "Order" else _REFUND_BY_ORDER
            )
        ]
    names = _BY_SKU if kind == "Order" else _REFUND_BY_SKU
    return [_statement_row(shop, order.id, shop.sku(line.sku), kind, on, line.gross, names) for line in lines]


def _statement_row(
    shop: ShopWriter, order: str, sku: str, kind: str, on: date, whole: Decimal, names: tuple[str, ...]
) -> dict[str, object]:
    parts = {name: shop.at_most(whole) * (1 if name in _INFLOWS else -1) for name in names}
    return {**_statement_head(shop, order, sku, kind, on), **parts, **_totals(shop, parts, Decimal(0))}


def _adjusted(shop: ShopWriter, number: int, related: str, on: date) -> dict[str, object]:
    kind = shop.dice.choice(_ADJUSTMENTS)
    whole = shop.money(0.02, 0.7) * (1 if "reimbursement" in kind else -1)
    head = _statement_head(shop, f"80{shop.number:02}{number:08}", "", kind, on)
    name = "Ajustment amount" if shop.is_by_order else "Adjustment amount"
    return {**head, name: whole, "Related order ID": related or "/", **_totals(shop, {}, whole)}


def _statement_head(shop: ShopWriter, order: str, sku: str, kind: str, on: date) -> dict[str, object]:
    written = f"{on:%Y/%m/%d}"
    if shop.is_by_order:
        return {
            "Order/adjustment ID": order,
            "Type": kind,
            "Order settled time": written,
            "Currency": shop.currency,
        }
    return {
        "Statement date (UTC)": written,
        "Statement ID": f"73{shop.number:02}{on:%Y%m%d}",
        "Status": "Paid",
        "Currency": shop.currency,
        "Type": kind,
        "Order/adjustment ID": order,
        "SKU ID": sku or "/",
    }


def _totals(shop: ShopWriter, parts: dict[str, Decimal], adjustment: Decimal) -> dict[str, object]:
    fees = sum((whole for name, whole in parts.items() if name in _FEES), Decimal(0))
    rest = {name: whole for name, whole in parts.items() if name not in _FEES}
    total = sum(parts.values(), adjustment)
    if shop.is_by_order:
        return {
            "Total settlement amount": total,
            "Total revenue": sum(rest.values(), Decimal(0)),
            "Total fees": fees,
        }
    net = sum((whole for name, whole in rest.items() if name in _NET), Decimal(0))
    return {
        "Total settlement amount": total,
        "Net sales": net,
        "Shipping": sum(rest.values(), Decimal(0)) - net,
        "Fees": fees,
    }
