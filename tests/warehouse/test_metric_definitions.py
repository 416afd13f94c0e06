"""The SQL of the metric dictionary, run on the demo: it gives what the marts publish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conventions.test_metrics import declared

# Published for weeks too in which the source has no row: nothing settled, nothing returned, is 0 there.
ZERO_WITHOUT_ROWS = {"settled_amount", "total_return_cost"}


@pytest.fixture(scope="module")
def warehouse(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    yield connection
    connection.close()


@pytest.mark.parametrize("metric", declared(), ids=lambda metric: metric["name"])
def test_the_sql_of_a_metric_gives_what_is_published(
    metric: dict, warehouse: duckdb.DuckDBPyConnection
) -> None:
    name, sql = metric["name"], metric["sql"]
    of_week = f"shop_id, {sql['week']} as week, {sql['value']} as value"
    by_formula = f"select {of_week} from marts.{sql['from']} group by all"
    assert warehouse.execute(f"select count(value) > 0 from ({by_formula})").fetchall() == [(True,)]
    columns = {column for column, *_ in warehouse.execute("describe marts.shop_weekly").fetchall()}
    if name not in columns:
        return
    value = f"coalesce(f.value, {'0' if name in ZERO_WITHOUT_ROWS else 'null'})"
    differing = warehouse.execute(
        f"select s.shop_id, s.week, s.{name}, {value} from marts.shop_weekly as s"
        f" left join ({by_formula}) as f using (shop_id, week) where s.shop_id <> 'all'"
        f" and round(s.{name}, 6)::decimal(20, 6) is distinct from round({value}, 6)::decimal(20, 6)"
    ).fetchall()
    assert differing == []
