"""The bridge between weeks, as the models reckon it, against the same reckoned by hand in fractions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.bridge_by_hand import BY_UNIT, EFFECTS, SPENT, Sku, bridge

WEEKS = ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
SHOPS = ("uk", "us")
Books = dict[tuple[str, str], dict[str, Sku]]
"""What each SKU did, by shop and week. A shop without an entry has no data in that week."""

_TABLES = """
create schema if not exists intermediate; create schema if not exists marts;
create or replace table intermediate.int_margin__margins_weekly (shop_id varchar, order_week varchar,
    sku_id varchar, unit_count integer, gross_sales decimal(20, 4), seller_discount decimal(20, 4),
    cost_of_goods decimal(20, 4), shipping_income decimal(20, 4), fulfilment_cost decimal(20, 4),
    platform_fees decimal(20, 4), cost_of_goods_recovered decimal(20, 4), refunds decimal(20, 4),
    return_cost decimal(20, 4), ad_spend decimal(20, 4), other_marketing decimal(20, 4),
    affiliate_commission decimal(20, 4), sample_cost decimal(20, 4), cm3 decimal(20, 4));
create or replace table intermediate.int_margin__fx_effects_weekly
    (shop_id varchar, order_week varchar, sku_id varchar, effect varchar, fx decimal(20, 4));
"""
_AROUND = """
create or replace table intermediate.int_calendar__weeks as select * from (values
    ('2026-W52', '2026-W51'), ('2026-W53', '2026-W52'), ('2027-W01', '2026-W53'), ('2027-W02', '2027-W01')
) as weeks (week, previous_week);
create or replace table intermediate.int_margin__reporting as
    select 'USD' as reporting_currency, 2 as reporting_minor_unit;
create or replace table intermediate.int_margin__shop_members as select * from (values
    ('us', 'us'), ('uk', 'uk'), ('all', 'us'), ('all', 'uk')) as members (shop_id, member_id);
create or replace table intermediate.int_margin__shop_weeks as
    select members.shop_id, order_week as week, sum(cm3) as cm3
    from intermediate.int_margin__margins_weekly as margins
    inner join intermediate.int_margin__shop_members as members on margins.shop_id = members.member_id
    group by members.shop_id, order_week;
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as warehouse; use warehouse")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def models(demo_home: Path) -> dict[str, str]:
    """The models as dbt compiled them for the demo."""
    compiled = demo_home / "dbt" / "target" / "compiled" / "suanqing" / "models"
    names = {
        "int_margin__bridge_lines_weekly": "intermediate/margin",
        "int_margin__bridge_skus_weekly": "intermediate/margin",
        "margin_bridge_weekly": "marts/margin",
    }
    return {
        f"{folder.split('/')[0]}.{name}": (compiled / folder / f"{name}.sql").read_text(encoding="utf-8")
        for name, folder in names.items()
    }


cents = st.one_of(st.just(0), st.integers(-9_999, 99_999))


@st.composite
def skus(draw: st.DrawFn) -> Sku:
    amounts = {name: draw(cents) for name in BY_UNIT + SPENT}
    rates = draw(st.dictionaries(st.sampled_from(BY_UNIT + SPENT), st.integers(-99, 99), max_size=3))
    return Sku(draw(st.integers(0, 7)), amounts, draw(st.sampled_from([True] * 9 + [False])), rates)


books = st.dictionaries(
    st.tuples(st.sampled_from(SHOPS), st.sampled_from(WEEKS)),
    st.dictionaries(st.sampled_from(["a", "b", "c", "unallocated"]), skus(), min_size=1),
    min_size=1,
)


