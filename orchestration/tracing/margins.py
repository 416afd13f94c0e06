"""What the published marts make of an order, and which exports each amount rests on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from orchestration.tracing.text import Places, money, paragraph, said
from orchestration.warehouse.publish import readable_marts

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

RESTS_ON = {
    "gross_sales": "order export", "seller_discount": "order export", "platform_discount": "order export",
    "refunds": "returns and settlements", "shipping_income": "order export, then settlements",
    "cost_of_goods": "product costs", "cost_of_goods_recovered": "returns and product costs",
    "first_leg_freight": "logistics invoices", "duty": "logistics invoices",
    "import_vat": "logistics invoices", "customs_clearance": "logistics invoices",
    "last_mile": "settlements or logistics invoices",
    "handling": "logistics invoices", "storage": "logistics invoices", "late_compensation": "settlements",
    "referral_fee": "fee schedule until settled", "transaction_fee": "fee schedule until settled",
    "other_platform_fees": "settlements", "unmapped_fees": "settlements",
    "return_shipping": "settlements or logistics invoices", "return_handling": "logistics invoices",
    "refund_administration_fee": "settlements", "return_compensation": "settlements and returns",
    "ad_spend": "ads reports, its share by sales", "affiliate_commission": "affiliate orders until settled",
    "sample_cost": "product costs", "other_marketing": "settlements",
}  # fmt: skip
_ASKED = ("order_line_margins", "settlement_lines", "settlement_reconciliation")
LEVELS = ("net_sales", "cm1", "cm2", "cm3")


def margins_of(
    marts: duckdb.DuckDBPyConnection, order_id: str, shop_id: str | None, places: Places
) -> list[str]:
    """The lines about an order's margin, settlement, returns and parcels in the published marts."""
    hidden = [table for table in _ASKED if _is_there(marts, table) and table not in readable_marts(marts)]
    lines = [f"withheld  marts.{table}: a check failed; `suanqing status` names it" for table in hidden]
    for row in _asked(marts, "order_line_margins", order_id, shop_id):
        settled = _asked(marts, "settlement_lines", order_id, row["shop_id"])
        lines += ["", *_line_margin(row, [s for s in settled if s["sku_id"] in (row["sku_id"], None, "")])]
    lines += _settlement(_asked(marts, "settlement_lines", order_id, shop_id), places)
    for row in _asked(marts, "settlement_reconciliation", order_id, shop_id):
        lines += ["", f"reconciliation  {row['status']}: {row['explanation'] or 'nothing to explain'}"]
        lines.append(
            f"  expected {money(row['expected_local'], row['currency'])}, "
            f"settled {money(row['settled_local'], row['currency'])}, "
            f"difference {money(row['difference_local'], row['currency'])} {row['currency']}"
        )
    return lines


def _is_there(marts: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = marts.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = 'marts' AND table_name = ?", [table]
    ).fetchone()
    return found is not None


def _asked(marts: duckdb.DuckDBPyConnection, table: str, order_id: str, shop_id: str | None) -> list[Row]:
    if table not in readable_marts(marts):
        return []
    shop = " AND shop_id = ?" if shop_id else ""
    cursor = marts.execute(
        f"SELECT * FROM marts.{table} WHERE order_id = ?{shop} ORDER BY ALL",
        [order_id, *([shop_id] if shop_id else [])],
    )
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _line_margin(row: Row, settled: list[Row]) -> Iterator[str]:
    state = "settled" if row["is_settled"] else "not settled yet: fees follow the schedule"
    sku = f"{row['sku_id']} ({said(row['seller_sku'])})"
    yield f"margin  {row['shop_id']}  sku {sku}  week {row['order_week']}  {state}"
    if row["is_cost_unknown"]:
        yield "  its cost is unknown, so it is left out of the margin: add it to product_costs"
    for name, value in row.items():
        if name in LEVELS:
            yield f"  {name:<26}{money(value, row['currency']):>14} {row['currency']}"
        elif name in RESTS_ON and value:
            amount = f"{money(value, row['currency']):>14} {row['currency']}"
            yield f"    {name:<24}{amount}   {_rests_on(name, settled)}"
    if row["estimated_amount"]:
        estimated = money(row["estimated_amount"], row["currency"])
        yield f"  of this estimated         {estimated:>14} {row['currency']}"


def _rests_on(name: str, settled: list[Row]) -> str:
    files = sorted({line["source_file"] for line in settled if line["margin_line"] == name})
    return f"settled: {', '.join(files)}" if files else RESTS_ON[name]


def _settlement(rows: list[Row], where: Places) -> Iterator[str]:
    """What statements say of the order: each amount once, with where it stands."""
    places: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row["amount_local"]:
            places.setdefault((row["source_file"], row["source_row"]), []).append(row)
    for (name, number), amounts in places.items():
        first = amounts[0]
        yield ""
        yield (
            f"statement {said(first['statement_id'])} of {said(first['statement_on'])}  "
            f"{said(first['transaction_type'])}  sku {said(first['sku_id'])}"
        )
        yield f"  {where.said(name, number, 'settlements')}"
        yield from paragraph([_amount(row) for row in amounts], 6)
        total = sum((row["amount_local"] for row in amounts if row["counts_in_total"]), Decimal(0))
        yield f"      = {money(total, first['currency'])} {first['currency']}"


def _amount(row: Row) -> str:
    name = row["column_name"]
    group = " (unmapped)" if row["fee_group"] == "unmapped" else ""
    return f"{name}{group} {money(row['amount_local'], row['currency'])}"
