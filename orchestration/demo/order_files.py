"""The order exports: one CSV a shop and week, each showing every order of the last 28 days as it stood at
that moment.

A row is assembled as text in SQL. What never changes about a line is joined once into a few fragments; what
moves on (status, times, parcel, refund) is decided by comparing its time with the export's.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass

import duckdb

from orchestration.demo.catalogue import CANCEL_BY, CANCEL_REASONS, SHOPS, UK, US
from orchestration.demo.clock import DAY, WINDOW_DAYS, to_date
from orchestration.demo.headers import ORDERS_UK, ORDERS_US
from orchestration.demo.store import Inbox, copy_lines, sql_list
from orchestration.demo.world import World

TAB = "chr(9)"
_HOLD_SECONDS = 7 * 3600


@dataclass(frozen=True)
class Column:
    """A column of the export: its header, its SQL text, and whether it moves on between exports (then it
    reads `{at}`)."""

    header: str
    sql: str
    moves: bool = False


def _when(condition: str, then: str, otherwise: str = "''") -> str:
    return f"case when {condition} <= {{at}} then {then} else {otherwise} end"


def _time(column: str) -> Column:
    return Column("", _when(column, f"{column}_text", TAB), True)


_CANCEL = (
    "case cancel_kind "
    + " ".join(
        f"when {kind} then ({sql_list(reasons)})[1 + cancel_reason]"
        for kind, reasons in CANCEL_REASONS.items()
    )
    + " end"
)
_CANCEL_BY = (
    "case cancel_kind " + " ".join(f"when {kind} then '{by}'" for kind, by in CANCEL_BY.items()) + " end"
)


def _status(market: str) -> tuple[str, str]:
    cancelled = "Canceled" if market == "US" else "Cancelled"
    steps = [("cancelled", cancelled, cancelled), ("completed", "Completed", "Completed")]
    steps += [("delivered", "Shipped", "Delivered"), ("shipped", "Shipped", "In transit")]
    steps += [("ready", "To ship", "Awaiting collection")]
    if market == "US":
        first = ("'To ship'", "'Awaiting shipment'")
    else:
        held = f"case when created > {{at}} - {_HOLD_SECONDS} then"
        first = (f"{held} 'During' else 'To ship' end", f"{held} 'On hold' else 'Awaiting Packing' end")
    status = "case " + " ".join(f"when {time} <= {{at}} then '{name}'" for time, name, _ in steps)
    substatus = "case " + " ".join(f"when {time} <= {{at}} then '{name}'" for time, _, name in steps)
    return f"{status} else {first[0]} end", f"{substatus} else {first[1]} end"


def _refund(money: str) -> str:
    paid = "paid < 4503599627370496"
    total = " + ".join(f"case when refunded_{k} <= {{at}} then refund_{k} else 0 end" for k in (1, 2, 3))
    return (
        f"case when cancelled <= {{at}} and {paid} then {money.format('amount')} "
        f"when refunded_1 <= {{at}} then {money.format('(' + total + ')')} else {money.format('0')} end"
    )


_RETURNED = (
    "case when cancelled <= {at} then quantity"
    " when line_refunded <= {at} then line_returned else 0 end::varchar"
)
_TYPE = (
    "case when cancelled <= {at} then 'Cancel' when line_requested <= {at} then 'Return/Refund' else '' end"
)
_TRACKING = (
    "case when relabelled and shipped > {at} and ready <= {at} then old_tracking"
    f" when ready <= {{at}} then tracking else {TAB} end"
)
_PACKAGE = _when("ready", "package", TAB)
_SHIPPING_INFO = (
    "quoted(concat(first_name(buyer % 16), ' ', last_name(buyer % 13), chr(10), '(+', case shop when 0"
    " then '1' else '44' end, ')',"
    " 5550000000 + buyer, chr(10), 1 + buyer % 240, ' ', street(buyer % 8), chr(10), place_name))"
)


def _common(market: str, money: str) -> dict[str, Column]:
    def amount(column: str) -> str:
        return money.format(column)

    status, substatus = _status(market)
    cancelled = _when("cancelled", "cancel_by_text")
    static = {
        "Order ID": f"id || {TAB}",
        "Normal or Pre-order": "case when buyer % 60 = 0 then '' else 'Normal' end",
        "SKU ID": f"sku_id || {TAB}",
        "Seller SKU": "seller_sku",
        "Product Name": "field(product_name)",
        "Variation": "field(variation)",
        "Quantity": "quantity",
        "SKU Unit Original Price": amount("price"),
        "SKU Subtotal Before Discount": amount("gross"),
        "SKU Platform Discount": amount("platform_discount"),
        "SKU Seller Discount": amount("seller_discount"),
        "SKU Subtotal After Discount": amount("after"),
        "Shipping Fee After Discount": amount("ship_after"),
        "Original Shipping Fee": amount("ship_original"),
        "Shipping Fee Seller Discount": amount("ship_seller"),
        "Shipping Fee Platform Discount": amount("ship_platform"),
        "Taxes": amount("tax"),
        "Order Amount": amount("amount"),
        "Created Time": "created_text",
        "Fulfillment Type": "'Fulfillment by ' || case when fbt then 'TikTok Shop' else 'seller' end",
        "Warehouse Name": "warehouse_name(warehouse)",
        "Buyer Message": "case when buyer % 45 = 0 then 'Please leave it with the neighbour' else '' end",
        "Buyer Username": "concat(lower(first_name(buyer % 16)), '_', lower(last_name(buyer % 13)), buyer)",
        "Recipient": "concat(first_name(buyer % 16), ' ', last_name(buyer % 13))",
        "Phone #": "concat('(+', case shop when 0 then '1' else '44' end, ')', 5550000000 + buyer)",
        "Delivery Instruction": "case when buyer % 70 = 0 then 'Ring twice' else '' end",
        "Weight(kg)": "(grams::decimal(12,0) * 0.001::decimal(4,3))::decimal(12,2)::varchar",
        "Product Category": "field(category)",
        "Seller Note": "''",
        "Shipping Information": _SHIPPING_INFO,
    }
    moving = {
        "Order Status": status,
        "Order Substatus": substatus,
        "Cancelation/Return Type": _TYPE,
        "Sku Quantity of return": _RETURNED,
        "Order Refund Amount": _refund(money),
        "Cancel By": cancelled,
        "Cancel Reason": _when("cancelled", "cancel_reason_text"),
        "Tracking ID": _TRACKING,
        "Shipping Provider Name": _when("ready", "carrier_name"),
        "Package ID": _PACKAGE,
    }
    columns = {header: Column(header, sql) for header, sql in static.items()}
    return columns | {header: Column(header, sql, True) for header, sql in moving.items()}


HEADERS = (ORDERS_US, ORDERS_UK)
_TIMES = {
    "Paid Time": "paid",
    "Shipped Time": "shipped",
    "Delivered Time": "delivered",
    "Cancelled Time": "cancelled",
}


def _columns(shop: int) -> list[Column]:
    columns = (
        _common("US", "bare({})") | _us_only()
        if shop == US
        else _common("UK", "'GBP ' || cents({})") | _uk_only()
    )
    for header, time in _TIMES.items():
        columns[header] = _time(time)
    return [columns[name.strip('"')] for name in HEADERS[shop].split(",")]


def _us_only() -> dict[str, Column]:
    static = {
        " Virtual Bundle Seller SKU": "''",
        "Co-Funded Shipping Fee Discount": "'0'",
        "Payment platform discount": "bare(payment_discount)",
        "Retail Delivery Fee": "bare(delivery_fee)",
        "Delivery Option Type": "case when fbt then 'TikTok Shipping' else 'Seller Shipping' end",
        "Delivery Option": "'Standard Shipping'",
        "Buyer Nickname": "concat(first_name(buyer % 16), ' ', buyer % 97)",
        "Country": "'United States'",
        "State": "us_state(place)",
        "City": "us_city(place)",
        "Zipcode": f"us_zip(place) || {TAB}",
        "Address Line 1": "concat(1 + buyer % 240, ' ', street(buyer % 8))",
        "Address Line 2": "case when buyer % 6 = 0 then concat('Apt ', 1 + buyer % 40) else '' end",
        "Payment Method": "us_payment(payment)",
        "Combined Listing": "''",
    }
    return {name: Column(name, sql) for name, sql in static.items()} | {"RTS Time": _time("ready")}


def _uk_only() -> dict[str, Column]:
    static = {
        "RTH Time": TAB,
        "Delivery Option": "'Shipped by seller'",
        "Zipcode": f"uk_zip(place) || {TAB}",
        "State": "'United Kingdom'",
        "Country": "uk_country(place)",
        "County": "uk_county(place)",
        "Districts": "uk_town(place)",
        "Street Name": "street(buyer % 8)",
        "House Name or Number": "1 + buyer % 240",
        "Payment Method": "uk_payment(payment)",
        "Checked Status": "'Unchecked'",
        "Checked Marked by": "''",
        "Product Tax Amount": "'GBP 0.00'",
        "Product Tax Rate": "''",
        "Shipping Tax Amount": "'GBP 0.00'",
        "Shipping Tax Rate": "''",
    }
    return {name: Column(name, sql) for name, sql in static.items()}


def prepare_orders(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the parcels' numbers and, per shop, the table `order_rows_<shop>` of fragments and moving
    values."""
    connection.execute(
        "create table labels as select parcel, carrier_name, relabelled, prefix || lpad((40000000 +"
        " number)::varchar, 10, '0') as number_text,"
        " prefix || lpad((90000000 + number)::varchar, 10, '0') as old_number_text, 1153000000000000000 +"
        " number * 1000003 as package_id"
        " from (select p.*, c.name as carrier_name, c.prefix from parcels p join carriers c using"
        " (carrier)) order by parcel"
    )
    connection.execute(
        "create table order_refunds as select o, max(case place when 1 then refunded end) as refunded_1,"
        " max(case place when 2 then refunded end) as refunded_2, max(case place when 3 then refunded end)"
        " as refunded_3,"
        " max(case place when 1 then refund_total end) as refund_1, max(case place when 2 then"
        " refund_total end) as refund_2,"
        " max(case place when 3 then refund_total end) as refund_3 from (select *, row_number() over"
        " (partition by o order by refunded) as place from returns)"
        " group by o"
    )
    for shop in (US, UK):
        _prepare_shop(connection, shop)


