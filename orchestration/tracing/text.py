"""Values and lines for a terminal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import Any

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


def paragraph(parts: list[str], indent: int) -> list[str]:
    """Parts joined by commas, wrapped to the terminal."""
    return wrap(
        ", ".join(parts), WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def file_and_row(source_file: str, row: int) -> str:
    """Where a row stands."""
    return f"{source_file}, row {row}"
