"""The history of publications on real files: what is added, when nothing is, and what a crash leaves."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings, Shop
from orchestration.warehouse.history import (
    AMOUNTS,
    Input,
    commit_pending,
    entries,
    entries_before,
    identity,
    views,
    write_pending,
)

RULE = Input("rule", "_all", "fee_schedules", "f" * 64, "fee_schedules.csv")
A = [RULE, Input("file", "us", "orders", "a" * 64, "us/orders/a.csv")]
B = [*A, Input("file", "us", "settlements", "b" * 64, "us/settlements/b.xlsx")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shop = Shop(id="us", market="US", currency="USD", timezone="UTC", seller_type="local")
    return Settings(home=tmp_path, reporting_currency="USD", timezone="UTC", shops=(shop,))


def publish(settings: Settings, found: list[Input], fees: dict[str, str], *, commit: bool = True) -> None:
    """A warehouse with these lines (order: fees) of a complete week, prepared and published as a run does."""
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse")
    connection.execute("create schema warehouse.raw; create schema warehouse.intermediate")
    connection.execute(
        "create table warehouse.raw.run_context as select timestamp '2026-05-18 12:00' as as_of,"
        " '2026-W20' as newest_complete_week"
    )
    connection.execute(
        "create table warehouse.raw.inputs (kind varchar, shop_id varchar, name varchar, digest varchar,"
        " label varchar)"
    )
    connection.executemany(
        "insert into warehouse.raw.inputs values (?, ?, ?, ?, ?)",
        [[one.kind, one.shop_id, one.name, one.digest, one.label] for one in found],
    )
    for name, sql in views(entries_before(settings, identity(found, "x"))):
        connection.execute(f"create view warehouse.raw.{name} as {sql}")
    zeros = ", ".join(f"0::decimal(20, 4) as {name}" for name in AMOUNTS if name != "fees")
    rows = " union all ".join(
        f"select 'us' as shop_id, '{order}' as order_id, 's' as sku_id, '{week}' as order_week,"
        f" true as counts_in_margin, {zeros}, {amount}::decimal(20, 4) as fees"
        for order, amount in fees.items()
        for week in ["2026-W21" if order == "young" else "2026-W20"]
    )
    connection.execute(
        "create table warehouse.intermediate.int_restatements__lines_now as"
        f" select shop_id, order_id, sku_id, order_week, counts_in_margin, {', '.join(AMOUNTS)} from ({rows})"
    )
    connection.execute(
        "create table warehouse.intermediate.int_restatements__rates_now as select 'us' as shop_id,"
        " '2026-W20' as week, 'late_dispatch_rate' as metric, 0.05::decimal(9, 6) as value"
    )
    write_pending(connection, settings, found, "x")
    connection.close()
    if commit:
        commit_pending(settings)


def kept(settings: Settings, sequence: int) -> dict[str, Decimal]:
    """Fees by order in one publication's lines."""
    path = f"{settings.history}/{sequence:06d}-*/published_lines.parquet"
    return dict(duckdb.sql(f"select order_id, fees from '{path}'").fetchall())


def test_a_publication_adds_what_it_changed_and_no_more(settings: Settings) -> None:
    publish(settings, A, {"o1": "-1", "o2": "-2", "young": "-9"})
    publish(settings, B, {"o1": "-1", "o2": "-2.5", "o3": "-3"})
    assert kept(settings, 1) == {"o1": -1, "o2": -2}, "weeks that are not complete are not published"
    assert kept(settings, 2) == {"o2": Decimal("-2.5"), "o3": -3}
    files = duckdb.sql(
        f"select kind, name from '{settings.history}/000002-*/published_inputs.parquet' order by all"
    ).fetchall()
    assert files == [("file", "settlements"), ("publication", "publication")]


def test_a_line_that_is_gone_is_published_as_zero_once(settings: Settings) -> None:
    publish(settings, A, {"o1": "-1", "o2": "-2"})
    publish(settings, B, {"o1": "-1"})
    publish(settings, [*B, Input("file", "us", "ads", "c" * 64, "c")], {"o1": "-1"})
    assert kept(settings, 2) == {"o2": 0}
    assert kept(settings, 3) == {}


def test_the_same_state_again_adds_nothing_and_is_not_before_itself(settings: Settings) -> None:
    publish(settings, A, {"o1": "-1"})
    publish(settings, A, {"o1": "-1"})
    assert [entry.sequence for entry in entries(settings)] == [1]
    assert entries_before(settings, identity(A, "x")) == []
    assert [entry.sequence for entry in entries_before(settings, identity(B, "x"))] == [1]


def test_a_state_that_returns_is_a_publication_of_its_own(settings: Settings) -> None:
    publish(settings, A, {"o1": "-1"})
    publish(settings, B, {"o1": "-2"})
    publish(settings, A, {"o1": "-1"})
    assert [entry.sequence for entry in entries(settings)] == [1, 2, 3]
    assert kept(settings, 3) == {"o1": -1}
    assert [entry.sequence for entry in entries_before(settings, identity(A, "x"))] == [1, 2]


def test_what_was_not_published_is_not_in_the_history(settings: Settings) -> None:
    publish(settings, A, {"o1": "-1"}, commit=False)
    assert entries(settings) == []
    publish(settings, B, {"o1": "-2"})
    assert kept(settings, 1) == {"o1": -2}
    commit_pending(settings)
    assert len(entries(settings)) == 1


def test_a_changed_rule_is_another_state(settings: Settings) -> None:
    changed = [Input("rule", "_all", "fee_schedules", "e" * 64, "fee_schedules.csv"), A[1]]
    assert identity(changed, "x") != identity(A, "x")
    publish(settings, A, {"o1": "-1"})
    publish(settings, changed, {"o1": "-1.5"})
    inputs = duckdb.sql(
        f"select kind, name from '{settings.history}/000002-*/published_inputs.parquet' order by all"
    ).fetchall()
    assert inputs == [("publication", "publication"), ("rule", "fee_schedules")]
