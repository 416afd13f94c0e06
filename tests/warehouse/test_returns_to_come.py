"""What is still to come back: found again where the truth is known, reckoned a second time on the demo, and
rolled forward without a cent lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.reckoning.compiled import compiled_models
from tests.reckoning.development import Line, between, expected, losses_by_sku

DRAWS, WEEKS = 500, 26
FIRST = date(2025, 12, 1)
NOW = FIRST + timedelta(7 * WEEKS - 1)
SIZES, DIFFER = (15, 80, 400), (0.0, 0.25)
RATES, SHARES = (0.14, 0.06), (0.6, 0.4)
JUDGED = (0, 1, 2, 3)
"""Weeks of orders before the newest one whose returns are mostly, or partly, to come."""
BUILT = tuple(
    f"int_returns__{name}"
    for name in (
        "exposures", "incidence", "credibility", "rates", "tails", "cohorts", "expectations", "weekly",
    )
)  # fmt: skip


def simulated() -> dict[str, np.ndarray]:
    """Units of 500 shops, small and large, half of them with good and bad weeks; a return waits two weeks."""
    rng = np.random.default_rng(20260531)
    draw = np.arange(DRAWS)
    size, differ = np.array(SIZES)[draw % 3], np.array(DIFFER)[draw // 3 % 2]
    parts = []
    for category, (rate, share) in enumerate(zip(RATES, SHARES, strict=True)):
        count = rng.poisson(np.repeat(size[:, None] * share, WEEKS, axis=1))
        shape = 1 / np.maximum(differ, 1e-9)[:, None] ** 2
        level = np.where(differ[:, None] > 0, rng.gamma(np.minimum(shape, 1e6), 1, (DRAWS, WEEKS)) / shape, 1)
        shop = np.repeat(np.repeat(draw, WEEKS), count.ravel())
        week = np.repeat(np.tile(np.arange(WEEKS), DRAWS), count.ravel())
        delivered = week * 7 + rng.integers(0, 7, len(shop)) + 2 + rng.binomial(10, 0.35, len(shop))
        returned = rng.random(len(shop)) < rate * level[shop, week]
        waited = np.minimum(rng.gamma(3, 5, len(shop)).astype(int), 69)
        cents = np.where(returned, np.round(rng.gamma(4, 500, len(shop))).astype(int), 0)
        parts.append(
            (shop, np.full(len(shop), category), week, delivered, returned, delivered + waited, cents)
        )
    names = ("shop", "category", "week", "delivered", "is_returned", "returned", "cents")
    return dict(zip(names, map(np.concatenate, zip(*parts, strict=True)), strict=True))


@pytest.fixture(scope="module")
def shops(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The project's own models over all shops at once, with the lines that they read put in place."""
    connection = duckdb.connect(str(tmp_path_factory.mktemp("shops") / "warehouse.duckdb"))
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("create schema intermediate")
    units = simulated()
    assert len(units["shop"]) > 1_000_000
    connection.execute(
        f"""create temp table units as select shop || '' as shop_id, 'c' || category as product_category,
            date '{FIRST}' + (week * 7)::int as week_start_on,
            date '{FIRST}' + delivered::int as delivered_on,
            case when is_returned then date '{FIRST}' + returned::int end as returned_on, is_returned,
            (cents / 100.0)::decimal(20, 4) as loss, week
        from units"""
    )
    connection.execute(
        """create table intermediate.int_returns__development_cells as
        select shop_id, product_category, strftime(week_start_on, '%G-W%V') as order_week, week_start_on,
            delivered_on, null::date as lapses_on, null::date as cancelled_on, returned_on,
            count(*)::integer as unit_count, (20 * count(*))::decimal(20, 4) as line_value,
            count(returned_on)::integer as returned_unit_count, 0 as returned_before_delivery_unit_count,
            count(returned_on)::integer as returned_units_squared,
            sum(loss)::decimal(20, 4) as return_loss, sum(loss)::decimal(20, 4) as return_loss_absolute,
            sum((loss * loss)::decimal(30, 8)) as return_loss_squared,
            sum(loss)::decimal(20, 4) as refunds, 0::decimal(20, 4) as goods_back
        from units group by all"""
    )
    connection.execute(
        "create table intermediate.int_returns__moments as select distinct shop_id,"
        f" date '{NOW}' as moment_on, '{NOW:%G-W%V}' as moment_week, true as is_now from units"
    )
    connection.execute("create table intermediate.int_margin__reporting as select 2 as reporting_minor_unit")
    for statement in compiled_models(demo_home, BUILT).statements:
        if any(f'"{name}" as' in statement for name in BUILT):
            connection.execute(statement)
    connection.execute(
        """create temp table judged as
        select told.*, truth.came, truth.loss as came_loss, 25 - truth.week as age, shop_id::int % 3 as size
        from intermediate.int_returns__weekly as told
        inner join (
            select shop_id, coalesce(product_category, 'all') as product_category, week, week_start_on,
                count(returned_on) as came, sum(loss) as loss
            from units group by grouping sets (
                (shop_id, product_category, week, week_start_on), (shop_id, week, week_start_on)
            )
        ) as truth using (shop_id, product_category, week_start_on)"""
    )
    yield connection
    connection.close()


