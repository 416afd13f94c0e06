"""Fulfilment as the models reckon it, against the demo's own simulation and against a second reckoning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

COUNTS = [
    "due_count",
    "on_time_count",
    "late_count",
    "open_count",
    "overdue_count",
    "exempt_count",
    "cancelled_count",
    "unknown_count",
    "delivery_due_count",
    "delivery_on_time_count",
    "delivery_late_count",
    "delivery_overdue_count",
    "delivery_open_count",
]
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def warehouse(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    truth = demo_home / "demo" / "truth" / "fulfillment_sla_weekly.csv"
    connection.execute(f"create temp table truth as from read_csv('{truth}')")
    yield connection
    connection.close()


def first(rows: Rows) -> str:
    return "\n".join(str(row) for row in rows[:5])


def test_every_week_has_the_counts_the_demo_made(warehouse: duckdb.DuckDBPyConnection) -> None:
    sums = ", ".join(f"sum({name})::bigint as {name}" for name in COUNTS)
    differing = warehouse.execute(
        f"""
        with ours as (select shop_id, week, {sums} from marts.fulfillment_sla_weekly group by all),
             theirs as (select shop_id, week, {sums} from truth group by all),
             judged as (select * from ours where due_count + exempt_count + open_count + cancelled_count
                            + unknown_count + delivery_due_count + delivery_open_count > 0)
        (select 'only in the mart', * from (from judged except from theirs))
        union all
        (select 'only in the truth', * from (from theirs except from judged))
        order by 2, 3
        """
    ).fetchall()
    assert differing == [], first(differing)
    counted = warehouse.execute("select count(*), sum(due_count), sum(late_count) from truth").fetchone()
    assert counted is not None and counted[0] > 20 and counted[1] > 1000 and counted[2] > 50


def test_due_is_on_time_and_late_and_overdue_in_every_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    wrong = warehouse.execute(
        """
        from marts.fulfillment_sla_weekly
        where due_count != on_time_count + late_count + overdue_count
           or delivery_due_count != delivery_on_time_count + delivery_late_count + delivery_overdue_count
           or (late_dispatch_rate is null) != (due_count = 0)
           or late_dispatch_rate not between 0 and 1
           or tracked_package_count > shipped_package_count
        """
    ).fetchall()
    assert wrong == [], first(wrong)


def test_the_carrier_that_was_late_for_a_fortnight_stands_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    worst = warehouse.execute(
        """
        select carrier, min(week), max(week), count(*)
        from (
            select carrier, week from marts.fulfillment_sla_weekly
            where due_count >= 20 and late_dispatch_rate > 0.25
        )
        group by carrier
        """
    ).fetchall()
    assert [row[0] for row in worst] == ["Bluebird Parcel"], first(worst)
    assert worst[0][3] == 2, "two weeks, next to each other"
    enforced = warehouse.execute(
        "select distinct week from marts.fulfillment_metrics_weekly "
        "where metric = 'late_dispatch_rate' and verdict = 'enforced' order by week"
    ).fetchall()
    assert [row[0] for row in enforced] == [worst[0][1], worst[0][2]]


def test_the_meaning_of_late_changes_on_the_day_it_changed(warehouse: duckdb.DuckDBPyConnection) -> None:
    rules = warehouse.execute(
        """
        select dispatch_rule_version, min(ordered_on), max(ordered_on)
        from marts.orders where market = 'US' group by all order by 2
        """
    ).fetchall()
    assert [row[0] for row in rules] == [
        "us-dispatch-tracking-uploaded",
        "us-dispatch-carrier-scan-2026-01-09",
    ]
    assert rules[0][2] <= date(2026, 1, 8) and rules[1][1] >= date(2026, 1, 9)


def test_a_market_without_a_delivery_rule_has_no_rate(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        """
        select distinct value, verdict from marts.fulfillment_metrics_weekly
        where shop_id = 'uk-cross' and metric = 'on_time_delivery_rate'
        """
    ).fetchall()
    assert found == [(None, "no_rule")]


def test_metrics_have_a_row_for_every_shop_week_and_metric(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        """
        select (select count(*) from marts.fulfillment_metrics_weekly),
               (select count(*) from marts.calendar_weeks) * (select count(*) from raw.shops) * 5
        """
    ).fetchone()
    assert found is not None and found[0] == found[1] > 0


def test_the_window_of_seven_days_is_the_week(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        """
        select count(*), count(*) filter (where weekly.numerator <> rolling.numerator
                                             or weekly.denominator <> rolling.denominator
                                             or weekly.verdict <> rolling.verdict)
        from marts.fulfillment_metrics_rolling as rolling
        inner join marts.fulfillment_metrics_weekly as weekly using (shop_id, week, metric)
        where rolling.window_days = 7
        """
    ).fetchone()
    assert found is not None and found[0] > 200 and found[1] == 0


def test_the_late_fortnight_costs_its_order_limit_and_says_by_how_many_orders(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        """
        select week, orders_to_enforced, penalty from marts.fulfillment_metrics_rolling
        where shop_id = 'us-main' and metric = 'late_dispatch_rate' and window_days = 7
              and verdict = 'enforced'
        order by week
        """
    ).fetchall()
    assert len(found) == 2 and all(row[1] < 0 and row[2] == "order volume limited" for row in found), found


def test_a_package_is_judged_as_its_order_where_it_is_the_only_one(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    differing = warehouse.execute(
        """
        with single as (from marts.packages qualify count(*) over (partition by shop_id, order_id) = 1)
        select single.order_id, single.dispatch_state, orders.dispatch_state
        from single inner join marts.orders as orders using (shop_id, order_id)
        where single.line_count = orders.line_count and (single.dispatch_due_at is distinct from
              orders.dispatch_due_at or single.dispatch_state <> orders.dispatch_state
              or single.delivery_state <> orders.delivery_state)
        """
    ).fetchall()
    assert differing == [], first(differing)
