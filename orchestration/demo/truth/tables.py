"""Put the components together and write the truth's CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from orchestration.demo.catalogue import SKUS
from orchestration.demo.clock import week_key
from orchestration.demo.draws import Ints, Table
from orchestration.demo.store import FileRow, csv_line
from orchestration.demo.truth.ads import ad_spend
from orchestration.demo.truth.costs import cost_components, return_components, storage
from orchestration.demo.truth.fees import local_amounts, unallocated_adjustments
from orchestration.demo.truth.fulfilment import COLUMNS as SLA_COLUMNS
from orchestration.demo.truth.fulfilment import sla_weekly
from orchestration.demo.truth.known import Known, look, shop_ids
from orchestration.demo.truth.reconcile import reconciliation
from orchestration.demo.truth.returns import (
    ASSUMED,
    IN_OTHER_LINES,
    assumed_costs,
    parts_of_other_lines,
    shown_returns,
)
from orchestration.demo.world import World

MONEY_COLUMNS = (
    "gross_sales", "seller_discount", "platform_discount", "refunds", "net_sales", "shipping_income",
        "cost_of_goods",
    "cost_of_goods_recovered", "cm1", "first_leg_freight", "duty", "last_mile", "handling", "storage",
        "late_compensation",
    "fulfilment_cost", "referral_fee", "transaction_fee", "other_platform_fees", "platform_fees",
        "return_shipping", "return_handling",
    "refund_administration_fee", "return_compensation", "return_cost", "cm2", "ad_spend",
        "affiliate_commission", "sample_cost",
    "other_marketing", "cm3",
)  # fmt: skip
RETURN_COLUMNS = (
    "refund", *IN_OTHER_LINES, "return_shipping", "return_handling", "refund_administration_fee",
    "return_compensation", "goods_written_off", *ASSUMED, "total_return_cost",
)  # fmt: skip
_SAMPLE_PARTS = ("cost_of_goods", "first_leg_freight", "duty", "last_mile", "handling")
Unallocated = list[tuple[int, int, str, int]]


def line_components(known: Known) -> tuple[Table, Unallocated]:
    """Every component of every line in reporting minor units (inputs of the levels, not the levels), and the
    unallocated."""
    local = local_amounts(known)
    fbt, return_shipping = local.pop("fbt"), local.pop("return_shipping")
    found = {name: known.convert_local(amount) for name, amount in local.items()}
    found |= cost_components(known, fbt)
    found |= return_components(known, return_shipping)
    found["storage"], left = storage(known)
    found["ad_spend"], left_ads = ad_spend(known)
    parts = [found[name] for name in _SAMPLE_PARTS]
    found["sample_cost"] = np.where(known.sample, sum(parts, np.zeros(known.count, dtype=np.int64)), 0)
    for name in _SAMPLE_PARTS:
        found[name] = np.where(known.sample, 0, found[name])
    for name in ("transaction_fee", "other_marketing"):
        found[name] = np.zeros(known.count, dtype=np.int64)
    return found, left + left_ads + unallocated_adjustments(known)


def add_levels(amount: Table) -> Table:
    """Add the sums of the waterfall: net sales, the three margins, and the subtotals of what lies between
    them."""
    a = amount
    a["net_sales"] = a["gross_sales"] - a["seller_discount"] - a["refunds"]
    a["cm1"] = a["net_sales"] + a["shipping_income"] - a["cost_of_goods"] + a["cost_of_goods_recovered"]
    a["fulfilment_cost"] = (
        a["first_leg_freight"]
        + a["duty"]
        + a["last_mile"]
        + a["handling"]
        + a["storage"]
        + a["late_compensation"]
    )
    a["platform_fees"] = a["referral_fee"] + a["transaction_fee"] + a["other_platform_fees"]
    a["return_cost"] = (
        a["return_shipping"]
        + a["return_handling"]
        + a["refund_administration_fee"]
        - a["return_compensation"]
    )
    a["cm2"] = a["cm1"] - a["fulfilment_cost"] - a["platform_fees"] - a["return_cost"]
    a["cm3"] = a["cm2"] - a["ad_spend"] - a["affiliate_commission"] - a["sample_cost"] - a["other_marketing"]
    return a


def margin_weekly(known: Known, amounts: Table, left: Unallocated) -> list[list[object]]:
    """Rows of `contribution_margin_weekly.csv`."""
    span, skus = known.world.span, len(SKUS)
    width = skus + 2
    cell = known.orders["week"][known.lines["o"]] * width + known.lines["sku"]
    size = span.weeks * width
    inputs = {name: _summed(cell, column, size) for name, column in amounts.items()}
    shown = np.bincount(cell[known.sold | known.sample], minlength=size) > 0
    for shop, day, name, amount in left:
        at = min((day - span.first) // 7, span.weeks - 1) * width + skus + shop
        inputs[name][at] += amount
        shown[at] = True
    table = add_levels(inputs)
    units = _summed(cell[known.sold], known.lines["quantity"][known.sold], size)
    orders = np.bincount(cell[known.sold], minlength=size)
    return [
        [
            *_margin_key(known, int(at), width),
            int(units[at]),
            int(orders[at]),
            *(_text(table[name][at]) for name in MONEY_COLUMNS),
        ]
        for at in np.flatnonzero(shown)
    ]


def _summed(cell: Ints, amount: Ints, size: int) -> Ints:
    return np.bincount(cell, weights=amount, minlength=size).astype(np.int64)


def _margin_key(known: Known, cell: int, width: int) -> tuple[str, str, str]:
    week, place = divmod(cell, width)
    key = week_key(known.world.span.monday(week))
    if place >= len(SKUS):
        return (shop_ids()[place - len(SKUS)], key, "unallocated")
    return (shop_ids()[SKUS[place].shop], key, str(SKUS[place].sku_id))


def return_weekly(known: Known, amounts: Table) -> list[list[object]]:
    """Rows of `return_cost_weekly.csv`: the returns that an export shows, by the week of their order."""
    returns = known.world.returns
    shown = shown_returns(known) & known.sold[returns["line"]]
    line = returns["line"][shown]
    size = known.world.span.weeks * len(SKUS)
    cell = known.orders["week"][known.lines["o"][line]] * len(SKUS) + known.lines["sku"][line]
    done = known.return_done[shown]
    units = _summed(cell, np.where(done, returns["quantity"][shown], 0), size)
    costs = amounts | parts_of_other_lines(known, amounts) | assumed_costs(known, amounts["cost_of_goods"])
    table = {"refund": _summed(cell, costs["refunds"][line], size)}
    for name in RETURN_COLUMNS[1:-1]:
        table[name] = _summed(cell, costs[name][line], size)
    table["total_return_cost"] = sum(
        (table[name] for name in RETURN_COLUMNS[:-1] if name != "return_compensation"),
        -table["return_compensation"],
    )
    moved = units + sum(abs(table[name]) for name in RETURN_COLUMNS[:-1])
    rows: list[list[object]] = []
    for at in np.flatnonzero(moved):
        week, sku = divmod(int(at), len(SKUS))
        key = [
            shop_ids()[SKUS[sku].shop],
            week_key(known.world.span.monday(week)),
            str(SKUS[sku].sku_id),
            int(units[at]),
        ]
        rows.append([*key, *(_text(table[name][at]) for name in RETURN_COLUMNS)])
    return rows


def _text(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(int(minor)) // 100}.{abs(int(minor)) % 100:02d}"


def write_truth(world: World, files: Sequence[FileRow], folder: Path) -> None:
    """Reckon the truth and write its CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    known = look(world)
    amounts, left = line_components(known)
    key = ("shop_id", "order_week", "sku_id", "unit_count", "order_count")
    _write(
        folder / "contribution_margin_weekly.csv",
        (*key, *MONEY_COLUMNS),
        margin_weekly(known, dict(amounts), left),
    )
    return_key = ("shop_id", "week", "sku_id", "returned_unit_count")
    _write(folder / "return_cost_weekly.csv", (*return_key, *RETURN_COLUMNS), return_weekly(known, amounts))
    _write(folder / "fulfillment_sla_weekly.csv", ("shop_id", "week", *SLA_COLUMNS), sla_weekly(known))
    reconciled = ([shop, order, status, _text(amount)] for shop, order, status, amount in _reconciled(known))
    _write(
        folder / "settlement_reconciliation.csv",
        ("shop_id", "order_id", "status", "difference_local"),
        reconciled,
    )
    listed = (
        [f.shop_id, f.source, f.source_file, f.rows_read, f.rows_quarantined, str(f.is_duplicate).lower()]
        for f in files
    )
    names = ("shop_id", "source", "source_file", "rows_read", "rows_quarantined", "is_duplicate")
    _write(folder / "source_files.csv", names, sorted(listed))


def _reconciled(known: Known) -> Iterable[tuple[str, str, str, int]]:
    for shop, order, status, amount in reconciliation(known):
        yield str(shop), str(order), str(status), int(str(amount))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    lines = [csv_line(header), *(csv_line(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
