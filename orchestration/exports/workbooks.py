"""Workbooks: sheets as rows of text, read from the cells themselves and never from the declared dimension."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from orchestration.exports.problems import Refused

_LARGEST = 2 << 30
_EXACT = 2**53


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its rows as text, `first_row` the number a spreadsheet shows for the first of
    them.
    """

    name: str
    rows: list[list[str]]
    first_row: int = 1


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
    if abs(value) >= _EXACT:
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    text = repr(value)
    if "e" in text:
        text = f"{value:.12f}".rstrip("0")
    return (
        text + "0" if len(text.partition(".")[2]) == 3 else text
    )  # 12.345 could be a grouped 12345, 12.3450 can't


def _guard(data: bytes) -> None:
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(
            "the workbook is cut off or damaged.", "Download it again; don't rename other files to .xlsx."
        ) from None
    if unpacked > _LARGEST or unpacked > 1000 * max(len(data), 1 << 16):
        raise Refused(
            "the workbook unpacks to far more than an export holds.", "Download it again from the platform."
        )


def read_sheets(path: Path) -> list[Sheet]:
    """All sheets of a workbook. Raises Refused when it is cut off, damaged, encrypted, or no workbook."""
    import python_calamine

    data = path.read_bytes()
    _guard(data)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(workbook.get_sheet_by_name(name), name) for name in workbook.sheet_names]
    except Refused:
        raise
    except Exception as error:  # the library raises many kinds, all of which mean the same to the reader
        raise Refused(
            f"the workbook can't be read ({type(error).__name__}).",
            "Open it, save it as a plain .xlsx without a password, and drop that.",
        ) from None


def _sheet(sheet: Any, name: str) -> Sheet:
    rows = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(name, rows)
