"""The kinds of charts, each as a Vega-Lite specification.

Labels arrive formatted; nothing here knows a language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.figures.axis import nice_ticks, tick_labels
from reports.figures.theme import DASHES, INK, LESS, LEVEL, LIMIT, MORE, SERIES, themed
from reports.formats import Formatter

# What the axis and the legend leave of the figure, and a line of its text, in pixels.
_PLOT_HEIGHT, _LABEL_HEIGHT = 190, 14


@dataclass(frozen=True)
class Point:
    """One value of a chart; `label` is written beside it, `x` is what stands on the axis."""

    x: str
    y: Decimal | None
    series: str = ""
    label: str = ""


@dataclass(frozen=True)
class Limit:
    """A reference line: one value, or one per x when the rule changed."""

    label: str
    points: tuple[tuple[str, Decimal], ...]


def line_chart(
    points: Sequence[Point], limits: Sequence[Limit], tag: str, formatter: Formatter
) -> dict[str, Any]:
    """Series over an ordered axis; the last value of each is written out, a missing one breaks the line."""
    order = _ordered(point.x for point in points)
    names = _ordered(point.series for point in points)
    everything = [point.y for point in points if point.y is not None]
    everything += [value for limit in limits for _, value in limit.points]
    ticks = nice_ticks(everything)
    line = {
        "data": {"values": [_row(point) for point in points]},
        "mark": {"type": "line", "strokeWidth": 2.25, "point": {"size": 34, "filled": True}},
        "encoding": {"x": _weeks(order), "y": _amounts(ticks, tag, formatter), **_series(names)},
    }
    last = {
        "data": {"values": _apart(_last(points), ticks)},
        "mark": {"type": "text", "align": "left", "dx": 7},
        "encoding": {
            "x": _weeks(order), "y": _amounts(ticks, tag, formatter),
            "text": {"field": "label", "type": "nominal"},
            "color": {"value": INK},
        },
    }  # fmt: skip
    # The last values stand to the right of the plot, which knows nothing of their width.
    room = 8 + 7 * max((len(point.label) for point in _last(points)), default=0)
    layers = [*[_limit(limit, order, ticks, tag, formatter) for limit in limits], line, last]
    return themed({"layer": layers, "padding": {"left": 2, "right": room, "top": 4, "bottom": 2}})


def bar_chart(points: Sequence[Point], tag: str, formatter: Formatter) -> dict[str, Any]:
    """Horizontal bars in the order given, longest name first come whole, values beside them."""
    order = _ordered(point.x for point in points)
    numbers = [point.y for point in points if point.y is not None]
    spread = max((abs(number) for number in numbers), default=Decimal(1)) or Decimal(1)
    domain = [float(min([*numbers, Decimal(0)]) - (spread / 5 if min(numbers, default=0) < 0 else 0)),
              float(max([*numbers, Decimal(0)]) + spread / 4)]  # fmt: skip
    base = _names(order) | {
        "x": {"field": "y", "type": "quantitative", "scale": {"domain": domain, "nice": False}, "axis": None}
    }
    bars = {"mark": {"type": "bar", "color": LEVEL, "height": {"band": 0.62}}, "encoding": base}
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {**base, "text": {"field": "label", "type": "nominal"}},
    }
    rows = {"values": [_row(point) for point in points]}
    return themed({"data": rows, "layer": [bars, texts]}, height=44 + 28 * len(order))


def waterfall(
    steps: Sequence[Point], totals: frozenset[int], tag: str, formatter: Formatter
) -> dict[str, Any]:
    """A bridge read from top to bottom: levels dark, what adds blue, what takes orange, amounts beside."""
    rows: list[dict[str, Any]] = []
    at = Decimal(0)
    for number, step in enumerate(steps):
        amount = step.y or Decimal(0)
        start, end = (Decimal(0), amount) if number in totals else (at, at + amount)
        at = end
        kind = "level" if number in totals else "more" if amount >= 0 else "less"
        rows.append({
            "x": step.x, "start": float(start), "end": float(end), "edge": float(max(start, end)),
            "label": step.label, "kind": kind,
        })  # fmt: skip
    low = min([0.0, *[min(row["start"], row["end"]) for row in rows]])
    high = max([0.0, *[row["edge"] for row in rows]])
    domain = [low - (high - low) * 0.02, high + (high - low or 1.0) * 0.24]
    scale = {"scale": {"domain": domain, "nice": False}, "axis": None, "type": "quantitative"}
    order = [step.x for step in steps]
    colours = {"domain": ["level", "more", "less"], "range": [LEVEL, MORE, LESS]}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.68}},
        "encoding": _names(order) | {
            "x": {"field": "start", **scale}, "x2": {"field": "end"},
            "color": {"field": "kind", "type": "nominal", "scale": colours, "legend": None},
        },
    }  # fmt: skip
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": _names(order) | {
            "x": {"field": "edge", **scale}, "text": {"field": "label", "type": "nominal"},
            "opacity": {"value": 1},
        },
    }  # fmt: skip
    return themed({"data": {"values": rows}, "layer": [bars, texts]}, height=20 + 25 * len(order))


def _row(point: Point) -> dict[str, Any]:
    y = None if point.y is None else float(point.y)
    return {"x": point.x, "y": y, "series": point.series, "label": point.label}


def _ordered(values: Any) -> list[str]:
    return list(dict.fromkeys(values))


def _last(points: Sequence[Point]) -> list[Point]:
    """The last known value of each series."""
    found = {point.series: point for point in points if point.y is not None}
    end = points[-1].x if points else ""
    return [point for point in found.values() if point.x == end]


def _apart(points: Sequence[Point], ticks: Sequence[Decimal]) -> list[dict[str, Any]]:
    """Labels of last values from top to bottom, moved down where one would lie on another."""
    line = float(ticks[-1] - ticks[0]) * _LABEL_HEIGHT / _PLOT_HEIGHT
    rows: list[dict[str, Any]] = []
    below = float("inf")
    for point in sorted(points, key=lambda one: (-(one.y or 0), one.series)):
        below = min(float(point.y or 0), below - line)
        rows.append({**_row(point), "y": below})
    # What would fall off the lower edge pushes those above it up.
    above = float(ticks[0])
    for row in reversed(rows):
        row["y"] = max(row["y"], above)
        above = row["y"] + line
    return rows


def _weeks(order: list[str]) -> dict[str, Any]:
    # Every second label at most: thirteen weeks must fit on a phone. Counted from the end, so the week
    # itself shows.
    shown = [value for number, value in enumerate(reversed(order)) if number % 3 == 0]
    axis = {"labelAngle": 0, "values": shown[::-1], "grid": False, "ticks": True}
    return {
        "field": "x",
        "type": "ordinal",
        "sort": order,
        "axis": axis,
        "scale": {"type": "point", "padding": 0.4},
    }


def _amounts(ticks: list[Decimal], tag: str, formatter: Formatter) -> dict[str, Any]:
    axis = {
        "values": [float(tick) for tick in ticks], "labelExpr": tick_labels(ticks, tag, formatter),
        "domain": False, "ticks": False,
    }  # fmt: skip
    scale = {"domain": [float(ticks[0]), float(ticks[-1])], "nice": False}
    return {"field": "y", "type": "quantitative", "axis": axis, "scale": scale}


def _series(names: list[str]) -> dict[str, Any]:
    colours = {"domain": names, "range": list(SERIES[: len(names)])}
    dashes = {"domain": names, "range": DASHES[: len(names)]}
    if len(names) == 1:
        return {"color": {"value": SERIES[0]}}
    return {
        "color": {"field": "series", "type": "nominal", "scale": colours},
        "strokeDash": {"field": "series", "type": "nominal", "scale": dashes},
    }


def _names(order: list[str]) -> dict[str, Any]:
    axis = {"labelLimit": 190, "domain": False, "ticks": False, "labelColor": INK, "grid": False}
    return {"y": {"field": "x", "type": "nominal", "sort": order, "axis": axis}}


def _limit(
    limit: Limit, order: list[str], ticks: list[Decimal], tag: str, formatter: Formatter
) -> Mapping[str, Any]:
    rows = [{"x": x, "y": float(y), "label": ""} for x, y in limit.points]
    if rows:
        rows[0]["label"] = limit.label
    encoding = {"x": _weeks(order), "y": _amounts(ticks, tag, formatter)}
    line = {
        "mark": {
            "type": "line",
            "interpolate": "step-after",
            "strokeDash": [4, 3],
            "color": LIMIT,
            "strokeWidth": 1.5,
        },
        "encoding": encoding,
    }
    text = {
        "mark": {"type": "text", "align": "left", "dy": -6, "color": LIMIT, "fontSize": 11.5},
        "encoding": {**encoding, "text": {"field": "label", "type": "nominal"}},
    }
    return {"data": {"values": rows}, "layer": [line, text]}
