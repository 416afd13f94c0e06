"""The income workbooks: one a shop and week, with the statements that were made in that week."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.demo.catalogue import SHOPS, UK, US
from orchestration.demo.clock import to_date
from orchestration.demo.settle import TYPES
from orchestration.demo.store import Inbox, sql_list
from orchestration.demo.story import NEW_LAYOUT
from orchestration.demo.workbook import Value, number_cell, query_sheet, small_sheet, text_cell, write_workbook
from orchestration.demo.world import World

HEADER = (
    "Statement date (UTC),Statement ID,Payment ID,Status,Currency,Type,Order/adjustment ID,SKU ID,Quantity,Product name,SKU name,"
    "Order created date,Order delivery date,Total settlement amount,Net sales,Gross sales,Gross sales refund,Seller discount,"
    "Seller discount refund,Shipping,TikTok Shop shipping fee,Fulfilled by TikTok Shop (FBT) shipping fee,FBT fulfillment fee,"
    "Customer shipping fee offset,Limited-time sign up shipping incentive,Signature confirmation service fee,Shipping insurance fee,"
    "Customer-paid shipping fee,Customer-paid shipping fee refund,TikTok Shop shipping incentive,TikTok Shop shipping incentive refund,"
    "Shipping fee subsidy,Return shipping fee,Fees,Transaction fee,Referral fee,Refund administration fee,Affiliate commission,"
    "Affiliate partner commission,Adjustment amount,Adjustment reason,Related order ID,Customer payment,Customer refund,"
    "Seller co-funded voucher discount,Seller co-funded voucher discount refund,Platform discounts,Platform discounts refund,"
    "Platform co-funded voucher discounts,Platform co-funded voucher discounts refund,Ads referral fee discount,Sales tax payment,"
    "Sales tax refund,Retail delivery fee payment,Retail delivery fee refund,Customer-paid shipping fee before discounts,"
    "Seller shipping fee discount,TikTok Shop shipping fee discount to customer,Estimated chargeable package weight,"
    "Chargeable package weight,FBT Chargeable goods weight,Collection methods,Delivery option,Signature confirmation service fee type"
).split(",")
STATEMENTS_HEADER = (
    "Statement date (UTC),Statement ID,Payment ID,Status,Total settlement amount,Net sales amount,Shipping,Fees,Adjustment,Reserve Amount"
).split(",")
WITHDRAWALS_HEADER = "Transaction type,Reference ID,Request time,Amount,Status,Success time,Bank account".split(",")
_ADDED = "Affiliate Shop Ads commission"

_MONEY = {
    "Total settlement amount": "settlement",
    "Net sales": "gross + gross_refund + seller_discount + seller_discount_refund",
    "Gross sales": "gross",
    "Gross sales refund": "gross_refund",
    "Seller discount": "seller_discount",
    "Seller discount refund": "seller_discount_refund",
    "Shipping": "fbt_fee + customer_shipping + customer_shipping_refund + incentive + incentive_refund + return_shipping",
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
    "Order created date": "coalesce(slash_day(ordered_day), '/')",
    "Order delivery date": "coalesce(slash_day(delivered_day), '/')",
    "Adjustment reason": "reason",
    "Related order ID": "related",
    "Chargeable package weight": "'/'",
    "Estimated chargeable package weight": "'/'",
    "FBT Chargeable goods weight": "'/'",
    "Collection methods": "'/'",
    "Delivery option": "'Standard shipping'",
    "Signature confirmation service fee type": "'/'",
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
    cells = []
    for header in _headers(new_layout):
        name = "Statement date (UTC)" if header == "Statement date" else header
        if name in _TEXT:
            cells.append(text_cell(_TEXT[name]))
        elif name == "Quantity":
            cells.append(number_cell("quantity::varchar"))
        elif name == _ADDED:
            cells.append(number_cell("cents(affiliate_ads)"))
        elif name == "Affiliate commission":
            cells.append(number_cell("cents(affiliate)" if new_layout else "cents(affiliate + affiliate_ads)"))
        else:
            cells.append(number_cell(f"cents({_MONEY[name]})") if name in _MONEY else "'<c><v>0</v></c>'")
    text = "concat('<row>', " + ", ".join(cells) + ", '</row>')"
    return f"select {text} as line from settlement_rows where shop = {shop} and day >= {first} and day < {first + 7}"


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Settlement rows with the names and numbers that the sheet shows, in the order of their statements."""
    connection.execute(
        "create table settlement_rows as select e.*, case when e.line >= 0 then l.quantity else 0 end as quantity,"
        f" ({sql_list(TYPES)})[1 + e.type] as type_name,"
        " '73' || lpad((e.day * 10 + e.shop)::varchar, 16, '0') as statement_id, '35' || lpad((e.day // 7 * 10 + e.shop)::varchar, 16, '0') as payment_id,"
        " case when e.type <= 1 then o.id else 738000000000000000 + e.place end::varchar as reference,"
        " case when e.type > 1 and e.o >= 0 then o.id::varchar else '/' end as related, case when e.type > 1 then ({reasons})[e.type - 1] else '/' end as reason,"
        " s.sku_id, xml(s.product_name) as product_xml, xml(s.variation) as variation_xml,"
        " o.day as ordered_day, case when o.delivered < 4503599627370496 then o.delivered // 86400 end as delivered_day,"
        " case when e.type = 0 then l.customer_paid else 0 end as customer_payment,"
        " case when e.type = 1 then -r.refund_total else 0 end as customer_refund,"
        " case when e.type = 0 then l.platform_discount else 0 end as platform_discounts"
        " from (select *, row_number() over () as place from settlements) e left join orders o on o.o = e.o left join lines l on l.line = e.line"
        " left join skus s using (sku) left join returns r on r.line = e.line and e.type = 1 order by e.place".replace(
            "{reasons}", sql_list(["Late delivery compensation", "Violation of the shipping policy", "Damaged in transit", "Ad spend paid from balance"])
        )
    )


