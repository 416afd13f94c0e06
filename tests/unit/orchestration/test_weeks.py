from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.weeks import IsoWeek, newest_complete_week, week_end_utc

DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))


@given(DAYS)
def test_a_day_lies_in_its_week_and_weeks_tile_the_calendar(day: date) -> None:
    week = IsoWeek.of(day)
    assert week.monday <= day <= week.sunday
    assert week.monday.isoweekday() == 1
    assert IsoWeek.parse(str(week)) == week
    assert IsoWeek.of(day + timedelta(days=7)) == week.shift(1)
    assert week.shift(1).monday == week.sunday + timedelta(days=1)


@given(DAYS)
def test_the_week_belongs_to_the_year_of_its_thursday(day: date) -> None:
    # ISO 8601's own definition, reckoned without isocalendar.
    thursday = day - timedelta(days=day.weekday()) + timedelta(days=3)
    assert IsoWeek.of(day).year == thursday.year
    assert IsoWeek.of(day).number == (thursday.timetuple().tm_yday - 1) // 7 + 1


@pytest.mark.parametrize(
    ("day", "key"),
    [(date(2025, 12, 28), "2025-W52"), (date(2025, 12, 29), "2026-W01"), (date(2027, 1, 3), "2026-W53")],
)
def test_the_year_edge_takes_the_iso_year(day: date, key: str) -> None:
    assert str(IsoWeek.of(day)) == key


@pytest.mark.parametrize("key", ["2026-W1", "2026W05", "2026-05", "2025-W53", "2026-W00", "", "2026-W05 "])
def test_what_is_not_a_week_is_refused_by_its_text(key: str) -> None:
    with pytest.raises(ValueError, match="week"):
        IsoWeek.parse(key)


def test_a_week_is_complete_only_when_it_has_ended_in_every_shop() -> None:
    zones = ["America/Los_Angeles", "Europe/London"]
    # Monday 2026-05-18 06:59:59 UTC is Sunday 23:59:59 in Los Angeles: W20 still runs there.
    assert str(newest_complete_week(datetime(2026, 5, 18, 6, 59, 59, tzinfo=UTC), zones)) == "2026-W19"
    assert str(newest_complete_week(datetime(2026, 5, 18, 7, 0, 0, tzinfo=UTC), zones)) == "2026-W20"


@given(st.integers(0, 800), st.sampled_from(["America/Los_Angeles", "Europe/London", "Asia/Ho_Chi_Minh"]))
def test_the_end_of_a_week_is_local_midnight_also_across_daylight_saving(weeks: int, zone: str) -> None:
    week = IsoWeek(2020, 1).shift(weeks)
    local = week_end_utc(week, zone).astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.date()) == (0, 0, week.shift(1).monday)
