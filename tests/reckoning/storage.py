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
_Charge = tuple[str, date, Decimal, str]
"""(week, day of the rate, amount, currency)."""


def spread_storage(until: date, books: Books, reported: dict[Key, dict[str, Decimal]]) -> None:
    """Each charge over what the shop sold in its week, by quantity; else it stays with no line.

    `until`: the last day of the newest complete week in which somebody bought.
    """
    rows = [row for row in books.invoices if row["charge_type"] == "storage"]
    billed = [charge for row in rows for charge in _by_weeks(row)]
    for week, on, stated, currency in billed + _accrued(until, rows):
        whole = books.rates.convert(stated, currency, on)
        sold = {line.key: line.quantity for line in books.sold_in.get(week, [])}
        if not sold:
            books.loose.append((week, "storage", whole))
            continue
        weights = {key: Decimal(units) for key, units in sold.items()}
        for key, share in split(whole, weights, sold, books.rates.reporting).items():
            reported[key]["storage"] = reported[key].get("storage", ZERO) + share


def _by_weeks(row: Row) -> list[_Charge]:
    """What an invoice is for each week, by its days, at the rate of the first, or of the invoice before."""
    first = charged_on(row)
    weeks: dict[str, list[date]] = {}
    for number in range(max(((_last_day(row) or first) - first).days, 0) + 1):
        weeks.setdefault(week_of(first + timedelta(number)), []).append(first + timedelta(number))
    days = {week: len(inside) for week, inside in weeks.items()}
    weights = {week: Decimal(count) for week, count in days.items()}
    parts = split(amount(row["amount"]), weights, days, row["currency"])
    known = max(first, day(row["invoice_date"], "ymd"))
    return [(week, min(weeks[week][0], known), part, row["currency"]) for week, part in parts.items()]


def _last_day(row: Row) -> date | None:
    """The last day an invoice says it is for; None where it says none, or one before the first."""
    last = day(row["service_to"], "ymd") if row["service_to"] else None
    return last if last is not None and last >= charged_on(row) else None


def monday_of(on: date) -> date:
    """The first day of a day's ISO week."""
    return on - timedelta(on.isoweekday() - 1)


def _accrued(until: date, rows: list[Row]) -> list[_Charge]:
    """The days of complete weeks after the last one that a warehouse billed: each at a day's cost."""
    found: list[_Charge] = []
    for warehouse in {row["provider"] for row in rows}:
        own = [row for row in rows if row["provider"] == warehouse]
        last = max(_last_day(row) or monday_of(charged_on(row)) + timedelta(6) for row in own)
        newest = max((row["invoice_date"], row["invoice_number"]) for row in own)
        of_newest = [row for row in own if (row["invoice_date"], row["invoice_number"]) == newest]
        for currency in {row["currency"] for row in of_newest}:
            billed = [row for row in of_newest if row["currency"] == currency]
            found += _to_come(until, last, billed, currency)
    return found


def _to_come(until: date, last: date, billed: list[Row], currency: str) -> list[_Charge]:
    """The weeks after a last day, the rest of its own week included, that begin at most eight weeks later."""
    whole = sum((amount(row["amount"]) for row in billed), ZERO)
    ends = [_last_day(row) or charged_on(row) + timedelta(6) for row in billed]
    billed_days = (max(ends) - min(map(charged_on, billed))).days + 1
    found: list[_Charge] = []
    monday = monday_of(last + timedelta(1))
    while monday <= last + timedelta(7 * MOST_WEEKS) and monday + timedelta(6) <= until:
        first = max(monday, last + timedelta(1))
        days = (monday + timedelta(7) - first).days
        found.append((week_of(first), first, rounded(whole * days / billed_days, currency), currency))
        monday += timedelta(7)
    return found
