"""A snapshot without what a failed blocking check reaches: safe marts are whole, unsafe columns are null.

Of an unsafe mart no row can be read: whoever asks gets the reason as an error, never an empty table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.lineage.reach import ROWS, Reach

if TYPE_CHECKING:
    import duckdb

META = """
create table meta.withheld (
    mart varchar not null, column_name varchar not null, table_name varchar not null,
    expectation varchar not null, observed varchar not null, unexpected_count bigint not null,
    sample_keys varchar not null, message varchar not null
);
create table meta.check_reach (
    suite varchar not null, expectation varchar not null, severity varchar not null, mart varchar not null,
    column_name varchar not null
);
"""
"""`column_name` is `*` where all of a mart is meant."""


def write_reach_tables(connection: duckdb.DuckDBPyConnection, reach: Reach) -> None:
    """Fill `meta.withheld` and `meta.check_reach`."""
    withheld, reached = [], []
    for one in reach.checks:
        check = one.check
        for mart, columns in one.marts.items():
            for column in sorted(columns):
                reached.append([check.suite, check.expectation, check.severity, mart, column])
                if check.blocks:
                    withheld.append([
                        mart, column, check.table, check.expectation, check.observed, check.unexpected_count,
                        json.dumps(check.sample_keys, ensure_ascii=False), check.headline,
                    ])  # fmt: skip
    for table, rows in (("withheld", withheld), ("check_reach", reached)):
        connection.execute(f"delete from meta.{table}")
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            connection.executemany(f"insert into meta.{table} values ({marks})", rows)


def copy_safe(
    connection: duckdb.DuckDBPyConnection, candidate: str, withheld: Mapping[str, frozenset[str]]
) -> None:
    """Copy what may be read of an attached candidate into the file that is open."""
    for schema in ("meta", "marts"):
        connection.execute(f"create schema {schema}")
    tables = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        f" where table_catalog = '{candidate}' order by 1, 2"
    ).fetchall()
    for schema, name in tables:
        hidden = withheld.get(name, frozenset()) if schema == "marts" else frozenset[str]()
        place, source = f'{schema}."{name}"', f'{candidate}.{schema}."{name}"'
        if ROWS in hidden:
            connection.execute(f"create view {place} as {_refusal(connection, candidate, name)}")
            continue
        types = _columns(connection, candidate, schema, name)
        shown = ", ".join(
            f'cast(null as {kind}) as "{column}"' if column in hidden else f'"{column}"'
            for column, kind in types.items()
        )
        # In the candidate's order, which is total: the same rows as there, without what is hidden.
        connection.execute(f"create table {place} as select {shown} from {source} order by rowid")


def _refusal(connection: duckdb.DuckDBPyConnection, candidate: str, mart: str) -> str:
    """A view with the mart's columns that can't be read: `where` is asked also by a mere count."""
    columns = ", ".join(
        f'cast(null as {kind}) as "{column}"'
        for column, kind in _columns(connection, candidate, "marts", mart).items()
    )
    return f"select {columns} where error('marts.{mart} is withheld: see meta.withheld for the failed check')"


def _columns(
    connection: duckdb.DuckDBPyConnection, candidate: str, schema: str, table: str
) -> dict[str, str]:
    rows = connection.execute(
        "select column_name, data_type from information_schema.columns where table_catalog = ?"
        " and table_schema = ? and table_name = ? order by ordinal_position",
        [candidate, schema, table],
    ).fetchall()
    return dict(rows)


def safe_copy(candidate: Path, target: Path, reach: Reach) -> Path:
    """Write the snapshot of what may be shown; the candidate is left alone."""
    import duckdb

    target.unlink(missing_ok=True)
    # Attached under names of their own: DuckDB would name a file's database after the file.
    connection = duckdb.connect()
    try:
        for name, path, mode in (("candidate", candidate, " (read_only)"), ("safe", target, "")):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name}{mode}")
        connection.execute("use safe")
        copy_safe(connection, "candidate", reach.withheld)
    finally:
        connection.close()
    return target