def judged(shops: duckdb.DuckDBPyConnection, where: str) -> tuple[float, float, float, float, float]:
    """Mean error and its standard error in units, mean units to come, coverage of units and of the loss."""
    (row,) = shops.execute(
        f"""select avg(returned_unit_count + units_to_come - came),
            stddev(returned_unit_count + units_to_come - came) / sqrt(count(*)), avg(units_to_come),
            avg((came - returned_unit_count between units_to_come_low and units_to_come_high)::int),
            avg((came_loss - return_loss between loss_to_come_low and loss_to_come_high)::int)
        from judged where units_to_come is not null and {where}"""
    ).fetchall()
    return row


@pytest.mark.parametrize("age", JUDGED)
def test_the_expected_final_rate_is_unbiased_and_its_interval_covers_eight_of_ten(
    shops: duckdb.DuckDBPyConnection, age: int
) -> None:
    error, standard_error, to_come, units_within, loss_within = judged(
        shops, f"product_category = 'all' and age = {age}"
    )
    assert to_come > 1 and abs(error) < 3 * standard_error and abs(error) < 0.03 * to_come
    assert 0.75 <= units_within <= 0.85 and 0.75 <= loss_within <= 0.85, (units_within, loss_within)


@pytest.mark.parametrize("where", ["size = 0", "size = 1", "size = 2", "product_category = 'c0'"])
def test_small_and_large_cohorts_are_covered_alike(shops: duckdb.DuckDBPyConnection, where: str) -> None:
    one = "" if "category" in where else " and product_category = 'all'"
    error, standard_error, _, units_within, loss_within = judged(shops, f"age < 3 and {where}{one}")
    assert abs(error) < 3.5 * standard_error
    assert 0.75 <= units_within <= 0.85 and 0.75 <= loss_within <= 0.85, (units_within, loss_within)


def test_leaving_the_young_out_of_the_question_would_be_wrong(shops: duckdb.DuckDBPyConnection) -> None:
    (came, so_far) = shops.execute(
        "select sum(came), sum(returned_unit_count) from judged where product_category = 'all' and age < 3"
    ).fetchall()[0]
    assert so_far < 0.5 * came, "the simulated weeks are young: most of what came was still to come"


def test_the_interval_of_a_small_count_is_one_sided() -> None:
    assert between(1.0, 1.2, 1.0) == pytest.approx((0.0, 1.853892), abs=1e-6)
    assert between(0.0, 0.0, 1.0) == (0.0, 0.0)


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def lines(demo: duckdb.DuckDBPyConnection) -> dict[str, list[Line]]:
    """The demo's lines by shop, from the models of lines, margins and returns that are proved elsewhere."""
    rows = demo.execute(
        """select o.shop_id, o.sku_id,
            coalesce(nullif(nullif(trim(o.product_category), ''), 'all'), 'not stated'), o.ordered_on,
            timezone(o.timezone, timezone('UTC', o.delivered_at))::date,
            case when o.is_cancelled
                then coalesce(timezone(o.timezone, timezone('UTC', o.cancelled_at))::date, o.ordered_on) end,
            case when o.is_sold then d.refunded_on end, o.quantity,
            case when o.is_sold and d.refunded_on is not null
                then least(o.quantity, greatest(coalesce(r.returned_quantity, 1), 1)) else 0 end,
            coalesce(m.gross_sales - m.seller_discount, round(o.value_local * c.rate, 2)),
            coalesce(m.refunds + m.return_shipping + m.return_handling + m.refund_administration_fee
                - m.return_compensation - coalesce(m.cost_of_goods_recovered, 0), 0),
            coalesce(m.refunds, 0), coalesce(m.cost_of_goods_recovered, 0)
        from intermediate.int_orders__lines as o
        left join intermediate.int_margin__line_margins as m
            on m.is_sold and (m.shop_id, m.order_id, m.sku_id) = (o.shop_id, o.order_id, o.sku_id)
        left join intermediate.int_returns__refund_days as d
            on (d.shop_id, d.order_id, d.sku_id) = (o.shop_id, o.order_id, o.sku_id)
        left join intermediate.int_returns__returns_completed as r
            on (r.shop_id, r.order_id, r.sku_id) = (o.shop_id, o.order_id, o.sku_id)
        left join intermediate.int_margin__conversions as c
            on (c.currency, c.day_on) = (o.currency, o.ordered_on)
        where o.is_sold
            or (o.is_cancelled and o.subtotal_after_discount_local + o.platform_discount_local <> 0)"""
    ).fetchall()
    found: dict[str, list[Line]] = {}
    for shop, *told in rows:
        found.setdefault(shop, []).append(Line(*told))
    assert sum(map(len, found.values())) > 5_000
    return found


