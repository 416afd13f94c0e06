"""What is noticed of a table once it is written: new words, columns that no longer read, its headers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.exports.contract import Contract
from orchestration.exports.drift import Finding
from orchestration.exports.newness import words_of
from orchestration.exports.quality import broken_rules
from orchestration.exports.quarantine import BadRow
from orchestration.exports.recognise import Match
from orchestration.exports.shapes import LOOKED_AT, shape_of
from orchestration.exports.stated import without_offset

if TYPE_CHECKING:
    import duckdb

    from orchestration.exports.sources import Reader, Rows
    from orchestration.exports.statements import Plan

FEWEST_RETYPED = 3


@dataclass(frozen=True)
class Noticed:
    """Findings; by canonical column the header it was read from; what unknown headers' values look like; by
    watched column its words.
    """

    findings: list[Finding] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)


def notice(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    match: Match,
    plan: Plan,
    header: Sequence[str],
    written: Mapping[str, Rows],
) -> Callable[[int], Noticed]:
    """Look at tables that were just written: gives what is to be said of each file."""
    tables = {table.name: table for table in (*contract.tables, match.table)}
    words = {name: words_of(connection, tables[name], rows) for name, rows in written.items()}
    unknown = {title for title, _ in match.unknown}
    columns = headers_read(match, header)
    shapes = _shapes(connection, match, plan.reader)
    shopwise = without_offset(connection, plan, match.table.name)
    broken = broken_rules(connection, match.table, written[match.table.name])

    def of(file: int) -> Noticed:
        # A new amount has its own finding.
        every = [new for each in words.values() for new in each.findings.get(file, ())]
        found = [new for new in every if new.detail not in unknown]
        seen = words[match.table.name].seen.get(file, {})
        findings = [*shopwise.get(file, ()), *found, *broken.get(file, ())]
        return Noticed(findings, columns, shapes(file), seen)

    return of


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
    bound = {name: match.title(header, place) for name, place in match.bound.items()}
    return bound | {f"part: {label}": match.title(header, place) for label, place in match.parts}


def _shapes(
    connection: duckdb.DuckDBPyConnection, match: Match, reader: Reader
) -> Callable[[int], dict[str, str]]:
    places = {title: f"c{place}" for title, place in match.unknown if f"c{place}" in reader.fields}
    if not places:
        return lambda file: {}
    rows: dict[int, list[list[str | None]]] = defaultdict(list)
    limit = "" if reader.rows.by else f" LIMIT {LOOKED_AT}"
    chosen = f"{reader.rows.file}, {', '.join(places.values())}"
    for file, *texts in connection.execute(f"SELECT {chosen} FROM {reader.sql}{limit}").fetchall():
        if len(rows[file]) < LOOKED_AT:
            rows[file].append(texts)
    return lambda file: {title: shape_of(row[at] for row in rows[file]) for at, title in enumerate(places)}