def build(engine: duckdb.DuckDBPyConnection, models: dict[str, str], drawn: Books) -> None:
    """The weekly margins of drawn books, and the bridge models on them."""
    engine.execute(_TABLES)
    for (shop, week), rows in drawn.items():
        for sku, row in rows.items():
            euro = {name: Decimal(amount) / 100 for name, amount in row.cents.items()}
            engine.execute(
                "insert into intermediate.int_margin__margins_weekly"
                " values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, 0, ?, 0, ?, 0, ?)",
                [shop, week, sku, row.units, euro["price"], -euro["discount"],
                 -euro["unit_cost"] if row.is_known else None, -euro["fulfilment"], -euro["fees"],
                 -euro["returns"], -euro["ads"], -euro["creators"],
                 Decimal(row.margin) / 100 if row.is_known else None],
            )  # fmt: skip
            for effect, fx in row.fx.items():
                engine.execute(
                    "insert into intermediate.int_margin__fx_effects_weekly values (?, ?, ?, ?, ?)",
                    [shop, week, sku, effect, Decimal(fx) / 100],
                )
    engine.execute(_AROUND)
    for name, sql in models.items():
        engine.execute(f"create or replace table {name} as {sql}")


def is_known(week: dict[str, Sku] | None) -> bool:
    return week is not None and any(row.is_known for row in week.values())


def expected(drawn: Books) -> tuple[dict[tuple[str, ...], Decimal], dict[tuple[str, ...], Decimal | None]]:
    """By hand: the effects of SKUs other than zero, and those of shops with null where a week is missing."""
    of_skus: dict[tuple[str, ...], Decimal] = {}
    of_shops: dict[tuple[str, ...], Decimal | None] = {}
    known = {shop: [w for w in WEEKS if is_known(drawn.get((shop, w)))] for shop in SHOPS}
    known["all"] = sorted({*known["us"], *known["uk"]})
    for before, week in zip(["2026-W51", *WEEKS], WEEKS, strict=False):
        if {before, week} <= set(known["all"]):
            for shop in SHOPS:
                parts = bridge(drawn.get((shop, before), {}), drawn.get((shop, week), {}))
                of_skus |= {(shop, week, *key): amount for key, amount in parts.items() if amount}
        for shop, weeks in known.items():
            if weeks and weeks[0] <= week <= weeks[-1]:
                for effect in EFFECTS:
                    is_pair = {before, week} <= set(weeks)
                    found = [
                        amount
                        for (of, w, _, e), amount in of_skus.items()
                        if shop in (of, "all") and (w, e) == (week, effect)
                    ]
                    of_shops[shop, week, effect] = sum(found, Decimal(0)) if is_pair else None
    return of_skus, of_shops


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=books)
def test_the_bridge_of_random_weeks_is_conserved_and_equals_the_reckoning_by_hand(
    drawn: Books, engine: duckdb.DuckDBPyConnection, models: dict[str, str]
) -> None:
    build(engine, models, drawn)
    of_skus, of_shops = expected(drawn)
    found = engine.execute(
        "select shop_id, week, sku_id, effect, amount from intermediate.int_margin__bridge_skus_weekly"
        " where amount <> 0"
    ).fetchall()
    assert {(shop, week, sku, effect): amount for shop, week, sku, effect, amount in found} == of_skus
    shops = engine.execute("select shop_id, week, effect, amount from marts.margin_bridge_weekly").fetchall()
    assert {(shop, week, effect): amount for shop, week, effect, amount in shops} == of_shops
    unbalanced = engine.execute(
        "select shop_id, week from marts.margin_bridge_weekly group by shop_id, week"
        " having sum(amount) is distinct from max(cm3) - max(previous_cm3)"
    ).fetchall()
    assert unbalanced == []


def test_every_effect_moves_the_margin_of_the_demo(demo_home: Path) -> None:
    """An effect that is zero throughout would agree with any mistake; unknown margins need a lost cost."""
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as warehouse:
        moved = warehouse.execute(
            "select distinct effect from marts.margin_bridge_weekly where shop_id = 'all' and amount <> 0"
        ).fetchall()
        weeks, unbalanced = warehouse.execute(
            "with told as (select week, sum(amount) as amount, max(cm3) - max(previous_cm3) as moved"
            " from marts.margin_bridge_weekly where shop_id = 'all' group by week)"
            " select count(amount), count(*) filter (amount is distinct from moved) from told"
        ).fetchall()[0]
    assert {effect for (effect,) in moved} == set(EFFECTS) - {"unknown_margin"}
    assert weeks >= 20 and unbalanced == 0
