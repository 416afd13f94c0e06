"""Orders and their lines: who buys what, when, at which price.

Returns arrays sorted by (shop, order id), so that a row's place is also its rank when the largest-remainder
method ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.demo.catalogue import (
    CANCEL_REASONS,
    PRODUCTS,
    RETAIL_DELIVERY_STATE,
    SHOPS,
    SKUS,
    US,
    US_STATES,
)
from orchestration.demo.clock import DAY, Span, Zone
from orchestration.demo.draws import NEVER, Draws, Ints, Table, half_up, pick, split
from orchestration.demo.story import demand

_HOURS = (3, 2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 6, 5, 5, 5, 6, 7, 9, 11, 12, 9, 5)
_ID_EPOCH = 1_735_689_600


@dataclass(frozen=True)
class Sales:
    """Orders and lines. `lines['o']` is the order's row, `lines['sku']` the place in the catalogue; money in
    minor units."""

    span: Span
    zones: tuple[Zone, ...]
    orders: Table
    lines: Table


def simulate_sales(span: Span, orders_per_week: int, draws: Draws) -> Sales:
    """Draw every order of the span."""
    zones = tuple(Zone(shop.timezone, span.first, span.end) for shop in SHOPS)
    orders = _orders(span, orders_per_week, draws, zones)
    lines = _lines(orders, span, draws)
    _price_lines(orders, lines, draws)
    _price_orders(orders, lines, draws)
    _cancel(orders, span, draws)
    lines["sold"] = (orders["cancel_kind"] == 0)[lines["o"]] & ~orders["sample"][lines["o"]]
    return Sales(span, zones, orders, lines)


def _orders(span: Span, per_week: int, draws: Draws, zones: tuple[Zone, ...]) -> Table:
    rng = draws.stream("orders")
    table = demand(span)
    shop_of_sku = np.array([sku.shop for sku in SKUS])
    parts = []
    for index, shop in enumerate(SHOPS):
        level = table[:, shop_of_sku == index].sum(axis=1)
        wiggle = 1 + 0.03 * rng.standard_normal(span.weeks)
        counts = np.rint(per_week * shop.share * level * wiggle).astype(np.int64)
        week = np.repeat(np.arange(span.weeks), counts)
        created = _created(rng, span, week)
        created = np.sort(zones[index].skip_gap(created))
        parts.append((np.full(len(created), index), _order_ids(rng, created, shop.order_id_base), created))
    shop_column, order_id, created = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return _order_traits(
        draws, {"shop": shop_column.astype(np.int64), "id": order_id, "created": created}, span
    )


def _created(rng: np.random.Generator, span: Span, week: Ints) -> Ints:
    day = pick(rng, [1.0, 0.95, 0.95, 1.0, 1.08, 1.15, 1.12], len(week))
    hour = pick(rng, list(map(float, _HOURS)), len(week))
    return (span.first + 7 * week + day) * DAY + hour * 3600 + rng.integers(0, 3600, len(week))


def _order_ids(rng: np.random.Generator, created: Ints, base: int) -> Ints:
    """Ascending 18-digit ids: the second, the place within it, and noise."""
    place = np.arange(len(created)) - np.searchsorted(created, created, side="left")
    return base + (created - _ID_EPOCH) * 1_000_000 + place * 1000 + rng.integers(0, 1000, len(created))


def _order_traits(draws: Draws, orders: Table, span: Span) -> Table:
    rng = draws.stream("buyers")
    count = len(orders["id"])
    is_us = orders["shop"] == US
    orders["day"] = orders["created"] // DAY
    orders["week"] = (orders["day"] - span.first) // 7
    orders["sample"] = rng.random(count) < 0.013
    orders["buyer"] = rng.integers(0, max(count * 2 // 3, 1), count)
    orders["place"] = np.where(is_us, rng.integers(0, len(US_STATES), count), rng.integers(0, 6, count))
    orders["payment"] = pick(rng, [4, 3, 2, 1.5, 1, 0.8, 0.7], count)
    gap = rng.integers(4, 95, count)
    orders["paid"] = orders["created"] + np.where(rng.random(count) < 0.004, -rng.integers(1, 4, count), gap)
    orders["last_seen"] = span.last_seen(orders["created"])
    return orders


def _lines(orders: Table, span: Span, draws: Draws) -> Table:
    """Up to three different SKUs an order, drawn by the week's demand of its shop."""
    rng = draws.stream("baskets")
    count = len(orders["id"])
    table = demand(span)
    shop_of_sku = np.array([sku.shop for sku in SKUS])
    wanted = 1 + pick(rng, [0.875, 0.105, 0.02], count)
    wanted = np.where(orders["sample"], 1, wanted)
    drawn = np.zeros((3, count), dtype=np.int64)
    for index in range(len(SHOPS)):
        mine = np.flatnonzero(orders["shop"] == index)
        skus = np.flatnonzero(shop_of_sku == index)
        edges = np.cumsum(table[:, skus], axis=1)
        edges = (edges / edges[:, -1:] + np.arange(span.weeks)[:, None]).ravel()
        for place in range(3):
            found = np.searchsorted(edges, rng.random(len(mine)) + orders["week"][mine], side="right")
            drawn[place, mine] = skus[np.minimum(found - orders["week"][mine] * len(skus), len(skus) - 1)]
    keep = np.arange(3)[:, None] < wanted
    keep[1] &= drawn[1] != drawn[0]
    keep[2] &= (drawn[2] != drawn[0]) & (drawn[2] != drawn[1])
    order = np.broadcast_to(np.arange(count), (3, count))[keep]
    sku = drawn[keep]
    ranked = np.lexsort((np.array([s.sku_id for s in SKUS])[sku], order))
    quantity = 1 + pick(rng, [0.90, 0.08, 0.02], len(order))
    return {"o": order[ranked], "sku": sku[ranked], "quantity": quantity}