def _prepare_shop(connection: duckdb.DuckDBPyConnection, shop: int) -> None:
    clock = "us_time" if shop == US else "uk_time"
    never = 1 << 52
    texts = ", ".join(
        f"case when o.{t} >= {never} then chr(9) else {clock}(o.{t}) || chr(9) end as {t}_text"
        for t in ("created", "paid", "ready", "shipped", "delivered", "cancelled")
    )
    place = (
        "concat(us_city(place), ', ', us_state(place))"
        if shop == US
        else "concat(uk_town(place), ', ', uk_zip(place))"
    )
    connection.execute(
        f"create view order_base_{shop} as select l.line, l.quantity, l.gross, l.seller_discount,"
        f" l.platform_discount, l.after, s.price,"
        " s.sku_id, s.seller_sku, s.product_name, s.variation, s.category,"
        f" o.* exclude (day, week), {texts}, {place} as place_name, {_CANCEL} as cancel_reason_text,"
        f" {_CANCEL_BY} as cancel_by_text,"
        f" coalesce(r.refunded, {never}) as line_refunded, r.quantity as line_returned,"
        f" coalesce(r.requested, {never}) as line_requested,"
        " f.* exclude (o), p.carrier_name, coalesce(p.relabelled, false) as relabelled,"
        " p.number_text || chr(9) as tracking, p.old_number_text || chr(9) as old_tracking, p.package_id"
        " || chr(9) as package"
        " from lines l join orders o using (o) join skus s using (sku) left join labels p using (parcel)"
        f" left join returns r on r.line = l.line left join order_refunds f on f.o = l.o where o.shop ="
        f" {shop}"
    )
    moving = (
        "created, paid, ready, shipped, delivered, completed, cancelled, paid_text, ready_text,"
        " shipped_text, delivered_text, cancelled_text,"
        " cancel_reason_text, cancel_by_text, quantity, line_refunded, line_returned, line_requested,"
        " amount, refunded_1, refunded_2, refunded_3,"
        " refund_1, refund_2, refund_3, relabelled, tracking, old_tracking, package, carrier_name"
    )
    fragments = [sql for is_moving, sql in _runs(shop) if not is_moving]
    made = ", ".join(f"{sql} as fragment_{n}" for n, sql in enumerate(fragments))
    connection.execute(
        f"create table order_rows_{shop} as select {moving}, {made} from order_base_{shop} order by id"
        f" desc, sku_id"
    )


