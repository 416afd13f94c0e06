"""What the platform settles: one row per order line, refund or adjustment, by statement day (UTC).

Signs as on the statement: what the seller gets is positive. An order settles eight days after delivery; a
refund before that stands in the same statement as its order, a later one in the statement of the day after
the refund.
"""

from __future__ import annotations

import numpy as np

from orchestration.demo.aftersales import COMPLETED
from orchestration.demo.catalogue import UK, US
from orchestration.demo.clock import DAY
from orchestration.demo.draws import NEVER, Draws, Ints, Table, half_up, split
from orchestration.demo.parcels import Journeys
from orchestration.demo.simulate import Sales
from orchestration.demo.story import FBT_FEE, REFUND_ADMIN_CAP, is_late_carrier, referral_bp

TYPES = (
    "Order",
    "Refund",
    "Customer service compensation",
    "Platform penalty",
    "Logistics reimbursement",
    "GMV payment for TikTok Ads",
)
ORDER, REFUND, COMPENSATION, PENALTY, REIMBURSEMENT, AD_PAYMENT = range(6)
SETTLE_AFTER = 8
ADJUST_AFTER = 10
AMOUNTS = (
    "gross", "gross_refund", "seller_discount", "seller_discount_refund", "fbt_fee", "customer_shipping",
    "customer_shipping_refund", "incentive", "incentive_refund", "return_shipping", "referral",
    "refund_admin", "affiliate", "affiliate_ads", "adjustment",
)  # fmt: skip
WRONG_FEES = (7, -3, 21, 12, -9)


def simulate_settlements(
    sales: Sales, journeys: Journeys, returns: Table, commissions: Table, ad_payments: Table, draws: Draws
) -> Table:
    """All settlement rows whose statement is made before the last export, sorted by shop, day, type, row."""
    shares = _shipping_shares(sales)
    wrong = _wrong_fees(sales, returns)
    parts = [
        _order_rows(sales, commissions, shares, wrong),
        _refund_rows(sales, returns, shares, draws),
        _adjustment_rows(sales, journeys, returns, draws),
        ad_payments,
    ]
    names = ("shop", "day", "type", "o", "line", *AMOUNTS)
    rows = {name: np.concatenate([_column(part, name) for part in parts]) for name in names}
    rows["settlement"] = sum((rows[name] for name in AMOUNTS), np.zeros(len(rows["day"]), dtype=np.int64))
    kept = np.flatnonzero((rows["day"] < sales.span.end) & (rows["day"] >= sales.span.first))
    ranked = kept[np.lexsort((kept, rows["type"][kept], rows["day"][kept], rows["shop"][kept]))]
    return {name: column[ranked] for name, column in rows.items()}


def _column(part: Table, name: str) -> np.ndarray:
    return part[name] if name in part else np.zeros(len(part["day"]), dtype=np.int64)


def _shipping_shares(sales: Sales) -> tuple[Ints, Ints]:
    """What a line gets of the order's shipping: (paid by the customer, paid by the platform); together they
    sum by value."""
    orders, lines = sales.orders, sales.lines
    income = orders["ship_after"] + orders["ship_platform"]
    whole = split(income, lines["o"], lines["value"], lines["quantity"])
    paid = split(orders["ship_after"], lines["o"], lines["value"], lines["quantity"])
    return paid, whole - paid


def settle_day(sales: Sales) -> Ints:
    """The statement day of each order, NEVER when it is not delivered or not sold."""
    orders = sales.orders
    day = orders["delivered"] // DAY + SETTLE_AFTER
    return np.where((orders["delivered"] < NEVER) & ~orders["sample"], day, NEVER)


