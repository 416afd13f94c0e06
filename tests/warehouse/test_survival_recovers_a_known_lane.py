"""A lane whose true distribution is known, cut off in the middle: Kaplan-Meier finds it, leaving the open out
does not, and a second reckoning agrees with every step of the curve."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests.reckoning.compiled import compiled_models
from tests.reckoning.survival import Trip, curve, lengths, reached

MEDIAN_HOURS, SIGMA, PARCELS = 150.0, 0.5, 4000
FIRST, SEEN_UNTIL = datetime(2026, 4, 27), datetime(2026, 5, 18, 12, 30)
WEEK_END = datetime(2026, 5, 11)
BUILT = {
    "int_fulfillment__legs",
    "int_fulfillment__leg_observations",
    "int_fulfillment__leg_curves",
    "int_fulfillment__leg_cohorts",
    "int_fulfillment__leg_cohort_curves",
    "int_fulfillment__leg_percentiles",
    "leg_percentiles_weekly",
}


def true_hours(share: float) -> float:
    normal = {0.5: 0.0, 0.85: 1.0364334, 0.9: 1.2815516, 0.95: 1.6448536}[share]
    return MEDIAN_HOURS * math.exp(SIGMA * normal)


@pytest.fixture(scope="module")
def trips() -> list[Trip]:
    rng = np.random.default_rng(20260518)
    starts = rng.uniform(0, 21 * 86400, PARCELS)
    hours = MEDIAN_HOURS * np.exp(SIGMA * rng.standard_normal(PARCELS))
    made = []
    for start, length in zip(starts, hours, strict=True):
        started = FIRST + timedelta(seconds=int(start))
        ended = started + timedelta(seconds=int(length * 3600))
        made.append(Trip(started, ended if ended < SEEN_UNTIL else None))
    return made


@pytest.fixture(scope="module")
def warehouse(
    demo_home: Path, trips: list[Trip], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The project's own models over one lane in UTC, everything before them put in place."""
    connection = duckdb.connect(str(tmp_path_factory.mktemp("lane") / "warehouse.duckdb"))
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{demo_home / 'warehouse.duckdb'}' as lender (read_only)")
    for schema in ("seeds", "intermediate", "marts"):
        connection.execute(f"create schema {schema}")
    for seed in ("legs", "leg_scopes"):
        connection.execute(f"create table seeds.{seed} as from lender.seeds.{seed}")
    # The demo's weeks, with the bounds that they have in UTC.
    connection.execute(
        "create table intermediate.int_calendar__week_days as select 'UTC' as timezone,"
        " cast(unnest(generate_series(week_start_on, week_start_on + 6, interval 1 day)) as date) as utc_on,"
        " week, week_start_on, cast(week_start_on as timestamp) as starts_at,"
        " cast(week_start_on + 7 as timestamp) as ends_at"
        " from (select distinct week, week_start_on from lender.intermediate.int_calendar__week_days)"
    )
    connection.execute(
        "create table intermediate.int_fulfillment__journeys as"
        " from lender.intermediate.int_fulfillment__journeys limit 0"
    )
    connection.execute("create temp table trips (number integer, started timestamp, ended timestamp)")
    connection.execute(
        "insert into trips select unnest(?), unnest(?), unnest(?)",
        [list(range(len(trips))), [trip.started for trip in trips], [trip.ended for trip in trips]],
    )
    connection.execute(
        "insert into intermediate.int_fulfillment__journeys by name select 'lane' as shop_id,"
        " cast(number as varchar) as order_id, 'P' as package_key, 'UTC' as timezone,"
        " 'seller' as fulfillment_type, 'Yiwu' as warehouse, 'GB' as country_code, 'Slow Boat' as carrier,"
        " 'standard' as service_level, started as scan_at, ended as delivered_at, false as is_untracked,"
        f" timestamp '{SEEN_UNTIL}' as orders_known_until, timestamp '{SEEN_UNTIL}' as tracking_known_until"
        " from trips"
    )
    for statement in compiled_models(demo_home, tuple(BUILT)).statements:
        if any(f'"{name}" as' in statement for name in BUILT):
            connection.execute(statement)
    yield connection
    connection.close()


