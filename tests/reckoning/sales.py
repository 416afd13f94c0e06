"""What was ordered, what was settled, what came back: facts of one shop, the newest snapshot of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.reckoning.arithmetic import ZERO
from tests.reckoning.exports import Placed, Row, Shop, amount, day, moment, number, read

Key = tuple[str, str]
"""(order id, SKU id)."""


@dataclass(frozen=True)
class Line:
    """An order line in the shop's currency."""

    key: Key
    seller_sku: str
    quantity: int
    gross: Decimal
    seller_discount: Decimal
    platform_discount: Decimal
    after_discount: Decimal
    shipping_paid: Decimal
    shipping_platform_discount: Decimal
    tax: Decimal
    payment_discount: Decimal
    ordered_on: date
    is_cancelled: bool
    is_fbt: bool
    tracking: str
    carrier: str
    is_shipped: bool
    delivered_on: date | None

    @property
    def value(self) -> Decimal:
        """List price less the seller's own discount."""
        return self.gross - self.seller_discount

    @property
    def is_sample(self) -> bool:
        """Nobody paid: not the buyer, nor the platform by a discount."""
        return not self.is_cancelled and self.after_discount + self.platform_discount == 0

    @property
    def is_sold(self) -> bool:
        """Neither cancelled nor a sample."""
        return not self.is_cancelled and not self.is_sample

    @property
    def week(self) -> str:
        """The ISO week of the order's local day."""
        return week_of(self.ordered_on)


def week_of(when: date) -> str:
    """ISO week of a day: 2026-W20."""
    year, week, _ = when.isocalendar()
    return f"{year}-W{week:02}"


def order_lines(shop: Shop) -> dict[Key, Line]:
    """Each order line as the newest export has it."""
    newest: dict[Key, Row] = {}
    for _, row in read(shop.inbox / "orders", "Order ID", lambda row: _line(("", ""), row, shop)):
        newest[row["Order ID"].strip(), row["SKU ID"].strip()] = row
    return {key: _line(key, row, shop) for key, row in newest.items()}


def _line(key: Key, row: Row, shop: Shop) -> Line:
    number(row["Order ID"])
    number(row["SKU ID"])
    delivered = row["Delivered Time"].strip()
    return Line(
        key=key,
        seller_sku=row["Seller SKU"],
        quantity=int(row["Quantity"]),
        gross=amount(row["SKU Subtotal Before Discount"]),
        seller_discount=amount(row["SKU Seller Discount"]),
        platform_discount=amount(row["SKU Platform Discount"]),
        after_discount=amount(row["SKU Subtotal After Discount"]),
        shipping_paid=amount(row["Shipping Fee After Discount"]),
        shipping_platform_discount=amount(row["Shipping Fee Platform Discount"]),
        tax=amount(row.get("Taxes", "")),
        payment_discount=amount(row.get("Payment platform discount", "")),
        ordered_on=day(row["Created Time"], shop.date_order),
        is_cancelled=row["Order Status"] in ("Cancelled", "Canceled"),
        is_fbt=row["Fulfillment Type"] == "Fulfillment by TikTok Shop",
        tracking=row["Tracking ID"].strip(),
        carrier=row["Shipping Provider Name"],
        is_shipped=bool(row["Shipped Time"].strip()),
        delivered_on=day(delivered, shop.date_order) if delivered else None,
    )


@dataclass(frozen=True)
class StatementRow:
    """One row of a statement: an order's, a refund's, or an adjustment."""

    kind: str
    order: str
    sku: str
    settled_on: date
    total: Decimal
    parts: tuple[tuple[str, str, Decimal], ...]
    """(line of the margin, subtotal, amount), one for each column that is not zero."""
    statement: str
    """The statement's number, else its day: layouts without numbers have a statement a day."""
    payment: str


_GROUPS = {
    "net_sales": {
        "Gross sales": "gross_sales",
        "Seller discount": "seller_discount",
        "Gross sales refund": "refunds",
        "Seller discount refund": "refunds",
        "Subtotal before discounts": "gross_sales",
        "Seller discounts": "seller_discount",
        "Refund subtotal before seller discounts": "refunds",
        "Refund of seller discounts": "refunds",
    },
    "shipping": {
        "TikTok Shop shipping fee": "last_mile",
        "FBT fulfillment fee": "last_mile",
        "Customer-paid shipping fee": "shipping_income",
        "Customer-paid shipping fee refund": "shipping_income",
        "TikTok Shop shipping incentive": "shipping_income",
        "TikTok Shop shipping incentive refund": "shipping_income",
        "Shipping fee subsidy": "shipping_income",
        "Return shipping fee": "return_shipping",
        "Actual shipping fee": "last_mile",
        "Platform shipping fee discount": "shipping_income",
        "Customer shipping fee": "shipping_income",
        "Refund customer shipping fee": "shipping_income",
        "Actual return shipping fee": "return_shipping",
    },
    "fees": {
        "Transaction fee": "transaction_fee",
        "Referral fee": "referral_fee",
        "Refund administration fee": "refund_administration_fee",
        "Affiliate commission": "affiliate_commission",
        "Affiliate partner commission": "affiliate_commission",
        "Affiliate Shop Ads commission": "affiliate_commission",
        "TikTok Shop commission fee": "referral_fee",
    },
}
"""Subtotal of the statement → its columns → the margin's line of each."""
_ADJUSTMENTS = {
    "Customer service compensation": "late_compensation",
    "Platform penalty": "late_compensation",
    "Logistics reimbursement": "other_platform_fees",
    "Platform reimbursement": "other_platform_fees",
    "GMV payment for TikTok Ads": "ad_charge",
    "GMV Max ad fee": "ad_charge",
    "Platform commission adjustment": "referral_fee",
    "Transaction fee adjustment": "transaction_fee",
    "Shipping fee adjustment": "shipping_income",
    "Promotion adjustment": "other_marketing",
    "Sample shipping fee": "sample_cost",
}
"""The margin's line of an adjustment, by its type; charges for ads are the money of the ads reports."""


