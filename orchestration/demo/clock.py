"""Days, weeks and zones of the demo. A local time is an integer: seconds since 1970 as a clock on the wall
shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from orchestration.demo.draws import Ints
from orchestration.weeks import IsoWeek

DAY = 86_400
EXPORT_TIME = 5 * 3600 + 30 * 60
WINDOW_DAYS = 28


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def to_date(number: int) -> date:
    """The date of a day number."""
    return date(1970, 1, 1) + timedelta(days=int(number))


def week_key(day: int) -> str:
    """The ISO week of a day number."""
    return str(IsoWeek.of(to_date(day)))


@dataclass(frozen=True)
class Span:
    """The weeks of the demo. `first` is the day number of the first Monday."""

    first: int
    weeks: int

    @classmethod
    def ending(cls, last_week: str, weeks: int) -> Span:
        """The span of so many weeks that ends with `last_week`. Raises ValueError for fewer than one week."""
        if weeks < 1:
            raise ValueError(f"a demo needs at least one week, not {weeks}")
        last = IsoWeek.parse(last_week)
        return cls(day_number(last.shift(1 - weeks).monday), weeks)

    @property
    def end(self) -> int:
        """The Monday after the last week: the day of the last export."""
        return self.first + 7 * self.weeks

    def monday(self, index: int) -> int:
        """The Monday that begins week `index`; index = weeks gives `end`."""
        return self.first + 7 * index

    def export_second(self, index: int) -> int:
        """When week `index` is exported: the Monday after it, 05:30."""
        return self.monday(index + 1) * DAY + EXPORT_TIME

    @property
    def last_export(self) -> int:
        """When the last exports are taken."""
        return self.export_second(self.weeks - 1)

    def last_seen(self, created: Ints) -> Ints:
        """The last export that still covers an order created then (exports look back 28 days)."""
        latest = created + WINDOW_DAYS * DAY - EXPORT_TIME - self.first * DAY
        index = latest // (7 * DAY)
        return np.minimum((self.first + 7 * index) * DAY + EXPORT_TIME, self.last_export)


class Zone:
    """A time zone's offsets over the span, for arrays of local seconds."""

    def __init__(self, name: str, first: int, last: int) -> None:
        self._name = name
        zone = ZoneInfo(name)
        hours = np.arange(first - 40, last + 40) * 24
        offsets = [_offset(zone, int(hour)) for hour in hours]
        changes = [i for i in range(1, len(hours)) if offsets[i] != offsets[i - 1]]
        self._changes = [_exact_change(zone, int(hours[i - 1]), int(hours[i])) for i in changes]
        self._offsets = np.array([offsets[0]] + [offsets[i] for i in changes], dtype=np.int64)
        locals_ = [
            change * 3600 + offset for change, offset in zip(self._changes, self._offsets[1:], strict=True)
        ]
        self._local_changes = np.array(locals_, dtype=np.int64)

    def to_utc(self, local: Ints) -> Ints:
        """UTC seconds of local seconds; a time in the autumn overlap is read as the second one."""
        return local - self._offsets[np.searchsorted(self._local_changes, local, side="right")]

    def utc_of(self, local: int) -> int:
        """UTC seconds of one local second."""
        return int(self.to_utc(np.array([local], dtype=np.int64))[0])

    def periods(self) -> tuple[Ints, Ints]:
        """(first local second, offset) of each period of constant offset; the first begins before all
        times."""
        return np.concatenate([[0], self._local_changes]).astype(np.int64), self._offsets

    def skip_gap(self, local: Ints) -> Ints:
        """Move times that the spring change skips one hour on, so that every time exists."""
        moved = local
        for change, before, after in zip(self._changes, self._offsets[:-1], self._offsets[1:], strict=True):
            start, stop = change * 3600 + before, change * 3600 + after
            moved = np.where((moved >= start) & (moved < stop), moved + 3600, moved)
        return moved


def _offset(zone: ZoneInfo, hour: int) -> int:
    delta = datetime.fromtimestamp(hour * 3600, UTC).astimezone(zone).utcoffset()
    return int(delta.total_seconds()) if delta is not None else 0


def _exact_change(zone: ZoneInfo, before: int, after: int) -> int:
    start = _offset(zone, before)
    return next(hour for hour in range(before, after + 1) if _offset(zone, hour) != start)


def _easter(year: int) -> date:
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def us_federal_holidays(year: int) -> set[date]:
    """Days off of US federal offices: the holidays and the weekdays on which they are observed."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    shift = {5: -1, 6: 1}
    found = {day + timedelta(days=shift.get(day.weekday(), 0)) for day in [*fixed, date(year + 1, 1, 1)]}
    found |= {_nth_weekday(year, 1, 0, 3), _nth_weekday(year, 2, 0, 3), _last_monday(year, 5)}
    found |= {_nth_weekday(year, 9, 0, 1), _nth_weekday(year, 10, 0, 2), _nth_weekday(year, 11, 3, 4)}
    return found


def england_holidays(year: int) -> set[date]:
    """Bank holidays of England, with their substitute days."""
    easter = _easter(year)
    found = {easter - timedelta(days=2), easter + timedelta(days=1), _nth_weekday(year, 5, 0, 1)}
    found |= {_last_monday(year, 5), _last_monday(year, 8)}
    new_year, christmas = date(year, 1, 1), date(year, 12, 25)
    found.add(new_year + timedelta(days={5: 2, 6: 1}.get(new_year.weekday(), 0)))
    found |= {
        christmas + timedelta(days=days)
        for days in {4: (0, 3), 5: (2, 3), 6: (1, 2)}.get(christmas.weekday(), (0, 1))
    }
    return found


class OpenDays:
    """The days of a span on which something is open: so many days a week from Monday on, some dates off."""

    def __init__(self, span: Span, days_a_week: int, off: set[date]) -> None:
        days = range(span.first - 30, span.end + 90)
        open_days = [day for day in days if (day + 3) % 7 < days_a_week and to_date(day) not in off]
        self._days = np.array(open_days, dtype=np.int64)

    def after(self, day: Ints, count: Ints | int) -> Ints:
        """The count-th business day strictly after a day; count 0 gives the day itself."""
        count = np.asarray(count, dtype=np.int64)
        place = np.searchsorted(self._days, day, side="right") + np.maximum(count, 1) - 1
        return np.where(count == 0, day, self._days[place])

    def is_open(self, day: Ints) -> np.ndarray:
        """Whether each day is a business day."""
        return np.isin(day, self._days)


def holidays_of(market: str, span: Span) -> set[date]:
    """The public holidays of a market in all years that the span touches."""
    of_year = us_federal_holidays if market == "US" else england_holidays
    years = range(to_date(span.first - 30).year, to_date(span.end + 90).year + 1)
    return {day for year in years for day in of_year(year)}


def business_days(market: str, span: Span) -> OpenDays:
    """Monday to Friday without public holidays: what deadlines are counted in."""
    return OpenDays(span, 5, holidays_of(market, span))
