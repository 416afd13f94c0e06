"""Rows, statements, payments and withdrawals, as `docs/money.md` says it under Reconciliation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.reckoning.arithmetic import ZERO
from tests.reckoning.books import Accounts, Books
from tests.reckoning.exports import Row, Shop, amount, day, read

PAID_WITHIN = 14
_EARNINGS = ("earnings", "earning", "payments", "payment", "settle")
_WITHDRAWALS = ("withdrawal", "withdraw", "transfer")
Told = tuple[str, Decimal, Decimal | None, Decimal | None, Decimal | None, Decimal]
"""Status, sum of the rows, and of the payment (told on the last of its statements): what its statements ask
for, what came, what was withdrawn; the difference."""
Statements = dict[tuple[str, str], Told]


@dataclass
class _Statement:
    id: str
    on: date
    rows: int = 0
    lines: Decimal = ZERO
    stated: Decimal | None = None
    reserve: Decimal = ZERO
    payment: str = ""

    @property
    def payable(self) -> Decimal:
        """What the platform owes for it: the stated total where there is one, less what it keeps back."""
        return (self.lines if self.stated is None else self.stated) - self.reserve


@dataclass
class _Payment:
    """What some statements ask for together, and the money that came for it."""

    key: str
    statements: list[_Statement] = field(default_factory=list)
    paid: Decimal | None = None
    paid_on: date = date.min
    withdrawn: Decimal | None = None

    @property
    def payable(self) -> Decimal:
        """The sum of what the statements ask for."""
        return sum((statement.payable for statement in self.statements), ZERO)

    @property
    def last(self) -> _Statement:
        """The statement that tells the payment."""
        return max(self.statements, key=lambda one: (one.on, one.id))


@dataclass(frozen=True)
class _Money:
    """Money that came: its number, day and amount."""

    number: str
    on: date
    whole: Decimal


def reconciled_statements(accounts: Accounts) -> Statements:
    """Every statement, and every payment that no statement asks for."""
    found: Statements = {}
    for books in accounts.books:
        shop, today = books.shop, accounts.home.as_of.astimezone(ZoneInfo(books.shop.timezone)).date()
        received = _received(shop)
        payments = _asked(_statements(books))
        unasked = _match(payments, received)
        _withdraw(shop, payments + unasked)
        for payment in payments:
            for statement in payment.statements:
                found[shop.id, statement.id] = _told(payment, statement, bool(received), today)
        for payment in unasked:
            place = shop.id, f"payment {payment.key}"
            assert payment.paid is not None
            withdrawn = payment.withdrawn
            found[place] = (
                "payment_without_statement", ZERO, ZERO, payment.paid, withdrawn, payment.paid,
            )  # fmt: skip
    return found


def _statements(books: Books) -> list[_Statement]:
    found: dict[str, _Statement] = {}
    for row in books.statement_rows:
        one = found.setdefault(row.statement, _Statement(row.statement, row.settled_on))
        one.rows, one.lines = one.rows + 1, one.lines + row.total
        one.on = min(one.on, row.settled_on)
        one.payment = max(one.payment, row.payment)
    for _, line in read(books.shop.inbox / "settlements", "Reserve Amount", sheet="Statements"):
        on = day(line["Statement date (UTC)"], "ymd")
        one = found.setdefault(line["Statement ID"], _Statement(line["Statement ID"], on))
        one.on, one.stated = on, amount(line["Total settlement amount"])
        one.reserve = abs(amount(line["Reserve Amount"]))
        one.payment = line["Payment ID"] or one.payment
    return list(found.values())


def _asked(statements: Iterable[_Statement]) -> list[_Payment]:
    found: dict[str, _Payment] = {}
    for statement in statements:
        key = statement.payment or statement.id
        found.setdefault(key, _Payment(key)).statements.append(statement)
    return list(found.values())


def _received(shop: Shop) -> list[_Money]:
    """The sheet of payments, else what the records of withdrawals call payments or earnings."""
    newest: dict[tuple[str, str], tuple[object, list[_Money]]] = {}
    for place, row in read(shop.inbox / "settlements", "Payment amount", sheet="Payments"):
        on = row["Payment initiation date (UTC)"]
        age, _ = newest.get((on, row["Payment ID"]), (None, []))
        if age != place.age[:2]:
            newest[on, row["Payment ID"]] = place.age[:2], []
        newest[on, row["Payment ID"]][1].append(
            _Money(row["Payment ID"], day(on, "ymd"), amount(row["Payment amount"]))
        )
    if newest:
        return [money for _, found in newest.values() for money in found]
    return [
        _Money(
            row["Reference ID"], day(row["Success time"] or row["Request time"], "ymd"), amount(row["Amount"])
        )
        for row in _records(shop)
        if row["Transaction type"].lower() in _EARNINGS
    ]


def _records(shop: Shop) -> list[Row]:
    """The records of withdrawals, each as the newest file has it."""
    newest = {}
    for _, row in read(shop.inbox / "settlements", "Reference ID", sheet="Withdrawal records"):
        newest[row["Transaction type"], row["Reference ID"]] = row
    return list(newest.values())


def _match(payments: list[_Payment], received: list[_Money]) -> list[_Payment]:
    """Give each payment its money, by number, else by amount in the order of days; returns what is left."""
    by_key = {payment.key: payment for payment in payments}
    left = []
    for money in received:
        payment = by_key.get(money.number)
        if payment is None:
            left.append(money)
            continue
        payment.paid = (payment.paid or ZERO) + money.whole
        payment.paid_on = max(payment.paid_on, money.on)
    unpaid = sorted((one for one in payments if one.paid is None), key=lambda one: (one.last.on, one.key))
    left.sort(key=lambda money: money.on)
    taken = set()
    for whole in {payment.payable for payment in unpaid}:
        same = [payment for payment in unpaid if payment.payable == whole]
        came = [number for number, money in enumerate(left) if money.whole == whole]
        for payment, number in zip(same, came, strict=False):
            first = min(statement.on for statement in payment.statements)
            if first - timedelta(1) <= left[number].on <= payment.last.on + timedelta(45):
                payment.paid, payment.paid_on = left[number].whole, left[number].on
                taken.add(number)
    return [
        _Payment(money.number, [], money.whole, money.on)
        for number, money in enumerate(left)
        if number not in taken
    ]


def _withdraw(shop: Shop, payments: list[_Payment]) -> None:
    """The withdrawal that took a payment out whole, in the order of days."""
    out = [row for row in _records(shop) if row["Transaction type"].lower() in _WITHDRAWALS]
    out.sort(key=lambda row: (row["Request time"], row["Reference ID"]))
    came = [
        (one.paid_on, one.key, one.paid, one) for one in payments if one.paid is not None and one.paid > 0
    ]
    came.sort(key=lambda one: one[:2])
    for whole in {paid for _, _, paid, _ in came}:
        same = [payment for _, _, paid, payment in came if paid == whole]
        gone = [row for row in out if amount(row["Amount"]) == -whole]
        for payment, _ in zip(same, gone, strict=False):
            payment.withdrawn = whole


def _told(payment: _Payment, statement: _Statement, shows_payments: bool, today: date) -> Told:
    tells = statement is payment.last
    off = ZERO if statement.stated is None else statement.lines - statement.stated
    came_off = ZERO if payment.paid is None else payment.paid - payment.payable
    status = _status(payment, statement, off, shows_payments, today)
    return (
        status,
        statement.lines,
        payment.payable if tells else None,
        payment.paid if tells else None,
        payment.withdrawn if tells else None,
        off + (came_off if tells else ZERO),
    )


def _status(payment: _Payment, statement: _Statement, off: Decimal, shows_payments: bool, today: date) -> str:
    """The first state that is so, in the order of the docs."""
    if not statement.rows and statement.stated:
        return "rows_missing"
    if off:
        return "sum_differs"
    if payment.paid is not None:
        return "matched" if payment.paid == payment.payable else "payment_differs"
    if not shows_payments:
        return "payments_not_exported"
    if payment.payable <= 0:
        return "nothing_to_pay"
    late = (today - payment.last.on).days > PAID_WITHIN
    return "missing_payment" if late else "awaiting_payment"
