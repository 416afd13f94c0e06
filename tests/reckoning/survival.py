"""How long a leg takes while some parcels are still on it, parcel by parcel, from the words of the docs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Trip:
    """A leg begun, and when it ended, if it did."""

    started: datetime
    ended: datetime | None


def lengths(trips: list[Trip], seen_until: datetime) -> list[tuple[int, bool]]:
    """(hours, has ended) of each leg, as known at an instant: where it ended a begun hour counts."""
    known = []
    for trip in trips:
        if trip.started >= seen_until:
            continue
        if trip.ended is not None and trip.ended < seen_until:
            known.append((math.ceil((trip.ended - trip.started) / HOUR), True))
        else:
            known.append((math.floor((seen_until - trip.started) / HOUR), False))
    return known


def curve(known: list[tuple[int, bool]]) -> dict[int, tuple[int, int, float]]:
    """By hour: how many were at risk, how many ended, the share that is left, one hour after the other."""
    left, steps = 1.0, {}
    for hour in sorted({hours for hours, _ in known}):
        at_risk = sum(1 for hours, _ in known if hours >= hour)
        ended = sum(1 for hours, has_ended in known if hours == hour and has_ended)
        left *= 1 - ended / at_risk
        steps[hour] = (at_risk, ended, left)
    return steps


def reached(steps: dict[int, tuple[int, int, float]], share: float) -> int | None:
    """The first hour by which the share is through; None where the curve ends before."""
    return next((hour for hour in sorted(steps) if steps[hour][2] <= 1 - share + 5e-10), None)