def _runs(shop: int) -> list[tuple[bool, str]]:
    """The columns as runs: (moves, SQL). Neighbouring columns that stay are one text with their commas."""
    runs: list[tuple[bool, list[str]]] = []
    for column in _columns(shop):
        if runs and not column.moves and not runs[-1][0]:
            runs[-1][1].append(column.sql)
        else:
            runs.append((column.moves, [column.sql]))
    return [(moves, "concat(" + ", ',', ".join(parts) + ")") for moves, parts in runs]


def _line_query(shop: int, at: int) -> str:
    parts, number = [], 0
    for moves, sql in _runs(shop):
        parts.append(sql if moves else f"fragment_{number}")
        number += not moves
    text = "concat(" + ", ',', ".join(parts) + ")"
    window = f"created < {at} and created >= {at - WINDOW_DAYS * DAY}"
    return f"select {text} as line from order_rows_{shop} where {window}".replace("{at}", str(at))


def _broken_query(shop: int, at: int, change: dict[str, str]) -> str:
    """One row of the export with some columns replaced: a row that no reader can take."""
    values = [
        change.get(column.header) or change.get(name.strip('"')) or column.sql
        for column, name in zip(_columns(shop), HEADERS[shop].split(","), strict=True)
    ]
    text = "concat(" + ", ',', ".join(values) + ")"
    chosen = f"(select min(line) from order_base_{shop} where created >= {at - 6 * DAY})"
    return f"select {text} as line from order_base_{shop} where line = {chosen}".replace("{at}", str(at))


