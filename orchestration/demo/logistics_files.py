"""Tracking events, and the invoices of carriers and warehouses, in the plain CSV forms that a seller's tools
give."""

from __future__ import annotations

import duckdb

from orchestration.demo.catalogue import BLUEBIRD, CARRIERS, MERIDIAN, SHOPS, SILKWAY, UK, US
from orchestration.demo.charges import KINDS
from orchestration.demo.clock import DAY, Span, to_date
from orchestration.demo.headers import INVOICES, TRACKING
from orchestration.demo.store import Inbox, copy_lines, load, sql_text
from orchestration.demo.world import World

WAREHOUSE_PROVIDERS = ("Harborline", "Silkway Returns")
_LOOK_BACK_DAYS = 8
_BROKEN_SCAN = (
    "MRD0000000000,Meridian Post,17TRACK,2026-13-45 25:61:00,America/Los_Angeles,InTransit_Other,Scan,"
)
_US_EVENTS = (
    ("InfoReceived", "o.ready - 600", "Label created", "Carson CA"),
    ("InTransit_PickedUp", "p.scan", "Picked up by carrier", "Carson CA"),
    ("InTransit_Departure", "p.scan + 5 * 3600", "Departed origin facility", "Los Angeles CA"),
    ("InTransit_Arrival", "p.delivered - 20 * 3600", "Arrived at destination facility", "Destination hub"),
    ("OutForDelivery_Other", "p.delivered - 3 * 3600", "Out for delivery", "Destination"),
    ("Delivered_Other", "p.delivered - 90", "Delivered", "Front door"),
)
# Customs keep four parcels in ten for 5 hours, nearly half for 17, the others for 50; of one in 23 the first
# attempt to deliver fails, the day before.
_DWELL = "3600 * case when p.parcel % 20 < 8 then 5 when p.parcel % 20 < 17 then 17 else 50 end"
_MISSED = "case when p.parcel % 23 = 0 then p.delivered - 22 * 3600 end"
_UK_EVENTS = (
    ("InfoReceived", "o.ready - 600", "Order data received", "Shenzhen"),
    ("InTransit_PickedUp", "p.scan", "Picked up", "Shenzhen"),
    ("InTransit_CustomsProcessing", "p.scan + 9 * 3600", "Export customs", "Shenzhen"),
    ("InTransit_CustomsReleased", "p.scan + 21 * 3600", "Released for export", "Shenzhen"),
    ("InTransit_Departure", "p.scan + 30 * 3600", "Departed from airport", "Hong Kong"),
    ("InTransit_Arrival", "p.delivered - 90 * 3600", "Arrived in destination country", "East Midlands"),
    ("InTransit_CustomsProcessing", "p.delivered - 86 * 3600", "Customs processing", "East Midlands"),
    (
        "InTransit_CustomsReleased",
        f"p.delivered - 86 * 3600 + {_DWELL}",
        "Released by customs",
        "East Midlands",
    ),
    ("OutForDelivery_Other", f"{_MISSED} - 4 * 3600", "Out for delivery", "Destination"),
    ("DeliveryFailure_NoBody", _MISSED, "Nobody at home", "Destination"),
    ("OutForDelivery_Other", "p.delivered - 4 * 3600", "Out for delivery", "Destination"),
    ("Delivered_Other", "p.delivered - 90", "Delivered", "Front door"),
)


def write_tracking(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox) -> None:
    """Write the weekly tracking exports of both shops: the scans of the last eight days, so that they
    overlap by one."""
    for shop, events in ((US, _US_EVENTS), (UK, _UK_EVENTS)):
        _prepare_events(connection, world, shop, events)
        for week in range(world.span.weeks):
            at = world.span.export_second(week)
            window = f"happened < {at} and happened >= {at - _LOOK_BACK_DAYS * DAY}"
            query = f"select line from events_{shop} where {window}"
            broken = shop == US and week == world.span.weeks - 1
            if broken:
                query += f" union all select {sql_text(_BROKEN_SCAN)}"
            path = inbox.path(
                SHOPS[shop].id,
                "tracking",
                f"tracking_events_{to_date(world.span.monday(week + 1))}-05_30.csv",
            )
            rows = copy_lines(connection, query, path, TRACKING)
            inbox.wrote(path, rows, world.sales.zones[shop].utc_of(at), broken=int(broken))


def _prepare_events(
    connection: duckdb.DuckDBPyConnection,
    world: World,
    shop: int,
    events: tuple[tuple[str, str, str, str], ...],
) -> None:
    """One row a scan of a tracked parcel, with its line; UK scans are given in UTC, US scans in the shop's
    zone."""
    clock, zone = (
        ("iso_time(happened)", SHOPS[US].timezone)
        if shop == US
        else ("iso_time(happened - utc_offset)", "UTC")
    )
    _load_offsets(connection, world, shop)
    parts = [
        f"select p.parcel, {place} as place, {time} as happened, '{status}' as status, '{text}' as text,"
        f" '{where}' as location"
        f" from parcels p join orders o using (o) where p.tracked and p.shop = {shop} and {time} is not null"
        for place, (status, time, text, where) in enumerate(events)
    ]
    line = (
        f"concat(number_text, ',', carrier_name, ',17TRACK,', {clock}, ',{zone},',"
        " status, ',', text, ',', location)"
    )
    connection.execute(
        f"create table events_{shop} as select {line} as line, happened from ({' union all '.join(parts)})"
        f" e join labels using (parcel)"
        f" asof join offsets_{shop} z on e.happened >= z.since order by happened, parcel, place"
    )


