"""The income workbooks: one a shop and week, with the statements that were made in that week."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from orchestration.demo.catalogue import SHOPS, UK, US
from orchestration.demo.clock import DAY, to_date
from orchestration.demo.draws import NEVER, Table
from orchestration.demo.headers import ORDER_DETAILS, STATEMENTS, WITHDRAWALS
from orchestration.demo.settle import AD_PAYMENT, COMPENSATION, ORDER, PENALTY, REFUND, REIMBURSEMENT, TYPES
from orchestration.demo.store import Inbox, load
from orchestration.demo.story import NEW_LAYOUT
from orchestration.demo.workbook import (
    Value,
    number_cell,
    query_sheet,
    row_text,
    small_sheet,
    text_cell,
    write_workbook,
)
from orchestration.demo.world import World

HEADER = ORDER_DETAILS.split(",")
STATEMENTS_HEADER = STATEMENTS.split(",")
WITHDRAWALS_HEADER = WITHDRAWALS.split(",")
_ADDED = "Affiliate Shop Ads commission"

_MONEY = {
    "Total settlement amount": "settlement",
    "Net sales": "gross + gross_refund + seller_discount + seller_discount_refund",
    "Gross sales": "gross",
    "Gross sales refund": "gross_refund",
    "Seller discount": "seller_discount",
    "Seller discount refund": "seller_discount_refund",
    "Shipping": "fbt_fee + customer_shipping + customer_shipping_refund + incentive + incentive_refund +"
    " return_shipping",
    "FBT fulfillment fee": "fbt_fee",
    "Customer-paid shipping fee": "customer_shipping",
    "Customer-paid shipping fee refund": "customer_shipping_refund",
    "TikTok Shop shipping incentive": "incentive",
    "TikTok Shop shipping incentive refund": "incentive_refund",
    "Return shipping fee": "return_shipping",
    "Fees": "referral + refund_admin + affiliate + affiliate_ads",
    "Referral fee": "referral",
    "Refund administration fee": "refund_admin",
    "Adjustment amount": "adjustment",
    "Customer payment": "customer_payment",
    "Customer refund": "customer_refund",
    "Platform discounts": "platform_discounts",
}
_TEXT = {
    "Statement date (UTC)": "slash_day(day)",
    "Statement ID": "statement_id",
    "Payment ID": "payment_id",
    "Status": "'Paid'",
    "Currency": "currency_of(shop)",
    "Type": "type_name",
    "Order/adjustment ID": "reference",
    "SKU ID": "coalesce(sku_id::varchar, '/')",
    "Product name": "coalesce(product_xml, '/')",
    "SKU name": "coalesce(variation_xml, '/')",
    "Order created date": "case when ordered_day >= 0 then slash_day(ordered_day) else '/' end",
    "Order delivery date": "case when delivered_day >= 0 then slash_day(delivered_day) else '/' end",
    "Adjustment reason": "reason",
    "Related order ID": "related",
    "Chargeable package weight": "'/'",
    "Estimated chargeable package weight": "'/'",
    "FBT Chargeable goods weight": "'/'",
    "Collection methods": "'/'",
    "Delivery option": "'Standard shipping'",
    "Signature confirmation service fee type": "'/'",
}
_REASONS = {
    COMPENSATION: "Late delivery compensation",
    PENALTY: "Violation of the shipping policy",
    REIMBURSEMENT: "Damaged in transit",
    AD_PAYMENT: "Ad spend paid from balance",
}
_DESCRIPTIONS = {
    "Statement date (UTC)": "The date when the statement was generated.",
    "Order/adjustment ID": "Unique ID of the order or adjustment.",
    "Type": "Transaction type.",
    "Total settlement amount": "Net sales + Shipping + Fees + Adjustment amount.",
    "Referral fee": "Fee charged by TikTok Shop for each product sold.",
}


def _headers(new_layout: bool) -> list[str]:
    if not new_layout:
        return list(HEADER)
    after = HEADER.index("Affiliate partner commission") + 1
    changed = [*HEADER[:after], _ADDED, *HEADER[after:]]
    return ["Statement date" if name == "Statement date (UTC)" else name for name in changed]


def _row_query(shop: int, first: int, new_layout: bool) -> str:
    cells: list[str] = []
    for header in _headers(new_layout):
        name = "Statement date (UTC)" if header == "Statement date" else header
        if name in _TEXT:
            cells.append(text_cell(_TEXT[name]))
        elif name == "Quantity":
            cells.append(number_cell("quantity::varchar"))
        elif name == _ADDED:
            cells.append(number_cell("cents(affiliate_ads)"))
        elif name == "Affiliate commission":
            cells.append(
                number_cell("cents(affiliate)" if new_layout else "cents(affiliate + affiliate_ads)")
            )
        else:
            cells.append(number_cell(f"cents({_MONEY[name]})") if name in _MONEY else "'<c><v>0</v></c>'")
    window = f"shop = {shop} and day >= {first} and day < {first + 7}"
    return f"select {row_text(cells)} as line from settlement_rows where {window}"


def _facts(world: World) -> Table:
    """The settlement rows with what their order, line and return say, as columns: a join of large tables
    costs more than this."""
    rows, orders, lines, returns = world.settlements, world.sales.orders, world.sales.lines, world.returns
    has_line, has_order = rows["line"] >= 0, rows["o"] >= 0
    is_order, is_refund = rows["type"] == ORDER, rows["type"] == REFUND
    refunded = np.zeros(len(lines["o"]), dtype=np.int64)
    refunded[returns["line"]] = returns["refund_total"]
    delivered = orders["delivered"][rows["o"]]
    return {
        **rows,
        "place": np.arange(len(rows["day"])),
        "sku": np.where(has_line, lines["sku"][rows["line"]], -1),
        "quantity": np.where(has_line, lines["quantity"][rows["line"]], 0),
        "order_id": np.where(has_order, orders["id"][rows["o"]], 0),
        "ordered_day": np.where(has_order, orders["day"][rows["o"]], -1),
        "delivered_day": np.where(has_order & (delivered < NEVER), delivered // DAY, -1),
        "customer_payment": np.where(is_order, lines["customer_paid"][rows["line"]], 0),
        "customer_refund": np.where(is_refund, -refunded[rows["line"]], 0),
        "platform_discounts": np.where(is_order, lines["platform_discount"][rows["line"]], 0),
    }


def _prepare(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    """Settlement rows with the names and numbers that the sheet shows, in the order of their statements."""
    load(connection, "settlement_facts", _facts(world))
    connection.execute("create table settlement_types (type int, type_name varchar, reason varchar)")
    named = [(number, name, _REASONS.get(number, "/")) for number, name in enumerate(TYPES)]
    connection.executemany("insert into settlement_types values (?, ?, ?)", named)
    connection.execute(
        "create table settlement_rows as select e.*, t.type_name, t.reason,"
        " '73' || lpad((e.day * 10 + e.shop)::varchar, 16, '0') as statement_id,"
        " '35' || lpad(((e.day + 3) // 7 * 10 + e.shop)::varchar, 16, '0') as payment_id,"
        " case when e.type <= 1 then e.order_id else 738000000000000000 + e.place end::varchar as reference,"
        " case when e.type > 1 and e.order_id > 0 then e.order_id::varchar else '/' end as related,"
        " s.sku_id, s.product_xml, s.variation_xml"
        " from settlement_facts e join settlement_types t using (type) left join"
        " (select sku, sku_id, xml(product_name) as product_xml, xml(variation) as variation_xml from"
        " skus) s using (sku) order by place"
    )


def write_settlements(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox) -> None:
    """Write every weekly income workbook of both shops."""
    _prepare(connection, world)
    for shop in (US, UK):
        for week in range(world.span.weeks):
            _write_week(connection, world, inbox, shop, week)


def _write_week(
    connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox, shop: int, week: int
) -> None:
    first = world.span.monday(week)
    new_layout = first >= NEW_LAYOUT
    headers = _headers(new_layout)
    lead: list[list[Value]] = [list(headers)]
    if week % 3 == 1:
        lead.append([_DESCRIPTIONS.get(name, "") for name in headers])
    path = inbox.path(SHOPS[shop].id, "settlements", f"income_{to_date(first + 7)}-05_30.xlsx")
    details, rows = query_sheet(
        connection, "Order details", lead, _row_query(shop, first, new_layout), _scratch(path)
    )
    statements = _statements(connection, shop, first)
    report: list[list[Value]] = [
        [
            "Settlement report",
            None,
            None,
            None,
            None,
            f"{to_date(first):%Y/%m/%d}-{to_date(first + 6):%Y/%m/%d}",
        ],
        [None, None, None, None, None, "UTC"],
        [None, None, None, None, None, SHOPS[shop].currency],
        ["Total settlement amount", None, None, None, None, _total(statements)],
    ]
    withdrawals = _withdrawals(statements, shop, first)
    sheets = [
        small_sheet("Reports", report),
        details,
        small_sheet("Statements", [STATEMENTS_HEADER, *statements]),
        small_sheet("Withdrawal records", [WITHDRAWALS_HEADER, *withdrawals]),
    ]
    write_workbook(path, sheets)
    exported = world.sales.zones[shop].utc_of(world.span.export_second(week))
    inbox.wrote(path, rows + len(statements) + len(withdrawals), exported)


def _scratch(path: Path) -> Path:
    return path.with_suffix(".rows")


def _statements(connection: duckdb.DuckDBPyConnection, shop: int, first: int) -> list[list[Value]]:
    rows = connection.execute(
        "select slash_day(day), any_value(statement_id), any_value(payment_id), sum(settlement), sum(gross"
        " + gross_refund + seller_discount + seller_discount_refund),"
        " sum(fbt_fee + customer_shipping + customer_shipping_refund + incentive + incentive_refund +"
        " return_shipping),"
        " sum(referral + refund_admin + affiliate + affiliate_ads), sum(adjustment)"
        f" from settlement_rows where shop = {shop} and day >= {first} and day < {first + 7} group by day"
        f" order by day"
    ).fetchall()
    return [
        [day, statement, payment, "Paid", *(_money(int(v)) for v in amounts), _money(0)]
        for day, statement, payment, *amounts in rows
    ]


def _money(cents: int) -> float:
    return cents / 100


def _total(statements: list[list[Value]]) -> float:
    return round(sum(float(row[4] or 0) for row in statements), 2)


def _withdrawals(statements: list[list[Value]], shop: int, first: int) -> list[list[Value]]:
    """The week's earnings and, when they are positive, the withdrawal to the bank on Friday."""
    total = _total(statements)
    if not statements:
        return []
    start = f"{to_date(first + 3):%Y/%m/%d} 03:15:{10 + shop}"
    earned: list[Value] = [
        "Earnings",
        f"64{first * 10 + shop:014d}",
        start,
        total,
        "Transferred",
        start,
        "********4410",
    ]
    if total <= 0:
        return [earned]
    asked = f"{to_date(first + 4):%Y/%m/%d} 02:40:0{shop}"
    got = f"{to_date(first + 5):%Y/%m/%d} 09:05:2{shop}"
    return [
        earned,
        ["Withdrawal", f"65{first * 10 + shop:014d}", asked, -total, "Transferred", got, "********4410"],
    ]
