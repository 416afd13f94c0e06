"""On lanes whose times are known, with weeks that differ among themselves: a chance is what it says, orders
are told apart, four intervals of five hold, what is to come is counted, nothing of the future is used."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from tests.reckoning.compiled import compiled_models
from tests.reckoning.forecast_lanes import BUILT, NOW, Lanes, draw, put_in_place

SHOPS, SHOCK = 24, 0.25
"""The shock of a week moves the hours of all orders of a shop by a quarter up or down: of about 3 % late
dispatches it makes 1 or 7."""


def forecast(home: Path, lanes: Lanes, now: datetime) -> duckdb.DuckDBPyConnection:
    """The project's own models over these lanes, as of `now`."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'; set threads = 2")
    put_in_place(connection, lanes, now)
    for statement in compiled_models(home, BUILT).statements:
        if any(f'"{name}" as' in statement for name in BUILT):
            connection.execute(statement.replace('"warehouse".', ""))
    return connection


@pytest.fixture(scope="module")
def known(demo_home: Path) -> duckdb.DuckDBPyConnection:
    return forecast(demo_home, draw(SHOPS, 20260511, SHOCK), NOW)


def test_chances_are_what_comes_in_every_tenth_of_them(known: duckdb.DuckDBPyConnection) -> None:
    rows = known.execute(
        """
        with open_orders as (
            select expected.*, ntile(10) over (order by miss_chance, shop_id, weeks_ago, order_id) as tenth
            from intermediate.int_forecast__expected as expected
            inner join intermediate.int_forecast__moments using (shop_id, weeks_ago)
            where is_test and situation = 'open' and outcome in ('kept', 'missed')
        )
        select tenth, count(*), sum(miss_chance), count(case when outcome = 'missed' then 1 end)
        from open_orders group by tenth, shop_id, weeks_ago
        """
    ).fetchall()
    assert sum(row[1] for row in rows) > 15000
    for tenth in range(1, 11):
        weeks = [(n, float(said), came) for which, n, said, came in rows if which == tenth]
        number = sum(n for n, *_ in weeks)
        said, came = sum(said for _, said, _ in weeks), sum(came for *_, came in weeks)
        # Orders of a shop's week share its shock: the weeks are what is independent.
        error = float(np.sqrt(sum((came - said) ** 2 for _, said, came in weeks)))
        assert abs(came - said) < max(3 * error, 0.005 * number), (tenth, said / number, came / number, error)


def test_orders_are_told_apart_better_than_by_the_share_of_their_week(
    known: duckdb.DuckDBPyConnection,
) -> None:
    scored = known.execute(
        "select sum(brier_score * scored_count), sum(brier_score_of_the_share * scored_count),"
        " sum(brier_score_of_the_usual * scored_count) from marts.fulfillment_forecast_backtest"
    ).fetchone()
    assert scored is not None
    ours, share, usual = map(float, scored)
    assert ours < share < usual


def test_four_intervals_of_five_hold_and_the_rate_is_not_said_too_high_or_low(
    known: duckdb.DuckDBPyConnection,
) -> None:
    weeks, held, error, spread, width = known.execute(
        "select count(is_within), count(case when is_within then 1 end), avg(error), stddev(error),"
        " avg(high_rate - low_rate) from marts.fulfillment_forecast_backtest"
    ).fetchall()[0]
    assert weeks == SHOPS * 12
    assert 0.75 <= held / weeks <= 0.85, held / weeks
    assert abs(error) < 3 * spread / np.sqrt(weeks)
    # Single orders alone would make it half as wide: it has what differs between weeks.
    assert width > 0.03


def test_orders_to_come_are_as_many_as_then_came(known: duckdb.DuckDBPyConnection) -> None:
    rows = known.execute(
        "select to_come_count, due_count - known_count from marts.fulfillment_forecast_backtest"
    ).fetchall()
    expected, came = sum(float(row[0]) for row in rows), sum(row[1] for row in rows)
    assert came > 100 * len(rows) and abs(expected / came - 1) < 0.01


@pytest.mark.parametrize("weeks_ago", [1, 3])
def test_a_past_forecast_is_the_one_that_the_books_of_then_would_have_said(
    demo_home: Path, weeks_ago: int
) -> None:
    # Fewer weeks than are looked back on: else the oldest moment of today is not the oldest of then.
    lanes, then = draw(3, 7, 0.4).since(date(2026, 1, 5)), NOW - timedelta(weeks=weeks_ago)
    said_then = forecast(demo_home, lanes, then).execute(
        "select shop_id, said_at, to_come_count, expected_rate, low_rate, high_rate"
        " from marts.fulfillment_forecast where target_week = strftime(said_at, '%G-W%V') order by shop_id"
    )
    said_now = forecast(demo_home, lanes, NOW).execute(
        "select shop_id, said_at, to_come_count, expected_rate, low_rate, high_rate"
        " from marts.fulfillment_forecast_backtest where said_at = ? order by shop_id",
        [then],
    )
    rows = said_then.fetchall()
    assert len(rows) == 3 and rows == said_now.fetchall()
