"""Shops in which nothing differs are told of a difference no more often than the chosen rate allows; a
planted one is found, named and priced. And each chance is held against an exact reckoning."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pytest

from orchestration.demo.story import SIZE_SKU
from tests.reckoning.compiled import compiled_models

SHOPS, PLANTED, WEEKS, ORDERS = 500, 60, 8, 60
PRODUCTS, SIZES = 3, 3
PLANTED_SKU, PLANTED_RATE = "p0-s2", 0.55
FINDINGS = ("int_findings__found_lines", "int_findings__tests", "return_findings")
BUILT = (*FINDINGS, "int_findings__members", "int_findings__comparisons_weekly", "int_findings__comparisons",
         "int_findings__found")  # fmt: skip
COST = 12.5


@pytest.fixture(scope="module")
def warehouse(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The project's own models of findings over drawn shops; of the last ones a SKU is planted."""
    rng = np.random.default_rng(20261130)
    shops = SHOPS + PLANTED
    orders = shops * WEEKS * ORDERS
    # A fifth of the orders has a second line.
    order = np.concatenate([np.arange(orders), rng.choice(orders, orders // 5, replace=False)])
    shop = order // (WEEKS * ORDERS)
    product = rng.integers(0, PRODUCTS, len(order))
    size = rng.choice(SIZES, len(order), p=[0.36, 0.4, 0.24])
    # Products differ, and so do weeks; what is compared within them does not.
    rate = 0.10 + 0.01 * product + 0.01 * (order // ORDERS % WEEKS)
    planted = (shop >= SHOPS) & (product == 0) & (size == 2)
    lines = {
        "shop": shop,
        "order": order,
        "week": order // ORDERS % WEEKS,
        "product": product,
        "size": size,
        "carrier": rng.integers(0, 2, orders)[order],
        "creator": rng.choice(9, orders, p=[0.6] + [0.05] * 8)[order],
        "is_returned": rng.random(len(order)) < np.where(planted, PLANTED_RATE, rate),
        "reason": np.where(planted & (rng.random(len(order)) < 0.7), 0, rng.integers(0, 5, len(order))),
    }
    connection = duckdb.connect()
    connection.execute(f"attach '{demo_home / 'warehouse.duckdb'}' as lender (read_only)")
    # Compiled models name their database.
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("use warehouse")
    for schema in ("seeds", "staging", "intermediate", "marts"):
        connection.execute(f"create schema {schema}")
    connection.execute(
        "create table seeds.return_finding_rules as from lender.seeds.return_finding_rules;"
        "create table intermediate.int_calendar__weeks as"
        " select '2026-W' || lpad(cast(n as varchar), 2, '0') as week,"
        " date '2025-12-29' + cast(7 * (n - 1) as integer) as week_start_on, n = 10 as is_complete"
        " from range(1, 11) as numbers (n);"
        "create table intermediate.int_margin__reporting as"
        " select 'USD' as reporting_currency, 2 as reporting_minor_unit"
    )
    connection.register("drawn", lines)
    connection.execute(
        f"""
        create table intermediate.int_findings__lines as
        select distinct on (shop_id, order_id, sku_id)
            lpad(cast(shop as varchar), 4, '0') as shop_id, cast("order" as varchar) as order_id,
            'p' || product || '-s' || size as sku_id,
            '2026-W' || lpad(cast(week + 1 as varchar), 2, '0') as order_week,
            'p' || product as product_key, cast(null as varchar) as shared_size, 'only' as warehouse,
            'carrier ' || carrier as carrier, 'creator ' || creator as creator,
            min('p' || product || '-s' || size) over (partition by "order")
            || case when count(*) over (partition by "order") > 1 then ' and more' else '' end as basket,
            is_returned, case when is_returned then 'reason ' || reason end as reason,
            cast(case when is_returned then {COST} else 0 end as decimal(20, 4)) as return_cost
        from drawn order by all;
        create table staging.stg_affiliate_orders__commissions as
        select shop_id, order_id, sku_id, nullif(creator, 'creator 0') as creator_username
        from intermediate.int_findings__lines;
        create table marts.skus as
        select distinct
            shop_id, sku_id, sku_id as seller_sku, product_key as product_name, sku_id as variation
        from intermediate.int_findings__lines
        """
    )
    for statement in compiled_models(demo_home, FINDINGS).statements:
        if any(f'"{name}" as' in statement for name in BUILT):
            connection.execute(statement)
    yield connection
    connection.close()


def test_without_a_difference_the_share_of_shops_with_any_finding_stays_within_the_rate(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    (told, compared, unadjusted, rate) = warehouse.execute(
        "select count(distinct shop_id) filter (is_found), count(*),"
        " count(distinct shop_id) filter (p_value <= false_discovery_rate), max(false_discovery_rate)"
        " from intermediate.int_findings__tests where shop_id < ?",
        [f"{SHOPS:04}"],
    ).fetchall()[0]
    assert compared > 25 * SHOPS
    assert told / SHOPS <= rate, told
    assert unadjusted / SHOPS > 5 * float(rate), (
        "each comparison by itself would find something nearly everywhere"
    )


def test_the_chances_of_no_difference_are_as_rare_as_they_say(warehouse: duckdb.DuckDBPyConnection) -> None:
    chances = [
        float(chance)
        for (chance,) in warehouse.execute(
            "select p_value from intermediate.int_findings__tests where shop_id < ?", [f"{SHOPS:04}"]
        ).fetchall()
    ]
    for limit in (0.05, 0.01, 0.001):
        share = sum(chance <= limit for chance in chances) / len(chances)
        assert limit / 3 < share <= limit, (limit, share)


def test_a_planted_sku_is_found_named_and_priced(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select rate_ratio, excess_cost, return_rate, other_return_rate, compared_count, main_reason, place"
        " from marts.return_findings where shop_id >= ? and dimension = 'sku' and member = ?",
        [f"{SHOPS:04}", PLANTED_SKU],
    ).fetchall()
    assert len(rows) > 0.9 * PLANTED, len(rows)
    assert sum(row[5] == "reason 0" for row in rows) > 0.9 * len(rows)
    assert sum(row[6] <= 2 for row in rows) > 0.9 * len(rows), "nothing but its reason may be dearer"
    # The planted rate less that of its product, of all its orders.
    beyond = [float(excess) / COST / count for _, excess, _, _, count, _, _ in rows]
    assert abs(float(np.mean(beyond)) - (PLANTED_RATE - 0.135)) < 0.03
    others = warehouse.execute(
        "select count(*) filter (not is_told_already), count(*) from marts.return_findings"
        " where shop_id >= ? and dimension = 'reason' and member = 'reason 0'",
        [f"{SHOPS:04}"],
    ).fetchall()[0]
    assert others[0] <= others[1] / 2, "the reason of the same returns is the same story"


@dataclass(frozen=True)
class Stratum:
    """So many orders of the group among all, so many of all returned."""

    group: int
    everyone: int
    returned: int


def exact_chance(strata: list[Stratum], found: int) -> float:
    """The chance of more returns in the group and half that of as many, by convolution."""
    total = np.ones(1)
    for one in strata:
        low, high = max(0, one.returned - one.everyone + one.group), min(one.group, one.returned)
        chances = np.zeros(high + 1)
        for drawn in range(low, high + 1):
            chances[drawn] = (
                math.comb(one.returned, drawn)
                * math.comb(one.everyone - one.returned, one.group - drawn)
                / math.comb(one.everyone, one.group)
            )
        total = np.convolve(total, chances)
    return float(total[found + 1 :].sum() + total[found] / 2)


def test_each_chance_is_near_the_exact_one(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = warehouse.execute(
        "select shop_id, order_week, product_key, sku_id, order_id, is_returned"
        " from intermediate.int_findings__lines where shop_id >= ? and shop_id < ?",
        [f"{SHOPS - 5:04}", f"{SHOPS + 15:04}"],
    ).fetchall()
    strata: dict[tuple[str, str, str], list[set[str]]] = defaultdict(lambda: [set(), set()])
    groups: dict[tuple[str, str, str, str], list[set[str]]] = defaultdict(lambda: [set(), set()])
    for shop, week, product, sku, order, is_returned in lines:
        for kept in (strata[shop, week, product], groups[shop, week, product, sku]):
            kept[0].add(order)
            if is_returned:
                kept[1].add(order)
    tested = warehouse.execute(
        "select shop_id, compared_in, member, returned_count, p_value from intermediate.int_findings__tests"
        " where dimension = 'sku' and shop_id >= ? and shop_id < ? and p_value < 1",
        [f"{SHOPS - 5:04}", f"{SHOPS + 15:04}"],
    ).fetchall()
    assert len(tested) > 50
    ratios = []
    for shop, product, sku, returned, chance in tested:
        drawn, found = [], 0
        for (of_shop, week, of_product, of_sku), (all_of, back) in groups.items():
            whole = strata[of_shop, week, of_product]
            if (of_shop, of_product, of_sku) == (shop, product, sku) and len(all_of) < len(whole[0]):
                drawn.append(Stratum(len(all_of), len(whole[0]), len(whole[1])))
                found += len(back)
        assert found == returned
        exact = exact_chance(drawn, found)
        ratios.append((exact, float(chance) / exact))
    assert len(ratios) > 40
    # The tail of the distribution it is held against is a little lighter, which shows far out.
    assert all(0.9 < ratio < 1.2 for exact, ratio in ratios if exact >= 0.01), ratios
    assert all(0.6 < ratio < 1.2 for exact, ratio in ratios if 0.0005 <= exact < 0.01), ratios
    assert all(exact * ratio < 0.0005 for exact, ratio in ratios if exact < 0.0005), ratios


def test_the_demos_size_that_comes_back_is_found_named_and_priced(demo_home: Path) -> None:
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select f.place, f.rate_ratio, f.main_reason, f.excess_cost, f.return_cost, l.verdict"
            " from marts.return_findings as f join marts.calendar_weeks as w on f.week = w.week"
            " left join marts.sku_return_limits as l"
            " on f.shop_id = l.shop_id and f.week = l.week and f.sku_id = l.sku_id"
            " where w.is_newest_complete and f.dimension = 'sku' and f.seller_sku = ?",
            [SIZE_SKU],
        ).fetchall()
    ((place, ratio, reason, excess, cost, verdict),) = rows
    assert reason == "Too small" and place <= 2
    assert 2 < ratio < 6 and 0 < excess < cost
    assert verdict in ("fix", "stop")
