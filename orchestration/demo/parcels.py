"""From order to door: when each order is packed, scanned, on its way, delivered, and in which parcel each
line travels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.demo.catalogue import BLUEBIRD, MERIDIAN, PRODUCTS, SHOPS, SILKWAY, SKUS, UK, US, USPS
from orchestration.demo.clock import DAY, OpenDays, Span, business_days, holidays_of
from orchestration.demo.draws import NEVER, Bools, Draws, Ints, Table, pick
from orchestration.demo.simulate import Sales
from orchestration.demo.story import is_late_carrier

_TRANSIT = ([2, 3, 4, 5, 6], [0.28, 0.40, 0.2, 0.09, 0.03])


@dataclass(frozen=True)
class Journeys:
    """Parcels (one row each, sorted by order) and the business days of both shops."""

    parcels: Table
    business_days: tuple[OpenDays, ...]


def simulate_journeys(sales: Sales, draws: Draws) -> Journeys:
    """Add ready, shipped, delivered, completed to `sales.orders`, the parcel to `sales.lines`; return the
    parcels."""
    rng = draws.stream("fulfilment")
    _assign(sales.orders, sales.lines, rng)
    open_days = _open_days(sales.span)
    deadlines = tuple(business_days(shop.market, sales.span) for shop in SHOPS)
    times = _times(sales.orders, open_days, deadlines[US], rng)
    second = _second_parcels(sales, rng)
    parcels = _parcels(sales, times, second, open_days, draws)
    _close_orders(sales, parcels, rng)
    return Journeys(parcels, deadlines)


def _open_days(span: Span) -> tuple[OpenDays, ...]:
    """When each shop's warehouse packs and its carrier collects: six days a week in the US, every day in
    Shenzhen."""
    return (OpenDays(span, 6, holidays_of("US", span)), OpenDays(span, 7, set()))


def _assign(orders: Table, lines: Table, rng: np.random.Generator) -> None:
    """Fulfilment by the platform or the seller, warehouse and carrier, one an order."""
    count = len(orders["id"])
    first_line = np.searchsorted(lines["o"], np.arange(count))
    share = np.array([PRODUCTS[sku.product].fbt_share for sku in SKUS])
    orders["fbt"] = (rng.random(count) < share[lines["sku"][first_line]]) & ~orders["sample"]
    us_carrier = np.where(rng.random(count) < 0.56, MERIDIAN, BLUEBIRD)
    carrier = np.where(orders["shop"] == US, us_carrier, SILKWAY)
    orders["carrier"] = np.where(orders["fbt"], USPS, carrier)
    centre = 2 + pick(rng, [0.5, 0.3, 0.2], count)
    orders["warehouse"] = np.where(orders["fbt"], centre, np.where(orders["shop"] == US, 0, 1))


def _times(
    orders: Table, days: tuple[OpenDays, ...], delivery_days: OpenDays, rng: np.random.Generator
) -> Table:
    count = len(orders["id"])
    fbt, is_uk = orders["fbt"], orders["shop"] == UK
    hour = (orders["created"] % DAY) // 3600
    pack = np.where(fbt, pick(rng, [0.6, 0.4], count), pick(rng, [0.40, 0.52, 0.055, 0.025], count))
    opened = np.where(is_uk, days[UK].is_open(orders["day"]), days[US].is_open(orders["day"]))
    same_day = (pack == 0) & (hour < 13) & opened
    pack = np.where(same_day, 0, np.maximum(pack, 1))
    ready_day = _after(days, is_uk, orders["day"], pack)
    clock = np.where(
        same_day, rng.integers(13 * 3600, 17 * 3600, count), rng.integers(8 * 3600, 17 * 3600, count)
    )
    late = is_late_carrier(orders["carrier"], ready_day, BLUEBIRD)
    wait = np.where(fbt, 0, pick(rng, [0.85, 0.14, 0.01], count))
    wait += np.where(late, rng.integers(1, 5, count), 0)
    scan_day = _after(days, is_uk, ready_day, wait)
    scan_clock = np.where(
        wait == 0, rng.integers(17 * 3600 + 1800, 21 * 3600, count), rng.integers(9 * 3600, 19 * 3600, count)
    )
    transit = np.array(_TRANSIT[0])[pick(rng, _TRANSIT[1], count)] + np.where(
        late, rng.integers(1, 4, count), 0
    )
    transit = np.minimum(transit, np.maximum(12 - pack - wait, 1))
    domestic = delivery_days.after(scan_day, transit)
    delivered_day = np.where(is_uk, scan_day + 7 + pick(rng, [1, 3, 4, 3, 2, 1], count), domestic)
    delivered = delivered_day * DAY + rng.integers(9 * 3600, 20 * 3600, count)
    return {"ready": ready_day * DAY + clock, "scan": scan_day * DAY + scan_clock, "delivered": delivered}


def _after(days: tuple[OpenDays, ...], is_uk: Bools, day: Ints, count: Ints) -> Ints:
    return np.where(is_uk, days[UK].after(day, count), days[US].after(day, count))


def _second_parcels(sales: Sales, rng: np.random.Generator) -> Bools:
    """Which lines travel in a second parcel: now and then the last line of an order with several."""
    order = sales.lines["o"]
    last = np.append(order[1:] != order[:-1], True)
    several = np.bincount(order, minlength=len(sales.orders["id"]))[order] > 1
    seller = ~sales.orders["fbt"][order]
    return last & several & seller & (rng.random(len(order)) < 0.05)


def _parcels(sales: Sales, times: Table, second: Bools, days: tuple[OpenDays, ...], draws: Draws) -> Table:
    rng = draws.stream("parcels")
    orders, lines = sales.orders, sales.lines
    orders["ready"] = np.where(orders["cancel_kind"] > 0, NEVER, times["ready"])
    shipped = np.flatnonzero(orders["cancel_kind"] == 0)
    extra = np.flatnonzero(second & (orders["cancel_kind"][lines["o"]] == 0))
    owner = np.concatenate([shipped, lines["o"][extra]])
    is_second = np.concatenate([np.zeros(len(shipped), dtype=bool), np.ones(len(extra), dtype=bool)])
    ranked = np.lexsort((is_second, owner))
    owner, is_second = owner[ranked], is_second[ranked]
    scan, delivered = times["scan"][owner], times["delivered"][owner]
    is_uk = orders["shop"][owner] == UK
    later = (
        _after(days, is_uk, scan // DAY, np.ones(len(owner), dtype=np.int64)) * DAY + 10 * 3600 + scan % 7000
    )
    after = (np.maximum(delivered // DAY, later // DAY) + 1) * DAY + delivered % DAY
    count = len(owner)
    parcels: Table = {
        "o": owner,
        "shop": orders["shop"][owner],
        "carrier": orders["carrier"][owner],
        "fbt": orders["fbt"][owner],
        "number": rng.permutation(count) * 7 + rng.integers(0, 7, count),
        "scan": np.where(is_second, later, scan),
        "delivered": np.where(is_second, after, delivered),
        "tracked": ~orders["fbt"][owner] & (is_second | (rng.random(count) > 0.006)),
        "invoiced": rng.random(count) > 0.003,
        "relabelled": ~is_second & (rng.random(count) < 0.006),
    }
    split_orders = at_second(owner, is_second, len(orders["id"]))
    parcels["tracked"] |= split_orders[owner] & ~parcels["fbt"]
    _place_lines(lines, owner, is_second, second)
    return parcels


def at_second(owner: Ints, is_second: Bools, count: int) -> Bools:
    """Which orders have a second parcel."""
    return np.bincount(owner, weights=is_second, minlength=count) > 0


def _place_lines(lines: Table, owner: Ints, is_second: Bools, second: Bools) -> None:
    """The parcel row of each line; -1 for lines that are never shipped."""
    first = np.searchsorted(owner, lines["o"], side="left")
    known = (first < len(owner)) & (owner[np.minimum(first, len(owner) - 1)] == lines["o"])
    lines["parcel"] = np.where(known, first + second, -1)


def _close_orders(sales: Sales, parcels: Table, rng: np.random.Generator) -> None:
    """An order is shipped and delivered when its last parcel is; completed a week later."""
    orders = sales.orders
    count = len(orders["id"])
    scan, delivered = np.full(count, -1), np.full(count, -1)
    np.maximum.at(scan, parcels["o"], parcels["scan"])
    np.maximum.at(delivered, parcels["o"], parcels["delivered"])
    orders["shipped"] = np.where(scan < 0, NEVER, scan + rng.integers(60, 1_800, count))
    orders["delivered"] = np.where(delivered < 0, NEVER, delivered)
    orders["completed"] = np.where(delivered < 0, NEVER, delivered + 8 * DAY)
    grams = (
        np.array([PRODUCTS[sku.product].weight for sku in SKUS])[sales.lines["sku"]] * sales.lines["quantity"]
    )
    units = np.bincount(
        np.maximum(sales.lines["parcel"], 0),
        weights=np.where(sales.lines["parcel"] < 0, 0, sales.lines["quantity"]),
        minlength=len(parcels["o"]),
    )
    mass = np.bincount(
        np.maximum(sales.lines["parcel"], 0),
        weights=np.where(sales.lines["parcel"] < 0, 0, grams),
        minlength=len(parcels["o"]),
    )
    parcels["units"], parcels["grams"] = units.astype(np.int64), mass.astype(np.int64) + 60
    orders["grams"] = np.bincount(sales.lines["o"], weights=grams, minlength=count).astype(np.int64) + 60
