"""Landing: every file of the inbox becomes typed Parquet and a receipt, or a receipt that says why not.

A file is landed when its receipt is renamed into place, last. Until then everything is temporary; a process
killed at any moment leaves nothing that counts, and the next run does the same work again to the same bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.changes import with_changes
from orchestration.exports.contract import Contract, Contracts
from orchestration.exports.deliveries import Delivery, with_delivery
from orchestration.exports.files import Facts, examine, require_unchanged
from orchestration.exports.inbox import SETTLED_AFTER_SECONDS, Arrival, walk
from orchestration.exports.ledger import Ledger
from orchestration.exports.names import dated_anew, delivery_of, period_words, report_period
from orchestration.exports.outcome import Outcome
from orchestration.exports.overlays import contracts_of
from orchestration.exports.privacy import privacy_key, sql_blocks
from orchestration.exports.problems import Problem, Refused
from orchestration.exports.quarantine import problems_of, reasons_of, write_quarantine
from orchestration.exports.reading import Job, read_file
from orchestration.exports.receipts import (
    LANDED,
    RECEIPTS,
    REFUSED,
    Receipt,
    delivered,
    parquet_path,
    read_receipt,
    receipt_path,
)
from orchestration.exports.statements import Origin
from orchestration.exports.values import Reading
from orchestration.settings import SHARED_FOLDER, Settings, Shop

if TYPE_CHECKING:
    import duckdb

READER_VERSION = "6"
"""Raise it when the same bytes under the same contract would land as other values: files still there are read
anew.
"""
_WORK = ".work"


@dataclass(frozen=True)
class Skipped:
    """A file that is not landed again: its content already has a receipt."""

    file: str
    receipt: Receipt

    @property
    def is_copy(self) -> bool:
        """True when another file of the inbox had the same bytes."""
        return self.file != self.receipt.source_file


@dataclass
class LandingResult:
    """What a landing did: new receipts, files skipped because their content has one, what is wrong."""

    receipts: list[Receipt] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        """Rows of the new receipts."""
        return sum(receipt.rows_read for receipt in self.receipts)

    @property
    def rows_landed(self) -> int:
        """Landed rows of the new receipts."""
        return sum(receipt.rows_landed for receipt in self.receipts)

    @property
    def rows_quarantined(self) -> int:
        """Quarantined rows of the new receipts."""
        return sum(receipt.rows_quarantined for receipt in self.receipts)


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


def open_engine(key: bytes, work: Path) -> duckdb.DuckDBPyConnection:
    """A connection that knows the pseudonym's key and spills only into the work folder."""
    import duckdb

    connection = duckdb.connect(config={"temp_directory": str(work / "spill")})
    inner, outer = sql_blocks(key)
    connection.execute(f"SET VARIABLE buyer_inner = unhex('{inner}')")
    connection.execute(f"SET VARIABLE buyer_outer = unhex('{outer}')")
    return connection


