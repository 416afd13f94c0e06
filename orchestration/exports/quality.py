"""What must hold between the rows of a file: the contract's quality rules, looked at once they are landed.

A rule is a query of the Open Data Contract Standard (`quality`, type `sql`) that counts what breaks it. It
never stops a file: the rows are what the platform says, and somebody is told that they contradict each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.exports.drift import Finding

if TYPE_CHECKING:
    import duckdb

    from orchestration.exports.contract import Table
    from orchestration.exports.sources import Rows

OBJECT = "${object}"


def broken_rules(
    connection: duckdb.DuckDBPyConnection, table: Table, landed: Rows
) -> dict[int, list[Finding]]:
    """A finding for each rule of the table that the landed rows of a file break, with how often they do."""
    if not table.quality:
        return {}
    own = f" AND {landed.by} = files.file_" if landed.by else ""
    rows = f"(SELECT * FROM {landed.sql} WHERE _state IS NULL{own})"
    counts = ", ".join(f"({rule.query.replace(OBJECT, rows)})" for rule in table.quality)
    files = (
        f"(SELECT DISTINCT {landed.by} AS file_ FROM {landed.sql})" if landed.by else "(SELECT 0 AS file_)"
    )
    found = connection.execute(f"SELECT file_, {counts} FROM {files} AS files").fetchall()
    return {
        file: [
            Finding("broken_rule", rule.name, rule.description, table.name, count)
            for rule, count in zip(table.quality, broken, strict=True)
            if count
        ]
        for file, *broken in found
    }
