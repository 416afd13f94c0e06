"""Landing: every file of the inbox becomes typed Parquet and a receipt, or a receipt that says why not.

A file is landed when its receipt is renamed into place, last. Until then everything is temporary; a process
killed at any moment leaves nothing that counts, and the next run does the same work again to the same bytes.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.changes import with_changes
from orchestration.exports.desk import (
    Desk,
    Opened,
    come_again,
    commit_data,
    deliveries_of,
    job_of,
    landed_receipt,
    open_engine,
    read_alone,
    receipt_of,
    refusal_receipt,
)
from orchestration.exports.files import examine, require_unchanged
from orchestration.exports.inbox import SETTLED_AFTER_SECONDS, Arrival, walk
from orchestration.exports.ledger import Ledger
from orchestration.exports.lots import MOST_FILES, Member, kind_of, member_of, read_lot
from orchestration.exports.outcome import Outcome
from orchestration.exports.overlays import contracts_of
from orchestration.exports.privacy import privacy_key
from orchestration.exports.problems import Problem, Refused
from orchestration.exports.quarantine import problems_of
from orchestration.exports.readings import reading_digest
from orchestration.exports.receipts import (
    LANDED,
    RECEIPTS,
    REFUSED,
    Receipt,
    delivered,
    read_receipt,
)
from orchestration.settings import Settings

if TYPE_CHECKING:
    pass

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
            lander = _Lander(desk, result, on_file)
            for arrival in arrivals:
                lander.take(arrival)
            lander.flush()
        _forget_refusals(settings, source, result)
        _note_changes(desk, arrivals, result)
    return result


def _note_changes(desk: Desk, arrivals: Sequence[Arrival], result: LandingResult) -> None:
    """Compare each export with the one before it, now that all have landed."""
    for group in sorted({(arrival.shop_id, arrival.source) for arrival in arrivals}):
        for receipt in with_changes(list(desk.ledger.of_source(*group).values()), desk.contracts[group[1]]):
            desk.ledger.write(receipt)
    result.receipts = [desk.ledger.of_source(r.shop_id, r.source)[r.sha256] for r in result.receipts]


class _Lander:
    """Lands files one after the other; those that can be read together wait for each other."""

    def __init__(self, desk: Desk, result: LandingResult, on_file: Callable[[Receipt], None] | None) -> None:
        self._desk, self._result, self._on_file = desk, result, on_file
        self._waiting: list[tuple[Opened, Member]] = []

    def take(self, arrival: Arrival) -> None:
        """Land a file, or let it wait for others of its kind."""
        try:
            opened = self._open(arrival)
        except Refused as refused:  # it can't be opened
            self.flush()
            self._result.problems.append(Problem(arrival.name, refused.reason, refused.advice))
            return
        if opened is None:
            return
        member = self._member(opened)
        if member is None or (self._waiting and kind_of(member) != kind_of(self._waiting[0][1])):
            self.flush()
        if member is None:
            self._land(opened, partial(read_alone, self._desk, opened))
            return
        self._waiting.append((opened, member))
        if len(self._waiting) == MOST_FILES:
            self.flush()

    def flush(self) -> None:
        """Land the files that wait."""
        waiting, self._waiting = self._waiting, []
        outcomes: list[Outcome | None] = [None] * len(waiting)
        if len(waiting) > 1:
            self._desk.connection.execute("SET threads = 1")
            outcomes = read_lot([member for _, member in waiting])
        for (opened, _), outcome in zip(waiting, outcomes, strict=True):
            self._land(
                opened, partial(_as_read, outcome) if outcome else partial(read_alone, self._desk, opened)
            )

    def _open(self, arrival: Arrival) -> Opened | None:
        """A file to land; None where its content has landed. Raises Refused when it can't be opened."""
        desk, result = self._desk, self._result
        contract = desk.contracts[arrival.source]
        facts = examine(arrival.path, desk.pool)
        if facts.is_scanned and any(facts.scan() == opened.facts.scan() for opened, _ in self._waiting):
            self.flush()  # the same bytes wait already
        known = receipt_of(desk, arrival, facts)
        reading = reading_digest(desk.settings, contract, arrival.shop_id, arrival.path)
        if known and known.status == LANDED and known.reading == reading:
            result.skipped.append(Skipped(arrival.name, come_again(desk, arrival, facts, known)))
            return None
        if known and known.status == LANDED and contract.period and _is_another(desk, arrival, known):
            self.flush()
            result.skipped.append(Skipped(arrival.name, known))
            result.problems.append(_same_bytes_other_days(arrival, known))
            return None
        return Opened(arrival, facts, known, reading)

    def _member(self, opened: Opened) -> Member | None:
        try:
            return member_of(job_of(self._desk, opened))
        except Refused:
            return None

    def _land(self, opened: Opened, read: Callable[[], Outcome]) -> None:
        """Commit what reading a file gives, and write its receipt."""
        desk, result, arrival = self._desk, self._result, opened.arrival
        problems: list[Problem] = []
        try:
            outcome = read()
            require_unchanged(opened.facts)
            commit_data(desk, arrival, opened.facts, outcome)
            receipt, problems = landed_receipt(desk, opened, outcome), problems_of(arrival.name, outcome.bad)
        except Refused as refused:
            result.problems.append(Problem(arrival.name, refused.reason, refused.advice))
            if refused.transient:
                return
            receipt = refusal_receipt(desk, opened, refused)
        deliveries = deliveries_of(desk, arrival, opened.facts, opened.known, receipt.stated_at)
        receipt = delivered(receipt, deliveries)
        if opened.known == receipt:
            result.skipped.append(Skipped(arrival.name, opened.known))
            return
        desk.ledger.write(receipt)
        result.receipts.append(receipt)
        result.problems += problems
        if self._on_file:
            self._on_file(receipt)


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


def _as_read(outcome: Outcome) -> Outcome:
    return outcome


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
