"""Which columns a statement's result is made of, and what a failed check reaches by that."""

from collections.abc import Iterable

import pytest

from expectations.results import CheckResult, CheckResults
from expectations.suite import Suite
from orchestration.lineage.models import Lineage, reach_of
from orchestration.lineage.reach import REPEATS, ROWS, Reach
from orchestration.lineage.record import read_reach, write_reach
from orchestration.lineage.statements import reads

TABLES = {
    "staging.orders": ("shop_id", "order_id", "amount", "shipped_at"),
    "staging.parcels": ("shop_id", "order_id", "weight"),
    "marts.other": ("shop_id", "order_id"),
}


def made_of(sql: str, column: str) -> set[str]:
    return {f"{table}.{name}" for table, name in reads(sql, TABLES).columns[column]}


def rows_of(sql: str) -> set[str]:
    return {f"{table}.{name}" for table, name in reads(sql, TABLES).rows}


def test_a_column_is_made_of_what_its_expression_names_through_ctes_and_stars() -> None:
    sql = """with a as (select * from staging.orders), b as (select a.*, amount * 2 as twice from a)
             select order_id, twice - amount as left_over from b"""
    assert made_of(sql, "left_over") == {"staging.orders.amount"}
    assert made_of(sql, "order_id") == {"staging.orders.order_id"}
    assert rows_of(sql) == {"staging.orders.*"}


def test_a_filter_and_an_inner_join_decide_the_rows() -> None:
    sql = """select o.order_id from staging.orders as o
             inner join staging.parcels as p on o.order_id = p.order_id where o.shipped_at is not null"""
    assert rows_of(sql) == {
        "staging.orders.*", "staging.parcels.*", "staging.orders.order_id", "staging.parcels.order_id",
        "staging.orders.shipped_at",
    }  # fmt: skip


def test_a_left_join_leaves_the_rows_of_its_left_side_alone() -> None:
    sql = """select o.order_id, o.amount, p.weight from staging.orders as o
             left join staging.parcels as p on o.order_id = p.order_id"""
    assert rows_of(sql) == {"staging.orders.*", f"staging.parcels.{REPEATS}"}
    assert made_of(sql, "amount") == {"staging.orders.amount"}
    assert "staging.parcels.*" in made_of(sql, "weight")


def test_what_is_gathered_by_its_keys_can_not_repeat_what_it_is_joined_to() -> None:
    sql = """with heavy as (select order_id, sum(weight) as weight from staging.parcels group by order_id)
             select o.order_id, h.weight from staging.orders as o left join heavy as h using (order_id)"""
    assert f"staging.parcels.{REPEATS}" not in rows_of(sql)
    assert "staging.parcels.*" in made_of(sql, "weight")


def test_a_total_is_made_of_the_rows_but_is_always_there() -> None:
    sql = """select o.order_id, t.total from staging.orders as o
             cross join (select sum(weight) as total from staging.parcels) as t"""
    assert rows_of(sql) == {"staging.orders.*"}
    assert made_of(sql, "total") == {"staging.parcels.weight", "staging.parcels.*"}


@pytest.mark.parametrize(
    "condition",
    [
        "exists (select 1 from staging.parcels as p where p.order_id = o.order_id)",
        "o.order_id in (select order_id from staging.parcels)",
        "(select max(weight) from staging.parcels) > 1",
    ],
)
def test_a_sub_select_in_a_filter_decides_the_rows(condition: str) -> None:
    assert "staging.parcels.*" in rows_of(f"select o.order_id from staging.orders as o where {condition}")


@pytest.mark.parametrize("kind", ["semi", "anti"])
def test_a_half_join_decides_the_rows(kind: str) -> None:
    sql = f"select order_id from staging.orders {kind} join staging.parcels using (order_id)"
    assert "staging.parcels.*" in rows_of(sql)


def test_a_union_is_made_of_both_and_a_distinct_of_all_its_columns() -> None:
    sql = """select order_id, amount as n from staging.orders
             union all select order_id, weight from staging.parcels"""
    assert made_of(sql, "n") == {"staging.orders.amount", "staging.parcels.weight"}
    assert "staging.orders.amount" not in rows_of(sql)
    assert "staging.orders.amount" in rows_of("select distinct order_id, amount from staging.orders")


@pytest.mark.parametrize(
    "sql",
    [
        "select name, value from (unpivot (select amount from staging.orders) on columns(*))",
        "select columns('amount') from staging.orders",
        "select amount from staging.orders where and",
    ],
)
def test_what_can_not_be_resolved_is_made_of_everything_it_names(sql: str) -> None:
    """Too much is hidden then, never too little."""
    read = reads(sql, TABLES, ["value"])
    assert ("staging.orders", "amount") in read.rows
    assert ("staging.orders", ROWS) in read.columns["value"]


MODELS = {
    "staging.orders": "select shop_id, order_id, amount, shipped_at from raw.orders",
    "staging.parcels": "select shop_id, order_id, weight from raw.parcels",
    "marts.sales": "select shop_id, order_id, amount, shipped_at from staging.orders",
    "marts.speed": """select shop_id, order_id, shipped_at as sent_at from marts.sales
        where shipped_at is not null""",
    "marts.shop_weekly": """select o.shop_id, sum(o.amount) as cm3, sum(p.weight) as weight
        from staging.orders as o left join (select order_id, sum(weight) as weight from staging.parcels
        group by order_id) as p using (order_id) group by o.shop_id""",
    "marts.parcels": "select shop_id, order_id, weight from staging.parcels",
}
PARENTS = {
    "staging.orders": ["raw.orders"], "staging.parcels": ["raw.parcels"], "marts.sales": ["staging.orders"],
    "marts.speed": ["marts.sales"], "marts.shop_weekly": ["staging.orders", "staging.parcels"],
    "marts.parcels": ["staging.parcels"],
}  # fmt: skip
COLUMNS = {
    "raw.orders": ("shop_id", "order_id", "amount", "shipped_at"),
    "raw.parcels": ("shop_id", "order_id", "weight"),
    "staging.orders": ("shop_id", "order_id", "amount", "shipped_at"),
    "staging.parcels": ("shop_id", "order_id", "weight"),
    "marts.sales": ("shop_id", "order_id", "amount", "shipped_at"),
    "marts.speed": ("shop_id", "order_id", "sent_at"),
    "marts.shop_weekly": ("shop_id", "cm3", "weight"), "marts.parcels": ("shop_id", "order_id", "weight"),
}  # fmt: skip
WHY = "it is a rule of this test"


