"""The desk that the files of a landing pass over: reading them, committing what was read, their receipts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.contract import Contracts
from orchestration.exports.deliveries import Delivery, with_delivery
from orchestration.exports.files import Facts
from orchestration.exports.inbox import Arrival
from orchestration.exports.jobs import Job
from orchestration.exports.ledger import Ledger
from orchestration.exports.names import dated_anew, delivery_of
from orchestration.exports.outcome import Outcome
from orchestration.exports.privacy import sql_blocks
from orchestration.exports.problems import Refused
from orchestration.exports.quarantine import reasons_of, write_quarantine
from orchestration.exports.reading import read_file
from orchestration.exports.readings import reading_for, timezone_of
from orchestration.exports.receipts import (
    LANDED,
    REFUSED,
    Receipt,
    delivered,
    parquet_path,
    read_receipt,
    receipt_path,
)
from orchestration.exports.statements import Origin
from orchestration.settings import Settings

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Desk:
    """What all files of one landing share."""

    settings: Settings
    contracts: Contracts
    connection: duckdb.DuckDBPyConnection
    key: bytes
    work: Path
    pool: Executor
    ledger: Ledger


@dataclass(frozen=True)
class Opened:
    """A file that is to be landed: what it is, and the receipt that its content has, if it has one."""

    arrival: Arrival
    facts: Facts
    known: Receipt | None
    reading: str


def open_engine(key: bytes, work: Path) -> duckdb.DuckDBPyConnection:
    """A connection that knows the pseudonym's key and spills only into the work folder."""
    import duckdb

    connection = duckdb.connect(config={"temp_directory": str(work / "spill")})
    inner, outer = sql_blocks(key)
    connection.execute(f"SET VARIABLE buyer_inner = unhex('{inner}')")
    connection.execute(f"SET VARIABLE buyer_outer = unhex('{outer}')")
    return connection


def job_of(desk: Desk, opened: Opened) -> Job:
    """All that a file is read with. Raises Refused when its name must say more."""
    arrival = opened.arrival
    how = reading_for(desk.settings, desk.contracts[arrival.source], arrival.shop_id, arrival.path)
    others = frozenset(shop.id for shop in desk.settings.shops) - {arrival.shop_id}
    origin = Origin(arrival.shop_id, others)
    return Job(
        desk.connection, desk.contracts, arrival.source, opened.facts, origin, how, desk.key, desk.work
    )


def read_alone(desk: Desk, opened: Opened) -> Outcome:
    """Read a file by itself. Raises Refused when none of it can be landed."""
    job = job_of(desk, opened)
    desk.connection.execute("SET threads = 1" if opened.facts.is_small else "RESET threads")
    return read_with_engine(job)


def read_with_engine(job: Job) -> Outcome:
    """Read a file; what the engine can't do is a refusal too, never a crash. Its own words may quote rows:
    not passed on.
    """
    import duckdb

    try:
        return read_file(job)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise Refused(
            f"there was no room to read it ({type(error).__name__}).",
            "Free some disk and run again.",
            transient=True,
        ) from None
    except duckdb.Error as error:
        raise Refused(
            f"the engine can't read it ({type(error).__name__}).",
            "Run `suanqing check` on it and report what it says.",
        ) from None


def receipt_of(desk: Desk, arrival: Arrival, facts: Facts) -> Receipt | None:
    """The receipt of a file's content, if it has one. A size that no receipt has answers without the hash."""
    group = arrival.shop_id, arrival.source
    if not facts.is_scanned and not desk.ledger.has_size(*group, facts.size):
        return None
    path = receipt_path(desk.settings.landing, *group, facts.scan().sha256)
    return read_receipt(path) if path.exists() else None


def deliveries_of(
    desk: Desk, arrival: Arrival, facts: Facts, known: Receipt | None, stated_at: str | None
) -> tuple[Delivery, ...]:
    """The names and times under which the bytes of a file came, this time included."""
    contract, zone = desk.contracts[arrival.source], timezone_of(desk.settings, arrival.shop_id)
    told_before = known.deliveries if known else ()
    before = [dated_anew(delivery, contract, zone, stated_at) for delivery in told_before]
    new = delivery_of(contract, arrival.name, zone, facts.mtime_ns, stated_at)

    def others() -> Iterator[Delivery]:
        return desk.ledger.others_named(arrival.shop_id, arrival.source, new.source_file, facts.scan().sha256)

    return with_delivery(before, new, others)


def come_again(desk: Desk, arrival: Arrival, facts: Facts, known: Receipt) -> Receipt:
    """The receipt of bytes that have landed before and lie in the inbox: another name or time is noted."""
    receipt = delivered(known, deliveries_of(desk, arrival, facts, known, known.stated_at))
    if receipt != known:
        desk.ledger.write(receipt)
    return receipt


def commit_data(desk: Desk, arrival: Arrival, facts: Facts, outcome: Outcome) -> None:
    """Move what was read of a file into place, all but its receipt."""
    for table, fresh in outcome.parquet.items():
        target = parquet_path(desk.settings.landing, table, arrival.shop_id, facts.scan().sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(target)
    quarantine = desk.settings.quarantine / arrival.shop_id / arrival.source / f"{facts.scan().sha256}.csv"
    if outcome.bad:
        write_quarantine(desk.work / "quarantine.csv", outcome.bad)
        quarantine.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(desk.work / "quarantine.csv", quarantine)
    else:
        quarantine.unlink(missing_ok=True)


def landed_receipt(desk: Desk, opened: Opened, outcome: Outcome) -> Receipt:
    """The receipt of a file that has landed, but for its deliveries."""
    return replace(
        _receipt(desk, opened),
        status=LANDED,
        rows_read=outcome.rows_read,
        rows_landed=sum(table.rows_landed for table in outcome.tables.values()),
        rows_quarantined=len(outcome.bad),
        layout=outcome.layout,
        findings=(*opened.arrival.findings, *outcome.findings),
        tables=outcome.tables,
        formats=outcome.formats,
        stated_at=outcome.exported_at,
        columns=outcome.columns,
        shapes=outcome.shapes,
        words=outcome.words,
        reasons=reasons_of(outcome.bad),
        sheets=outcome.sheets,
    )


def refusal_receipt(desk: Desk, opened: Opened, refused: Refused) -> Receipt:
    """The receipt of a file that is refused."""
    return replace(
        _receipt(desk, opened),
        reason=refused.reason,
        advice=refused.advice,
        rows_read=refused.rows,
        rows_quarantined=refused.rows,
    )


def _receipt(desk: Desk, opened: Opened) -> Receipt:
    """The receipt of a file of which nothing has landed."""
    arrival, facts = opened.arrival, opened.facts
    return Receipt(
        shop_id=arrival.shop_id,
        source=arrival.source,
        source_file=arrival.name,
        sha256=facts.scan().sha256,
        size=facts.size,
        status=REFUSED,
        reason=None,
        advice=None,
        exported_at=None,
        exported_at_from=None,
        rows_read=0,
        rows_landed=0,
        rows_quarantined=0,
        contract_version=desk.contracts[arrival.source].version,
        reading=opened.reading,
    )
