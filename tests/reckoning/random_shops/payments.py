"""Statements, payments and withdrawals of a random shop: reserves, none at all, a cent short."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.arithmetic import digits_of
from tests.reckoning.random_shops.drawing import ShopWriter

_STATEMENTS = ["Statement date (UTC)", "Statement ID", "Payment ID", "Status", "Total settlement amount",
               "Reserve Amount"]  # fmt: skip
_PAYMENTS = ["Payment initiation date (UTC)", "Payment ID", "Payment amount", "Status"]
_RECORDS = ["Transaction type", "Reference ID", "Request time", "Amount", "Status", "Success time"]
_DAY = "2026-05-18-05_30.csv"


def write_payments(shop: ShopWriter, rows: list[dict[str, object]]) -> None:
    """Most statements are what their rows are and are paid; two in a row are often paid together."""
    dice = shop.dice
    totals: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        place = str(row["Statement date (UTC)"]), str(row["Statement ID"])
        totals[place] = totals.get(place, Decimal(0)) + Decimal(str(row["Total settlement amount"]))
    statements: list[dict[str, object]] = []
    asked: dict[str, tuple[date, Decimal]] = {}
    number = ""
    for (on, statement), total in sorted(totals.items()):
        if dice.random() < 0.1:
            continue
        if not number or dice.random() < 0.6:
            number = f"35{shop.number:02}{len(asked):06}"
        reserve = abs(shop.at_most(total)) if dice.random() < 0.2 else Decimal(0)
        stated = total + (_cent(shop) if dice.random() < 0.1 else 0)
        statements.append(
            dict(zip(_STATEMENTS, (on, statement, number, "Paid", stated, -reserve), strict=True))
        )
        first, known = asked.get(number, (date.fromisoformat(on.replace("/", "-")), Decimal(0)))
        asked[number] = first, known + stated - reserve
    if statements:
        shop.write("settlements", f"statements_{_DAY}", _STATEMENTS, statements)
    _write_money(shop, asked)


def _cent(shop: ShopWriter) -> Decimal:
    return Decimal(1).scaleb(-digits_of(shop.currency))


def _write_money(shop: ShopWriter, asked: dict[str, tuple[date, Decimal]]) -> None:
    dice = shop.dice
    has_numbers, knows_payments = dice.random() < 0.5, dice.random() < 0.5
    payments: list[dict[str, object]] = []
    records: list[dict[str, object]] = []
    for number, (first, whole) in asked.items():
        if whole <= 0 or dice.random() < 0.15:
            continue
        paid = whole - (_cent(shop) if dice.random() < 0.1 else 0)
        on = first + timedelta(dice.choice((2, 5, 60)))
        name = number if has_numbers else f"99{number}"
        at = f"{on:%Y/%m/%d} 03:15:10"
        payments.append(dict(zip(_PAYMENTS, (f"{on:%Y/%m/%d}", name, paid, "Paid"), strict=True)))
        records.append(dict(zip(_RECORDS, ("Earnings", name, at, paid, "Transferred", at), strict=True)))
        if dice.random() < 0.7:
            out = ("Withdrawal", f"64{number}", at, -paid, "Transferred", at)
            records.append(dict(zip(_RECORDS, out, strict=True)))
    if payments and knows_payments:
        shop.write("settlements", f"payments_{_DAY}", _PAYMENTS, payments)
    if records and dice.random() < 0.9:
        shop.write("settlements", f"withdrawals_{_DAY}", _RECORDS, records)
