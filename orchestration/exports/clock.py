"""Local time to UTC, in SQL that costs next to nothing.

A zone's offset is constant between two transitions, so the conversion is a small balanced tree of comparisons
with constants, made from the IANA data for the years 2018 to 2037; a time outside them is read with the
nearest offset known (the platform has had shops since 2021). The rule for the two awkward hours of a year:

* an hour that happens **twice** (clocks go back) is read as its **first** occurrence;
* an hour that **does not happen** (clocks go forward) is read with the offset that held **before** the
  change, so 02:30 means the instant an unchanged clock would have shown.

That is what Python's zoneinfo does with `fold=0`, and a test compares the two.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

_FIRST_YEAR, _LAST_YEAR = 2018, 2038
_OFFSET = re.compile(r"^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$", re.IGNORECASE)


def zone_of(name: str) -> ZoneInfo | timezone | None:
    """The zone that a text names: IANA, `UTC`, `Z`, or an offset like `+08:00` or `UTC+8`. None for anything
    else.
    """
    name = name.strip()
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    if found := _OFFSET.match(name):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return (
            timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))
            if minutes < 24 * 60
            else None
        )
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _seconds(zone: ZoneInfo | timezone, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


@cache
def transitions(zone: ZoneInfo | timezone) -> tuple[int, tuple[tuple[datetime, int], ...]]:
    """The first offset in seconds, and each (local time from which a new offset holds, that offset)."""
    step = timedelta(days=7)
    instant, end = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(_LAST_YEAR, 1, 1, tzinfo=UTC)
    first = before = _seconds(zone, instant)
    found = []
    while instant < end:
        after = _seconds(zone, instant + step)
        if after != before:
            low, high = instant, instant + step
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
                low, high = (middle, high) if _seconds(zone, middle) == before else (low, middle)
            local = high.replace(tzinfo=None) + timedelta(seconds=max(before, after))
            found.append((local, after))
            before = after
        instant += step
    return first, tuple(found)


@lru_cache(maxsize=256)
def to_utc(column: str, zone: ZoneInfo | timezone) -> str:
    """SQL: local microseconds since 1970 in `column` (a plain name: it is repeated) as a UTC timestamp."""
    first, changes = transitions(zone)
    offsets = [first, *(offset for _, offset in changes)]
    thresholds = [int((local - datetime(1970, 1, 1)).total_seconds()) * 1_000_000 for local, _ in changes]
    if not any(offsets):
        return f"make_timestamp({column})"

    def tree(low: int, high: int) -> str:
        if low == high:
            return str(offsets[low] * 1_000_000)
        middle = (low + high) // 2
        earlier, later = tree(low, middle), tree(middle + 1, high)
        return f"CASE WHEN {column}<{thresholds[middle]} THEN {earlier} ELSE {later} END"

    return f"make_timestamp({column} - {tree(0, len(changes))})"
