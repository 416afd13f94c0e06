"""Affiliate sales: which lines a creator sold, at which commission, and when that is known."""

from __future__ import annotations

import numpy as np

from orchestration.demo.aftersales import COMPLETED
from orchestration.demo.catalogue import CREATOR_COUNT, UK
from orchestration.demo.clock import DAY
from orchestration.demo.draws import NEVER, Draws, Table, half_up, pick
from orchestration.demo.simulate import Sales


def simulate_commissions(sales: Sales, returns: Table, draws: Draws) -> Table:
    """One row a commission (at most one a line); rates in basis points, `ineligible` when the claim fell
    away."""
    rng = draws.stream("affiliates")
    orders, lines = sales.orders, sales.lines
    share = np.where(orders["shop"] == UK, 0.42, 0.48)[lines["o"]]
    real = ~orders["sample"][lines["o"]]
    line = np.flatnonzero(real & (rng.random(len(share)) < share))
    count = len(line)
    order = lines["o"][line]
    sizes = [rank**-1.1 for rank in range(1, CREATOR_COUNT + 1)]
    rate = np.array([800, 1000, 1200, 1500])[pick(rng, [2, 4, 3, 1], count)]
    through_ads = rng.random(count) < 0.18
    base = lines["after"][line]
    bonus = (rng.random(count) < 0.04) & ~through_ads
    table: Table = {
        "line": line,
        "o": order,
        "shop": orders["shop"][order],
        "creator": pick(rng, sizes, count) + CREATOR_COUNT * orders["shop"][order],
        "content": pick(rng, [0.66, 0.2, 0.14], count),
        "video": rng.integers(0, 400, count),
        "base": base,
        "rate": np.where(through_ads, 0, rate),
        "ads_rate": np.where(through_ads, rate // 2, 0),
        "bonus": np.where(bonus, 100, 0),
    }
    table["standard"] = half_up(base * table["rate"], 10_000)
    table["ads"] = half_up(base * table["ads_rate"], 10_000)
    table["ineligible"] = _ineligible(sales, returns, table)
    table["paid"] = np.where(table["ineligible"] < NEVER, NEVER, _settled(sales, table))
    return table


def _settled(sales: Sales, table: Table) -> np.ndarray:
    delivered = sales.orders["delivered"][table["o"]]
    return np.where(delivered < NEVER, (delivered // DAY + 8) * DAY + 7 * 3_600, NEVER)


def _ineligible(sales: Sales, returns: Table, table: Table) -> np.ndarray:
    """A full refund before the order settles, early enough to be seen in an export, ends the creator's
    claim."""
    orders = sales.orders
    order = returns["o"]
    settles = (orders["delivered"][order] // DAY + 8) * DAY
    visible = orders["created"][order] + 20 * DAY
    early = (
        (returns["outcome"] == COMPLETED)
        & ~returns["partial"]
        & (returns["refunded"] < np.minimum(settles, visible))
    )
    when = np.full(len(sales.lines["o"]), NEVER, dtype=np.int64)
    when[returns["line"][early]] = returns["refunded"][early]
    cancelled = orders["cancelled"][table["o"]]
    return np.minimum(when[table["line"]], np.where(cancelled < NEVER, cancelled, NEVER))
