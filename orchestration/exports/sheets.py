"""Several sheets of one workbook with the same table: what the second adds to the first, or why it may not.

The rows of a further sheet are counted on from where the sheet before it ends, so that a row's number is its
own in the file; the receipt says which sheet begins after which number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.contract import Table
from orchestration.exports.drift import Kind
from orchestration.exports.headers import normalise
from orchestration.exports.recognise import Found
from orchestration.exports.sources import in_glob
from orchestration.exports.statements import copy_to
from orchestration.exports.values import literal
from orchestration.exports.workbooks import Sheet

if TYPE_CHECKING:
    import duckdb


def in_turn(known: Sequence[tuple[Sheet, Found | None]]) -> list[tuple[Sheet, Found | None]]:
    """The sheets in the order they are read: what is shown first, and of that what bears the export's own
    name. Where two hold the same rows, the first counts.
    """

    def turn(item: tuple[Sheet, Found | None]) -> tuple[bool, bool]:
        sheet, found = item
        own = {normalise(name) for name in found.match.table.sheets} if found else set()
        return sheet.is_hidden, normalise(sheet.name) not in own

    return sorted(known, key=turn)


def barred(sheet: Sheet, other_shops: Collection[str]) -> tuple[Kind, str] | None:
    """Why a further sheet of a table is not even looked into; None where it may add rows."""
    if sheet.is_hidden:
        return "hidden_sheet", ""
    if normalise(sheet.name) in {normalise(shop) for shop in other_shops}:
        return "sheet_of_another_shop", ""
    return None


def clash(
    connection: duckdb.DuckDBPyConnection, table: Table, first: Path, second: Path
) -> tuple[Kind, str] | None:
    """What speaks against taking the rows of `second` beside those of `first`, and in how many of its rows;
    None where nothing does.

    A row that stands in both is a copy and would count twice. Rows of one key and other values contradict
    each other, but for lines of money, of which a key has several.
    """
    columns = ", ".join(column.name for column in table.landed)
    old, new = (f"(SELECT {columns} FROM {_rows(path)} WHERE _state IS NULL)" for path in (first, second))
    (every,) = connection.execute(f"SELECT count(*) FROM {new}").fetchone() or (0,)
    (same,) = connection.execute(f"SELECT count(*) FROM ({new} INTERSECT ALL {old})").fetchone() or (0,)
    if same:
        return "sheet_repeats", f"{same}/{every}"
    if not table.keys or table.has_parts:
        return None
    on = " AND ".join(f"new.{key} IS NOT DISTINCT FROM old.{key}" for key in table.keys)
    query = f"SELECT count(*) FROM {new} AS new SEMI JOIN {old} AS old ON {on}"
    (contrary,) = connection.execute(query).fetchone() or (0,)
    return ("sheet_contradicts", f"{contrary}/{every}") if contrary else None


def add_rows(
    connection: duckdb.DuckDBPyConnection, landed: Mapping[str, Path], more: Mapping[str, Path], after: int
) -> None:
    """Put the rows of a further sheet behind those that are landed, numbered on from `after`."""
    for table, path in landed.items():
        both = path.with_suffix(".both")
        numbered = f"SELECT * REPLACE ((_row + {after})::INTEGER AS _row) FROM {_rows(more[table])}"
        connection.execute(copy_to(f"SELECT * FROM {_rows(path)} UNION ALL {numbered}", both))
        both.replace(path)


def _rows(path: Path) -> str:
    return f"read_parquet({literal(in_glob(path))})"
