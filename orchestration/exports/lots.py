"""Lots: small text files that are read alike are read together.

To plan the statement that lands a file costs the engine fifty milliseconds, to run it over twenty rows one.
So the files of a lot share their statements; each still gets a Parquet file of its own, with the very bytes
it gets alone. A file with anything out of the ordinary (a row that can't be read, text to mask, dates against
the contract) is left to be read alone, which says what and where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from orchestration.exports import statements
from orchestration.exports.evidence import in_order_of_clock, weigh
from orchestration.exports.freetext import personal_texts
from orchestration.exports.headers import normalise
from orchestration.exports.jobs import Job
from orchestration.exports.noticing import notice
from orchestration.exports.outcome import Outcome
from orchestration.exports.problems import Refused
from orchestration.exports.reading import (
    Miscounted,
    require_every_line,
    unknown_columns,
    with_zones,
)
from orchestration.exports.receipts import TableRows
from orchestration.exports.rows import csv_records
from orchestration.exports.sources import FILE, Reader, Rows
from orchestration.exports.texts import Text, as_told, end_of, look_at_text
from orchestration.exports.values import Reading

MOST_FILES = 64
"""More would save little, and lose more work when the process is killed."""
LARGEST = 256 << 10
"""Bytes of a file that is read in a lot: its own work outweighs the planning beyond that."""

Member = tuple[Job, Text]


def member_of(job: Job) -> Member | None:
    """The file as one of a lot, None where it has to be read alone."""
    if job.facts.is_workbook or job.facts.size > LARGEST:
        return None
    try:
        text = look_at_text(job)
    except Refused:
        return None
    match = text.found.match
    if text.reader is None or match.table.has_parts or match.sums or match.twice or match.alike:
        return None
    if not all(map(normalise, text.header)):
        return None
    return as_told(job), text


def kind_of(member: Member) -> tuple[object, ...]:
    """What files of one lot have in common: all that their statements are made of, but the path."""
    job, text = member
    form, found = text.form, text.found
    shape = text.header, found.header, found.first, form.encoding, form.delimiter, form.newline
    return job.origin, job.source, job.reading, *shape


def read_lot(members: Sequence[Member]) -> list[Outcome | None]:
    """Read files of one kind together; None for each that has to be read alone.

    What the engine can't read stops the whole lot: it is halved until the file stands alone.
    """
    import duckdb

    try:
        return _read(members)
    except duckdb.Error:
        if len(members) == 1:
            return [None]
        middle = len(members) // 2
        return [*read_lot(members[:middle]), *read_lot(members[middle:])]


def _read(members: Sequence[Member]) -> list[Outcome | None]:
    job, text = members[0]
    match = text.found.match
    assert text.reader is not None
    reader = replace(text.reader, others=tuple(other.facts.path for other, _ in members[1:]))
    plain = job.reading.in_layout(match.layout)
    of_clock, twelve_hours = in_order_of_clock(job.connection, match, reader, plain)
    if 0 < len(twelve_hours) < len(members):
        parts: tuple[list[Member], list[Member]] = [], []
        for file, member in enumerate(members):
            parts[file in twelve_hours].append(member)
        outcomes = [iter(_read(part)) for part in parts]
        return [next(outcomes[file in twelve_hours]) for file in range(len(members))]
    reading = with_zones(job, match, reader, of_clock if twelve_hours else plain)
    return _land(members, reader, reading)


def _land(members: Sequence[Member], reader: Reader, reading: Reading) -> list[Outcome | None]:
    """Write the Parquet of each ordinary file, and say of it what reading it alone would say."""
    job, text = members[0]
    run, match = job.connection.execute, text.found.match
    plan = statements.make_plan(match, reader, replace(reading, quick=True))
    run(statements.create_lot(plan, job.origin))
    rows = Rows(statements.LOT, FILE)
    counts = _whole(members, reader, rows)
    weighed = weigh(job.connection, plan, match, reading, rows, counts)
    personal = {found[0] for found in personal_texts(job.connection, rows, match.table, sum(counts.values()))}
    ordinary = [f for f in counts if f not in personal and not isinstance(weighed.get(f), Refused)]
    noticed = notice(job.connection, job.contract, match, plan, text.header, {match.table.name: rows})
    parquet = _write(members, ordinary)
    run(f"DROP TABLE {statements.LOT}")
    outcomes: list[Outcome | None] = [None] * len(members)
    for file in ordinary:
        outcome = Outcome(parquet={match.table.name: parquet[file]}, formats=text.formats)
        outcome.tables[match.table.name] = TableRows(counts[file], counts[file], 0)
        found = weighed.get(file, [])
        assert not isinstance(found, Refused)
        outcome.findings = [*found, *unknown_columns(match)]
        outcome.take(noticed(file), match, reading)
        outcome.findings += end_of(members[file][0].facts)
        outcomes[file] = outcome
    return outcomes


def _whole(members: Sequence[Member], reader: Reader, rows: Rows) -> dict[int, int]:
    """The rows of each file of which every line was read, and every row can be."""
    chosen = f"count(*), count(*) FILTER (_state = {statements.REJECTED}), count(*) FILTER (_state IS NULL)"
    whole = {}
    for file, (every, rejected, landed) in rows.each(members[0][0].connection, chosen).items():
        if landed and not rejected and _has_every_record(members[file], reader, every):
            whole[file] = landed
    return whole


def _has_every_record(member: Member, reader: Reader, records: int) -> bool:
    """Whether the engine read all records of a file of a lot.

    Of several files read by one thread it drops what stands behind a quotation mark that is never closed, and
    says nothing. Fewer records than lines may be that, or line breaks within texts: so they are counted.
    """
    job = member[0]
    try:
        require_every_line(job, reader, records)
        return records == job.facts.scan().lines - reader.skip or _count(member) == records + reader.skip
    except (Miscounted, Refused):
        return False


def _count(member: Member) -> int:
    """How many records a file has. Raises Refused where it ends inside one."""
    job, text = member
    return sum(1 for _ in csv_records(job.facts, text.form))


def _write(members: Sequence[Member], files: Sequence[int]) -> dict[int, Path]:
    """A Parquet file for each of the files.

    It is called by their content: where a lot was divided, each part of it begins to count anew.
    """
    connection = members[0][0].connection
    parquet = {}
    for file in files:
        job = members[file][0]
        parquet[file] = job.work / f"{statements.LOT}-{job.facts.scan().sha256}.parquet"
        connection.execute(statements.copy_to(statements.select_of_lot(file), parquet[file]))
    return parquet
