"""A large sheet's rows as a table of the engine, filled while Python still copies the rows behind them.

Copying keeps one processor busy and the engine another, so a settlement of 200,000 rows lands in two thirds
of the time. Where anything must be looked at before the first row can be read (a clock with AM and PM, a
column of time zones), the sheet is read when all of it is copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports import statements
from orchestration.exports.evidence import times_of_clock
from orchestration.exports.jobs import Job
from orchestration.exports.recognise import Found
from orchestration.exports.sources import Reader
from orchestration.exports.values import Reading

if TYPE_CHECKING:
    import duckdb


def reader_of_copy(job: Job, found: Found, paths: Sequence[Path], fields: tuple[str, ...]) -> Reader:
    """What reads a clean copy, or one piece of it."""
    return Reader(
        path=paths[0],
        delimiter=",",
        fields=fields,
        skip=0,
        nulls=job.contract.nulls,
        first_row=found.first + 1,
        is_clean_copy=True,
        more=tuple(paths[1:]),
        alike=found.match.alike,
    )


@dataclass
class Filling:
    """The table with a sheet's rows and parts, as far as it is filled. `reading` None: nothing is begun."""

    job: Job
    found: Found
    reading: Reading | None
    pool: ThreadPoolExecutor
    begun: list[Future[duckdb.DuckDBPyConnection]] = field(default_factory=list)

    def add(self, path: Path, fields: tuple[str, ...]) -> None:
        """Have the engine read a piece of the copy, behind the pieces before it."""
        if self.reading is None:
            return
        reader = reader_of_copy(self.job, self.found, [path], fields)
        plan = statements.make_plan(self.found.match, reader, replace(self.reading, quick=True))
        make = statements.extend_wide if self.begun else statements.create_wide
        self.begun.append(self.pool.submit(self.job.connection.execute, make(plan, self.job.origin)))

    def is_complete(self) -> bool:
        """Wait for the engine; whether all pieces are in the table. What it could not read is read anew."""
        import duckdb

        try:
            return bool([piece.result() for piece in self.begun])
        except duckdb.Error:
            return False


@contextmanager
def filling(job: Job, found: Found, fields: tuple[str, ...]) -> Iterator[Filling]:
    """Fill the table for a sheet of these fields. Until it ends, nobody else may use the job's connection."""
    reading = job.reading.in_layout(found.match.layout)
    columns = found.match.table.columns
    zoned = any(column.reads == "zone" and column.name in found.match.bound for column in columns)
    asks_first = zoned or times_of_clock(found.match, fields, reading)
    with ThreadPoolExecutor(1) as pool:
        may_begin = found.match.table.has_parts and not asks_first
        yield Filling(job, found, reading if may_begin else None, pool)
