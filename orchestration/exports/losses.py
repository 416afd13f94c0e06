"""What of a file does not land although its rows do: decimals beyond those that are kept, and what the second
of two columns holds that have one header, or are one column by two names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from orchestration.exports.amounts import BLANKS
from orchestration.exports.drift import Finding, Kind
from orchestration.exports.quarantine import SHOWN_ROWS
from orchestration.exports.recognise import Match
from orchestration.exports.statements import Plan
from orchestration.exports.values import Cell

if TYPE_CHECKING:
    import duckdb


def left_unread(
    connection: duckdb.DuckDBPyConnection,
    match: Match,
    plan: Plan,
    header: Sequence[str],
    findings: Iterable[Finding],
    is_odd: bool,
) -> list[Finding]:
    """A finding for each column of which the landed rows lack something: how many rows, and the first ones.

    `is_odd` False: the quick reading saw no row out of the ordinary, so no decimals are missing. `findings`
    say which unknown columns are amounts and have landed.
    """
    tests = list(_twice(plan))
    if is_odd:
        tests += _rounded(match, plan, header, {f.subject for f in findings if f.kind == "new_amount"})
    table, found = match.table.name, []
    if tests:
        asked = ", ".join(
            f"count(*) FILTER ({test}), min(row_, {SHOWN_ROWS}) FILTER ({test})" for _, _, test in tests
        )
        rows = f"SELECT *, {plan.reader.number} AS row_, {plan.state} AS state_ FROM ({plan.inner})"
        counted = iter(
            connection.execute(f"SELECT {asked} FROM ({rows}) WHERE state_ IS NULL").fetchone() or ()
        )
        for (kind, subject, _), count, first in zip(tests, counted, counted, strict=True):
            if count:
                found.append(Finding(kind, subject, ", ".join(map(str, first)), table, count))
    differing = {finding.subject for finding in found if finding.kind == "duplicate_differs"}
    same = [name for name in match.duplicates if name not in differing]
    return [*(Finding("duplicate_column", name, table=table) for name in same), *found]


def _twice(plan: Plan) -> Iterator[tuple[Kind, str, str]]:
    """Kind, header and test: whether the second of two columns holds something that the first doesn't.

    Of two names of one column, the first holds what the second does where it was blank (`Reader.sql`).
    """
    for kind, header, first, second in plan.twice:
        one, other = (f"trim({item.raw}, {BLANKS})" for item in (first, second))
        alike = [f"{one} = {other}", f"v_{first.column.name} = v_{second.column.name}"]
        if first.column.reads == "date":  # the one may have a time of day
            alike.append(f"{first.final} = {second.final}")
        same = " OR ".join(f"coalesce({test}, false)" for test in alike)
        yield kind, header, f"{other} <> '' AND NOT ({same})"


def _rounded(
    match: Match, plan: Plan, header: Sequence[str], amounts: set[str]
) -> Iterator[tuple[Kind, str, str]]:
    """Kind, header and test: whether a number had more decimals than have landed."""
    named: list[tuple[str, Cell]] = [
        (match.title(header, match.bound[item.column.name]), item)
        for item in plan.cells
        if item.raw and item.column.lands and item.column.name in match.bound
    ]
    named += [*plan.parts, *((name, item) for name, item in plan.unknown if name in amounts)]
    for name, item in named:
        if item.rounded:
            yield "rounded", name, f"v_{item.column.name} IS NOT NULL AND {item.rounded}"
