"""The return exports and the affiliate order exports; both date day first, in either market."""

from __future__ import annotations

import duckdb

from orchestration.demo.catalogue import CREATOR_COUNT, CREATOR_WORDS, SHOPS, UK, US
from orchestration.demo.clock import DAY, WINDOW_DAYS, to_date
from orchestration.demo.headers import AFFILIATE_UK, AFFILIATE_US, RETURNS
from orchestration.demo.store import Inbox, copy_lines, csv_line
from orchestration.demo.workbook import Value, query_sheet, rows_xml, text_cell, write_workbook
from orchestration.demo.world import World

RETURNS_HEADER = RETURNS.split(",")
_RETURN_DAYS = 60
_MARKED_UP = ("product_name", "variation")
_STATES = (
    "case when final <= {at} then case outcome when 0 then 'Completed' when 1 then 'Refund rejected' else"
    " 'Canceled' end"
    " when approved <= {at} then 'In process' else 'To process' end"
)
_SUB_STATES = (
    "case when final <= {at} then case outcome when 0 then 'Refunded' when 1 then 'Rejected by seller'"
    " else 'Canceled by buyer' end"
    " when sent <= {at} then 'Package in transit' when approved <= {at} then 'Awaiting buyer to ship' else"
    " 'Request under review' end"
)


def _return_values(shop: int) -> list[str]:
    sign = "'$'" if shop == US else "'£'"
    compensated = "compensation > 0 and final <= {at}"
    return [
        "return_id", "order_id", f"{sign} || cents(amount)",
        "case when completed <= {at} then 'Completed' else 'Shipped' end", "case when completed <= {at}"
            " then 'Completed' else 'Delivered' end",
        "us_payment(payment)" if shop == US else "uk_payment(payment)", "sku_id::varchar", "seller_sku",
            "product_name", "variation",
        "concat(lower(first_name(buyer % 16)), '_', lower(last_name(buyer % 13)), buyer)",
        "case when refund_only then 'Refund only' else 'Return and refund' end", "uk_time(requested)",
            "return_reason(reason)",
        f"{sign} || cents(refund_total)", "quantity::varchar", "case when sent <= {at} then"
            " return_tracking else '' end", _STATES, _SUB_STATES,
        "case when refunded <= {at} then uk_time(refunded) else '' end",
        "case when outcome = 1 and final <= {at} and number % 4 = 0 then 'Closed' else '' end", "''",
        f"case when {compensated} then 'Completed' else '' end", f"case when {compensated} then {sign} ||"
            f" cents(compensation) else '' end",
        "case when number % 9 = 0 then 'It does not fit my sister' else '' end",
    ]  # fmt: skip


def _prepare_returns(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table return_rows as select r.*, (4035000000000000000 + r.number * 1000003)::varchar as"
        " return_id, o.id::varchar as order_id, o.amount, o.payment,"
        " o.buyer, o.completed, s.sku_id, s.seller_sku, s.product_name, s.variation, case r.shop when 0"
        " then 'RTU' else 'RTK' end"
        " || lpad((70000000 + r.number * 3)::varchar, 10, '0') as return_tracking"
        " from returns r join orders o using (o) join lines l on l.line = r.line join skus s using (sku)"
        " order by r.requested desc, r.line"
    )


def write_returns(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox) -> None:
    """Write the weekly return exports: a workbook for the US, a CSV for the UK; each looks back 60 days."""
    _prepare_returns(connection)
    for shop in (US, UK):
        for week in range(world.span.weeks):
            _write_returns_week(connection, world, inbox, shop, week)


def _write_returns_week(
    connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox, shop: int, week: int
) -> None:
    at = world.span.export_second(week)
    exported = world.sales.zones[shop].utc_of(at)
    since = at - _RETURN_DAYS * DAY
    source = (
        f"from return_rows where shop = {shop} and requested < {at}"
        f" and (requested >= {since} or (approved <= {at} and approved >= {since}) or (final <= {at} and"
        f" final >= {since}))"
    )
    name = f"Return orders-{to_date(world.span.monday(week + 1))}-05_30"
    values = [value.replace("{at}", str(at)) for value in _return_values(shop)]
    broken = _BROKEN_RETURN if shop == US and week == world.span.weeks - 1 else []
    if shop == US:
        cells = ", ".join(text_cell(f"xml({value})" if value in _MARKED_UP else value) for value in values)
        path = inbox.path(SHOPS[shop].id, "returns", name + ".xlsx")
        query = f"select concat('<row>', {cells}, '</row>') as line {source}"
        if broken:
            query += " union all select " + "'" + rows_xml([broken]).replace("'", "''") + "'"
        sheet, rows = query_sheet(
            connection, "Sheet1", [list(RETURNS_HEADER)], query, path.with_suffix(".rows")
        )
        write_workbook(path, [sheet])
    else:
        fields = ", ',', ".join(f"field({value})" for value in values)
        path = inbox.path(SHOPS[shop].id, "returns", name + ".csv")
        rows = copy_lines(
            connection, f"select concat({fields}) as line {source}", path, csv_line(RETURNS_HEADER)
        )
    inbox.wrote(path, rows, exported, broken=1 if broken else 0)


