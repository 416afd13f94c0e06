"""The money marts against what the demo's own simulation says, to the cent, and against themselves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

Rows = list[tuple[Any, ...]]
KEYS = ("shop_id", "order_week", "sku_id")


@pytest.fixture(scope="module")
def warehouse(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    for name in ("contribution_margin_weekly", "settlement_reconciliation"):
        path = demo_home / "demo" / "truth" / f"{name}.csv"
        connection.execute(f"create temp table truth_{name} as from read_csv('{path}', all_varchar = true)")
    yield connection
    connection.close()


def first(rows: Rows) -> str:
    return "\n".join(str(row) for row in rows[:5])


def truth_columns(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    described = warehouse.execute("describe truth_contribution_margin_weekly").fetchall()
    return [name for name, *_ in described if name not in KEYS]


def test_weekly_margin_has_exactly_the_rows_of_the_truth(warehouse: duckdb.DuckDBPyConnection) -> None:
    keys = ", ".join(KEYS)
    differing = warehouse.execute(
        f"""
        (select 'only in the mart', {keys} from marts.contribution_margin_weekly
         except select 'only in the mart', {keys} from truth_contribution_margin_weekly)
        union all
        (select 'only in the truth', {keys} from truth_contribution_margin_weekly
         except select 'only in the truth', {keys} from marts.contribution_margin_weekly)
        """
    ).fetchall()
    assert differing == [], first(differing)
    counted = warehouse.execute("select count(*) from truth_contribution_margin_weekly").fetchone()
    assert counted is not None and counted[0] > 500


def test_every_column_of_the_weekly_margin_equals_the_truth_to_the_cent(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    columns = truth_columns(warehouse)
    assert {"net_sales", "cm1", "cm2", "cm3", "ad_spend", "duty"} <= set(columns)
    compared = " union all ".join(
        f"""
        select '{name}' as line, shop_id, order_week, sku_id, m.{name}::decimal(20, 4) as mart,
            t.{name}::decimal(20, 4) as truth
        from marts.contribution_margin_weekly as m
        inner join truth_contribution_margin_weekly as t using (shop_id, order_week, sku_id)
        where m.{name}::decimal(20, 4) is distinct from t.{name}::decimal(20, 4)
        """
        for name in columns
    )
    differing = warehouse.execute(f"{compared} order by 1, 2, 3, 4").fetchall()
    assert differing == [], first(differing)


def test_every_line_of_the_waterfall_is_exercised_by_the_demo(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A column that is zero throughout would agree with any mistake; those the demo lacks are named here."""
    never = {"transaction_fee", "other_marketing"}
    empty = {
        name
        for name in truth_columns(warehouse)
        if not warehouse.execute(
            f"select count(*) from marts.contribution_margin_weekly where {name} <> 0"
        ).fetchall()[0][0]
    }
    assert empty == never


def test_every_order_reconciles_as_the_truth_says(warehouse: duckdb.DuckDBPyConnection) -> None:
    differing = warehouse.execute(
        """
        select shop_id, order_id, t.status, m.status, t.difference_local, m.difference_local
        from marts.settlement_reconciliation as m
        full join truth_settlement_reconciliation as t using (shop_id, order_id)
        where m.status is distinct from t.status
            or m.difference_local is distinct from t.difference_local::decimal(20, 4)
        order by 1, 2
        """
    ).fetchall()
    assert differing == [], first(differing)


def test_nothing_in_the_settlements_is_unexplained(warehouse: duckdb.DuckDBPyConnection) -> None:
    unexplained = warehouse.execute(
        """
        select coalesce(sum(abs(unexplained_local)), 0), count(*) filter (where status = 'unexplained'),
            count(*) filter (where explanation is null)
        from marts.settlement_reconciliation
        """
    ).fetchone()
    assert unexplained == (Decimal("0.0000"), 0, 0)


