"""Return costs against the demo's own simulation, and refunds against the returns exports themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

Rows = list[tuple[Any, ...]]
KEYS = ("shop_id", "week", "sku_id")


@pytest.fixture(scope="module")
def warehouse(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    path = demo_home / "demo" / "truth" / "return_cost_weekly.csv"
    connection.execute(f"create temp table truth as from read_csv('{path}', all_varchar = true)")
    yield connection
    connection.close()


def first(rows: Rows) -> str:
    return "\n".join(str(row) for row in rows[:5])


def test_cost_of_returns_equals_the_truth_to_the_cent(warehouse: duckdb.DuckDBPyConnection) -> None:
    described = warehouse.execute("describe truth").fetchall()
    columns = [name for name, *_ in described if name not in KEYS]
    assert "total_return_cost" in columns
    sums = ", ".join(f"sum({name})::decimal(20, 4) as {name}" for name in columns)
    typed = ", ".join(f"{name}::decimal(20, 4) as {name}" for name in columns)
    differing = warehouse.execute(
        f"""
        with ours as (
            select shop_id, week, sku_id, {sums} from marts.return_cost_weekly
            where week_basis = 'order_week' and reason <> 'no return in the export' group by all
        ),
        theirs as (select shop_id, week, sku_id, {typed} from truth)
        (select 'only in the mart', * from (from ours except from theirs))
        union all
        (select 'only in the truth', * from (from theirs except from ours))
        order by 2, 3, 4
        """
    ).fetchall()
    assert differing == [], first(differing)


def test_both_clocks_tell_what_the_returns_cost(warehouse: duckdb.DuckDBPyConnection) -> None:
    told = dict(
        warehouse.execute(
            "select week_basis, sum(total_return_cost) from marts.return_cost_weekly group by all"
        ).fetchall()
    )
    of_returns = warehouse.execute(
        """
        select sum(total_return_cost) filter (where order_week is not null),
            sum(total_return_cost) filter (where refund_week is not null) from marts.return_costs
        """
    ).fetchone()
    assert (told["order_week"], told["refund_week"]) == of_returns
    assert told["order_week"] > told["refund_week"] > 0, "labels of returns under way have no refund yet"


def test_the_refunds_of_the_returns_are_the_refund_lines_of_the_settlement_to_the_cent(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Line by line, at the rate of the order's day; what no statement has is an estimate and says so."""
    differing = warehouse.execute(
        """
        with settled as (
            select l.shop_id, l.order_id, l.sku_id,
                round(-sum(l.amount_local) * any_value(c.rate), 2)::decimal(20, 4) as refund
            from marts.settlement_lines as l
            inner join marts.order_lines as o using (shop_id, order_id, sku_id)
            inner join intermediate.int_margin__conversions as c
                on c.currency = l.currency and c.day_on = o.ordered_on
            where l.margin_line = 'refunds' and not o.is_cancelled and not o.is_sample group by all
        ),
        told as (
            select shop_id, order_id, sku_id, sum(refund_of_goods) as refund, bool_or(is_estimated) as guessed
            from marts.return_costs group by all having sum(refund_of_goods) <> 0
        )
        select * from settled full join told using (shop_id, order_id, sku_id)
        where settled.refund is distinct from told.refund and not (settled.refund is null and told.guessed)
        """
    ).fetchall()
    assert differing == [], first(differing)
    compared = warehouse.execute(
        "select count(*), sum(amount_local) from marts.settlement_lines where margin_line = 'refunds'"
    ).fetchone()
    assert compared is not None and compared[0] > 400 and compared[1] < 0


def test_every_part_of_the_cost_is_exercised_by_the_demo(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A column that is zero throughout would agree with any mistake; those the demo lacks are named here."""
    described = warehouse.execute("describe truth").fetchall()
    empty = {
        name
        for name, *_ in described
        if name not in KEYS
        and not warehouse.execute(
            f"select count(*) from marts.return_cost_weekly where {name} <> 0"
        ).fetchall()[0][0]
    }
    assert empty == {"ticket_assumed"}


def test_a_refund_is_the_total_the_export_has_once_and_never_times_the_quantity(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Newest state of each return, picked here in plain Python from every landed row."""
    rows = warehouse.execute(
        """
        select shop_id, return_id, sku_id, exported_at, source_file, source_row, return_status, refunded_at,
            refund_total_local, return_quantity
        from raw.returns
        """
    ).fetchall()
    newest: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for shop, number, sku, *rest in rows:
        key = (shop, number, sku)
        if key not in newest or tuple(rest[:3]) > tuple(newest[key][:3]):
            newest[key] = tuple(rest)
    assert len(newest) < len(rows), "the demo's returns exports overlap"
    completed = {key: row for key, row in newest.items() if row[3] == "Completed" and row[4] is not None}
    found = warehouse.execute(
        "select shop_id, return_id, sku_id, refund_local from marts.return_lines where is_completed"
    ).fetchall()
    assert {(shop, number, sku): refund for shop, number, sku, refund in found} == {
        key: row[5] for key, row in completed.items()
    }
    assert any(row[6] > 1 for row in completed.values()), "no return of several units: the trap is not set"


def test_every_reason_of_the_demo_has_a_fault(warehouse: duckdb.DuckDBPyConnection) -> None:
    unmapped = warehouse.execute(
        "select distinct reason from marts.return_lines where is_reason_unmapped"
    ).fetchall()
    assert unmapped == []
    faults = warehouse.execute("select count(distinct fault) from marts.return_lines").fetchone()
    assert faults is not None and faults[0] >= 3
