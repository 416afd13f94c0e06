"""Every day of 2024 to 2028, every market: the deadlines of the models and those of a plain calculator agree.

The very SQL that the demo was built with runs over made-up orders, one a day and kind of rule, at hours
around midnight, the cut-offs and the changes of the clocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from tests.reckoning.deadlines import FIRST_YEAR, LAST_YEAR, Order, Row, Rulebook

ZONES = {
    "BR": "America/Sao_Paulo", "DE": "Europe/Berlin", "ES": "Europe/Madrid", "FR": "Europe/Paris",
    "ID": "Asia/Jakarta", "IE": "Europe/Dublin", "IT": "Europe/Rome", "JP": "Asia/Tokyo",
    "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "PH": "Asia/Manila", "SG": "Asia/Singapore",
    "TH": "Asia/Bangkok", "UK": "Europe/London", "US": "America/New_York", "VN": "Asia/Ho_Chi_Minh",
}  # fmt: skip
HOURS = [time(0, 0), time(11, 59, 59), time(12, 0), time(14, 0), time(1, 30), time(23, 59, 59), time(2, 30)]
CROSS_BORDER = {"MY", "PH", "SG", "TH", "VN"}
KINDS = {
    "US": ("backorder", "regular", "made_to_order", "custom", "pre_order"),
    **dict.fromkeys(["UK", *CROSS_BORDER], ("backorder", "regular")),
}
"""What the shipped rules speak of; the backorders of all markets are judged by the rules below."""
RULE = {
    "market": "*", "seller_type": "any", "order_type": "backorder", "fulfillment_type": "any",
    "valid_from": "2020-01-01", "valid_to": "", "working_week": "mon_fri", "starts_after": "payment",
    "order_cut_off": "", "cut_off": "23:59:59", "timezone": "", "event": "shipped", "rule_version": "ours",
}  # fmt: skip
OWN: list[Row] = [
    {**RULE, "step": "dispatch", "days": "2", "day_kind": "business", "cut_off": "17:30:00"},
    {**RULE, "step": "delivery", "days": "4", "day_kind": "business", "working_week": "mon_sat"},
    # Local times that the change of the clocks skips, or brings twice.
    {**RULE, "step": "ready", "days": "1", "day_kind": "calendar", "cut_off": "01:30:00"},
    {**RULE, "step": "auto_cancel", "days": "0", "day_kind": "business", "cut_off": "02:30:00"},
]
MODELS = [
    "calendar/int_calendar__days", "fulfillment/int_fulfillment__rules_of_shops",
    "calendar/int_calendar__cut_offs", "fulfillment/int_fulfillment__order_rules",
    "fulfillment/int_fulfillment__deadlines",
]  # fmt: skip


def made_up_orders() -> Iterator[tuple[str, Order]]:
    """One order a day and shop; what kind it is, and at what hour, goes round."""
    days = (date(LAST_YEAR, 12, 31) - date(FIRST_YEAR, 1, 1)).days + 1
    for place, (market, zone) in enumerate(ZONES.items()):
        for seller_type in ("local", "cross_border") if market in CROSS_BORDER else ("local",):
            for number in range(days):
                day = date(FIRST_YEAR, 1, 1) + timedelta(days=number)
                turn = number + place
                local = datetime.combine(day, HOURS[turn % len(HOURS)], ZoneInfo(zone))
                for kind in KINDS.get(market, ("backorder",)):
                    known = kind in ("made_to_order", "custom", "pre_order") and turn % 11 > 0
                    yield f"{market}-{seller_type}", Order(
                        market, seller_type, kind, zone, local.astimezone(UTC),
                        3 + turn % 12 if known else None, kind == "pre_order",
                        day + timedelta(days=9) if known and kind == "pre_order" and turn % 2 else None,
                    )  # fmt: skip


@pytest.fixture(scope="module")
def reckoned(demo_home: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[tuple[str, Order]]]]:
    orders = list(made_up_orders())
    connection = duckdb.connect()
    connection.execute(f"attach '{demo_home / 'warehouse.duckdb'}' as demo (read_only)")
    connection.execute("attach ':memory:' as warehouse")
    for schema in ("seeds", "staging", "intermediate"):
        connection.execute(f"create schema warehouse.{schema}")
    for seed in ("holidays", "calendar_changes", "sla_rules", "order_types", "fulfillment_types"):
        connection.execute(f"create table warehouse.seeds.{seed} as from demo.seeds.{seed}")
    for table in ("holidays", "calendar_changes", "sla_rules"):
        connection.execute(
            f"create table warehouse.staging.stg_configuration__{table} as from demo.raw.home_{table} limit 0"
        )
    names = list(OWN[0])
    connection.executemany(
        f"insert into warehouse.staging.stg_configuration__sla_rules ({', '.join(names)}) "
        f"values ({', '.join('?' * len(names))})",
        [[row[name] or None for name in names] for row in OWN],
    )
    shops = dict.fromkeys((shop, o.market, o.seller_type, o.timezone) for shop, o in orders)
    connection.execute(
        "create table warehouse.staging.stg_configuration__shops as select unnest($1) as shop_id, "
        "unnest($2) as market, unnest($3) as seller_type, unnest($4) as timezone",
        [list(column) for column in zip(*shops, strict=True)],
    )
    _load_orders(connection, orders)
    connection.execute(
        "create table warehouse.intermediate.int_fulfillment__platform_deadlines "
        "as from demo.intermediate.int_fulfillment__platform_deadlines limit 0"
    )
    compiled = demo_home / "dbt" / "target" / "compiled" / "suanqing" / "models" / "intermediate"
    for model in MODELS:
        sql = (compiled / f"{model}.sql").read_text(encoding="utf-8")
        connection.execute(f"create table warehouse.intermediate.{Path(model).name} as {sql}")
    yield connection, orders
    connection.close()


def _load_orders(connection: duckdb.DuckDBPyConnection, orders: list[tuple[str, Order]]) -> None:
    columns = [
        [shop for shop, _ in orders], [str(number) for number in range(len(orders))],
        [o.market for _, o in orders], [o.timezone for _, o in orders], [o.order_type for _, o in orders],
        [o.instant.replace(tzinfo=None) for _, o in orders],
        [o.instant.astimezone(ZoneInfo(o.timezone)).date() for _, o in orders],
        [o.handling_days for _, o in orders],
        ["calendar" if o.handling_is_calendar else "business" for _, o in orders],
        [o.closes_on for _, o in orders],
    ]  # fmt: skip
    names = (
        "shop_id", "order_id", "market", "timezone", "order_type", "started_at", "ordered_on",
        "handling_days", "handling_day_kind", "closes_on",
    )  # fmt: skip
    chosen = ", ".join(f"unnest(${number}) as {name}" for number, name in enumerate(names, 1))
    connection.execute(
        "create table warehouse.intermediate.int_fulfillment__clocks as select *, started_at as ordered_at, "
        "'seller' as rule_fulfillment_type, 'seller' as fulfillment_type, 'standard' as service_level "
        f"from (select {chosen})",
        columns,
    )


def test_every_deadline_of_five_years_is_the_one_a_plain_calculator_finds(
    reckoned: tuple[duckdb.DuckDBPyConnection, list[tuple[str, Order]]],
) -> None:
    connection, orders = reckoned
    rows = connection.execute(
        "select order_id::integer, step, due_at from warehouse.intermediate.int_fulfillment__deadlines"
    ).fetchall()
    rulebook = Rulebook(OWN)

    wrong = []
    for number, step, due_at in rows:
        shop, order = orders[number]
        if (expected := rulebook.due_at(order, step)) != due_at:
            wrong.append((shop, order.order_type, step, order.instant, expected, due_at))

    assert wrong == [], "\n".join(map(str, wrong[:5]))
    judged = {orders[number][1].market for number, _, due_at in rows if due_at}
    assert judged == set(ZONES)
    assert len(rows) > 200_000 and sum(due_at is not None for *_, due_at in rows) > 150_000
