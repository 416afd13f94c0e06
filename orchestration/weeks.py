"""ISO weeks: the only week arithmetic in Python.

A week is written `2026-W01` and runs from Monday to Sunday. The year is the ISO year, so Monday 2025-12-29
belongs to 2026-W01; taking the calendar year instead would file it under a week that does not exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_KEY = re.compile(r"^(\d{4})-W(\d{2})$")


@dataclass(frozen=True, order=True)
class IsoWeek:
    """One ISO 8601 week."""

    year: int
    number: int

    @classmethod
    def parse(cls, key: str) -> IsoWeek:
        """Read `2026-W05`. Raises ValueError for another form, and for a week that the year does not have."""
        found = _KEY.match(key)
        if not found:
            raise ValueError(f"{key!r} is not an ISO week: write it like 2026-W05")
        week = cls(int(found[1]), int(found[2]))
        try:
            date.fromisocalendar(week.year, week.number, 1)
        except ValueError as error:
            raise ValueError(f"there is no week {key}: {error}") from None
        return week

    @classmethod
    def of(cls, day: date) -> IsoWeek:
        """The week that holds a day."""
        calendar = day.isocalendar()
        return cls(calendar.year, calendar.week)

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)

    def shift(self, weeks: int) -> IsoWeek:
        """The week so many weeks later (or earlier, when negative)."""
        return IsoWeek.of(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def newest_complete_week(as_of: datetime, timezones: list[str]) -> IsoWeek:
    """The last ISO week that had ended in every one of the time zones at `as_of` (an aware datetime).

    A week still running in one shop would show that shop's week as worse than it was.
    """
    if as_of.tzinfo is None:
        as_of = as_of.replace(tzinfo=UTC)
    local_days = [as_of.astimezone(ZoneInfo(name)).date() for name in timezones] or [as_of.date()]
    return IsoWeek.of(min(local_days)).shift(-1)


def week_end_utc(week: IsoWeek, timezone: str) -> datetime:
    """The first instant after the week in a time zone, in UTC."""
    local = datetime.combine(week.sunday + timedelta(days=1), time(0), ZoneInfo(timezone))
    return local.astimezone(UTC)
