"""Goods, carriers and warehouses: what each line costs in the currency of its bill, then in the reporting
currency."""

from __future__ import annotations

import numpy as np

from orchestration.demo.catalogue import BLUEBIRD, CARRIERS, MERIDIAN, PRODUCTS, SILKWAY, SKUS, UK, US
from orchestration.demo.charges import DUTY, FIRST_LEG, HANDLING, KINDS, LAST_MILE, billed_returns
from orchestration.demo.clock import DAY
from orchestration.demo.draws import Bools, Ints, Table, half_up, split
from orchestration.demo.story import DUTY_CHANGE, unit_duty
from orchestration.demo.truth.known import DOLLAR, YUAN, Known, carrier_currency


def unit_costs(known: Known) -> Table:
    """Unit cost, first leg and duty of each line in fen, by the cost row of its day."""
    product = [PRODUCTS[sku.product] for sku in SKUS]
    changed = known.day >= DUTY_CHANGE
    if known.world.span.end <= DUTY_CHANGE:
        changed = np.zeros(known.count, dtype=bool)
    duties = np.array(
        [[unit_duty(p.duty, p.shop, day) for p in product] for day in (DUTY_CHANGE - 1, DUTY_CHANGE)]
    )
    sku = known.lines["sku"]
    return {
        "goods": np.array([p.unit_cost for p in product], dtype=np.int64)[sku],
        "first_leg_freight": np.array([p.first_leg for p in product], dtype=np.int64)[sku],
        "duty": duties[changed.astype(np.int64), sku],
    }


def _parcel_rows(known: Known, kind: int) -> tuple[Ints, Ints, Ints]:
    """(parcel, amount, whether it names only the order) of the charges of a kind that the invoices show."""
    table = known.world.charges
    shown = np.flatnonzero((table["kind"] == kind) & known.parcel_billed[table["parcel"]])
    return table["parcel"][shown], table["amount"][shown], table["by_order"][shown].astype(np.int64)


def _newest_invoices(known: Known, kind: int) -> dict[int, Ints]:
    """By carrier, which charges of the kind its newest invoice shows (row numbers)."""
    table = known.world.charges
    shipped_week = (
        known.orders["shipped"][known.world.journeys.parcels["o"]] // DAY
    ) - known.world.span.first
    week = shipped_week[table["parcel"]] // 7
    found = {}
    for carrier in (MERIDIAN, BLUEBIRD, SILKWAY):
        shown = (table["kind"] == kind) & (table["carrier"] == carrier) & known.parcel_billed[table["parcel"]]
        if shown.any():
            found[carrier] = np.flatnonzero(shown & (week == week[shown].max()))
    return found


def _mean(known: Known, rows: Ints) -> int:
    """What these charges come to per parcel that they name."""
    table = known.world.charges
    amount = np.array([table["amount"][rows].sum()])
    return int(half_up(amount, len(np.unique(table["parcel"][rows])))[0])


def _labelled(known: Known) -> Bools:
    """The parcels whose number the last export of their order shows."""
    orders = known.orders
    return (orders["ready"] <= orders["last_seen"])[known.world.journeys.parcels["o"]]


def _accruals(known: Known, kind: int, billed: Ints) -> tuple[Ints, Ints]:
    """(parcel, amount) for parcels with a number but no charge of the kind, from the carrier's newest
    invoice."""
    parcels = known.world.journeys.parcels
    missing = _labelled(known) & ~parcels["fbt"]
    missing[billed] = False
    found_parcels, found_amounts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for carrier, rows in _newest_invoices(known, kind).items():
        open_parcels = np.flatnonzero(missing & (parcels["carrier"] == carrier))
        found_parcels.append(open_parcels)
        found_amounts.append(np.repeat(_mean(known, rows), len(open_parcels)))
    return np.concatenate(found_parcels), np.concatenate(found_amounts)


def _still_to_send(known: Known, kind: int) -> Ints:
    """By line, what goods without a parcel number will bear: one parcel an order, at the mean of the shop's
    carriers."""
    lines, parcel = known.lines, known.lines["parcel"]
    has_number = (parcel >= 0) & _labelled(known)[np.maximum(parcel, 0)]
    owed = (known.sold | known.sample) & ~has_number & ~known.orders["fbt"][lines["o"]]
    newest = _newest_invoices(known, kind)
    whole = np.zeros(len(known.orders["id"]), dtype=np.int64)
    for shop in (US, UK):
        rows = [newest[carrier] for carrier in newest if CARRIERS[carrier].shop == shop]
        if rows:
            whole[known.orders["shop"] == shop] = _mean(known, np.concatenate(rows))
    at = np.flatnonzero(owed)
    return known.per_line(at, split(whole, lines["o"][at], lines["quantity"][at]))


def parcel_charges(known: Known, kind: int) -> Ints:
    """Charges of a kind by line, in the carrier's currency: invoiced, and accrued where not invoiced yet."""
    parcel, amount, by_order = _parcel_rows(known, kind)
    named = by_order == 0
    total = _over_parcel(known, parcel[named], amount[named])
    order = known.world.journeys.parcels["o"][parcel[~named]]
    total += _over_order(known, order, amount[~named])
    accrued_parcel, accrued = _accruals(known, kind, parcel[named])
    return total + _over_parcel(known, accrued_parcel, accrued) + _still_to_send(known, kind)


