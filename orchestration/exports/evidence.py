"""What a file's own values say about it as a whole.

Whether its days and months stand in the order the contract says, and whether a spreadsheet has rounded its
IDs: what is true of the file makes every row of it wrong, also those that could be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestration.exports.drift import Finding
from orchestration.exports.problems import Refused
from orchestration.exports.recognise import Match
from orchestration.exports.sources import Reader, Rows
from orchestration.exports.statements import Plan
from orchestration.exports.values import Reading, literal

if TYPE_CHECKING:
    import duckdb

ORDERS = {"dmy": "day/month/year", "mdy": "month/day/year"}
_PARTS = r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}"
_TWELVE_HOURS = r"(?i)\d\s*[ap]\.?m\.?\s*$"
_LEAST_ROUNDED = 3


@dataclass(frozen=True)
class _Dates:
    """How many of a file's dates fit only the contract's order, only the contrary one, or both; how many are
    written with AM and PM, and in how many columns dates stand with the year in front as well as without.
    """

    fits: int
    contrary: int
    both: int
    twelve_hours: int
    mixed: int


def _raws(plan: Plan) -> list[str]:
    times = ("timestamp", "zoned_timestamp", "timestamp_utc", "timestamp_file", "date")
    return sorted({item.raw for item in plan.cells if item.raw and item.column.reads in times})


def _part(raw: str, at: int) -> str:
    return f"try_cast(regexp_extract({raw}, {literal(_PARTS)}, {at}) AS INTEGER)"


def _proven(connection: duckdb.DuckDBPyConnection, plan: Plan, order: str) -> set[int]:
    """The files with a date that fits the contract's order and no other: most have one near their top."""
    day = 1 if order == "dmy" else 2
    tests = " OR ".join(f"{_part(raw, day)} > 12" for raw in _raws(plan))
    return plan.reader.rows.having(connection, tests)


def _count(connection: duckdb.DuckDBPyConnection, plan: Plan, order: str) -> dict[int, _Dates]:
    def total(test: str) -> str:
        return "+".join(f"count(*) FILTER ({test.format(raw=raw, d=_part(raw, day), m=_part(raw, month))})"
                        for raw in _raws(plan))  # fmt: skip

    day, month = (1, 2) if order == "dmy" else (2, 1)
    numeric = (
        f"count(*) FILTER (regexp_matches({{}}, {literal(_PARTS.replace('{', '{{').replace('}', '}}'))}))"
    )
    year_first = "count(*) FILTER (regexp_matches({}, '^\\s*\\d{{4}}[-/]'))"
    mixed = "+".join(
        f"({numeric.format(raw)} > 0 AND {year_first.format(raw)} > 0)::INTEGER" for raw in _raws(plan)
    )
    tests = ["{d} > 12", "{m} > 12", "{d} <= 12 AND {m} <= 12 AND {d} <> {m}"]
    tests.append(f"regexp_matches({{raw}}, {literal(_TWELVE_HOURS)})")
    found = plan.reader.rows.each(connection, ", ".join([*map(total, tests), mixed]))
    return {file: _Dates(*counts) for file, counts in found.items()}


def times_of_clock(match: Match, fields: Sequence[str], reading: Reading) -> list[str]:
    """The fields whose clock decides the order of days; none where the contract knows one order only."""
    if reading.date_order_12_hours in (None, reading.date_order):
        return []
    places = [
        match.bound[c.name] for c in match.table.columns if c.reads == "timestamp" and c.name in match.bound
    ]
    return [f"c{place}" for place in places if f"c{place}" in fields]


def in_order_of_clock(
    connection: duckdb.DuckDBPyConnection, match: Match, reader: Reader, reading: Reading
) -> tuple[Reading, set[int]]:
    """The reading of files with AM and PM, in the order of days that their contract knows for them, if it has
    one, and which files those are.
    """
    raws = times_of_clock(match, reader.fields, reading)
    other = reading.date_order_12_hours
    if other is None or not raws:
        return reading, set()
    tests = " OR ".join(f"regexp_matches({raw}, {literal(_TWELVE_HOURS)})" for raw in raws)
    return replace(reading, date_order=other), reader.rows.having(connection, tests)


