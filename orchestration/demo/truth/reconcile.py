"""What was settled for each order against what the rules expect, in the shop's currency."""

from __future__ import annotations

import numpy as np

from orchestration.demo.catalogue import SHOPS, US
from orchestration.demo.clock import DAY
from orchestration.demo.draws import NEVER, Ints, half_up
from orchestration.demo.settle import ORDER, REFUND
from orchestration.demo.story import REFUND_ADMIN_CAP
from orchestration.demo.truth.fees import commission_seen, expected_referral, fbt_expected, shipping_share
from orchestration.demo.truth.known import Known

_OVERDUE_DAYS = 31


def _per_order(known: Known, lines: Ints) -> Ints:
    return np.bincount(known.lines["o"], weights=lines, minlength=len(known.orders["id"])).astype(np.int64)


def _expected(known: Known) -> Ints:
    """Expected settlement of each order from its settled lines: sales, shipping and fees by rule, the rest
    as settled."""
    rows, lines = known.world.settlements, known.lines
    share = shipping_share(known)
    expected = lines["value"] + share - expected_referral(known, lines["value"] + share)
    expected -= fbt_expected(known) + commission_seen(known)
    total = np.where(known.settled, expected, 0)
    mine = rows["type"] == REFUND
    line = rows["line"][mine]
    refund = -(rows["gross_refund"] + rows["seller_discount_refund"])[mine]
    given_back = -(rows["customer_shipping_refund"] + rows["incentive_refund"])[mine]
    rated = np.zeros(known.count, dtype=np.int64)
    np.add.at(rated, line, refund + given_back)
    fee_back = expected_referral(known, rated)
    admin = np.where(known.shop == US, np.minimum(half_up(fee_back * 20, 100), REFUND_ADMIN_CAP), 0)
    total += fee_back - admin
    np.add.at(total, line, rows["return_shipping"][mine] - refund - given_back)
    result = _per_order(known, total)
    named = rows["type"] > REFUND
    np.add.at(result, rows["o"][named & (rows["o"] >= 0)], rows["adjustment"][named & (rows["o"] >= 0)])
    return result


def reconciliation(known: Known) -> list[list[object]]:
    """Rows of `settlement_reconciliation.csv`: shop, order, status, settled minus expected (local minor
    units)."""
    rows, orders = known.world.settlements, known.orders
    count = len(orders["id"])
    named = rows["o"] >= 0
    settled = np.bincount(rows["o"][named], weights=rows["settlement"][named], minlength=count).astype(
        np.int64
    )
    has_row = np.bincount(rows["o"][named], minlength=count) > 0
    line_settled = _per_order(known, (known.settled & known.sold).astype(np.int64))
    sold_lines = _per_order(known, known.sold.astype(np.int64))
    difference = np.where(has_row, settled - _expected(known), 0)
    first, last = _days(known, ORDER), _days(known, REFUND)
    delivered = np.where(orders["delivered"] <= orders["last_seen"], orders["delivered"], NEVER)
    missing = ~has_row & (sold_lines > 0) & (delivered // DAY < known.world.span.end - _OVERDUE_DAYS)
    status = np.select(
        [
            missing,
            ~has_row & (sold_lines > 0),
            ~has_row,
            line_settled < sold_lines,
            difference != 0,
            last > first,
        ],
        [
            "missing_in_settlement",
            "awaiting_settlement",
            "matched",
            "partly_settled",
            "fee_differs",
            "refunded_after_settlement",
        ],
        "matched",
    )
    ids = [SHOPS[shop].id for shop in (0, 1)]
    columns = zip(orders["shop"], orders["id"], status, difference, strict=True)
    return [[ids[int(shop)], str(order), str(state), int(amount)] for shop, order, state, amount in columns]


def _days(known: Known, kind: int) -> Ints:
    """The latest statement day of each order's rows of a type; -1 without one."""
    rows = known.world.settlements
    found = np.full(len(known.orders["id"]), -1, dtype=np.int64)
    mine = rows["type"] == kind
    np.maximum.at(found, rows["o"][mine], rows["day"][mine])
    return found