def _price_lines(orders: Table, lines: Table, draws: Draws) -> None:
    rng = draws.stream("prices")
    count = len(lines["o"])
    price = np.array([PRODUCTS[sku.product].price for sku in SKUS], dtype=np.int64)
    sample = orders["sample"][lines["o"]]
    lines["quantity"] = np.where(sample, 1, lines["quantity"])
    lines["price"] = price[lines["sku"]]
    lines["gross"] = lines["price"] * lines["quantity"]
    promotion = np.array([0, 500, 1000, 1500, 2000])[pick(rng, [0.30, 0.2, 0.24, 0.16, 0.10], count)]
    discount = half_up(lines["gross"] * promotion, 10_000)
    lines["seller_discount"] = np.where(sample, lines["gross"], discount)
    lines["value"] = lines["gross"] - lines["seller_discount"]
    coupon = np.array([0, 500, 800, 1200])[pick(rng, [0.62, 0.18, 0.12, 0.08], count)]
    lines["platform_discount"] = half_up(lines["value"] * coupon, 10_000)
    lines["after"] = lines["value"] - lines["platform_discount"]


def _price_orders(orders: Table, lines: Table, draws: Draws) -> None:
    """Shipping, tax and what the buyer pays: one amount an order, repeated on its lines in the export."""
    rng = draws.stream("order amounts")
    count = len(orders["id"])
    is_us, real = orders["shop"] == US, ~orders["sample"]
    subtotal = np.bincount(lines["o"], weights=lines["after"], minlength=count).astype(np.int64)
    listed = np.where(is_us, np.array([599, 499, 699])[pick(rng, [0.6, 0.3, 0.1], count)], 349)
    payer = pick(rng, [0.36, 0.34, 0.30], count)
    orders["ship_original"] = np.where(real, listed, 0)
    orders["ship_platform"] = np.where(payer == 0, orders["ship_original"], 0)
    orders["ship_seller"] = np.where(payer == 1, orders["ship_original"], 0)
    orders["ship_after"] = orders["ship_original"] - orders["ship_platform"] - orders["ship_seller"]
    rate = np.array([state[3] for state in US_STATES], dtype=np.int64)[np.where(is_us, orders["place"], 0)]
    orders["tax"] = np.where(is_us, half_up(subtotal * rate, 10_000), 0)
    delivery = is_us & real & (orders["place"] == RETAIL_DELIVERY_STATE)
    orders["delivery_fee"] = np.where(delivery, 29, 0)
    given = is_us & real & (rng.random(count) < 0.03)
    orders["payment_discount"] = np.where(given, np.minimum(150, subtotal // 4), 0)
    due = subtotal + orders["ship_after"] + orders["tax"] + orders["delivery_fee"]
    orders["amount"] = due - orders["payment_discount"]
    orders["subtotal"] = subtotal
    charged = orders["tax"] + orders["ship_after"] - orders["payment_discount"]
    lines["customer_paid"] = lines["after"] + split(charged, lines["o"], lines["after"], lines["quantity"])


def _cancel(orders: Table, span: Span, draws: Draws) -> None:
    """Cancellations: 0 none, 1 by the buyer, 2 by the system, 3 by the seller; all before dispatch."""
    rng = draws.stream("cancellations")
    count = len(orders["id"])
    kind = np.where(orders["sample"], 0, pick(rng, [0.958, 0.024, 0.011, 0.007], count))
    reasons = np.array([1] + [len(CANCEL_REASONS[k]) for k in (1, 2, 3)])
    reason = rng.integers(0, 1_000, count) % reasons[kind]
    unpaid = (kind == 2) & (reason == 0)
    orders["cancel_kind"], orders["cancel_reason"] = kind, reason
    orders["paid"] = np.where(unpaid, NEVER, orders["paid"])
    wait = np.where(unpaid, rng.integers(3_600, 7_200, count), rng.integers(900, 10_000, count))
    orders["cancelled"] = np.where(kind > 0, orders["created"] + wait, NEVER)
