"""Masking while landing: each text of a fresh Parquet file is looked at once, however often it occurs.

A clean file, the usual case, costs about a hundredth of its landing. Only where a text has to be masked is
the file written a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.exports.contract import Column, Contract, Table
from orchestration.exports.drift import Finding
from orchestration.exports.headers import shown
from orchestration.exports.masking import SUSPECT, Prose, kinds_in, masked, prose_of
from orchestration.exports.recognise import Match
from orchestration.exports.sources import Rows, in_glob

if TYPE_CHECKING:
    import duckdb

_FEW_ROWS = 5_000
_UNREAD = frozenset(
    {"digits", "buyer", "zone", "currency", "row_currency", "ad_currency", "shop_currency", "ad_account",
     "layout", "constant", "report_from", "report_to"}
)  # fmt: skip
"""What can't hold a text of the file: digits, pseudonyms, zones and codes that are known, constants."""


def text_columns(table: Table) -> tuple[Column, ...]:
    """The landed columns that hold texts of a file."""
    return tuple(c for c in table.landed if c.type == "VARCHAR" and c.reads not in _UNREAD)


def _quoted(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


def _suspect(expression: str, column: Column) -> str:
    if prose_of(column) == "code":
        return f"(contains({expression}, '@') OR contains({expression}, '＠'))"
    return is_suspect(expression)


def is_suspect(expression: str) -> str:
    """SQL: true for every text that would be masked, and for some more."""
    return f"regexp_matches(replace({expression}, chr(10), ' '), {_quoted(SUSPECT)})"


def _perhaps_personal(
    connection: duckdb.DuckDBPyConnection, rows: Rows, columns: Sequence[Column]
) -> set[int]:
    """One look at all columns together: cheap for a few rows, and the other files are clean."""
    prose = [c.name for c in columns if prose_of(c) != "code"]
    codes = [c.name for c in columns if prose_of(c) == "code"]
    tests = []
    if prose:
        lines = f"replace(replace(concat_ws(chr(30), {', '.join(prose)}), chr(10), ' '), chr(30), chr(10))"
        tests.append(f"regexp_matches({lines}, {_quoted(SUSPECT)})")
    if codes:
        joined = f"concat_ws(' ', {', '.join(codes)})"
        tests.append(f"contains({joined}, '@') OR contains({joined}, '＠')")
    return rows.having(connection, " OR ".join(tests))


def suspects(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Iterable[Column], by: str = "''"
) -> Iterable[tuple[Any, str, str, int]]:
    """Texts to look at: (`by`, column, text, rows). `source` is a table in SQL, `by` an expression on it.

    The test stands by itself in the inner query: of a dictionary-coded column the engine then tests each text
    once, and rows are counted of few of them.
    """
    parts = [
        f"SELECT by_, '{c.name}', text_, count(*) FROM (SELECT {by} AS by_, {c.name} AS text_, "
        f"{_suspect(c.name, c)} AS suspect_ FROM {source}) WHERE suspect_ GROUP BY ALL"
        for c in columns
    ]
    return connection.execute(" UNION ALL ".join(parts)).fetchall() if parts else []


def personal_texts(
    connection: duckdb.DuckDBPyConnection, rows: Rows, table: Table, count: int
) -> list[tuple[int, str, str, str, int]]:
    """The texts of `count` rows in which something has to be masked: file, column, text, as masked, rows."""
    columns = text_columns(table)
    sql = rows.sql
    if columns and count <= _FEW_ROWS:
        odd = _perhaps_personal(connection, rows, columns)
        if not odd:
            return []
        if rows.by:
            sql = f"(SELECT * FROM {sql} WHERE {rows.by} IN ({', '.join(map(str, sorted(odd)))}))"
    by_name = {column.name: column for column in columns}
    found = []
    for file, name, text, times in suspects(connection, sql, columns, rows.file):
        clean = masked(text, prose_of(by_name[name]))
        if clean != text:
            found.append((file, name, text, clean, times))
    return found


def mask_parquet(
    connection: duckdb.DuckDBPyConnection, parquet: Path, table: Table, rows: int
) -> list[tuple[str, str, int]]:
    """Mask the texts of a landed file in place; what was masked, as (column, what, rows)."""
    source = f"read_parquet({_quoted(in_glob(parquet))})"
    by_name = {column.name: column for column in table.landed}
    told: dict[tuple[str, str], int] = {}
    for _, name, _, clean, count in personal_texts(connection, Rows(source), table, rows):
        key = (name, ", ".join(kinds_in(clean)))
        told[key] = told.get(key, 0) + count
    if told:
        _rewrite(connection, parquet, source, {name: by_name[name] for name, _ in sorted(told)})
    return sorted((name, what, count) for (name, what), count in told.items())


def _masker(prose: Prose) -> Callable[[str], str]:
    def mask(text: str) -> str:
        return masked(text, prose)

    return mask


def _rewrite(
    connection: duckdb.DuckDBPyConnection, parquet: Path, source: str, columns: dict[str, Column]
) -> None:
    """Write the file again, its order kept, with the columns' suspicious texts masked."""
    made = []
    try:
        for prose in sorted({prose_of(column) for column in columns.values()}):
            connection.create_function(f"masked_{prose}", _masker(prose), ["VARCHAR"], "VARCHAR")
            made.append(f"masked_{prose}")
        replaced = ", ".join(
            f"CASE WHEN {_suspect(name, c)} THEN masked_{prose_of(c)}({name}) ELSE {name} END AS {name}"
            for name, c in columns.items()
        )
        fresh = parquet.with_suffix(".masked")
        query = f"SELECT * REPLACE ({replaced}) FROM {source}"
        connection.execute(f"COPY ({query}) TO {_quoted(str(fresh))} (FORMAT parquet)")
        fresh.replace(parquet)
    finally:
        for name in made:
            connection.remove_function(name)


def mask_fresh(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    match: Match,
    parquet: Mapping[str, Path],
    header: Sequence[str],
    rows: int,
) -> list[Finding]:
    """Mask what looks personal in the fresh files of a table and its child; where, what and how often."""
    tables = {table.name: table for table in (*contract.tables, match.table)}
    found = []
    for name, path in parquet.items():
        for column, what, count in mask_parquet(connection, path, tables[name], rows):
            place = match.bound.get(column)
            title = shown(header[place]) if place is not None else column
            found.append(Finding("masked_text", title, what, name, count))
    return found