def statement_rows(shop: Shop) -> list[StatementRow]:
    """All rows of all statements, each statement as the newest file that has it."""
    by_statement: dict[str, list[Placed]] = {}
    for place, row in read(shop.inbox / "settlements", "Order/adjustment ID", sheet="Order details"):
        total = row["Total settlement amount"]
        if total.replace(".", "").replace("-", "").isdigit():
            by_statement.setdefault(_statement(row), []).append((place, row))
    found = []
    for placed in by_statement.values():
        newest = max(place.age[:2] for place, _ in placed)
        found += [_statement_row(row, shop) for place, row in placed if place.age[:2] == newest]
    return found


def _statement(row: Row) -> str:
    if "Statement ID" in row:
        return row["Statement ID"]
    return "|".join((row["Order/adjustment ID"], row["Type"], row["Order settled time"]))


def _statement_row(row: Row, shop: Shop) -> StatementRow:
    kind = row["Type"]
    parts = [
        (line, group, amount(row[name]))
        for group, columns in _GROUPS.items()
        for name, line in columns.items()
        if name in row and amount(row[name])
    ]
    adjusted = amount(row.get("Adjustment amount", row.get("Ajustment amount", "")))
    is_order = kind in ("Order", "Refund")
    if adjusted and not is_order:
        parts.append((_ADJUSTMENTS[kind], "adjustment", adjusted))
    related = row.get("Related order ID", "").strip("/")
    when = row.get("Statement date (UTC)") or row.get("Statement date") or row["Order settled time"]
    settled_on = day(when, "ymd")
    return StatementRow(
        kind=kind,
        order=row["Order/adjustment ID"] if is_order else related,
        sku=row.get("SKU ID", "").strip("/"),
        settled_on=settled_on,
        total=amount(row["Total settlement amount"]),
        parts=tuple(parts),
        statement=row.get("Statement ID") or str(settled_on),
        payment=row.get("Payment ID", "").strip("/"),
    )


@dataclass(frozen=True)
class Return:
    """What came back of a line, all its completed returns together."""

    refund: Decimal
    compensation: Decimal


def completed_returns(shop: Shop) -> dict[Key, Return]:
    """Returns that are completed and refunded, by line."""
    found: dict[Key, Return] = {}
    for row in return_rows(shop).values():
        if row["Return Status"] == "Completed" and row["Refund Time"].strip():
            key = row["Order ID"], row["SKU ID"]
            paid = amount(row["Compensation Amount"]) if row["Compensation Status"] == "Completed" else ZERO
            known = found.get(key, Return(ZERO, ZERO))
            found[key] = Return(known.refund + amount(row["Return unit price"]), known.compensation + paid)
    return found


def return_parcels(shop: Shop) -> dict[str, list[Key]]:
    """Tracking number of a return → the lines in it, with the units in the order they came."""
    found: dict[str, list[Key]] = {}
    for row in return_rows(shop).values():
        if number := row["Return Logistics Tracking ID"].strip():
            lines = found.setdefault(number, [])
            if (key := (row["Order ID"], row["SKU ID"])) not in lines:
                lines.append(key)
    return found


def returned_units(shop: Shop) -> dict[tuple[str, Key], int]:
    """Units of each line in each return parcel."""
    found: dict[tuple[str, Key], int] = {}
    for row in return_rows(shop).values():
        place = row["Return Logistics Tracking ID"].strip(), (row["Order ID"], row["SKU ID"])
        found[place] = found.get(place, 0) + int(row["Return Quantity"] or 0)
    return found


def _check_return(row: Row) -> None:
    number(row["Return Order ID"])
    number(row["Order ID"])
    moment(row["Time Requested"])
    amount(row["Return unit price"])


def return_rows(shop: Shop) -> dict[Key, Row]:
    """Each return and SKU as the newest export has it."""
    newest: dict[Key, Row] = {}
    for _, row in read(shop.inbox / "returns", "Return Order ID", _check_return):
        newest[row["Return Order ID"], row["SKU ID"]] = row
    return newest
