"""Faults sown into export files by changing a workbook or a CSV and nothing else of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from tests.unit.exports.writing import workbook_bytes

Rows = list[list[Any]]


@dataclass(frozen=True)
class Sheet:
    """The order details of a workbook: header, rows, and where a column stands."""

    header: list[str]
    rows: Rows

    def at(self, name: str) -> int:
        """The place of a column."""
        return self.header.index(name)

    def of_kind(self, kind: str, column: str) -> Rows:
        """Rows of a transaction type whose amount in a column is not zero."""
        return [row for row in self.rows if row[self.at("Type")] == kind and row[self.at(column)]]


def sheets_of(path: Path) -> dict[str, Rows]:
    """The sheets of a workbook, all of their rows."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names
    }


def order_details(sheets: dict[str, Rows]) -> Sheet:
    """The order details of an income workbook."""
    header, *rows = sheets["Order details"]
    return Sheet([str(name) for name in header], rows)


def edit_workbook(path: Path, change: Callable[[Sheet], None]) -> None:
    """Change the order details of an income workbook; the other sheets stay as they are."""
    sheets = sheets_of(path)
    details = order_details(sheets)
    change(details)
    sheets["Order details"] = [details.header, *details.rows]
    path.write_bytes(workbook_bytes(dict(sheets)))


def edit_csv(path: Path, change: Callable[[list[str], list[list[str]]], None]) -> None:
    """Change the rows of a CSV export and nothing else of it."""
    text = path.read_bytes().decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text, newline="")))
    change(header, rows)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8-sig", newline="")
