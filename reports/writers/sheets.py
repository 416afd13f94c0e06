"""The data of a report's tables: a CSV twin of each, and one workbook with a sheet a table.

Nothing in them is run by a spreadsheet: texts that look like a formula are written as text, and no cell of
the workbook holds a formula. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reports.blocks import Document, Figure, Sheet, SheetColumn, Table
from reports.escaping import plain

_BOM = "\ufeff"
_LONGEST_CELL = 32_000
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# A workbook says when it was made; nothing here reads a clock.
_MADE = datetime(2000, 1, 1)
_WIDEST, _NARROWEST = 60, 8


@dataclass(frozen=True)
class SheetPage:
    """A page's tables, in their order."""

    title: str
    sheets: tuple[Sheet, ...]


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """The data of all tables and figures of a page."""
    tables = (
        block.data if isinstance(block, Figure) else block
        for block in document.blocks
        if isinstance(block, Figure | Table)
    )
    return tuple(table.sheet for table in tables if table.sheet)


def csv_twin(sheet: Sheet) -> str:
    """A table as CSV: a mark that tells a spreadsheet it is UTF-8, units in the heading, exact values."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_heading(column) for column in sheet.columns)
    writer.writerows([_exact(value) for value in row] for row in sheet.rows)
    return _BOM + written.getvalue()


def _heading(column: SheetColumn) -> str:
    label = plain(column.label, _LONGEST_CELL)
    return f"{label} [{column.unit}]" if column.unit else label


def _exact(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, int | float | date):
        return str(value)
    return plain(value, _LONGEST_CELL)


def workbook(title: str, contents: tuple[str, str, str, str], pages: Sequence[SheetPage]) -> bytes:
    """All tables of a report; the first sheet names them, and `contents` says what it and its columns are
    called.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": title, "created": _MADE})
    formats = _Formats(book)
    names = list(_names(contents[0], pages))
    front = book.add_worksheet(names[0][1])
    _fill_contents(front, formats, contents, names[1:], pages)
    for sheet, name in names[1:]:
        assert sheet is not None  # only the first one has none
        _fill(book.add_worksheet(name), formats, sheet)
    book.close()
    return target.getvalue()


class _Formats:
    """Cell formats by what they show; a workbook wants each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.text = book.add_format({"num_format": "@", "valign": "top"})

    def of(self, column: SheetColumn) -> Any:
        if column.kind == "text":
            return self.text
        decimals = "." + "0" * column.digits if column.digits else ""
        pattern = {
            "date": "yyyy-mm-dd", "percent": f"0{decimals}%", "number": f"#,##0{decimals}",
        }[column.kind]  # fmt: skip
        if pattern not in self._made:
            self._made[pattern] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._made[pattern]


def _names(first: str, pages: Sequence[SheetPage]) -> Iterator[tuple[Sheet | None, str]]:
    """Each sheet with a name that a workbook takes: short, unlike the others, without its special signs."""
    taken: set[str] = set()
    for sheet in (None, *(sheet for page in pages for sheet in page.sheets)):
        wanted = _NOT_IN_NAMES.sub(" ", sheet.name if sheet else first)[:_LONGEST_NAME]
        name, number = wanted, 1
        while name.lower() in taken:
            number += 1
            name = f"{wanted[: _LONGEST_NAME - len(str(number)) - 1]}~{number}"
        taken.add(name.lower())
        yield sheet, name


def _fill_contents(
    target: Any,
    formats: _Formats,
    contents: tuple[str, str, str, str],
    names: Sequence[tuple[Sheet | None, str]],
    pages: Sequence[SheetPage],
) -> None:
    for column, (label, width) in enumerate(zip(contents[1:], (18, 44, 8), strict=True)):
        target.write_string(0, column, label, formats.heading)
        target.set_column(column, column, width)
    on_page = {id(sheet): page.title for page in pages for sheet in page.sheets}
    for row, (sheet, name) in enumerate(names, start=1):
        assert sheet is not None  # the first name is this sheet's own
        shown = sheet.title or name
        target.write_string(row, 0, on_page[id(sheet)], formats.text)
        target.write_url(row, 1, f"internal:'{name}'!A1", string=plain(shown, 200))
        target.write_number(row, 2, len(sheet.rows))
    target.freeze_panes(1, 0)


def _fill(target: Any, formats: _Formats, sheet: Sheet) -> None:
    for index, column in enumerate(sheet.columns):
        cell_format = formats.of(column)
        target.set_column(index, index, _width(sheet, index), cell_format)
        target.write_string(0, index, _heading(column), formats.heading)
        for row, values in enumerate(sheet.rows, start=1):
            _write(target, row, index, values[index], column, cell_format)
    target.freeze_panes(1, 1)
    target.set_landscape()
    target.set_paper(9)
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)


def _write(target: Any, row: int, index: int, value: Any, column: SheetColumn, cell_format: Any) -> None:
    if value is None:
        return
    if column.kind == "date":
        day = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        target.write_datetime(row, index, day, cell_format)
    elif column.kind in ("number", "percent"):
        target.write_number(row, index, float(value), cell_format)
    else:
        target.write_string(row, index, _exact(value), cell_format)


def _width(sheet: Sheet, index: int) -> int:
    column = sheet.columns[index]
    texts = [_exact(row[index]) for row in sheet.rows[:200]] if column.kind == "text" else []
    longest = max((_cells(text) for text in texts), default=0)
    return max(_NARROWEST, min(_WIDEST, max(longest, min(_cells(_heading(column)), 18)) + 2))


def _cells(text: str) -> int:
    """How wide a text is, in digits: a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
