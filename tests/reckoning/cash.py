"""What each week's statements brought, and what the rate moved of it since the orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from tests.reckoning.arithmetic import ZERO, digits_of, rounded
from tests.reckoning.books import Accounts, Books
from tests.reckoning.sales import week_of

Cash = dict[tuple[str, str, str, str], tuple[Decimal, Decimal, Decimal]]
"""(shop, week, subtotal, margin's line) → amount in the shop's currency, in the reporting one, FX in it."""
_Part = tuple[str, str]


def weekly_cash(accounts: Accounts) -> Cash:
    """The cash of every shop, by week of the statement."""
    found: Cash = {}
    for books in accounts.books:
        for on, parts in _days(books).items():
            cash = _shared({part: there for part, (_, there, _) in parts.items()}, books.rates.reporting)
            moved = _shared({part: fx for part, (_, _, fx) in parts.items()}, books.rates.reporting)
            for part, (local, _, _) in parts.items():
                place = books.shop.id, week_of(on), *part
                known = found.get(place, (ZERO, ZERO, ZERO))
                found[place] = known[0] + local, known[1] + cash[part], known[2] + moved[part]
    return found


def _days(books: Books) -> dict[date, dict[_Part, tuple[Decimal, Decimal, Decimal]]]:
    """Statement day → part → in the shop's currency; exactly at the day's rate; and what the rate moved."""
    found: dict[date, dict[_Part, tuple[Decimal, Decimal, Decimal]]] = {}
    own, rates = books.shop.currency, books.rates
    for row in books.statement_rows:
        here = books.of_order.get(row.order, [])
        there = rates.at(own, row.settled_on)
        then = rates.at(own, min(line.ordered_on for line in here)) if here else there
        parts = found.setdefault(row.settled_on, {})
        for line, group, whole in row.parts:
            known = parts.get((group, line), (ZERO, ZERO, ZERO))
            parts[group, line] = (
                known[0] + whole, known[1] + whole * there, known[2] + whole * (there - then),
            )  # fmt: skip
    return found


def _shared(parts: dict[_Part, Decimal], currency: str) -> dict[_Part, Decimal]:
    """Each rounded down, and the minor units left of the rounded sum given to the largest remainders."""
    scale = 10 ** digits_of(currency)
    exact = {part: Fraction(whole) * scale for part, whole in parts.items()}
    units = {part: floor(whole) for part, whole in exact.items()}
    whole = rounded(sum(parts.values(), ZERO), currency) * scale
    by_remainder = sorted(parts, key=lambda part: (units[part] - exact[part], part))
    for part in by_remainder[: int(whole) - sum(units.values())]:
        units[part] += 1
    return {part: Decimal(count) / scale for part, count in units.items()}