def test_every_statement_is_the_sum_of_its_rows_and_is_paid(warehouse: duckdb.DuckDBPyConnection) -> None:
    """52 weeks of shops, each paid once: 26 weeks by two shops; withdrawn to the bank where above nothing."""
    found = warehouse.execute(
        """
        select status, sum(abs(difference_local)), sum(unexplained_local), count(paid_local),
            sum(payable_local) = sum(paid_local), sum(statement_local) = sum(lines_local)
        from marts.statement_reconciliation group by status
        """
    ).fetchall()
    assert [row[:3] for row in found] == [("matched", 0, 0)]
    assert found[0][3] > 40 and found[0][4:] == (True, True)


def test_every_ad_charge_is_a_campaigns_report_to_the_cent(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The demo pays the first US campaign from its balance, a week at a time."""
    found = warehouse.execute(
        """
        select sum(charge_count), sum(matched_charge_count), sum(charged_local) - sum(matched_local),
            sum(unexplained_local), sum(charged_local) from marts.ad_charge_reconciliation
        """
    ).fetchone()
    billed = warehouse.execute(
        "select -sum(amount_local) from marts.settlement_lines where fee_type = 'ad_charge'"
    ).fetchone()
    assert found is not None and billed is not None
    assert found[0] == found[1] > 20
    assert found[2:] == (0, 0, billed[0])


def test_every_state_of_a_difference_names_its_fee(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The demo sows five wrong referral fees: 7, -3, 21, 12 and -9 minor units."""
    found = warehouse.execute(
        """
        select difference_local, fee_difference_local from marts.settlement_reconciliation
        where status = 'fee_differs' order by difference_local
        """
    ).fetchall()
    off = [Decimal(units) / 100 for units in (-21, -12, -7, 3, 9)]
    assert found == [(amount, amount) for amount in off]


def test_the_error_of_the_fee_estimates_is_the_sown_one(warehouse: duckdb.DuckDBPyConnection) -> None:
    errors = warehouse.execute(
        """
        select fee_type, sum(absolute_error_local), sum(line_count) > 0
        from marts.fee_estimates group by all
        """
    ).fetchall()
    assert {fee: error for fee, error, _ in errors} == {
        "referral_fee": Decimal("0.52"),
        "affiliate_commission": 0,
        "fbt_fulfillment_fee": 0,
        "shipping_income": 0,
        "transaction_fee": 0,
    }
    assert all(compared for *_, compared in errors)


def test_spend_billed_through_the_settlement_is_counted_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    billed = warehouse.execute(
        "select count(*), sum(amount_local) from marts.settlement_lines where fee_type = 'ad_charge'"
    ).fetchone()
    assert billed is not None and billed[0] > 0 and billed[1] < 0
    moved = warehouse.execute(
        """
        select count(*) from marts.settlement_lines
        where fee_type = 'ad_charge' and margin_line not in ('ad_charge', 'none')
        """
    ).fetchone()
    assert moved == (0,)
    spent = warehouse.execute("select sum(spend) from intermediate.int_marketing__ad_spend_weekly").fetchone()
    told = warehouse.execute("select sum(ad_spend) from marts.contribution_margin_weekly").fetchone()
    assert told == spent


def test_the_shops_sum_to_all(warehouse: duckdb.DuckDBPyConnection) -> None:
    differing = warehouse.execute(
        """
        select week, sum(case when shop_id = 'all' then cm3 else -cm3 end) as cm3,
            sum(case when shop_id = 'all' then net_sales else -net_sales end) as net_sales,
            sum(case when shop_id = 'all' then settled_amount else -settled_amount end) as settled
        from marts.shop_weekly group by week
        having sum(case when shop_id = 'all' then cm3 else -cm3 end) <> 0
            or sum(case when shop_id = 'all' then net_sales else -net_sales end) <> 0
            or sum(case when shop_id = 'all' then settled_amount else -settled_amount end) <> 0
        """
    ).fetchall()
    assert differing == [], first(differing)


def test_young_weeks_expect_returns_and_old_ones_none(warehouse: duckdb.DuckDBPyConnection) -> None:
    ages = warehouse.execute(
        """
        select week, cm3 - cm3_expected as to_come from marts.shop_weekly
        where shop_id = 'all' and is_complete order by week desc
        """
    ).fetchall()
    assert len(ages) > 12
    assert ages[0][1] > 0
    assert all(to_come == 0 for _, to_come in ages[12:])
    assert ages[0][1] > ages[4][1] >= ages[8][1] >= 0
