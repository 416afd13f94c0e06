"""One shop's books: its lines, and what its statements say of each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from tests.reckoning import costs, marketing
from tests.reckoning.arithmetic import ZERO, rounded, split
from tests.reckoning.exports import Home, Row, Shop, home_of
from tests.reckoning.rates import Rates, rates_of
from tests.reckoning.sales import (
    Key,
    Line,
    Return,
    StatementRow,
    completed_returns,
    order_lines,
    statement_rows,
    week_of,
)

AD_CHARGE = "ad_charge"
"""What the platform charged for ads: the money of the ads reports, never added to it."""
INCOME = frozenset({"gross_sales", "shipping_income"})


@dataclass
class Books:
    """One shop's books while they are written."""

    shop: Shop
    rates: Rates
    lines: dict[Key, Line]
    statement_rows: list[StatementRow]
    settled: dict[Key, dict[str, Decimal]] = field(default_factory=dict)
    adjusted: dict[Key, dict[str, Decimal]] = field(default_factory=dict)
    is_settled: set[Key] = field(default_factory=set)
    has_refund: set[Key] = field(default_factory=set)
    shipping_refunded: dict[Key, Decimal] = field(default_factory=dict)
    """What refunds took back of the shipping income of a line."""
    given_back: dict[Key, dict[str, Decimal]] = field(default_factory=dict)
    """What Refund rows say of a line, by component; costs are positive, so what came back is not."""
    unknown: set[Key] = field(default_factory=set)
    """Lines whose cost nobody stated: their margin is unknown."""
    loose: list[tuple[str, str, Decimal]] = field(default_factory=list)
    """(week, component, amount in the reporting currency) that no line can bear."""
    of_order: dict[str, list[Line]] = field(default_factory=dict)
    sold_in: dict[str, list[Line]] = field(default_factory=dict)
    """Sold lines by order week."""

    @cached_property
    def returns(self) -> dict[Key, Return]:
        """Completed returns by line."""
        return completed_returns(self.shop)

    @cached_property
    def commissions(self) -> dict[Key, Decimal]:
        """What the affiliate export says of each line."""
        return marketing.commissions(self.shop)

    @cached_property
    def invoices(self) -> list[Row]:
        """All rows of all invoices of logistics."""
        return costs.invoices(self.shop)

    def __post_init__(self) -> None:
        for line in self.lines.values():
            self.of_order.setdefault(line.key[0], []).append(line)
            if line.is_sold:
                self.sold_in.setdefault(line.week, []).append(line)


@dataclass(frozen=True)
class Accounts:
    """A home and the books of its shops, read once for all that is reckoned from them."""

    home: Home
    books: tuple[Books, ...]


def accounts_of(folder: Path) -> Accounts:
    """The books of every shop of a home."""
    home = home_of(folder)
    rates = rates_of(folder, home.reporting)
    return Accounts(home, tuple(_books_of(shop, rates) for shop in home.shops))


def _books_of(shop: Shop, rates: Rates) -> Books:
    """The books of a shop with all its statements posted."""
    books = Books(shop, rates, order_lines(shop), statement_rows(shop))
    for row in books.statement_rows:
        _post(books, row)
    return books


def _post(books: Books, row: StatementRow) -> None:
    """A statement's row on the lines it speaks of; costs turn positive."""
    is_order = row.kind in ("Order", "Refund")
    here = books.of_order.get(row.order, [])
    if is_order:
        keys = [(row.order, row.sku)] if row.sku else [line.key for line in here]
        (books.is_settled if row.kind == "Order" else books.has_refund).update(keys)
    ledger = books.settled if is_order else books.adjusted
    for component, _, stated in row.parts:
        whole = stated if component in INCOME else -stated
        if component == AD_CHARGE:
            continue
        if not here and not is_order:
            value = books.rates.convert(whole, books.shop.currency, row.settled_on)
            books.loose.append((week_of(row.settled_on), component, value))
        shares = {(row.order, row.sku): whole} if is_order and row.sku else _shared(books, here, whole)
        for key, share in shares.items():
            book = ledger.setdefault(key, {})
            book[component] = book.get(component, ZERO) + share
            if row.kind == "Refund":
                back = books.given_back.setdefault(key, {})
                back[component] = back.get(component, ZERO) + share
            if row.kind == "Refund" and component == "shipping_income":
                books.shipping_refunded[key] = books.shipping_refunded.get(key, ZERO) - share


def _shared(books: Books, here: list[Line], whole: Decimal) -> dict[Key, Decimal]:
    """An amount of an order on its lines, by what they sold for."""
    weights = {line.key: line.value if line.is_sold else ZERO for line in here}
    spare = {line.key: line.quantity for line in here}
    return split(whole, weights, spare, books.shop.currency) if here else {}


def knows_refund(books: Books, line: Line) -> bool:
    """Whether a settlement says what the line gave back, be it nothing."""
    return line.key in books.has_refund or bool(books.settled.get(line.key, {}).get("refunds", ZERO))


def refund(books: Books, line: Line, returned: Return | None) -> Decimal:
    """What a line gave back: what its settlement says, else what its completed returns come to."""
    if knows_refund(books, line):
        return books.settled.get(line.key, {}).get("refunds", ZERO)
    if returned is None:
        return ZERO
    together = books.of_order[line.key[0]]
    beside = split(
        line.tax + line.shipping_paid - line.payment_discount,
        {other.key: other.after_discount for other in together},
        {other.key: other.quantity for other in together},
        books.shop.currency,
    )[line.key]
    paid = line.after_discount + beside
    if not paid:
        return min(line.value, returned.refund)
    return min(line.value, rounded(returned.refund * line.value / paid, books.shop.currency))
