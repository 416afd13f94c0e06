"""Holidays, zones and windows of the demo."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest

from orchestration.demo.clock import (
    DAY,
    Span,
    Zone,
    business_days,
    day_number,
    england_holidays,
    us_federal_holidays,
)

SPAN = Span.ending("2026-W20", 26)


@pytest.mark.parametrize("year", range(2023, 2031))
def test_us_holidays_are_the_federal_ones_with_their_observed_days(year: int) -> None:
    official = {day for day in holidays.US(years=[year, year + 1]) if day.year == year and day.weekday() < 5}
    assert {day for day in us_federal_holidays(year) if day.year == year and day.weekday() < 5} == official


@pytest.mark.parametrize("year", range(2024, 2031))
def test_english_holidays_are_the_bank_holidays(year: int) -> None:
    official = {day for day in holidays.UK(subdiv="ENG", years=year) if day.weekday() < 5}
    assert {day for day in england_holidays(year) if day.weekday() < 5} == official


def test_a_business_day_after_a_friday_before_a_holiday_skips_both() -> None:
    days = business_days("US", SPAN)
    friday = np.array([day_number(date(2026, 1, 16))])
    assert days.after(friday, 1)[0] == day_number(date(2026, 1, 20))
    assert days.after(friday, 0)[0] == friday[0]


def test_local_times_become_utc_on_both_sides_of_the_spring_change() -> None:
    zone = Zone("America/Los_Angeles", SPAN.first, SPAN.end)
    for local in (datetime(2026, 3, 8, 1, 59, 59), datetime(2026, 3, 8, 3, 0), datetime(2026, 5, 18, 5, 30)):
        expected = local.replace(tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC).timestamp()
        assert zone.utc_of(int(local.replace(tzinfo=UTC).timestamp())) == int(expected)


def test_times_that_the_spring_change_skips_do_not_occur() -> None:
    zone = Zone("Europe/London", SPAN.first, SPAN.end)
    missing = day_number(date(2026, 3, 29)) * DAY + 90 * 60
    assert zone.skip_gap(np.array([missing]))[0] == missing + 3600


def test_an_order_is_last_seen_by_the_last_export_within_four_weeks() -> None:
    created = np.array([day_number(date(2026, 1, 7)) * DAY + 12 * 3600, day_number(date(2026, 5, 16)) * DAY])
    seen = SPAN.last_seen(created)
    assert seen.tolist() == [day_number(date(2026, 2, 2)) * DAY + 5 * 3600 + 1800, SPAN.last_export]
