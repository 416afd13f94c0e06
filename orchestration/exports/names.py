"""What a file's name tells, or a sidecar beside it: when it was exported, and for ad reports whose they are
and which days they cover.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from orchestration.exports.clock import zone_of
from orchestration.exports.contract import Contract
from orchestration.exports.deliveries import FROM_FILE, FROM_FILE_TIME, FROM_NAME, Delivery
from orchestration.exports.masking import masked_name
from orchestration.exports.problems import Refused
from orchestration.exports.sidecars import read_sidecar, sidecar_of, sidecar_text, words_to_write
from orchestration.settings import AdAccount, Shop

_MOMENT = "%Y-%m-%d %H:%M:%S"


def zone_in_name(contract: Contract, name: str) -> str:
    """The zone that a file's name states, like `(UTC-7)`; blank where it states none that can be read."""
    found = re.search(contract.zone_in_name, name) if contract.zone_in_name else None
    return found["zone"] if found and zone_of(found["zone"]) is not None else ""


@dataclass(frozen=True)
class Period:
    """The account and the days of an ad report."""

    account: AdAccount
    first: date
    last: date


def exported_at(contract: Contract, name: str, timezone: str, mtime_ns: int) -> tuple[str, str]:
    """When a file was exported, in UTC as `YYYY-MM-DD HH:MM:SS`, and where that is known from.

    The time in a name is in the zone that the name states, else the shop's. Without one, the file's own time
    must do.
    """
    zone = zone_of(zone_in_name(contract, name)) or ZoneInfo(timezone)
    for pattern in contract.exported_at:
        if found := re.search(pattern, name):
            groups = found.groupdict()
            try:
                day = date.fromisoformat(groups["date"].replace("_", "-"))
                clock = groups.get("time")
                moment = time.fromisoformat(clock.replace("_", ":")) if clock else time(0)
            except ValueError:
                continue
            local = datetime.combine(day, moment, zone)
            return local.astimezone(UTC).strftime(_MOMENT), FROM_NAME
    return _file_time(mtime_ns), FROM_FILE_TIME


def _file_time(mtime_ns: int) -> str:
    return datetime.fromtimestamp(mtime_ns // 10**9, UTC).strftime(_MOMENT)


def delivery_of(
    contract: Contract, source_file: str, timezone: str, mtime_ns: int, stated_at: str | None = None
) -> Delivery:
    """When the bytes of a file were exported: as they state it themselves, else as name and file time say."""
    moment, moment_from = exported_at(contract, PurePosixPath(source_file).name, timezone, mtime_ns)
    if stated_at:
        moment, moment_from = stated_at, FROM_FILE
    return Delivery(moment, source_file, moment_from, _file_time(mtime_ns))


def dated_anew(
    delivery: Delivery, contract: Contract, timezone: str, stated_at: str | None = None
) -> Delivery:
    """A delivery as a changed contract or another time zone of the shop reads its name."""
    written = datetime.strptime(delivery.file_time, _MOMENT).replace(tzinfo=UTC)
    return delivery_of(contract, delivery.source_file, timezone, int(written.timestamp()) * 10**9, stated_at)


def period_words(contract: Contract, path: Path) -> tuple[str, ...]:
    """What a report's name or its sidecar say of its period: part of its reading, readable or not."""
    try:
        return said_period(contract, path) or ()
    except Refused:
        return path.name, sidecar_text(path)


def said_period(contract: Contract, path: Path) -> tuple[str, str, str] | None:
    """(account, first day, last day) as a report's sidecar or name has them, unchecked; None if neither does.

    Raises Refused where the two contradict each other, or the sidecar can't be read.
    """
    if contract.period is None:
        return None
    found = re.search(contract.period, path.name)
    named = (found["account"], found["from"], found["to"]) if found else None
    beside = read_sidecar(path)
    if named and beside and named != beside:
        raise Refused(
            f"its name says {', '.join(named)}, its sidecar says {', '.join(beside)}.",
            f"Correct one of them, or remove the sidecar {masked_name(sidecar_of(path).name)!r}.",
        )
    return beside or named


def report_period(contract: Contract, path: Path, shop: Shop) -> Period | None:
    """The account and days of a report whose source needs them; None for other sources. Raises Refused."""
    if contract.period is None:
        return None
    accounts = {account.id: account for account in shop.ad_accounts}
    usual = next(iter(accounts), "7001")
    like = masked_name(f"{path.stem}-{usual}-2026-05-11-2026-05-17{path.suffix}")
    advice = f"Rename it to say account, first and last day, like {like!r}; or {words_to_write(path, usual)}."
    said = said_period(contract, path)
    if said is None:
        raise Refused(
            "neither the report nor its name says which ad account and which days it covers.", advice
        )
    account = accounts.get(said[0])
    if account is None:
        declared = ", ".join(accounts) or "none"
        raise Refused(
            f"it is said to be of ad account {said[0]}, which shop {shop.id} does not have "
            f"(it has: {declared}).",
            "Declare it under the shop's ad_accounts in shops.yaml, or move the file to its shop.",
        )
    try:
        first, last = date.fromisoformat(said[1]), date.fromisoformat(said[2])
    except ValueError:
        raise Refused(f"{said[1]} to {said[2]} holds a day that does not exist.", advice) from None
    if last < first:
        raise Refused(f"{said[1]} to {said[2]} has its last day before the first.", advice)
    return Period(account, first, last)
