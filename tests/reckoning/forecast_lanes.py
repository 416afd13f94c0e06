"""Shops whose lanes are known: what they sell, how long they take, how much a week differs from another."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

FIRST = date(2025, 11, 3)
"""A Monday. The shops sell from here on."""
WEEKS = 27
NOW = datetime(2026, 5, 11, 12, 30)
"""A Monday at half past twelve: what is due in its week is to be forecast."""
ORDERS_A_DAY = (46, 44, 40, 38, 36, 26, 20)
"""Monday to Sunday."""
LANES = (("Reno", "Swift", 0.60), ("Reno", "Bluff", 0.85), ("Yiwu", "Swift", 1.15))
"""Warehouse, carrier, and how long that lane takes against the others."""


@dataclass(frozen=True)
class Lanes:
    """The orders of many shops, one array entry each; times are seconds since the epoch, UTC."""

    shop: NDArray[np.int64]
    lane: NDArray[np.int64]
    paid: NDArray[np.int64]
    due: NDArray[np.int64]
    ready: NDArray[np.int64]
    scan: NDArray[np.int64]

    def since(self, day: date) -> Lanes:
        """Only the orders that were paid from this day on."""
        kept = self.paid >= (day - date(1970, 1, 1)).days * 86400
        return Lanes(*(getattr(self, field.name)[kept] for field in fields(self)))


def draw(shops: int, seed: int, shock: float) -> Lanes:
    """Orders of `shops` shops: hours of work until packed and scanned, log-normal about their lane, times
    what the week of the payment does to all of a shop's orders (`shock`: its deviation in logarithms)."""
    rng = np.random.default_rng(seed)
    worked = _WorkedDays()
    days = np.repeat(np.arange(WEEKS * 7), [ORDERS_A_DAY[day % 7] for day in range(WEEKS * 7)])
    shop = np.repeat(np.arange(shops), len(days))
    day = np.tile(days, shops)
    count = len(day)
    lane = rng.integers(0, len(LANES), count)
    paid = (FIRST - date(1970, 1, 1)).days * 86400 + day * 86400 + rng.integers(0, 86400, count)
    week = shop * WEEKS + day // 7
    pace = np.exp(shock * rng.standard_normal(shops * WEEKS))[week] * np.array([x for *_, x in LANES])[lane]
    packing = 14 * 3600 * pace * np.exp(0.6 * rng.standard_normal(count))
    waiting = 7 * 3600 * pace * np.exp(0.6 * rng.standard_normal(count))
    begun = worked.seconds(paid)
    due = worked.end_of(worked.number(paid) + 2)
    return Lanes(
        shop, lane, paid, due, worked.instant(begun + packing), worked.instant(begun + packing + waiting)
    )