@contextmanager
def _only_lander(landing: Path) -> Iterator[Path]:
    """One landing at a time; an empty folder for what is temporary. The lock goes with the process, even when
    killed.
    """
    landing.mkdir(parents=True, exist_ok=True)
    with (landing / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        work = landing / _WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def land_inbox(
    settings: Settings,
    *,
    source: str | None = None,
    on_file: Callable[[Receipt], None] | None = None,
    settle: float = SETTLED_AFTER_SECONDS,
) -> LandingResult:
    """Land what is new in the inbox (of one source, if named), but not what changes within `settle` seconds.

    `on_file` is called with each new receipt.
    """
    result = LandingResult()
    contracts = contracts_of(settings.home)
    arrivals, result.problems = walk(settings, contracts, source, settle)
    if not arrivals and not settings.landing.is_dir():
        return result
    with _only_lander(settings.landing) as work:
        key = privacy_key(settings.home)
        with open_engine(key, work) as connection, ThreadPoolExecutor(1) as pool:
            desk = Desk(settings, contracts, connection, key, work, pool, Ledger(settings.landing))
            for arrival in arrivals:
                _land_one(desk, arrival, result, on_file)
        _forget_refusals(settings, source, result)
        _note_changes(desk, arrivals, result)
    return result


def _note_changes(desk: Desk, arrivals: Sequence[Arrival], result: LandingResult) -> None:
    """Compare each export with the one before it, now that all have landed."""
    for group in sorted({(arrival.shop_id, arrival.source) for arrival in arrivals}):
        for receipt in with_changes(list(desk.ledger.of_source(*group).values()), desk.contracts[group[1]]):
            desk.ledger.write(receipt)
    result.receipts = [desk.ledger.of_source(r.shop_id, r.source)[r.sha256] for r in result.receipts]


def _land_one(
    desk: Desk,
    arrival: Arrival,
    result: LandingResult,
    on_file: Callable[[Receipt], None] | None,
) -> None:
    contract = desk.contracts[arrival.source]
    facts: Facts | None = None
    try:
        facts = examine(arrival.path, desk.pool)
        known = _receipt_of(desk, arrival, facts)
        reading = reading_digest(desk.settings, contract, arrival.shop_id, arrival.path)
        if known and known.status == LANDED and known.reading == reading:
            result.skipped.append(Skipped(arrival.name, _again(desk, arrival, facts, known)))
            return
        if known and known.status == LANDED and contract.period and _is_another(desk, arrival, known):
            result.skipped.append(Skipped(arrival.name, known))
            result.problems.append(_same_bytes_other_days(arrival, known))
            return
        receipt, problems = _land_content(desk, arrival, contract, facts, reading)
    except Refused as refused:
        result.problems.append(Problem(arrival.name, refused.reason, refused.advice))
        if facts is None or refused.transient:
            return
        receipt, problems = _refusal(arrival, contract, facts, reading, refused), []
    receipt = delivered(receipt, _deliveries(desk, arrival, facts, known, receipt.stated_at))
    if known == receipt:
        result.skipped.append(Skipped(arrival.name, known))
        return
    desk.ledger.write(receipt)
    result.receipts.append(receipt)
    result.problems += problems
    if on_file:
        on_file(receipt)


def _is_another(desk: Desk, arrival: Arrival, known: Receipt) -> bool:
    """True when the content landed from another file that is still there, under another period."""
    return known.source_file != arrival.name and (desk.settings.inbox / known.source_file).exists()


def _same_bytes_other_days(arrival: Arrival, known: Receipt) -> Problem:
    return Problem(
        arrival.name,
        f"it holds the very same bytes as {known.source_file}, which is said to cover another account or "
        "other days.",
        "One of the two is misnamed: rename or remove it.",
    )


def _again(desk: Desk, arrival: Arrival, facts: Facts, known: Receipt) -> Receipt:
    """The receipt of bytes that have landed before and lie in the inbox: another name or time is noted."""
    receipt = delivered(known, _deliveries(desk, arrival, facts, known, known.stated_at))
    if receipt != known:
        desk.ledger.write(receipt)
    return receipt


def _deliveries(
    desk: Desk, arrival: Arrival, facts: Facts, known: Receipt | None, stated_at: str | None
) -> tuple[Delivery, ...]:
    contract, zone = desk.contracts[arrival.source], _timezone(desk.settings, arrival.shop_id)
    told_before = known.deliveries if known else ()
    before = [dated_anew(delivery, contract, zone, stated_at) for delivery in told_before]
    new = delivery_of(contract, arrival.name, zone, facts.mtime_ns, stated_at)

    def others() -> Iterator[Delivery]:
        return desk.ledger.others_named(arrival.shop_id, arrival.source, new.source_file, facts.scan().sha256)

    return with_delivery(before, new, others)


def _receipt_of(desk: Desk, arrival: Arrival, facts: Facts) -> Receipt | None:
    """The receipt of a file's content, if it has one. A size that no receipt has answers without the hash."""
    group = arrival.shop_id, arrival.source
    if not facts.is_scanned and not desk.ledger.has_size(*group, facts.size):
        return None
    path = receipt_path(desk.settings.landing, *group, facts.scan().sha256)
    return read_receipt(path) if path.exists() else None


def _land_content(
    desk: Desk, arrival: Arrival, contract: Contract, facts: Facts, reading: str
) -> tuple[Receipt, list[Problem]]:
    others = frozenset(shop.id for shop in desk.settings.shops) - {arrival.shop_id}
    origin = Origin(arrival.shop_id, others)
    how = reading_for(desk.settings, contract, arrival.shop_id, arrival.path)
    desk.connection.execute("SET threads = 1" if facts.is_small else "RESET threads")
    outcome = read_with_engine(
        Job(desk.connection, desk.contracts, arrival.source, facts, origin, how, desk.key, desk.work)
    )
    require_unchanged(facts)
    _commit_data(desk, arrival, facts, outcome)
    read, landed = outcome.rows_read, sum(table.rows_landed for table in outcome.tables.values())
    receipt = Receipt(
        shop_id=arrival.shop_id,
        source=arrival.source,
        source_file=arrival.name,
        sha256=facts.scan().sha256,
        size=facts.size,
        status=LANDED,
        reason=None,
        advice=None,
        exported_at=None,
        exported_at_from=None,
        rows_read=read,
        rows_landed=landed,
        rows_quarantined=len(outcome.bad),
        contract_version=contract.version,
        reading=reading,
        layout=outcome.layout,
        findings=(*arrival.findings, *outcome.findings),
        tables=outcome.tables,
        formats=outcome.formats,
        stated_at=outcome.exported_at,
        columns=outcome.columns,
        shapes=outcome.shapes,
        reasons=reasons_of(outcome.bad),
        sheets=outcome.sheets,
    )
    return receipt, problems_of(arrival.name, outcome.bad)


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


def _commit_data(desk: Desk, arrival: Arrival, facts: Facts, outcome: Outcome) -> None:
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


def _refusal(arrival: Arrival, contract: Contract, facts: Facts, reading: str, refused: Refused) -> Receipt:
    return Receipt(
        shop_id=arrival.shop_id,
        source=arrival.source,
        source_file=arrival.name,
        sha256=facts.scan().sha256,
        size=facts.size,
        status=REFUSED,
        reason=refused.reason,
        advice=refused.advice,
        exported_at=None,
        exported_at_from=None,
        rows_read=refused.rows,
        rows_landed=0,
        rows_quarantined=refused.rows,
        contract_version=contract.version,
        reading=reading,
    )


def _timezone(settings: Settings, shop_id: str) -> str:
    return settings.timezone if shop_id == SHARED_FOLDER else settings.shop(shop_id).timezone


def reading_digest(settings: Settings, contract: Contract, shop_id: str, path: Path) -> str:
    """A digest of all that decides how a file's bytes are read, besides the bytes."""
    shop = (
        {}
        if shop_id == SHARED_FOLDER
        else settings.shop(shop_id).model_dump(mode="json", exclude={"fee_overrides", "claim_terms"})
    )
    decided = [READER_VERSION, contract.source, contract.version, _timezone(settings, shop_id), shop]
    if contract.period:
        decided.append(period_words(contract, path))
    return hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()[:16]


def reading_for(settings: Settings, contract: Contract, shop_id: str, path: Path) -> Reading:
    """What a file of a shop is read by. Raises Refused when its name must say more."""
    if shop_id == SHARED_FOLDER:
        return Reading("", settings.reporting_currency, settings.timezone, contract.order_for(""))
    shop: Shop = settings.shop(shop_id)
    plain = Reading(shop.market, shop.currency, shop.timezone, contract.order_for(shop.market))
    plain = replace(
        plain,
        decimal_comma=contract.decimal_comma.get(shop.market),
        date_order_12_hours=contract.date_order_12_hours.get(shop.market),
    )
    period = report_period(contract, path, shop)
    if period is None:
        return plain
    return replace(
        plain,
        currency=period.account.currency,
        timezone=period.account.timezone,
        ad_account=period.account.id,
        ad_currency=period.account.currency,
        report_from=period.first.isoformat(),
        report_to=period.last.isoformat(),
    )


def _forget_refusals(settings: Settings, source: str | None, result: LandingResult) -> None:
    """Drop refusals whose bytes are gone from the inbox: the file was mended, moved or removed, nothing of it
    landed.
    """
    present = {receipt.path_under(settings.landing) for receipt in result.receipts}
    present |= {skipped.receipt.path_under(settings.landing) for skipped in result.skipped}
    for path in sorted((settings.landing / RECEIPTS).glob(f"*/{source or '*'}/*.json")):
        if path not in present:
            receipt = read_receipt(path)
            if receipt is not None and receipt.status == REFUSED:
                path.unlink()