def moments(demo: duckdb.DuckDBPyConnection) -> list[tuple[str, date, bool]]:
    """Now, and two ends of weeks, of each shop."""
    return demo.execute(
        "select shop_id, moment_on, is_now from intermediate.int_returns__moments"
        " qualify is_now or row_number() over (partition by shop_id order by moment_on desc) in (3, 8)"
    ).fetchall()


def test_every_expectation_now_and_then_equals_a_second_reckoning(
    demo: duckdb.DuckDBPyConnection, lines: dict[str, list[Line]]
) -> None:
    compared = known = 0
    for shop, moment, _ in moments(demo):
        reckoned = expected(lines[shop], moment, "USD")
        rows = demo.execute(
            "select product_category, week_start_on, returned_unit_count, development_share, units_to_come,"
            " units_to_come_low, units_to_come_high, loss_to_come, loss_to_come_low, loss_to_come_high,"
            " refunds_to_come, goods_to_come from intermediate.int_returns__weekly"
            " where shop_id = ? and moment_on = ? and unit_count > 0",
            [shop, moment],
        ).fetchall()
        assert {(category, week) for category, week, *_ in rows} == set(reckoned)
        for category, week, *told in rows:
            outlook = reckoned[category, week]
            compared += 1
            if outlook is None:
                assert told[2] is None and told[5] is None, (shop, moment, category, week)
                continue
            known += 1
            money = (outlook.loss, *outlook.loss_between, outlook.refund, outlook.goods)
            assert told[0] == outlook.units_back, (shop, moment, category, week)
            assert tuple(told[5:]) == money, (shop, moment, category, week)
            shares = (outlook.development, outlook.units, *outlook.units_between)
            assert [float(share) for share in told[1:5]] == pytest.approx(shares, abs=2e-6)
    assert compared > 300 and known > 200


def test_no_moment_sees_what_came_after_it(
    demo: duckdb.DuckDBPyConnection, lines: dict[str, list[Line]]
) -> None:
    """With all that happened later cut away, the second reckoning, which the models equal, says the same."""
    for shop, moment, is_now in moments(demo):
        if not is_now:
            known = [_cut(line, moment) for line in lines[shop] if line.week <= moment]
            assert any(one != line for one, line in zip(known, lines[shop], strict=False))
            assert expected(known, moment, "USD") == expected(lines[shop], moment, "USD")


def _cut(line: Line, moment: date) -> Line:
    """The line as the exports of that day could have had it, but for amounts that came later."""
    back = line.came_back()
    if back is not None and back > moment:
        line = replace(
            line, refunded=None, units_back=0, loss=Decimal(0), refund=Decimal(0), goods=Decimal(0)
        )
    return replace(
        line,
        delivered=line.delivered if line.delivered and line.delivered <= moment else None,
        cancelled=line.cancelled if line.cancelled and line.cancelled <= moment else None,
    )


def test_the_loss_to_come_is_in_the_expected_margin_of_every_sku_to_the_cent(
    demo: duckdb.DuckDBPyConnection, lines: dict[str, list[Line]]
) -> None:
    margins: dict[str, dict[tuple[str, str], Decimal | None]] = {}
    for shop, week, sku, to_come in demo.execute(
        "select shop_id, order_week, sku_id, cm3 - cm3_expected from marts.contribution_margin_weekly"
        " where cm3 is not null"
    ).fetchall():
        margins.setdefault(shop, {})[week, sku] = to_come
    for shop, moment, is_now in moments(demo):
        if is_now:
            parts = losses_by_sku(lines[shop], moment, "USD")
            reckoned: dict[tuple[str, str], Any] = {
                (f"{week:%G-W%V}", sku): part for (week, sku), part in parts.items()
            }
            wrong = {
                key: told for key, told in margins[shop].items() if told != reckoned.get(key, Decimal(0))
            }
            assert wrong == {}
            assert sum(part for part in parts.values() if part) > 0


def test_the_reserve_closes_with_what_each_week_end_expected(
    demo: duckdb.DuckDBPyConnection, lines: dict[str, list[Line]]
) -> None:
    rows = demo.execute(
        "select shop_id, closed_on, closing_liability, closing_goods, used_liability"
        " from marts.returns_reserve_weekly order by shop_id, closed_on"
    ).fetchall()
    assert len(rows) > 8
    for shop, closed, liability, goods, used in rows[:: max(len(rows) // 4, 1)]:
        told = [
            one for (category, _), one in expected(lines[shop], closed, "USD").items() if category == "all"
        ]
        assert sum(one.refund for one in told if one) == liability
        assert sum(one.goods for one in told if one) == goods
        week = (closed - timedelta(6), closed)
        paid = sum(
            line.refund for line in lines[shop] if line.refund and week[0] <= _paid_on(line) <= week[1]
        )
        assert paid == used


def _paid_on(line: Line) -> date:
    day = line.came_back()
    return line.lapses if day is None else day