def _wrong_fees(sales: Sales, returns: Table) -> Ints:
    """A few lines whose referral fee the platform got wrong, in minor units; never one that came back."""
    off = np.zeros(len(sales.lines["o"]), dtype=np.int64)
    settled = (settle_day(sales) < sales.span.end - 2)[sales.lines["o"]] & sales.lines["sold"]
    settled[returns["line"]] = False
    candidates = np.flatnonzero(settled)
    if len(candidates) >= 100:
        places = np.linspace(len(candidates) // 10, len(candidates) - 7, len(WRONG_FEES)).astype(np.int64)
        off[candidates[places]] = WRONG_FEES
    return off


def _order_rows(sales: Sales, commissions: Table, shares: tuple[Ints, Ints], wrong: Ints) -> Table:
    orders, lines = sales.orders, sales.lines
    day = settle_day(sales)[lines["o"]]
    line = np.flatnonzero(lines["sold"] & (day < NEVER))
    order = lines["o"][line]
    paid, incentive = shares[0][line], shares[1][line]
    rate = referral_bp(orders["shop"][order], orders["day"][order])
    fee = half_up((lines["value"][line] + paid + incentive) * rate, 10_000) + wrong[line]
    owed = np.zeros((2, len(lines["o"])), dtype=np.int64)
    due = commissions["ineligible"] == NEVER
    owed[0, commissions["line"][due]] = (commissions["standard"] + commissions["bonus"])[due]
    owed[1, commissions["line"][due]] = commissions["ads"][due]
    return {
        "shop": orders["shop"][order],
        "day": day[line],
        "type": np.full(len(line), ORDER),
        "o": order,
        "line": line,
        "gross": lines["gross"][line],
        "seller_discount": -lines["seller_discount"][line],
        "fbt_fee": np.where(orders["fbt"][order], -FBT_FEE * lines["quantity"][line], 0),
        "customer_shipping": paid,
        "incentive": incentive,
        "referral": -fee,
        "affiliate": -owed[0, line],
        "affiliate_ads": -owed[1, line],
    }


def _refund_rows(sales: Sales, returns: Table, shares: tuple[Ints, Ints], draws: Draws) -> Table:
    rng = draws.stream("refund settlements")
    orders, lines = sales.orders, sales.lines
    done = np.flatnonzero(returns["outcome"] == COMPLETED)
    line, order = returns["line"][done], returns["o"][done]
    value, full = lines["value"][line], ~returns["partial"][done]
    refund = np.minimum(
        value, half_up(returns["refund_total"][done] * value, np.maximum(lines["customer_paid"][line], 1))
    )
    gross = half_up(lines["gross"][line] * refund, np.maximum(value, 1))
    paid, incentive = np.where(full, shares[0][line], 0), np.where(full, shares[1][line], 0)
    rate = referral_bp(orders["shop"][order], orders["day"][order])
    fee_back = half_up((refund + paid + incentive) * rate, 10_000)
    is_us = orders["shop"][order] == US
    admin = np.where(is_us, np.minimum(half_up(fee_back * 20, 100), REFUND_ADMIN_CAP), 0)
    label = is_us & (returns["received"][done] < NEVER) & (rng.random(len(done)) < 0.7)
    refunded_day = returns["refunded"][done] // DAY + 1
    return {
        "shop": orders["shop"][order],
        "day": np.maximum(refunded_day, settle_day(sales)[order]),
        "type": np.full(len(done), REFUND),
        "o": order,
        "line": line,
        "gross_refund": -gross,
        "seller_discount_refund": gross - refund,
        "customer_shipping_refund": -paid,
        "incentive_refund": -incentive,
        "return_shipping": np.where(label, -returns["shipping"][done], 0),
        "referral": fee_back,
        "refund_admin": -admin,
    }


def _adjustment_rows(sales: Sales, journeys: Journeys, returns: Table, draws: Draws) -> Table:
    """Compensations for late parcels, reimbursements for damaged ones, and two penalties that name no
    order."""
    rng = draws.stream("adjustments")
    orders, parcels = sales.orders, journeys.parcels
    late = (
        is_late_carrier(parcels["carrier"], orders["ready"][parcels["o"]] // DAY, 1)
        & ~orders["sample"][parcels["o"]]
    )
    hurt = np.unique(parcels["o"][late])
    hurt = hurt[rng.random(len(hurt)) < 0.25]
    sour = np.unique(returns["o"][(returns["reason"] == 5) & (returns["outcome"] == COMPLETED)])
    sour = sour[rng.random(len(sour)) < 0.3]
    penalty_days = sales.span.first + np.array([47, 103, 131], dtype=np.int64)
    penalty_shops = np.array([US, US, UK], dtype=np.int64)
    order = np.concatenate([hurt, sour, np.full(3, -1)])
    kind = np.concatenate(
        [np.full(len(hurt), COMPENSATION), np.full(len(sour), REIMBURSEMENT), np.full(3, PENALTY)]
    )
    delivered = np.where(order >= 0, orders["delivered"][order], 0) // DAY
    shop = np.where(order >= 0, orders["shop"][order], 0)
    shop[-3:], delivered[-3:] = penalty_shops, penalty_days - ADJUST_AFTER
    amount = np.select(
        [kind == COMPENSATION, kind == REIMBURSEMENT],
        [-rng.integers(150, 600, len(order)), rng.integers(200, 900, len(order))],
        -5_000,
    )
    return {
        "shop": shop,
        "day": delivered + ADJUST_AFTER,
        "type": kind,
        "o": order,
        "line": np.full(len(order), -1),
        "adjustment": amount,
    }
