"""Returns: who sends what back, why, what is refunded, and in which grade it arrives. At most one return a
line."""

from __future__ import annotations

import numpy as np

from orchestration.demo.catalogue import PRODUCTS, SKUS, UK
from orchestration.demo.clock import DAY
from orchestration.demo.draws import NEVER, Bools, Draws, Table, half_up, pick
from orchestration.demo.simulate import Sales
from orchestration.demo.story import SIZE_RETURN_RATE, SIZE_SKU, sku_number

COMPLETED, REJECTED, CANCELED, OPEN = range(4)
LATE_REFUNDS = 7
_WORN = ("Womenswear", "Shoes")
_REASONS = [0.18, 0.12, 0.2, 0.2, 0.22, 0.09, 0.09, 0.06]


def simulate_returns(sales: Sales, draws: Draws) -> Table:
    """One row a return, in order of its line; times are local seconds, `refund_total` what the buyer gets
    back."""
    rng = draws.stream("returns")
    orders, lines = sales.orders, sales.lines
    late = _late_refund_lines(sales)
    line = np.flatnonzero(_asked_back(sales, rng) | late)
    late = late[line]
    count = len(line)
    order = lines["o"][line]
    worn = np.isin(np.array([PRODUCTS[sku.product].category for sku in SKUS]), _WORN)[lines["sku"][line]]
    reason = np.where(worn, pick(rng, _REASONS, count), 2 + pick(rng, _REASONS[2:], count))
    fits_badly = (lines["sku"][line] == sku_number(SIZE_SKU)) & (rng.random(count) < 0.72)
    returns: Table = {"line": line, "o": order, "shop": orders["shop"][order], "late": late}
    returns["reason"] = np.where(fits_badly, 0, np.where(late, 2, reason))
    returns["refund_only"] = (rng.random(count) < 0.3) | late | (returns["reason"] == 7)
    returns["outcome"] = np.where(late, COMPLETED, pick(rng, [0.76, 0.11, 0.06, 0.07], count))
    partial = returns["refund_only"] & (rng.random(count) < 0.5) & (returns["reason"] != 7) | late
    fraction = np.where(partial, rng.integers(25, 65, count), 100)
    returns["partial"] = partial
    returns["refund_total"] = half_up(lines["customer_paid"][line] * fraction, 100)
    returns["quantity"] = np.where(partial, 1, lines["quantity"][line])
    returns["number"] = rng.permutation(count)
    _add_times(returns, sales, rng)
    _add_arrivals(returns, rng)
    return returns


def _asked_back(sales: Sales, rng: np.random.Generator) -> Bools:
    rate = np.array([PRODUCTS[sku.product].return_rate for sku in SKUS]) / 0.76
    rate[sku_number(SIZE_SKU)] = SIZE_RETURN_RATE
    lines = sales.lines
    return lines["sold"] & (rng.random(len(lines["o"])) < rate[lines["sku"]])


def _late_refund_lines(sales: Sales) -> Bools:
    """A handful of lines of both shops, evenly over the orders older than eleven weeks."""
    day = sales.orders["day"][sales.lines["o"]]
    usual = sales.lines["sold"] & (sales.lines["after"] > 800)
    old = np.flatnonzero(usual & (day < sales.span.end - 110))
    chosen = np.zeros(len(usual), dtype=bool)
    if len(old):
        chosen[old[np.linspace(len(old) // 20, len(old) - 1, LATE_REFUNDS).astype(np.int64)]] = True
    return chosen


def _add_times(returns: Table, sales: Sales, rng: np.random.Generator) -> None:
    count = len(returns["line"])
    delivered = sales.orders["delivered"][returns["o"]]
    created = sales.orders["created"][returns["o"]]
    patience = 1 + np.minimum(rng.exponential(4.0, count), 24.0)
    requested = delivered + (patience * DAY).astype(np.int64)
    requested = np.where(returns["late"], created + rng.integers(64, 98, count) * DAY, requested)
    done = returns["outcome"] == COMPLETED
    returns["requested"] = requested
    returns["approved"] = requested + rng.integers(8, 40, count) * 3_600
    sent = np.where(
        returns["refund_only"] | (returns["outcome"] == CANCELED),
        NEVER,
        returns["approved"] + rng.integers(12, 90, count) * 3_600,
    )
    arrives = sent + rng.integers(3 * 24, 9 * 24, count) * 3_600
    returns["sent"] = np.where(returns["outcome"] == REJECTED, NEVER, sent)
    returns["received"] = np.where(done & (sent < NEVER), arrives, NEVER)
    quick = returns["approved"] + rng.integers(1, 60, count) * 3_600
    refunded = np.where(
        returns["received"] < NEVER, returns["received"] + rng.integers(2, 48, count) * 3_600, quick
    )
    returns["refunded"] = np.where(done, refunded, NEVER)
    final = np.where(done, refunded, returns["approved"] + rng.integers(10, 70, count) * 3_600)
    returns["final"] = np.where(returns["outcome"] == OPEN, NEVER, final)


def _add_arrivals(returns: Table, rng: np.random.Generator) -> None:
    """Grade of what came back (0 A, 1 B, 2 C), the warehouse's and the carrier's charge, a compensation now
    and then."""
    count = len(returns["line"])
    returns["grade"] = pick(rng, [0.62, 0.23, 0.15], count)
    handling = 165 + 40 * returns["quantity"]
    returns["handling"] = np.where(returns["shop"] == UK, handling - 30, handling)
    returns["shipping"] = 320 + rng.integers(0, 160, count)
    damaged = (returns["reason"] == 5) & (returns["outcome"] == COMPLETED)
    returns["compensation"] = np.where(
        damaged & (rng.random(count) < 0.5), half_up(returns["refund_total"], 2), 0
    )