class _WorkedDays:
    """The clock that stands still on Saturdays and Sundays; these lanes know no other day off."""

    def __init__(self) -> None:
        self.origin = (FIRST - date(1970, 1, 1)).days

    def is_worked(self, instant: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the instant is on a working day."""
        return (instant // 86400 - self.origin) % 7 < 5

    def number(self, instant: NDArray[np.int64]) -> NDArray[np.int64]:
        """Working days that have begun by the instant, the first of them 1."""
        day = instant // 86400 - self.origin
        return day // 7 * 5 + np.minimum(day % 7 + 1, 5)

    def seconds(self, instant: NDArray[np.int64]) -> NDArray[np.float64]:
        """Seconds worked until the instant."""
        within = np.where(self.is_worked(instant), instant % 86400, 86400)
        return (self.number(instant) - 1) * 86400.0 + within

    def instant(self, worked: NDArray[np.float64]) -> NDArray[np.int64]:
        """The instant at which so many seconds are worked."""
        number = (worked // 86400).astype(np.int64)
        return (self.origin + number // 5 * 7 + number % 5) * 86400 + (worked % 86400).astype(np.int64)

    def end_of(self, number: NDArray[np.int64]) -> NDArray[np.int64]:
        """The last second of the working day of that number, counted from 1."""
        return (self.origin + (number - 1) // 5 * 7 + (number - 1) % 5) * 86400 + 86399


BUILT = (
    "int_forecast__moments",
    "int_forecast__times",
    "int_forecast__situations",
    "int_forecast__observations",
    "int_forecast__curves",
    "int_forecast__chances",
    "int_forecast__paces",
    "int_forecast__corrections",
    "int_forecast__expected",
    "int_forecast__to_come",
    "int_forecast__weekly",
    "int_forecast__rates",
    "fulfillment_forecast",
    "fulfillment_forecast_backtest",
)
"""The models that make a forecast from steps, in an order in which they can be built."""


def put_in_place(connection: duckdb.DuckDBPyConnection, lanes: Lanes, now: datetime) -> None:
    """All that the forecast's models read, as the books would have it at `now`."""
    for schema in ("staging", "intermediate", "marts"):
        connection.execute(f"create schema {schema}")
    drawn: dict[str, Any] = {
        "shop": lanes.shop, "lane": lanes.lane, "paid": lanes.paid, "due": lanes.due, "ready": lanes.ready,
        "scan": lanes.scan,
    }  # fmt: skip
    connection.register("drawn", drawn)
    connection.execute("create temp table lanes (lane integer, warehouse varchar, carrier varchar)")
    connection.executemany(
        "insert into lanes values (?, ?, ?)", [(i, *names[:2]) for i, names in enumerate(LANES)]
    )
    connection.execute(_IN_PLACE.format(first=FIRST, now=now))


_IN_PLACE = """
create view staging.stg_configuration__shops as
select distinct 'shop-' || shop as shop_id, 'US' as market, 'UTC' as timezone from drawn;

create view staging.stg_run__context as
select timestamp '{now}' as as_of, strftime(date '{now}' - 7, '%G-W%V') as newest_complete_week;

create table intermediate.int_calendar__week_days as
select 'UTC' as timezone, day as week_start_on, strftime(day, '%G-W%V') as week
from (select cast(unnest(generate_series(date '{first}', date '{now}', interval 7 day)) as date) as day);

create view intermediate.int_calendar__weeks as
select week, week_start_on from intermediate.int_calendar__week_days;

create table intermediate.int_forecast__worked_days as
select 'US' as market, day as day_on, isodow(day) < 6 as is_business_day,
    cast(date_diff('day', date '{first}', day) // 7 * 5 + least(isodow(day) - 1, 5) as bigint) * 86400
    as worked_before_seconds
from (select cast(unnest(generate_series(date '{first}', date '{now}' + 90, interval 1 day)) as date) as day);

create table intermediate.int_forecast__steps as
with orders as (
    select 'shop-' || shop as shop_id, row_number() over () as number, lane,
        make_timestamp(paid * 1000000) as paid_at, make_timestamp(due * 1000000) as due_at,
        make_timestamp(ready * 1000000) as packed_at, make_timestamp(scan * 1000000) as scanned_at
    from drawn
)
select shop_id, cast(number as varchar) as order_id, 'dispatch' as step, 'carrier_scan' as event,
    'US' as market, 'UTC' as timezone, warehouse, carrier, due_at, cast(due_at as date) as due_on,
    strftime(due_at, '%G-W%V') as due_week,
    case
        when scanned_at < least(due_at + interval 1 second, as_of) then 'on_time'
        when scanned_at < as_of then 'late'
        when due_at + interval 1 second <= as_of then 'overdue'
        else 'open'
    end as state,
    paid_at, case when packed_at < as_of then packed_at end as ready_at,
    cast(null as timestamp) as scan_at, case when scanned_at < as_of then scanned_at end as event_at,
    cast(null as timestamp) as stopped_at, cast(null as timestamp) as cancelled_at
from orders inner join lanes using (lane) cross join staging.stg_run__context where paid_at < as_of;

create view intermediate.int_fulfillment__steps as from intermediate.int_forecast__steps;

create table marts.late_spells (shop_id varchar, first_week varchar, last_week varchar);
"""