def steps_of(warehouse: duckdb.DuckDBPyConnection, week: str) -> dict[int, tuple[int, int, float]]:
    rows = warehouse.execute(
        "select hours, at_risk_count, ended_count, survival from intermediate.int_fulfillment__leg_curves"
        " where scope = 'cell' and leg = 'scan_to_delivered' and week = ? order by hours",
        [week],
    ).fetchall()
    return {hours: (at_risk, ended, float(left)) for hours, at_risk, ended, left in rows}


def survival_and_error(steps: dict[int, tuple[int, int, float]], hour: int) -> tuple[float, float]:
    """The share left after so many hours, and its standard error by Greenwood's formula."""
    before = [steps[one] for one in sorted(steps) if one <= hour]
    left = before[-1][2]
    return left, left * math.sqrt(sum(ended / (at_risk * (at_risk - ended)) for at_risk, ended, _ in before))


@pytest.mark.parametrize(("week", "seen_until"), [("2026-W21", SEEN_UNTIL), ("2026-W19", WEEK_END)])
def test_every_step_of_the_curve_is_that_of_a_plain_reckoning_today_and_as_of_a_past_week(
    warehouse: duckdb.DuckDBPyConnection, trips: list[Trip], week: str, seen_until: datetime
) -> None:
    reckoned, built = curve(lengths(trips, seen_until)), steps_of(warehouse, week)
    assert len(built) > 100
    assert {hour: step[:2] for hour, step in built.items()} == {
        hour: step[:2] for hour, step in reckoned.items()
    }
    assert max(abs(built[hour][2] - reckoned[hour][2]) for hour in built) < 1e-8


def test_kaplan_meier_recovers_the_percentiles_that_leaving_the_open_out_does_not(
    warehouse: duckdb.DuckDBPyConnection, trips: list[Trip]
) -> None:
    steps = steps_of(warehouse, "2026-W21")
    ended = sorted(hours for hours, has_ended in lengths(trips, SEEN_UNTIL) if has_ended)
    for share in (0.5, 0.85, 0.9, 0.95):
        hour = round(true_hours(share))
        left, error = survival_and_error(steps, hour)
        naive = sum(1 for hours in ended if hours <= hour) / len(ended)
        assert error < 0.02 and abs(1 - left - share) < 3 * error, (share, left, error)
        assert naive - share > 4 * error, (share, naive, error)
        found = reached(steps, share)
        assert found is not None and abs(found / hour - 1) < 0.06, (share, hour, found)
        assert ended[math.ceil(share * len(ended)) - 1] / hour < 0.92, "the naive percentile flatters"


def test_the_mart_says_not_reached_where_no_parcel_was_followed_that_long(
    warehouse: duckdb.DuckDBPyConnection, trips: list[Trip]
) -> None:
    rows = warehouse.execute(
        "select ended_count, open_count, naive_p50_hours, km_p50_hours, km_p90_hours, followed_hours,"
        " trailing_km_p50_hours from marts.leg_percentiles_weekly"
        " where scope = 'cell' and leg = 'scan_to_delivered' and week = '2026-W20'"
    ).fetchall()
    week = [trip for trip in trips if trip.started >= WEEK_END]
    (ended, still_open, naive, half, nine_tenths, followed, trailing) = rows[0]
    assert (ended, still_open) == (
        sum(1 for trip in week if trip.ended),
        sum(1 for trip in week if not trip.ended),
    )
    assert half == reached(curve(lengths(week, SEEN_UNTIL)), 0.5) and naive < 0.7 * half
    assert nine_tenths is None and followed < true_hours(0.9)
    assert abs(trailing / MEDIAN_HOURS - 1) < 0.06
