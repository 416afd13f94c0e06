"""More series than a figure can tell apart in grey: the largest are drawn, the rest are gathered, or left to
the data beneath it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.context import Context
from reports.figures.charts import Point, ordered
from reports.figures.theme import FILLS, SERIES


def gathered(context: Context, points: Sequence[Point], kind: str, tag: str) -> tuple[list[Point], int]:
    """Points of few enough series, and how many series are not drawn by themselves.

    What is stacked keeps its sum: the rest becomes one series. Lines and bars side by side have no sum, so
    those with the largest last value are drawn.
    """
    most = len(SERIES) if kind == "line" else len(FILLS)
    names = ordered(point.series for point in points)
    if len(names) <= most:
        return list(points), 0
    stacked = kind in ("area", "stacked", "stacked100")
    kept = _largest(points, names, most - 1 if stacked else most, whole=stacked)
    drawn = [point for point in points if point.series in kept]
    if stacked:
        drawn += _rest(context, [point for point in points if point.series not in kept], tag)
    return drawn, len(names) - len(kept)


def _largest(points: Sequence[Point], names: Sequence[str], most: int, whole: bool) -> set[str]:
    def size(name: str) -> Decimal:
        known = [abs(point.y) for point in points if point.series == name and point.y is not None]
        return sum(known, Decimal(0)) if whole else (known[-1] if known else Decimal(-1))

    return set(sorted(names, key=lambda name: (-size(name), name))[:most])


def _rest(context: Context, points: Sequence[Point], tag: str) -> list[Point]:
    name = context.say("figure.rest")
    sums: dict[str, Decimal] = {}
    for point in points:
        sums[point.x] = sums.get(point.x, Decimal(0)) + (point.y or Decimal(0))
    return [Point(x, y, name, context.format(y, tag)) for x, y in sums.items()]
