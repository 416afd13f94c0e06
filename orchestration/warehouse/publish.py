"""Publication: a candidate beside the warehouse, and the renames that make it the snapshot everyone reads.

    warehouse.duckdb ── build_candidate ── published/candidate.duckdb
                     ── publish ── published/marts-<fingerprint>.duckdb, then published/marts.duckdb

Where a blocking check failed, what depends on it is left out (`withholding`) and the file's name says so;
where nothing is left to publish, nothing is.

A snapshot is never written to again, so whoever holds one open keeps what he has. Killed at any moment, this
leaves the last good snapshot in place: a candidate is nobody's until the first rename, and the second is one
as well. What is checked, and how badly a failure matters, is the suites' business.

A process that keeps a DuckDB connection open and opens `marts.duckdb` again gets the file it already holds:
readers close what they opened.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.results import CheckResults
from orchestration.exports.receipts import read_receipts
from orchestration.lineage.reach import Reach
from orchestration.settings import Settings
from orchestration.warehouse.history import commit_pending, discard_pending, inputs, write_pending
from orchestration.warehouse.withholding import META, safe_copy, write_reach_tables

if TYPE_CHECKING:
    import duckdb

    from orchestration.warehouse.raw import RunContext

SNAPSHOTS_KEPT = 8
_PARTLY = "-withheld"
_SHOWN_FAILURES = 5

_META = """
create schema meta;
create table meta.publication (
    as_of timestamp not null, newest_complete_week varchar not null, fingerprint varchar not null,
    definition_version varchar
);
create table meta.check_results (
    suite varchar not null, table_name varchar not null, expectation varchar not null,
    severity varchar not null, success boolean not null, observed varchar not null,
    unexpected_count bigint not null, sample_keys varchar not null, message varchar not null
);
"""


class NothingToPublishError(Exception):
    """There is no warehouse, or no marts in it; the message says what to do."""


class PublicationStopped(Exception):
    """A failed blocking check leaves nothing to publish: the candidate is set aside, the last snapshot stays.

    `results` has every check; `candidate` is where the rows can be looked at; `why` says what depends on it.
    """

    def __init__(self, results: CheckResults, candidate: Path, why: str = "") -> None:
        self.results = results
        self.candidate = candidate
        failed = [result for result in results.failed if result.blocks]
        shown = "\n\n".join(f"{result.table}: {result.message}" for result in failed[:_SHOWN_FAILURES])
        more = len(failed) - _SHOWN_FAILURES
        rest = f"\n\nand {more} more; the data docs list them all." if more > 0 else ""
        nothing = "" if results.evaluated else "No check was evaluated. "
        because = f" ({why})" if why else ""
        super().__init__(
            f"{nothing}{len(failed)} blocking check(s) failed, so nothing was published{because}; readers"
            f" keep the last snapshot. The refused marts are in {candidate}.\n\n{shown}{rest}"
        )


@dataclass(frozen=True)
class Publication:
    """What a snapshot says of itself. `as_of` is UTC without a zone; `fingerprint` is that of landing and
    shops; `withheld` names the marts that are not, or not wholly, in it."""

    path: Path
    as_of: datetime
    newest_complete_week: str
    fingerprint: str
    definition_version: str | None
    withheld: tuple[str, ...] = ()


def candidate_path(settings: Settings) -> Path:
    """Where a candidate lies until it is published or refused."""
    return settings.published / "candidate.duckdb"


def build_candidate(settings: Settings, context: RunContext | None = None) -> Path:
    """Copy the schema `marts` of the warehouse into a new file, each table in the order of its columns.

    The same marts give the same rows in the same order. Replaces what an earlier run left behind. Raises
    NothingToPublishError. `context` is what the run was prepared with; by default what the warehouse
    remembers.
    """
    if not settings.warehouse.exists():
        raise NothingToPublishError(f"{settings.warehouse} is missing: run `suanqing run`, which builds it.")
    context = context or _remembered_context(settings)
    candidate = candidate_path(settings)
    candidate.parent.mkdir(parents=True, exist_ok=True)
    _remove(candidate)
    with _open(candidate) as connection:
        connection.execute(f"attach {_quoted(settings.warehouse)} as warehouse (read_only)")
        _copy_marts(connection, settings.warehouse)
        write_pending(connection, settings, inputs(settings, read_receipts(settings)), context.fingerprint)
        connection.execute("detach warehouse")
        connection.execute(_META + META)
        connection.execute(
            "insert into meta.publication values (?, ?, ?, ?)",
            [
                context.as_of.replace(tzinfo=None),
                str(context.newest_complete_week),
                context.fingerprint,
                _definition_version(connection),
            ],
        )
    return candidate


def publish(settings: Settings, candidate: Path, results: CheckResults, reach: Reach | None = None) -> Path:
    """Make a checked candidate the snapshot; returns the immutable file. Publishing the same again changes
    nothing.

    What `reach` says must not be shown is left out. Raises PublicationStopped when nothing was checked, when
    a failed blocking check reaches what everything needs, or when nobody knows what it reaches.
    """
    refused = settings.published / "refused.duckdb"
    if not results.may_publish and (reach is None or reach.stops):
        candidate.replace(refused)
        raise PublicationStopped(results, refused, reach.stops if reach else "")
    reach = reach or Reach(())
    hides = bool(reach.withheld)
    with _open(candidate) as connection:
        connection.execute("delete from meta.check_results")
        _write_check_results(connection, results)
        write_reach_tables(connection, reach)
        fingerprint = connection.execute("select fingerprint from meta.publication").fetchall()[0][0]
    snapshot = _snapshot_path(settings, fingerprint, hides)
    safe = candidate
    if hides:
        safe = safe_copy(candidate, settings.published / ".safe.duckdb", reach)
    _flush(safe)
    safe.replace(snapshot)
    if hides:
        candidate.replace(refused)
        discard_pending(settings)
    else:
        commit_pending(settings)
    _point_at(snapshot, settings.snapshot)
    _flush(settings.published)
    _keep_newest(settings.published, snapshot)
    return snapshot


def read_publication(settings: Settings) -> Publication | None:
    """What the current snapshot says of itself, or None when nothing has been published."""
    if not settings.snapshot.exists():
        return None
    with open_snapshot(settings.snapshot) as connection:
        as_of, week, fingerprint, version = connection.execute(
            "select as_of, newest_complete_week, fingerprint, definition_version from meta.publication"
        ).fetchall()[0]
        withheld = _withheld(connection)
    immutable = _snapshot_path(settings, fingerprint, bool(withheld))
    path = immutable if immutable.exists() else settings.snapshot
    return Publication(path, as_of, week, fingerprint, version, withheld)


def _withheld(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The marts that are not wholly in a snapshot; one that was published before this was told has all."""
    known = connection.execute(
        "select count(*) from information_schema.tables where table_catalog = current_database()"
        " and table_schema = 'meta' and table_name = 'withheld'"
    ).fetchall()[0][0]
    if not known:
        return ()
    found = connection.execute("select distinct mart from meta.withheld order by mart").fetchall()
    return tuple(mart for (mart,) in found)


