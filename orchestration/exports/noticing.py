"""What is noticed of a table once it is written: new words, columns that no longer read, its headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.contract import Contract
from orchestration.exports.drift import Finding
from orchestration.exports.headers import shown
from orchestration.exports.newness import new_values
from orchestration.exports.quarantine import BadRow
from orchestration.exports.recognise import Match
from orchestration.exports.shapes import LOOKED_AT, shape_of

if TYPE_CHECKING:
    import duckdb

    from orchestration.exports.statements import Reader

FEWEST_RETYPED = 3


@dataclass(frozen=True)
class Noticed:
    """Findings; by canonical column the header it was read from; what unknown headers' values look like."""

    findings: list[Finding] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)


def notice(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    match: Match,
    reader: Reader,
    header: Sequence[str],
    parquet: Mapping[str, Path],
    bad: Sequence[BadRow],
    count: int,
) -> Noticed:
    """Look at a table that was just written; `count` rows were read, `bad` of them can't be."""
    tables = {table.name: table for table in (*contract.tables, match.table)}
    findings = retyped(bad, match.table.name, count)
    unknown = {title for title, _ in match.unknown}
    for name, path in parquet.items():
        for finding in new_values(connection, tables[name], path):
            if finding.detail not in unknown:  # a new amount has its own finding
                findings.append(finding)
    return Noticed(findings, headers_read(match, header), _shapes(connection, match, reader))


def retyped(bad: Iterable[BadRow], table: str, count: int) -> list[Finding]:
    """The columns that can't be read in most rows: not rows went wrong there, the column did."""
    failing = Counter(row.column for row in bad if row.column)
    return [
        Finding("retyped_column", column, f"{count:,}", table, number)
        for column, number in sorted(failing.items())
        if number >= FEWEST_RETYPED and 2 * number > count
    ]


def headers_read(match: Match, header: Sequence[str]) -> dict[str, str]:
    """Canonical column → the header it is read from; money parts by their label."""
    bound = {name: shown(header[place]) for name, place in match.bound.items()}
    return bound | {f"part: {label}": shown(header[place]) for label, place in match.parts}


def _shapes(connection: duckdb.DuckDBPyConnection, match: Match, reader: Reader) -> dict[str, str]:
    places = {title: f"c{place}" for title, place in match.unknown if f"c{place}" in reader.fields}
    if not places:
        return {}
    rows = connection.execute(
        f"SELECT {', '.join(places.values())} FROM {reader.sql} LIMIT {LOOKED_AT}"
    ).fetchall()
    return {title: shape_of(row[at] for row in rows) for at, title in enumerate(places)}