def write_settlements(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox) -> None:
    """Write every weekly income workbook of both shops."""
    _prepare(connection)
    for shop in (US, UK):
        for week in range(world.span.weeks):
            _write_week(connection, world, inbox, shop, week)


def _write_week(connection: duckdb.DuckDBPyConnection, world: World, inbox: Inbox, shop: int, week: int) -> None:
    first = world.span.monday(week)
    new_layout = first >= NEW_LAYOUT
    headers = _headers(new_layout)
    lead: list[list[Value]] = [list(headers)]
    if week % 3 == 1:
        lead.append([_DESCRIPTIONS.get(name, "") for name in headers])
    path = inbox.path(SHOPS[shop].id, "settlements", f"income_{to_date(first + 7)}-05_30.xlsx")
    details, rows = query_sheet(connection, "Order details", lead, _row_query(shop, first, new_layout), _scratch(path))
    statements = _statements(connection, shop, first)
    report: list[list[Value]] = [
        ["Settlement report", None, None, None, None, f"{to_date(first):%Y/%m/%d}-{to_date(first + 6):%Y/%m/%d}"],
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
        "select slash_day(day), any_value(statement_id), any_value(payment_id), sum(settlement), sum(gross + gross_refund + seller_discount + seller_discount_refund),"
        " sum(fbt_fee + customer_shipping + customer_shipping_refund + incentive + incentive_refund + return_shipping),"
        " sum(referral + refund_admin + affiliate + affiliate_ads), sum(adjustment)"
        f" from settlement_rows where shop = {shop} and day >= {first} and day < {first + 7} group by day order by day"
    ).fetchall()
    return [[day, statement, payment, "Paid", *(_money(int(v)) for v in amounts), _money(0)] for day, statement, payment, *amounts in rows]


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
    earned: list[Value] = ["Earnings", f"64{first * 10 + shop:014d}", start, total, "Transferred", start, "********4410"]
    if total <= 0:
        return [earned]
    asked = f"{to_date(first + 4):%Y/%m/%d} 02:40:0{shop}"
    got = f"{to_date(first + 5):%Y/%m/%d} 09:05:2{shop}"
    return [earned, ["Withdrawal", f"65{first * 10 + shop:014d}", asked, -total, "Transferred", got, "********4410"]]

