"""Storage: what invoices say of it, and what a week without one will be invoiced."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.arithmetic import ZERO, rounded, split
from tests.reckoning.books import Books
from tests.reckoning.costs import charged_on
from tests.reckoning.exports import Row, amount, day
from tests.reckoning.sales import Key, week_of

MOST_WEEKS = 8
"""A warehouse silent for longer is accrued no more."""
_Charge = tuple[date, Decimal, str]
"""(day, amount, currency)."""


def spread_storage(until: date, books: Books, reported: dict[Key, dict[str, Decimal]]) -> None:
    """Each charge over what the shop sold in its week, by quantity; else it stays with no line.

    `until`: the last day of the newest complete week in which somebody bought.
    """
    rows = [row for row in books.invoices if row["charge_type"] == "storage"]
    charges = [(charged_on(row), amount(row["amount"]), row["currency"]) for row in rows]
    for on, stated, currency in charges + _accrued(until, rows):
        week, whole = week_of(on), books.rates.convert(stated, currency, on)
        sold = {line.key: line.quantity for line in books.sold_in.get(week, [])}
        if not sold:
            books.loose.append((week, "storage", whole))
            continue
        weights = {key: Decimal(units) for key, units in sold.items()}
        for key, share in split(whole, weights, sold, books.rates.reporting).items():
            reported[key]["storage"] = reported[key].get("storage", ZERO) + share


def _charged_to(row: Row) -> date:
    return day(row["service_to"], "ymd") if row["service_to"] else charged_on(row)


def monday_of(on: date) -> date:
    """The first day of a day's ISO week."""
    return on - timedelta(on.isoweekday() - 1)


def _accrued(until: date, rows: list[Row]) -> list[_Charge]:
    """Complete weeks after the last one of which a warehouse sent an invoice: a day's cost, seven times."""
    found: list[_Charge] = []
    for warehouse in {row["provider"] for row in rows}:
        own = [row for row in rows if row["provider"] == warehouse]
        last = monday_of(max(_charged_to(row) for row in own))
        newest = max((row["invoice_date"], row["invoice_number"]) for row in own)
        of_newest = [row for row in own if (row["invoice_date"], row["invoice_number"]) == newest]
        for currency in {row["currency"] for row in of_newest}:
            billed = [row for row in of_newest if row["currency"] == currency]
            each_week = rounded(_of_a_week(billed), currency)
            weeks = [last + timedelta(7 * number) for number in range(1, MOST_WEEKS + 1)]
            found += [(monday, each_week, currency) for monday in weeks if monday <= until]
    return found


def _of_a_week(billed: list[Row]) -> Decimal:
    """Seven times what a day cost; an invoice of a single day is taken to be one of a week."""
    whole = sum((amount(row["amount"]) for row in billed), ZERO)
    days = (max(map(_charged_to, billed)) - min(map(charged_on, billed))).days + 1
    return whole * 7 / days if days > 1 else whole
