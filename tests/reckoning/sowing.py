"""The sheets of a workbook, to change one and nothing else of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import python_calamine

Rows = list[list[Any]]


def sheets_of(path: Path) -> dict[str, Rows]:
    """The sheets of a workbook, all of their rows."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names
    }