def weigh(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    match: Match,
    reading: Reading,
    written: Rows,
    rows: Mapping[int, int],
    *,
    sheet: bool = False,
    bad: bool = False,
) -> dict[int, list[Finding] | Refused]:
    """What the values of each file say about it: findings, or why none of it can be landed.

    `written` is what was written of the files, `rows` how many rows each has. `bad`: rows were rejected, so
    that there may be dates against the order. `sheet`: a sheet of a workbook.
    """
    dates = _weigh_dates(connection, plan, reading, rows, sheet, bad)
    return dates | _with_rounded_ids(connection, match, written, rows)


def _weigh_dates(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    reading: Reading,
    rows: Mapping[int, int],
    sheet: bool,
    bad: bool,
) -> dict[int, list[Finding] | Refused]:
    order = reading.date_order
    if order == "ymd" or not any(rows.values()) or not _raws(plan):
        return {}
    proven = set() if bad or sheet else _proven(connection, plan, order)
    if proven >= rows.keys():
        return {}
    found = _count(connection, plan, order)
    return {
        file: _weighed(found[file], reading, count, sheet)
        for file, count in rows.items()
        if file in found and file not in proven and count
    }


def _weighed(dates: _Dates, reading: Reading, rows: int, sheet: bool) -> list[Finding] | Refused:
    order = reading.date_order
    where = f"{ORDERS[order]}, the order of this export in market {reading.market}"
    if dates.contrary > dates.fits:
        return _contradiction(
            f"its dates contradict {where} ({dates.contrary} dates against, {dates.fits} for).", rows
        )
    if order == "dmy" and dates.twelve_hours and not dates.fits and dates.both:
        return _contradiction(
            f"its dates have AM and PM, as exports in month/day/year have, and none of them proves {where}.",
            rows,
        )
    if sheet and dates.mixed:
        return _contradiction(
            "some of its dates are a spreadsheet's own and some are text: the spreadsheet has read what it "
            "could in its own order of day and month, and left the rest.",
            rows,
        )
    if dates.both and (dates.contrary or not dates.fits):  # in a file of both orders none proves another
        return [Finding("ambiguous_dates", ORDERS[order], table=None, count=dates.both)]
    return []


def _contradiction(reason: str, rows: int) -> Refused:
    return Refused(
        reason,
        "Check that it belongs to this shop and was not saved from a spreadsheet with other settings.",
        rows,
    )


def _with_rounded_ids(
    connection: duckdb.DuckDBPyConnection, match: Match, written: Rows, rows: Mapping[int, int]
) -> dict[int, Refused]:
    """The files most of whose IDs end in three zeros.

    By chance one in a thousand does; most of them do when a spreadsheet has kept fifteen digits.
    """
    names = [
        c.name for c in match.table.columns if c.reads == "digits" and c.required and c.name in match.bound
    ]
    if not names:
        return {}
    counts = ", ".join(f"count({name}), count(*) FILTER (suffix({name}, '000'))" for name in names)
    refused: dict[int, Refused] = {}
    for file, found in written.each(connection, counts, "_state IS NULL").items():
        for name, every, rounded in zip(names, found[::2], found[1::2], strict=True):
            if rounded < _LEAST_ROUNDED or rounded <= every / 2 or file in refused:
                continue
            long = f"suffix({name}, '000') AND length({name}) > 15 AND _state IS NULL"
            kinds = written.each(connection, f"count(DISTINCT {name})", long).get(file, (0,))[0]
            if kinds >= _LEAST_ROUNDED:
                header = next(c.aliases[0] for c in match.table.columns if c.name == name)
                refused[file] = Refused(
                    f"a spreadsheet has rounded its IDs: {rounded} of {every} in column {header} end in 000.",
                    "Export again and don't save the file from a spreadsheet program.",
                    rows[file],
                )
    return refused
