"""Values and lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from orchestration.exports.amounts import WHOLE_CURRENCIES

if TYPE_CHECKING:
    from orchestration.exports.receipts import Receipt

WIDTH = 110
PRIVATE = frozenset({"buyer_key"})
"""Columns that say who bought, if only by a pseudonym: never shown."""


def said(value: Any) -> str:
    """A value as a person reads it; a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def money(value: Any, currency: str | None) -> str:
    """An amount with the decimals of its currency, and all it has where it is finer; a dash for nothing."""
    if value is None:
        return said(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    digits = max(-int(exact.normalize().as_tuple().exponent), 0 if currency in WHOLE_CURRENCIES else 2)
    return f"{exact:,.{digits}f}"


def paragraph(parts: list[str], indent: int) -> list[str]:
    """Parts joined by commas, wrapped to the terminal."""
    return wrap(
        ", ".join(parts), WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


class Places:
    """Where rows stand: file, sheet of a workbook, and row as a spreadsheet shows it.

    In a workbook with several sheets of one table a row's number goes on from sheet to sheet; the receipts
    say where each begins.
    """

    def __init__(self, receipts: Iterable[Receipt]) -> None:
        self._sheets = {(receipt.source_file, table): sheets for receipt in receipts
                        for table, sheets in receipt.sheets.items()}  # fmt: skip

    def said(self, source_file: str, row: int, table: str) -> str:
        """A row of a raw table."""
        sheets = self._sheets.get((source_file, table), {})
        before = {name: after for name, after in sheets.items() if after < row}
        if not before:
            return f"{source_file}, row {row}"
        sheet = max(before, key=before.__getitem__)
        return f"{source_file}, sheet {sheet}, row {row - before[sheet]}"