def _load_offsets(connection: duckdb.DuckDBPyConnection, world: World, shop: int) -> None:
    since, offset = world.sales.zones[shop].periods()
    load(connection, f"offsets_{shop}", {"since": since, "utc_offset": offset})


def write_invoices(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox) -> None:
    """Write the weekly invoices: carriers bill the parcels of the week before last, warehouses the week's
    storage and older returns."""
    _prepare_charges(connection)
    for week in range(world.span.weeks):
        for carrier in (MERIDIAN, BLUEBIRD, SILKWAY):
            _write_carrier(connection, world, inbox, carrier, week)
        for shop in (US, UK):
            _write_warehouse(connection, world, inbox, shop, week)


def _prepare_charges(connection: duckdb.DuckDBPyConnection) -> None:
    """The table `charges`: one row a charge, in the minor unit of its currency."""
    names = ", ".join(f"'{name}'" for name in KINDS)
    connection.execute(
        "create table charges as select c.*, ["
        + names
        + "][1 + c.kind] as kind_name, case when c.by_order then 'address correction' else '' end as note,"
        " o.id as order_id, o.shipped // 86400 as shipped_day, b.number_text from parcel_charges c"
        " join parcels p using (parcel) join orders o on o.o = p.o join labels b using (parcel) order by"
        " shipped_day, parcel, kind, by_order"
    )
    connection.execute(
        "create table return_invoice as select r.* from return_rows r join orders o using (o)"
        " where r.received < 4503599627370496 and not o.fbt order by r.received, r.line"
    )


_ENGLISH = {
    "last_mile": "last_mile",
    "handling": "handling",
    "first_leg_freight": "first_leg_freight",
    "duty": "duty",
}
_CHINESE = {
    "last_mile": "尾程派送费",
    "handling": "handling",
    "first_leg_freight": "头程运费",
    "duty": "清关关税",
}


def _write_carrier(
    connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox, carrier: int, week: int
) -> None:
    first = world.span.monday(week + 1) - 14
    issued = to_date(world.span.monday(week + 1))
    named = _CHINESE if carrier == SILKWAY else _ENGLISH
    kind = "case kind_name " + " ".join(f"when '{k}' then '{v}'" for k, v in named.items()) + " end"
    name, shop = CARRIERS[carrier].name, CARRIERS[carrier].shop
    number = f"{CARRIERS[carrier].prefix}-{issued:%Y%m%d}"
    tracking = "case when by_order then '' else number_text end"
    order = "case when by_order then order_id::varchar else '' end"
    line = (
        f"concat('{number},{issued},{name},', {kind}, ',', {tracking}, ',', {order}, ',,', units, ',',"
        f" cents(amount), ',{CARRIERS[carrier].currency},',"
        " (grams::decimal(12,0) * 0.001::decimal(4,3))::decimal(12,3)::varchar, ',parcel,',"
        " iso_day(shipped_day), ',', iso_day(shipped_day), ',,', note)"
    )
    window = f"carrier = {carrier} and shipped_day >= {first} and shipped_day < {first + 7}"
    query = f"select {line} as line from charges where {window}"
    broken = carrier == BLUEBIRD and week == world.span.weeks - 1
    if broken:
        row = f"{number},{issued},{name},last_mile,BBX0099999999,,,1,4.8O,USD,0.4,parcel,{issued},{issued},,"
        query += f" union all select {sql_text(row)}"
    path = inbox.path(SHOPS[shop].id, "logistics_invoices", f"invoice_{name.replace(' ', '_')}_{issued}.csv")
    rows = copy_lines(connection, query, path, INVOICES)
    inbox.wrote(path, rows, _exported(world.span, world, shop, week), broken=int(broken))


def _write_warehouse(
    connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox, shop: int, week: int
) -> None:
    monday = world.span.monday(week + 1)
    issued, name = to_date(monday), WAREHOUSE_PROVIDERS[shop]
    number = f"{name[:3].upper()}{shop}-{issued:%Y%m%d}"
    head = f"'{number},{issued},{name},"
    currency = SHOPS[shop].currency
    days = "iso_day(received // 86400), ',', iso_day(received // 86400)"
    graded = (
        f"select concat({head}return_handling,', return_tracking, ',,', seller_sku, ',', quantity, ',',"
        f" cents(handling), ',{currency},,unit,', {days},"
        f" ',', ['A', 'B', 'C'][1 + grade], ',graded on arrival') as line from return_invoice where shop ="
        f" {shop} and {{window}}"
    )
    carried = (
        f"select concat({head}return_shipping,', return_tracking, ',,,', quantity, ',', cents(shipping), ',"
        f"{currency},,parcel,', {days}, ',,') as line"
        f" from return_invoice where shop = {shop} and {UK} = {shop} and {{window}}"
    )
    kept = (
        f"select concat({head}', '{'storage' if shop == US else '仓储成本'}', ',,,,,', cents(amount), ',"
        f"{'USD' if shop == US else 'CNY'},,units_sold,', iso_day(day), ',', iso_day(day + 6), ',,')"
        f" as line from storage where shop = {shop} and day = {monday - 7}"
    )
    window = f"received // 86400 >= {monday - 14} and received // 86400 < {monday - 7}"
    query = f"{graded} union all {carried} union all {kept}".replace("{window}", window)
    path = inbox.path(SHOPS[shop].id, "logistics_invoices", f"invoice_{name.replace(' ', '_')}_{issued}.csv")
    rows = copy_lines(connection, query, path, INVOICES)
    inbox.wrote(path, rows, _exported(world.span, world, shop, week))


def _exported(span: Span, world: World, shop: int, week: int) -> int:
    return world.sales.zones[shop].utc_of(span.export_second(week))
