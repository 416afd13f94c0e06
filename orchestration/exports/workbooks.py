"""Workbooks: sheets read from the cells themselves and never from the declared dimension."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.exports.packages import inspect_package
from orchestration.exports.problems import Refused

_EXACT = 2**53
_SHORT = 18
"""A number written in fewer characters is below 2^53, so nothing of it was lost."""
_TOP = 50
_REMEMBERED = 1 << 18


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its first rows as text, and its height and width counted from cell A1.

    `cells` begins anew with each call: the rows as they are, all of them `width` wide; `cell_text` makes text
    of a cell.
    """

    name: str
    top: list[list[str]]
    height: int
    width: int
    cells: Callable[[], Iterator[list[Any]]]
    is_hidden: bool = False
    is_pivot: bool = False


def cell_text(value: Any) -> str:
    """A cell as text that the contract's readers understand.

    A number too large to be exact is written the way a spreadsheet shows it (5.76E+17): an ID that went
    through a float has lost its last digits, and must be caught rather than guessed.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, time | timedelta) else ""


def _number_text(value: float) -> str:
    text = repr(value)
    if len(text) < _SHORT and "." in text and "e" not in text:
        if text[-2:] == ".0":
            return text[:-2] if value else "0"
        return text + "0" if text[-4:-3] == "." else text  # 12.345 could be a grouped 12345, 12.3450 can't
    if abs(value) >= _EXACT:
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    if "e" in text:
        text = f"{value:.12f}".rstrip("0")
    return text + "0" if len(text.partition(".")[2]) == 3 else text


class NumberTexts(dict[float, str]):
    """The texts of number cells by their value: most amounts of a file occur more than once, and finding a
    text costs a tenth of making it. Look up floats only: to a dictionary 1.0 and True are the same.
    """

    def __missing__(self, value: float) -> str:
        text = _number_text(value)
        if len(self) < _REMEMBERED:
            self[value] = text
        return text


def read_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, each read when it is asked for; hidden ones last.

    Raises Refused when the workbook is cut off, damaged, encrypted, or none.
    """
    import python_calamine

    data = path.read_bytes()
    package = inspect_package(data)
    with _unreadable():
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = {sheet.name: str(sheet.visible).endswith("Visible") for sheet in workbook.sheets_metadata}
        names = sorted(workbook.sheet_names, key=lambda name: not shown.get(name, True))
    for name in names:
        with _unreadable():
            sheet = _sheet(workbook.get_sheet_by_name(name), name, package.errors.get(name, {}))
        hidden = not shown.get(name, True)
        yield replace(sheet, is_hidden=hidden, is_pivot=name in package.pivots)


@contextmanager
def _unreadable() -> Iterator[None]:
    """Refuse what the library can't read: it raises many kinds of errors, which mean the same to a reader."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise Refused(
            f"the workbook can't be read ({type(error).__name__}).",
            "Open it, save it as a plain .xlsx without a password, and drop that.",
        ) from None


def _sheet(sheet: Any, name: str, errors: Mapping[int, Mapping[int, str]]) -> Sheet:
    left = [""] * (sheet.start[1] if sheet.start else 0)
    height, width = (last + 1 for last in sheet.end or (-1, -1))  # the library's totals are one too few

    def cells() -> Iterator[list[Any]]:
        with _unreadable():
            for number, row in enumerate(sheet.iter_rows()):
                row = left + row if left else row
                for column, text in errors.get(number, {}).items():
                    row[column] = text  # the library reads a formula's error as a blank
                yield row

    top = [[cell_text(value) for value in row] for row in islice(cells(), _TOP)]
    return Sheet(name, top, height, width, cells)
