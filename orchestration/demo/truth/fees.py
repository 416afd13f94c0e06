"""Sales, refunds, shipping income and platform fees of each line: settled where there is a settlement,
estimated elsewhere."""

from __future__ import annotations

import numpy as np

from orchestration.demo.draws import Ints, Table, half_up, split
from orchestration.demo.settle import COMPENSATION, ORDER, PENALTY, REFUND, REIMBURSEMENT
from orchestration.demo.story import FBT_FEE, referral_bp
from orchestration.demo.truth.known import Known


def refunds(known: Known) -> Ints:
    """Refunded value of each line, local: from the settlement, else from the returns export."""
    rows, returns, lines = known.world.settlements, known.world.returns, known.lines
    mine = rows["type"] == REFUND
    settled = known.per_line(
        rows["line"][mine], -(rows["gross_refund"] + rows["seller_discount_refund"])[mine]
    )
    done = known.return_done
    line = returns["line"][done]
    value, paid = lines["value"][line], lines["customer_paid"][line]
    estimate = known.per_line(
        line, np.minimum(value, half_up(returns["refund_total"][done] * value, np.maximum(paid, 1)))
    )
    return np.where(known.sold, np.where(known.refund_settled, settled, estimate), 0)


def shipping_share(known: Known) -> Ints:
    """The line's share of what the order's shipping brings in, local; 0 for lines not sold."""
    orders, lines = known.orders, known.lines
    at = np.flatnonzero(known.sold)
    income = orders["ship_after"] + orders["ship_platform"]
    share = np.zeros(known.count, dtype=np.int64)
    share[at] = split(income, lines["o"][at], lines["value"][at], lines["quantity"][at])
    return share


def _settled(known: Known, *columns: str) -> Ints:
    """The sum of settlement columns over Order and Refund rows, by line."""
    rows = known.world.settlements
    mine = (rows["type"] == ORDER) | (rows["type"] == REFUND)
    amount = sum((rows[name] for name in columns), np.zeros(len(rows["day"]), dtype=np.int64))
    return known.per_line(rows["line"][mine], amount[mine])


def expected_referral(known: Known, base: Ints) -> Ints:
    """The referral fee by schedule on a base, local."""
    return half_up(base * referral_bp(known.shop, known.day), 10_000)


def commission_seen(known: Known) -> Ints:
    """What the affiliate export says a line's creator gets, local."""
    table, orders = known.world.commissions, known.orders
    owed = table["ineligible"] > orders["last_seen"][table["o"]]
    total = table["standard"] + table["ads"] + table["bonus"]
    return np.where(known.sold, known.per_line(table["line"][owed], total[owed]), 0)


def fbt_expected(known: Known) -> Ints:
    """The platform's fulfilment fee by agreement, local."""
    return np.where(known.orders["fbt"][known.lines["o"]], FBT_FEE * known.lines["quantity"], 0)


def local_amounts(known: Known) -> Table:
    """Everything of a line that is in its shop's currency, in minor units; costs positive."""
    lines, sold = known.lines, known.sold
    share = shipping_share(known)
    shipping = _settled(
        known, "customer_shipping", "customer_shipping_refund", "incentive", "incentive_refund"
    )
    referral = np.where(
        known.settled, -_settled(known, "referral"), expected_referral(known, lines["value"] + share)
    )
    fbt = np.where(known.settled, -_settled(known, "fbt_fee"), fbt_expected(known))
    affiliate = np.where(
        known.settled, -_settled(known, "affiliate", "affiliate_ads"), commission_seen(known)
    )
    returns = known.world.returns
    compensated = known.return_done
    named = {
        "gross_sales": lines["gross"],
        "seller_discount": lines["seller_discount"],
        "platform_discount": lines["platform_discount"],
        "refunds": refunds(known),
        "shipping_income": np.where(known.settled, shipping, share),
        "referral_fee": referral,
        "fbt": fbt,
        "affiliate_commission": affiliate,
        "return_shipping": -_settled(known, "return_shipping"),
        "refund_administration_fee": -_settled(known, "refund_admin"),
        "return_compensation": known.per_line(
            returns["line"][compensated], returns["compensation"][compensated]
        ),
        "late_compensation": _adjusted(known, (COMPENSATION, PENALTY)),
        "other_platform_fees": _adjusted(known, (REIMBURSEMENT,)),
    }
    return {name: np.where(sold, amount, 0) for name, amount in named.items()}


def _adjusted(known: Known, kinds: tuple[int, ...]) -> Ints:
    """Adjustments that name an order, split over its sold lines by value; a deduction is a positive cost."""
    rows, lines = known.world.settlements, known.lines
    mine = np.flatnonzero(np.isin(rows["type"], kinds) & (rows["o"] >= 0))
    order = rows["o"][mine]
    first = np.searchsorted(lines["o"], order, side="left")
    size = np.searchsorted(lines["o"], order, side="right") - first
    group = np.repeat(np.arange(len(mine)), size)
    line = np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum())
    kept = known.sold[line]
    group, line = group[kept], line[kept]
    parts = split(-rows["adjustment"][mine], group, lines["value"][line], lines["quantity"][line])
    return known.per_line(line, parts)


def unallocated_adjustments(known: Known) -> list[tuple[int, int, str, int]]:
    """(shop, statement day, component, reporting amount) of adjustments that name no order."""
    rows = known.world.settlements
    found = []
    for at in np.flatnonzero(np.isin(rows["type"], (COMPENSATION, PENALTY, REIMBURSEMENT)) & (rows["o"] < 0)):
        shop, day = int(rows["shop"][at]), int(rows["day"][at])
        name = "other_platform_fees" if rows["type"][at] == REIMBURSEMENT else "late_compensation"
        amount = np.array([-rows["adjustment"][at]], dtype=np.int64)
        found.append((shop, day, name, int(known.convert(amount, shop - 1, np.array([day]))[0])))
    return found
