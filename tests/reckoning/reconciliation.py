"""Order against settlement, order by order, as `docs/money.md` says it under Reconciliation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.reckoning.arithmetic import ZERO
from tests.reckoning.books import AD_CHARGE, Accounts, Books, knows_refund, refund
from tests.reckoning.fees import refunded_fee, scheduled
from tests.reckoning.sales import Line, StatementRow

SETTLED_WITHIN = 31
_NO_FEES = frozenset({"gross_sales", "seller_discount", "refunds", "shipping_income", "return_shipping"})
FIGURES = (
    "expected", "settled", "difference", "awaited", "fee_difference", "shipping_difference", "unexplained",
)  # fmt: skip
Reconciled = dict[tuple[str, str], tuple[str, dict[str, Decimal]]]
"""(shop, order) → status and figures in the shop's currency."""


@dataclass
class _Expected:
    """What the lines of an order should have brought by now, and what is still to come."""

    sold: int = 0
    settled: int = 0
    sales: Decimal = ZERO
    shipping: Decimal = ZERO
    fees: Decimal = ZERO
    awaited: Decimal = ZERO


@dataclass
class _Settled:
    """What the statements' rows of an order, and adjustments that name it, brought."""

    whole: Decimal = ZERO
    shipping: Decimal = ZERO
    fees: Decimal = ZERO
    only_told_there: Decimal = ZERO
    """Return shipping, ads billed by the order and adjustments: expected as they came."""
    first_settled: date | None = None
    last_refunded: date | None = None


def reconciled_orders(accounts: Accounts) -> Reconciled:
    """Every order that an order export or a settlement names."""
    found: Reconciled = {}
    for books in accounts.books:
        shop = books.shop
        today = accounts.home.as_of.astimezone(ZoneInfo(shop.timezone)).date()
        settled = _settled(books.statement_rows)
        for order in books.of_order.keys() | settled.keys():
            lines = books.of_order.get(order, [])
            expected = _expected(books, lines)
            found[shop.id, order] = _judged(lines, expected, settled.get(order), today)
    return found


def _settled(rows: list[StatementRow]) -> dict[str, _Settled]:
    found: dict[str, _Settled] = {}
    for row in rows:
        if not row.order:
            continue
        order = found.setdefault(row.order, _Settled())
        order.whole += row.total
        if row.kind == "Order":
            order.first_settled = min(order.first_settled or row.settled_on, row.settled_on)
        if row.kind == "Refund":
            order.last_refunded = max(order.last_refunded or row.settled_on, row.settled_on)
        for line, _, whole in row.parts:
            if row.kind not in ("Order", "Refund") or line in ("return_shipping", AD_CHARGE):
                order.only_told_there += whole
            elif line == "shipping_income" and row.kind == "Order":
                order.shipping += whole
            elif line not in _NO_FEES:
                order.fees -= whole
    return found


def _expected(books: Books, lines: list[Line]) -> _Expected:
    found = _Expected()
    for line in (line for line in lines if line.is_sold):
        found.sold += 1
        told = scheduled(books, line, books.commissions.get(line.key, ZERO))
        shipping = told.pop("shipping_income")
        fees = sum(told.values(), ZERO)
        if line.key in books.is_settled:
            found.settled += 1
            found.sales += line.value + shipping
            found.shipping += shipping
            found.fees += fees
        else:
            found.awaited += line.value + shipping - fees
        if knows_refund(books, line):
            back = refund(books, line, None) + books.shipping_refunded.get(line.key, ZERO)
            found.sales -= back
            found.fees -= refunded_fee(books.shop, line, back)
        else:
            found.awaited -= refund(books, line, books.returns.get(line.key))
    return found


def _judged(
    lines: list[Line], expected: _Expected, settled: _Settled | None, today: date
) -> tuple[str, dict[str, Decimal]]:
    came = settled or _Settled()
    delivered = max((line.delivered_on for line in lines if line.delivered_on), default=None)
    late = delivered is not None and (today - delivered).days > SETTLED_WITHIN
    is_overdue = late and expected.settled < expected.sold
    due = expected.sales - expected.fees + came.only_told_there
    if is_overdue:
        due += expected.awaited
    figures = {
        "expected": due,
        "settled": came.whole,
        "difference": came.whole - due,
        "awaited": ZERO if is_overdue else expected.awaited,
        "fee_difference": expected.fees - came.fees,
        "shipping_difference": came.shipping - expected.shipping,
    }
    status = _status(bool(lines), expected, settled, is_overdue, figures)
    rest = figures["difference"] - figures["fee_difference"] - figures["shipping_difference"]
    figures["unexplained"] = rest if status in ("unexplained", "partly_settled") else ZERO
    return status, figures


def _status(
    is_exported: bool, expected: _Expected, settled: _Settled | None, is_overdue: bool, of: dict[str, Decimal]
) -> str:
    """The first state that is so, in the order of the docs."""
    if not is_exported:
        return "missing_in_export"
    if settled is None and not expected.sold:
        return "matched"
    if is_overdue:
        return "missing_in_settlement"
    if settled is None:
        return "awaiting_settlement"
    if expected.settled < expected.sold:
        return "partly_settled"
    if not of["difference"]:
        first, last = settled.first_settled, settled.last_refunded
        return "refunded_after_settlement" if first and last and last > first else "matched"
    if of["difference"] in (of["fee_difference"], of["fee_difference"] + of["shipping_difference"]):
        return "fee_differs"
    return "unexplained"