def _over_parcel(known: Known, parcel: Ints, amount: Ints) -> Ints:
    """Split one amount a parcel over its lines by quantity; a parcel occurs at most once."""
    whole = np.zeros(len(known.world.journeys.parcels["o"]), dtype=np.int64)
    whole[parcel] = amount
    inside = np.flatnonzero(known.lines["parcel"] >= 0)
    parts = split(whole, known.lines["parcel"][inside], known.lines["quantity"][inside])
    return known.per_line(inside, parts)


def _over_order(known: Known, order: Ints, amount: Ints) -> Ints:
    whole = np.zeros(len(known.orders["id"]), dtype=np.int64)
    whole[order] = amount
    return known.per_line(np.arange(known.count), split(whole, known.lines["o"], known.lines["quantity"]))


def _converted_by_carrier(known: Known, amount: Ints) -> Ints:
    """US carriers bill in dollars, the UK's in yuan."""
    is_uk = known.shop == UK
    result = amount.copy()
    result[is_uk] = known.convert(amount[is_uk], carrier_currency(SILKWAY), known.day[is_uk])
    return result


def cost_components(known: Known, fbt_local: Ints) -> Table:
    """Goods and fulfilment of sold and sample lines, in the reporting currency; 0 for cancelled ones."""
    unit, quantity = unit_costs(known), known.lines["quantity"]
    kept = known.sold | known.sample
    amounts = {name: parcel_charges(known, kind) for kind, name in enumerate(KINDS)}
    yuan_lines = {name: unit[name] * quantity for name in ("first_leg_freight", "duty")}
    found = {"cost_of_goods": known.convert(unit["goods"] * quantity, YUAN, known.day)}
    for name in (KINDS[FIRST_LEG], KINDS[DUTY]):
        by_carrier = np.where(known.shop == UK, amounts[name], 0)
        found[name] = known.convert(yuan_lines[name] + by_carrier, YUAN, known.day)
    found[KINDS[LAST_MILE]] = _converted_by_carrier(known, amounts[KINDS[LAST_MILE]] + fbt_local)
    found[KINDS[HANDLING]] = _converted_by_carrier(known, amounts[KINDS[HANDLING]])
    return {name: np.where(kept, amount, 0) for name, amount in found.items()}


def graded_returns(known: Known) -> tuple[Ints, Table]:
    """The returns (row numbers) that a warehouse invoice shows, and what it says of them."""
    returns = known.world.returns
    rows = billed_returns(returns, known.world.sales)
    day = returns["received"][rows] // DAY
    first = known.world.span.first - 7
    rows = rows[(day < known.world.span.end - 7) & (day >= first)]
    return rows, {name: column[rows] for name, column in returns.items()}


def return_components(known: Known, shipping_local: Ints) -> Table:
    """Goods recovered and written off, handling and shipping of returns by line, in the reporting
    currency."""
    _, shown = graded_returns(known)
    line = shown["line"]
    unit = unit_costs(known)["goods"][line]
    resaleable = shown["grade"] == 0
    goods = unit * shown["quantity"]
    recovered = known.per_line(line[resaleable], goods[resaleable])
    lost = known.per_line(line[~resaleable], goods[~resaleable])
    in_uk = shown["shop"] == UK
    shipped = shipping_local + known.per_line(line[in_uk], shown["shipping"][in_uk])
    found = {
        "cost_of_goods_recovered": known.convert(recovered, YUAN, known.day),
        "goods_written_off": known.convert(lost, YUAN, known.day),
        "return_handling": known.convert_local(known.per_line(line, shown["handling"])),
        "return_shipping": known.convert_local(shipped),
    }
    return {name: np.where(known.sold, amount, 0) for name, amount in found.items()}


def storage(known: Known) -> tuple[Ints, list[tuple[int, int, str, int]]]:
    """Storage by line in the reporting currency, and what no sold line of its week can bear (shop, day,
    component, amount)."""
    table = known.world.storage
    amount = table["amount"].copy()
    for shop, currency in ((US, DOLLAR), (UK, YUAN)):
        mine = table["shop"] == shop
        amount[mine] = known.convert(amount[mine], currency, table["day"][mine])
    weeks = known.world.span.weeks
    cell = table["shop"] * weeks + (table["day"] - known.world.span.first) // 7
    whole = np.zeros(2 * weeks, dtype=np.int64)
    whole[cell] = amount
    at = np.flatnonzero(known.sold)
    group = known.shop[at] * weeks + known.orders["week"][known.lines["o"][at]]
    borne = np.bincount(group, minlength=2 * weeks) > 0
    left = [
        (int(table["shop"][i]), int(table["day"][i]), "storage", int(amount[i]))
        for i in np.flatnonzero(~borne[cell])
    ]
    parts = split(np.where(borne, whole, 0), group, known.lines["quantity"][at])
    return known.per_line(at, parts), left