_BROKEN: dict[int, list[dict[str, str]]] = {
    US: [
        {"Order ID": "'5.76E+17'"},
        {"Order ID": "'576499999999999901' || chr(9)", "Created Time": "'02/31/2026 10:15:00 AM' || chr(9)"},
    ],
    UK: [{"Order ID": "'579699999999999901' || chr(9)", "SKU Subtotal After Discount": "'GBP 12,9x'"}],
}


def write_orders(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox) -> None:
    """Write every weekly order export of both shops, the re-download and the pivot table."""
    prepare_orders(connection)
    span = world.span
    for shop in (US, UK):
        for week in range(span.weeks):
            at = span.export_second(week)
            query, broken = _line_query(shop, at), []
            if week == span.weeks - 1:
                broken = _BROKEN[shop]
                query += "".join(" union all " + _broken_query(shop, at, change) for change in broken)
            path = inbox.path(
                SHOPS[shop].id, "orders", f"All order-{to_date(span.monday(week + 1))}-05_30.csv"
            )
            rows = copy_lines(connection, query, path, "\ufeff" + HEADERS[shop])
            exported = world.sales.zones[shop].utc_of(at)
            inbox.wrote(path, rows, exported, broken=len(broken))
            if shop == US and week == max(span.weeks - 2, 0) and rows:
                again = path.with_name(path.stem + " (1).csv")
                shutil.copyfile(path, again)
                inbox.wrote(again, rows, exported + 40, broken=len(broken), duplicate=True)
    _write_pivot(world, inbox)


def _write_pivot(world: World, inbox: Inbox) -> None:
    """A pivot table that someone saved as text under an export's name: tab-delimited, cp1252."""
    week = max(world.span.weeks - 3, 0)
    monday = world.span.monday(week + 1)
    path = inbox.path(SHOPS[UK].id, "orders", f"All order-{to_date(monday)}-09_12.csv")
    rows = [
        ("Sum of Order Amount", "", ""),
        ("Row Labels", "£ total", "Count of Order ID"),
        ("Café & crème", "£1,204.50", "61"),
        ("Beauty – été", "£980.10", "55"),
        ("(blank)", "", ""),
        ("Grand Total", "£2,184.60", "116"),
    ]
    path.write_bytes("".join("\t".join(row) + "\r\n" for row in rows).encode("cp1252"))
    exported = world.sales.zones[UK].utc_of(monday * DAY + 9 * 3600 + 12 * 60)
    inbox.wrote_no_export(path, len(rows), exported)
