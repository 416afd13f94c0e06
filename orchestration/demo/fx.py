"""Exchange rates of the demo: one a business day and pair, as integers of 1e-8."""

from __future__ import annotations

from datetime import date

import numpy as np

from orchestration.demo.clock import Span, day_number, to_date
from orchestration.demo.draws import Draws, Ints, Table

PAIRS = (("GBP", "USD", 1.3320, 0.0032), ("CNY", "USD", 0.14050, 0.0011))
SCALE = 100_000_000
_LEAD_DAYS = 14


def simulate_rates(span: Span, draws: Draws) -> Table:
    """Columns day, pair, rate (reporting currency for one unit, × 1e8, six decimals), sorted by day and
    pair."""
    rng = draws.stream("fx")
    closed = {(12, 25), (1, 1)}
    days = [
        d
        for d in range(span.first - _LEAD_DAYS, span.end)
        if (d + 3) % 7 < 5 and _month_day(to_date(d)) not in closed
    ]
    steps = rng.standard_normal((len(days), len(PAIRS)))
    level = np.array([pair[2] for pair in PAIRS])
    vol = np.array([pair[3] for pair in PAIRS])
    walk = level * (1 + np.clip(np.cumsum(steps * vol, axis=0), -0.06, 0.06))
    rate = np.rint(walk * 1_000_000).astype(np.int64) * (SCALE // 1_000_000)
    return {
        "day": np.repeat(np.array(days, dtype=np.int64), len(PAIRS)),
        "pair": np.tile(np.arange(len(PAIRS)), len(days)),
        "rate": rate.ravel(),
    }


def _month_day(day: date) -> tuple[int, int]:
    return (day.month, day.day)


def rate_on(rates: Table, pair: int, day: Ints) -> Ints:
    """The rate of the last day on or before each day. Raises LookupError when that lies more than seven days
    back."""
    mine = rates["pair"] == pair
    days, rate = rates["day"][mine], rates["rate"][mine]
    place = np.searchsorted(days, day, side="right") - 1
    if len(day) and ((place < 0).any() or (np.asarray(day) - days[place] > 7).any()):
        raise LookupError(
            f"no {PAIRS[pair][0]} rate within seven days: first missing day {day_number(date.min)}"
        )
    return rate[place]