def suite(table: str, *rules: dict[str, object]) -> Suite:
    return Suite.model_validate({
        "table": table, "grain": ["shop_id", "order_id"] if table != "marts.shop_weekly" else ["shop_id"],
        "rows": {"at_least": 1, "why": WHY}, "expectations": [{**rule, "why": WHY} for rule in rules],
    })  # fmt: skip


def failed(table: str, expectation: str, severity: str = "blocking") -> CheckResult:
    return CheckResult(
        table.partition(".")[2], table, expectation, severity, False, "3 rows", 3, (), "It failed."
    )


def reach(suites: Iterable[Suite], *results: CheckResult) -> Reach:
    return reach_of(CheckResults(9, results), Lineage(MODELS, PARENTS, COLUMNS), list(suites))


def test_a_check_on_a_column_hides_it_and_what_is_made_of_it() -> None:
    checked = suite("marts.sales", {"rule": "between", "column": "shipped_at", "min": 0})
    found = reach([checked], failed("marts.sales", "0 <= shipped_at"))
    assert found.withheld == {"sales": {"shipped_at"}, "speed": {ROWS}}
    assert not found.stops


def test_the_value_is_hidden_wherever_it_is_the_same_column_copied() -> None:
    checked = suite("marts.parcels", {"rule": "between", "column": "weight", "min": 0})
    assert reach([checked], failed("marts.parcels", "0 <= weight")).withheld == {
        "parcels": {"weight"}, "shop_weekly": {"weight"},
    }  # fmt: skip


def test_a_check_on_keys_hides_the_table_and_what_reads_its_rows() -> None:
    checked = suite("staging.parcels", {"rule": "not_null", "column": "weight"})
    found = reach([checked], failed("staging.parcels", "(shop_id, order_id) is unique"))
    assert found.withheld == {"parcels": {ROWS}, "shop_weekly": {"weight"}}


def test_a_column_of_the_grain_is_the_rows() -> None:
    checked = suite("marts.sales", {"rule": "not_null", "column": "order_id"})
    assert reach([checked], failed("marts.sales", "order_id is never null")).withheld["sales"] == {ROWS}


def test_a_comparison_leaves_both_tables_in_doubt_unless_one_is_made_of_the_other() -> None:
    strangers = suite("marts.parcels", {
        "rule": "query", "id": "same_orders",
        "sql": "select p.shop_id, p.order_id from {table} as p anti join marts.sales as s using (order_id)",
    })  # fmt: skip
    assert reach([strangers], failed("marts.parcels", "same_orders")).withheld == {
        "parcels": {ROWS}, "sales": {ROWS}, "speed": {ROWS},
    }  # fmt: skip
    child = suite("marts.speed", {
        "rule": "query", "id": "same_orders",
        "sql": "select p.shop_id, p.order_id from {table} as p anti join marts.sales as s using (order_id)",
    })  # fmt: skip
    assert reach([child], failed("marts.speed", "same_orders")).withheld == {"speed": {ROWS}}


def test_a_rule_on_rows_that_says_what_it_is_about_hides_only_that() -> None:
    checked = suite("marts.sales", {
        "rule": "query", "id": "late", "about": ["shipped_at"],
        "sql": "select shop_id, order_id from {table}",
    })  # fmt: skip
    assert reach([checked], failed("marts.sales", "late")).withheld["sales"] == {"shipped_at"}


def test_what_the_headline_is_made_of_stops_everything() -> None:
    checked = suite("staging.orders", {"rule": "not_null", "column": "amount"})
    assert (
        "cm3 of shop_weekly depend on staging.orders"
        in reach([checked], failed("staging.orders", "amount is never null")).stops
    )


@pytest.mark.parametrize("table", ["marts.gone", ""])
def test_a_table_that_is_not_there_and_a_validation_without_one_withhold_what_they_can(table: str) -> None:
    found = reach([], failed(table, "the table exists"))
    assert bool(found.stops) == (table == "")


def test_a_warning_reaches_but_hides_nothing() -> None:
    checked = suite("marts.sales", {"rule": "not_null", "column": "amount", "severity": "warn"})
    found = reach([checked], failed("marts.sales", "amount is never null", "warn"))
    assert found.withheld == {}
    assert found.checks[0].hides("sales", "amount")


def test_the_reach_is_written_and_read_with_exactly_its_results(tmp_path) -> None:  # type: ignore[no-untyped-def]
    checked = suite("marts.sales", {"rule": "not_null", "column": "amount"})
    result = failed("marts.sales", "amount is never null")
    found = reach([checked], result)
    write_reach(found, tmp_path / "reach.json")
    assert read_reach(tmp_path / "reach.json", CheckResults(9, (result,))) == found
    with pytest.raises(ValueError, match="did not fail"):
        read_reach(tmp_path / "reach.json", CheckResults(9, ()))
    with pytest.raises(ValueError, match="says nothing"):
        read_reach(tmp_path / "reach.json", CheckResults(9, (result, failed("marts.speed", "x"))))
