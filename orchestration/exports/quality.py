"""What must hold between the rows of a file: the contract's quality rules, looked at once they are landed.

A rule is a query of the Open Data Contract Standard (`quality`, type `sql`) that counts what breaks it. It
never stops a file: the rows are what the platform says, and somebody is told that they contradict each other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.drift import Finding

if TYPE_CHECKING:
    import duckdb

    from orchestration.exports.contract import Table

OBJECT = "${object}"


def broken_rules(connection: duckdb.DuckDBPyConnection, table: Table, landed: Path) -> list[Finding]:
    """A finding for each rule of the table that its landed rows break, with how often they do."""
    from orchestration.exports.statements import in_glob
    from orchestration.exports.values import literal

    rows = f"(SELECT * FROM read_parquet({literal(in_glob(landed))}) WHERE _state IS NULL)"
    findings = []
    for rule in table.quality:
        (count,) = connection.execute(rule.query.replace(OBJECT, rows)).fetchone() or (0,)
        if count:
            findings.append(Finding("broken_rule", rule.name, rule.description, table.name, count))
    return findings
