"""Dispatch and delivery against their deadlines, counted by the week of the deadline."""

from __future__ import annotations

from datetime import date

import numpy as np

from orchestration.demo.catalogue import US
from orchestration.demo.clock import DAY, day_number, week_key
from orchestration.demo.draws import NEVER, Bools, Ints, Table
from orchestration.demo.truth.known import Known, shop_ids

COLUMNS = (
    "due_count", "on_time_count", "late_count", "open_count", "overdue_count", "exempt_count",
        "cancelled_count", "unknown_count",
    "delivery_due_count", "delivery_on_time_count", "delivery_late_count", "delivery_overdue_count",
        "delivery_open_count",
)  # fmt: skip
_SCAN_RULE_FROM = day_number(date(2026, 1, 9))


def _deadline(known: Known, business_days: int) -> Ints:
    orders = known.orders
    seen_paid = np.where(orders["paid"] <= orders["last_seen"], orders["paid"], orders["created"])
    day = seen_paid // DAY
    us, uk = (days.after(day, business_days) for days in known.world.journeys.business_days)
    return np.where(orders["shop"] == US, us, uk)


def _first_scans(known: Known) -> tuple[Ints, Bools]:
    """(latest first scan of the order's parcels, NEVER when one is missing; whether a parcel has no event at
    all)."""
    orders, parcels = known.orders, known.world.journeys.parcels
    count = len(orders["id"])
    shown = parcels["tracked"] & (parcels["scan"] < known.world.span.last_export)
    scan = np.zeros(count, dtype=np.int64)
    np.maximum.at(scan, parcels["o"], np.where(shown, parcels["scan"], NEVER))
    silent = np.zeros(count, dtype=bool)
    np.logical_or.at(silent, parcels["o"], ~parcels["tracked"])
    return np.where(scan == 0, NEVER, scan), silent


def _dispatched(known: Known) -> tuple[Ints, Bools]:
    """(time of the dispatch event as far as it was seen, whether it can't be known)."""
    orders = known.orders
    seen = orders["last_seen"]
    ready = np.where(orders["shop"] == US, orders["ready"], NEVER)
    packed = np.where(ready <= seen, ready, np.where(orders["shipped"] <= seen, orders["shipped"], NEVER))
    scan, silent = _first_scans(known)
    by_scan = (orders["shop"] == US) & (orders["day"] >= _SCAN_RULE_FROM)
    unknown = by_scan & silent & (orders["shipped"] <= seen)
    return np.where(by_scan, np.where(silent, NEVER, scan), packed), unknown


def _count(weeks: Ints, shop: Ints, chosen: Bools, size: int) -> Ints:
    return np.bincount((shop * size + weeks)[chosen], minlength=2 * size)


def sla_weekly(known: Known) -> list[list[object]]:
    """Rows of `fulfillment_sla_weekly.csv`."""
    orders, span = known.orders, known.world.span
    today = span.end
    shop, seen = orders["shop"], orders["last_seen"]
    cancelled = orders["cancelled"] <= seen
    due = _deadline(known, 2)
    event, unknown = _dispatched(known)
    states = _states(event, due, today, orders["fbt"], cancelled, unknown)
    deliver_due = _deadline(known, 6)
    delivered = np.where(orders["delivered"] <= seen, orders["delivered"], NEVER)
    not_us = shop != US
    delivery = _states(
        delivered, deliver_due, today, orders["fbt"] | not_us, cancelled, np.zeros(len(shop), dtype=bool)
    )
    size = span.weeks + 4
    week, deliver_week = (due - span.first) // 7, (deliver_due - span.first) // 7
    counts = {f"{name}_count": _count(week, shop, state, size) for name, state in states.items()}
    counts |= {
        f"delivery_{name}_count": _count(deliver_week, shop, state, size) for name, state in delivery.items()
    }
    for prefix in ("", "delivery_"):
        counts[f"{prefix}due_count"] = sum(
            (counts[f"{prefix}{n}_count"] for n in ("on_time", "late", "overdue")),
            np.zeros(2 * size, dtype=np.int64),
        )
    table = np.column_stack([counts[name] for name in COLUMNS])
    return [
        [shop_ids()[cell // size], week_key(span.first + 7 * int(cell % size)), *map(int, table[cell])]
        for cell in np.flatnonzero(table.any(axis=1))
    ]


def _states(event: Ints, due: Ints, today: int, exempt: Bools, cancelled: Bools, unknown: Bools) -> Table:
    """Exactly one state an order: exempt, cancelled, unknown, on_time, late, overdue or open."""
    happened = event < NEVER
    dropped = cancelled & ~happened & ~exempt
    doubtful = unknown & ~exempt & ~dropped
    judged = ~exempt & ~dropped & ~doubtful
    day = event // DAY
    return {
        "exempt": exempt,
        "cancelled": dropped,
        "unknown": doubtful,
        "on_time": judged & happened & (day <= due),
        "late": judged & happened & (day > due),
        "overdue": judged & ~happened & (today > due),
        "open": judged & ~happened & (today <= due),
    }