_BROKEN_RETURN: list[Value] = [
    "4035999999999999901", "576499999999999903", "$31.49", "Shipped", "Delivered", "PayPal",
    "1729102214000000238", "US-GRP-BLACK",
    "Magnetic Phone Grip", "Black", "nobody_1", "Return and refund", "12/05/2026 08:00:00",
    "No longer needed", "$1o.00", "1", "", "To process",
    "", "", "", "", "", "", "",
]  # fmt: skip


def _affiliate_values(shop: int) -> list[str]:
    settled = "paid <= {at}"
    state = (
        "case when ineligible <= {at} and cancelled <= {at} then 'Canceled' when ineligible <= {at} then"
        " 'Ineligible' when paid <= {at} then 'Settled'"
        " when delivered <= {at} then 'Completed' when shipped <= {at} then 'Shipped' else 'Pending' end"
    )

    def actual(column: str) -> str:
        return f"case when {settled} then cents({column}) else '0.00' end"

    def day(column: str) -> str:
        return f"case when {column} <= {{at}} then uk_time({column}) else '' end"

    region = ["creator_region"] if shop == UK else []
    return [
        "order_id", "product_id::varchar", "field(product_name)", "sku_id::varchar", "cents(price)",
            "cents(base)", "currency_of(shop)",
        "quantity::varchar", "case when line_refunded <= {at} and not line_partial then 'Yes' else 'No' end",
        "us_payment(payment)" if shop == US else "uk_payment(payment)", state, "creator_name", *region,
        "['Video', 'Live', 'Showcase'][1 + content]", "content_id", "case when ads_rate > 0 then 'Shop"
            " Ads' else 'Open collaboration' end",
        "(rate // 100)::varchar || '%'", "cents(base)", "cents(standard)", actual("base"), actual("standard"),
        "(ads_rate // 100)::varchar || '%'", "cents(ads)", actual("ads"), "cents(bonus)", actual("bonus"),
            "uk_time(created)", day("order_paid"),
        day("delivered"), day("paid"), "'TikTok'",
    ]  # fmt: skip


def _prepare_affiliates(connection: duckdb.DuckDBPyConnection) -> None:
    never = 1 << 52
    connection.execute(
        "create table affiliate_rows as select c.*, o.id::varchar as order_id, o.created, o.paid as"
        " order_paid, o.delivered, o.shipped, o.cancelled, o.payment,"
        " s.product_id, s.product_name, s.sku_id, s.price, l.quantity,"
        f" concat(creator_first(creator % {len(CREATOR_WORDS[0])}), '.', creator_last(creator // 7 %"
        f" {len(CREATOR_WORDS[1])}), creator) as creator_name,"
        f" case when creator % {CREATOR_COUNT} % 5 = 0 then 'IE' else 'GB' end as creator_region,"
        " (7540000000000000000 + creator * 1000000007 + video * 10007)::varchar as content_id,"
        f" coalesce(r.refunded, {never}) as line_refunded, coalesce(r.partial, false) as line_partial"
        " from commissions c join orders o using (o) join lines l on l.line = c.line join skus s using (sku)"
        " left join returns r on r.line = c.line order by o.created desc, c.line"
    )


def write_affiliates(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox) -> None:
    """Write the weekly affiliate exports of both shops; each shows the orders of the last 28 days."""
    _prepare_affiliates(connection)
    for shop in (US, UK):
        for week in range(world.span.weeks):
            at = world.span.export_second(week)
            text = ("concat(" + ", ',', ".join(_affiliate_values(shop)) + ")").replace("{at}", str(at))
            window = f"shop = {shop} and created < {at} and created >= {at - WINDOW_DAYS * DAY}"
            path = inbox.path(
                SHOPS[shop].id,
                "affiliate_orders",
                f"affiliate_orders_{to_date(world.span.monday(week + 1))}-05_30.csv",
            )
            rows = copy_lines(
                connection,
                f"select {text} as line from affiliate_rows where {window}",
                path,
                AFFILIATE_US if shop == US else AFFILIATE_UK,
            )
            inbox.wrote(path, rows, world.sales.zones[shop].utc_of(at))
