"""A home as it was: only what had been exported up to a moment, in a place of its own.

A past home is a home like any other (`SUANQING_HOME` may point at it), except that nothing lands in it: its
receipts are those of the home with the deliveries up to the moment, its Parquet and quarantine the same files
under a second name. Whatever is reckoned in it can't touch what is published in the home.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.exports.changes import with_changes
from orchestration.exports.deliveries import FROM_FILE_TIME
from orchestration.exports.overlays import contracts_of
from orchestration.exports.receipts import Receipt, delivered, parquet_path, read_receipts, write_receipt
from orchestration.settings import Settings, load_settings

_MOMENT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class PastHome:
    """A home as of a moment. `undated` are files left out by their own time only: no name says when."""

    settings: Settings
    moment: datetime
    digest: str
    undated: tuple[str, ...]


def parse_moment(text: str, timezone: str) -> datetime:
    """A moment as a person writes it: in UTC where it says so, else in the zone. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def receipts_until(receipts: Sequence[Receipt], moment: datetime, settings: Settings) -> list[Receipt]:
    """The receipts as they would be if only what was exported up to a moment had come."""
    until = moment.astimezone(UTC).strftime(_MOMENT)
    groups: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if kept := [d for d in receipt.deliveries if d.exported_at <= until]:
            groups[receipt.shop_id, receipt.source].append(delivered(receipt, kept))
    contracts = contracts_of(settings.home)
    found = []
    for (_, source), group in groups.items():
        changed = {receipt.sha256: receipt for receipt in with_changes(group, contracts[source])}
        found += [changed.get(receipt.sha256, receipt) for receipt in group]
    return sorted(found, key=lambda r: (r.shop_id, r.source, r.source_file, r.sha256))


def make_past_home(settings: Settings, moment: datetime) -> PastHome:
    """Make (or bring up to date) the home as of a moment, from what has landed."""
    every = read_receipts(settings)
    receipts = receipts_until(every, moment, settings)
    kept = {(r.shop_id, r.source, r.sha256) for r in receipts}
    left_out = [r for r in every if (r.shop_id, r.source, r.sha256) not in kept]
    undated = tuple(r.source_file for r in left_out if r.exported_at_from == FROM_FILE_TIME)
    home = settings.past / moment.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(settings.home / "shops.yaml", home / "shops.yaml")
    for folder in (settings.contracts, settings.rules):
        shutil.rmtree(home / folder.name, ignore_errors=True)
        if folder.is_dir():
            shutil.copytree(folder, home / folder.name)
    past = load_settings(home)
    digest = hashlib.sha256(repr(receipts).encode()).hexdigest()
    if not _is_made(past, digest):
        _fill(settings, past, receipts)
        (home / "made_of").write_text(digest, encoding="utf-8")
    return PastHome(past, moment, digest, undated)


def _is_made(past: Settings, digest: str) -> bool:
    made = past.home / "made_of"
    return made.exists() and made.read_text(encoding="utf-8") == digest


def _fill(settings: Settings, past: Settings, receipts: Sequence[Receipt]) -> None:
    (past.home / "made_of").unlink(missing_ok=True)
    shutil.rmtree(past.landing, ignore_errors=True)
    shutil.rmtree(past.quarantine, ignore_errors=True)
    contracts = contracts_of(settings.home)
    for receipt in receipts:
        for table in contracts[receipt.source].tables:
            if (table.parts_of or table.name) in receipt.tables:
                own = table.name, receipt.shop_id, receipt.sha256
                _link(parquet_path(settings.landing, *own), parquet_path(past.landing, *own))
        quarantined = Path(receipt.shop_id, receipt.source, f"{receipt.sha256}.csv")
        _link(settings.quarantine / quarantined, past.quarantine / quarantined)
        write_receipt(past.landing, receipt)


def _link(file: Path, second: Path) -> None:
    """Give a file a second name; a copy where the disk knows no second names."""
    if not file.exists():
        return
    second.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, second)
    except OSError:
        shutil.copyfile(file, second)
