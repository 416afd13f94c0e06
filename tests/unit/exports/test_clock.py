"""Local time to UTC, held against zoneinfo, which knows nothing of our SQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from orchestration.exports.clock import to_utc, zone_of

ZONES = (
    "America/Los_Angeles",
    "Europe/London",
    "Asia/Shanghai",
    "Asia/Jakarta",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "UTC",
)


def converted(moments: list[datetime], zone: str) -> list[datetime]:
    known = zone_of(zone)
    assert known is not None
    duckdb.execute("CREATE OR REPLACE TEMP TABLE moments AS SELECT unnest($1::TIMESTAMP[]) AS t", [moments])
    rows = duckdb.execute(
        f"SELECT {to_utc('v', known)} FROM (SELECT epoch_us(t) AS v FROM moments)"
    ).fetchall()
    return [moment for (moment,) in rows]


@pytest.mark.parametrize("zone", ZONES)
def test_local_time_becomes_the_utc_that_zoneinfo_says_at_every_hour_of_eight_years(zone: str) -> None:
    first = datetime(2019, 1, 1, 0, 30)
    moments = [first + timedelta(hours=h) for h in range(8 * 366 * 24)]
    expected = [m.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for m in moments]
    assert converted(moments, zone) == expected


def test_an_hour_that_happens_twice_is_read_as_its_first_occurrence() -> None:
    twice = datetime(2025, 11, 2, 1, 30)  # clocks in Los Angeles go back at 02:00
    assert converted([twice], "America/Los_Angeles") == [datetime(2025, 11, 2, 8, 30)]


def test_an_hour_that_does_not_happen_is_read_with_the_offset_before_the_change() -> None:
    never = datetime(2026, 3, 8, 2, 30)  # clocks in Los Angeles jump from 02:00 to 03:00
    assert converted([never], "America/Los_Angeles") == [datetime(2026, 3, 8, 10, 30)]


@pytest.mark.parametrize(
    ("name", "hours"),
    [("UTC", 0), ("Z", 0), ("+08:00", 8), ("UTC-7", -7), ("GMT+0530", 5.5), ("Asia/Tokyo", 9)],
)
def test_a_zone_is_known_by_its_iana_name_or_its_offset(name: str, hours: float) -> None:
    zone = zone_of(name)
    assert zone is not None
    assert datetime(2026, 1, 1, tzinfo=zone).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["Mars/Base", "", "PST8", "+99:00", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_unknown(name: str) -> None:
    assert zone_of(name) is None
