"""What a file's own values say about it as a whole.

Whether its days and months stand in the order the contract says, and whether a spreadsheet has rounded its
IDs: what is true of the file makes every row of it wrong, also those that could be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.drift import Finding
from orchestration.exports.problems import Refused
from orchestration.exports.recognise import Match
from orchestration.exports.statements import Plan, Reader, in_glob
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


def _has_proof(connection: duckdb.DuckDBPyConnection, plan: Plan, order: str) -> bool:
    """Whether a date fits the contract's order and no other: most files have one near their top."""
    day = 1 if order == "dmy" else 2
    tests = " OR ".join(f"{_part(raw, day)} > 12" for raw in _raws(plan))
    query = f"SELECT 1 FROM {plan.reader.sql} WHERE {tests} LIMIT 1"
    return connection.execute(query).fetchone() is not None


def _count(connection: duckdb.DuckDBPyConnection, plan: Plan, order: str) -> _Dates:
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
    query = f"SELECT {', '.join([*map(total, tests), mixed])} FROM {plan.reader.sql}"
    return _Dates(*(connection.execute(query).fetchone() or (0, 0, 0, 0, 0)))


def in_order_of_clock(
    connection: duckdb.DuckDBPyConnection, match: Match, reader: Reader, reading: Reading
) -> Reading:
    """The reading of a file, in the order of days that its contract knows for files with AM and PM, if it has
    them.
    """
    other = reading.date_order_12_hours
    places = [
        match.bound[c.name] for c in match.table.columns if c.reads == "timestamp" and c.name in match.bound
    ]
    raws = [f"c{place}" for place in places if f"c{place}" in reader.fields]
    if other is None or other == reading.date_order or not raws:
        return reading
    tests = " OR ".join(f"regexp_matches({raw}, {literal(_TWELVE_HOURS)})" for raw in raws)
    has_twelve = connection.execute(f"SELECT 1 FROM {reader.sql} WHERE {tests} LIMIT 1").fetchone()
    return replace(reading, date_order=other) if has_twelve else reading


def weigh_dates(
    connection: duckdb.DuckDBPyConnection, plan: Plan, reading: Reading, rows: int, *, sheet: bool, bad: bool
) -> list[Finding]:
    """Findings about the order of day and month. Raises Refused where the file contradicts the contract's.

    `bad`: rows were rejected, so that there may be dates against the order. `sheet`: a sheet of a workbook.
    """
    order = reading.date_order
    if order == "ymd" or not rows or not _raws(plan):
        return []
    proven = not (bad or sheet) and _has_proof(connection, plan, order)
    if proven:
        return []
    dates = _count(connection, plan, order)
    where = f"{ORDERS[order]}, the order of this export in market {reading.market}"
    if dates.contrary > dates.fits:
        raise _contradiction(
            f"its dates contradict {where} ({dates.contrary} dates against, {dates.fits} for).", rows
        )
    if order == "dmy" and dates.twelve_hours and not dates.fits and dates.both:
        raise _contradiction(
            f"its dates have AM and PM, as exports in month/day/year have, and none of them proves {where}.",
            rows,
        )
    if sheet and dates.mixed:
        raise _contradiction(
            "some of its dates are a spreadsheet's own and some are text: the spreadsheet has read what it "
            "could in its own order of day and month, and left the rest.",
            rows,
        )
    if dates.both and not dates.fits and not dates.contrary:
        return [Finding("ambiguous_dates", ORDERS[order], table=None, count=dates.both)]
    return []


def _contradiction(reason: str, rows: int) -> Refused:
    return Refused(
        reason,
        "Check that it belongs to this shop and was not saved from a spreadsheet with other settings.",
        rows,
    )


def require_whole_ids(connection: duckdb.DuckDBPyConnection, match: Match, parquet: Path, rows: int) -> None:
    """Raises Refused where most IDs of a file end in three zeros.

    By chance one in a thousand does; most of them do when a spreadsheet has kept fifteen digits.
    """
    names = [
        c.name for c in match.table.columns if c.reads == "digits" and c.required and c.name in match.bound
    ]
    if not names:
        return
    source = f"read_parquet({literal(in_glob(parquet))}) WHERE _state IS NULL"
    counts = ", ".join(f"count({name}), count(*) FILTER (suffix({name}, '000'))" for name in names)
    found = connection.execute(f"SELECT {counts} FROM {source}").fetchone() or ()
    for name, every, rounded in zip(names, found[::2], found[1::2], strict=True):
        if rounded >= _LEAST_ROUNDED and rounded > every / 2:
            long = f"suffix({name}, '000') AND length({name}) > 15"
            query = f"SELECT count(DISTINCT {name}) FROM {source} AND {long}"
            (kinds,) = connection.execute(query).fetchone() or (0,)
            if kinds >= _LEAST_ROUNDED:
                header = next(c.aliases[0] for c in match.table.columns if c.name == name)
                raise Refused(
                    f"a spreadsheet has rounded its IDs: {rounded} of {every} in column {header} end in 000.",
                    "Export again and don't save the file from a spreadsheet program.",
                    rows,
                )