def weeks_with_orders(settings: Settings) -> list[str]:
    """The ISO weeks in which any shop has an order in the current snapshot, oldest first."""
    if not settings.snapshot.exists():
        return []
    with open_snapshot(settings.snapshot) as connection:
        found = connection.execute(
            "select distinct order_week from marts.order_lines where order_week is not null order by 1"
        ).fetchall()
    return [week for (week,) in found]


def missing_exports(settings: Settings) -> dict[str, list[str]]:
    """By shop, the kinds of export that have never landed and without which something of it is unknown.

    Empty where nothing is published, or was published before this was told.
    """
    if not settings.snapshot.exists():
        return {}
    with open_snapshot(settings.snapshot) as connection:
        if "export_coverage" not in readable_marts(connection):
            return {}
        found = connection.execute(
            "select shop_id, list(source order by place) from marts.export_coverage"
            " where is_needed and file_count = 0 group by shop_id order by shop_id"
        ).fetchall()
    return dict(found)


def readable_marts(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The marts of an open snapshot that can be read, if with columns withheld: the others are refusals."""
    found = connection.execute(
        "select table_name from information_schema.tables where table_catalog = current_database()"
        " and table_schema = 'marts' and table_type = 'BASE TABLE'"
    ).fetchall()
    return frozenset(name for (name,) in found)


@contextmanager
def open_snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection in which `marts.order_lines` and `meta.publication` mean what they say.

    DuckDB names a database after its file. Opened by itself, `marts.duckdb` is the database `marts` with a
    schema `marts` in it, and DuckDB refuses `marts.order_lines` as ambiguous; attached under another name it
    does not.
    """
    import duckdb

    connection = duckdb.connect()
    try:
        connection.execute(f"attach {_quoted(path)} as published (read_only)")
        connection.execute("use published")
        yield connection
    finally:
        connection.close()


def _snapshot_path(settings: Settings, fingerprint: str, hides: bool) -> Path:
    """A snapshot that withholds something never takes the name of a whole one of the same exports."""
    return settings.published / f"marts-{fingerprint[:12]}{_PARTLY if hides else ''}.duckdb"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _remembered_context(settings: Settings) -> RunContext:
    from orchestration.warehouse.raw import read_run_context

    return read_run_context(settings)


def _copy_marts(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    names = connection.execute(
        "select table_name from information_schema.tables"
        " where table_catalog = 'warehouse' and table_schema = 'marts' order by table_name"
    ).fetchall()
    if not names:
        raise NothingToPublishError(f"{warehouse} has no marts: run `suanqing run`, which builds them.")
    connection.execute("create schema marts")
    for (name,) in names:
        # Columns begin with the grain, so this is the grain's order, and a total one whatever the grain is.
        connection.execute(
            f'create table marts."{name}" as select * from warehouse.marts."{name}" order by all nulls last'
        )


def _definition_version(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The version of the margin's definition as its mart states it; None when the mart is empty or states
    none."""
    has_version = connection.execute(
        "select count(*) from information_schema.columns where table_schema = 'marts'"
        " and table_name = 'contribution_margin_weekly' and column_name = 'definition_version'"
    ).fetchall()[0][0]
    if not has_version:
        return None
    found = connection.execute(
        "select max(cast(definition_version as varchar)) from marts.contribution_margin_weekly"
    )
    return found.fetchall()[0][0]


def _write_check_results(connection: duckdb.DuckDBPyConnection, results: CheckResults) -> None:
    rows = [
        [
            result.suite,
            result.table,
            result.expectation,
            result.severity,
            result.success,
            result.observed,
            result.unexpected_count,
            json.dumps(result.sample_keys, ensure_ascii=False),
            result.message,
        ]
        for result in results.results
    ]
    connection.executemany("insert into meta.check_results values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _point_at(snapshot: Path, reader_path: Path) -> None:
    """Make `reader_path` a second name of the snapshot, in one step; a copy where the disk knows no second
    names."""
    beside = reader_path.with_name(f".{reader_path.name}.next")
    beside.unlink(missing_ok=True)
    try:
        os.link(snapshot, beside)
    except OSError:
        shutil.copyfile(snapshot, beside)
        _flush(beside)
    beside.replace(reader_path)
    # Renaming a name onto another name of the same file leaves both: republishing gets here with the old one.
    beside.unlink(missing_ok=True)


def _keep_newest(folder: Path, current: Path) -> None:
    """The newest whole one stays, however many came after it that are not."""
    others = [path for path in folder.glob("marts-*.duckdb") if path != current]
    others.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    whole = next((path for path in (current, *others) if not path.stem.endswith(_PARTLY)), None)
    for path in others[SNAPSHOTS_KEPT - 1 :]:
        if path != whole:
            path.unlink()


@contextmanager
def _open(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    connection = duckdb.connect(str(path))
    try:
        yield connection
    finally:
        connection.close()


def _remove(database: Path) -> None:
    database.unlink(missing_ok=True)
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have the disk hold a file's bytes, or a folder's names, before anything relies on them."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
