"""The kinds of charts, each as a Vega-Lite specification.

Labels arrive formatted; nothing here knows a language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from reports.figures.axis import nice_ticks, tick_labels, tick_texts
from reports.figures.fitting import NAME, WIDTH, brief, domain_beside, pixels, plot_beside
from reports.figures.theme import DASHES, INK, LESS, LEVEL, LIMIT, MORE, QUIET, SERIES, themed
from reports.formats import Formatter

# What the axis and the legend leave of the figure, and a line of its text, in pixels.
_PLOT_HEIGHT, _LABEL_HEIGHT = 190, 14
# What a value may take beside its line, and of the plot beside its bar; letters of what a limit is called.
_LAST, _BESIDE, _SMALL = 84, 0.4, 11.5


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


@dataclass(frozen=True)
class Area:
    """A reference area: from one x to another, from one value to another; None reaches to the edge."""

    label: str
    first: str | None = None
    last: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def line_chart(
    points: Sequence[Point],
    limits: Sequence[Limit],
    tag: str,
    formatter: Formatter,
    marked: Sequence[Area] = (),
    span: Sequence[Decimal] = (),
    labelled: bool = False,
) -> dict[str, Any]:
    """Series over an ordered axis; the last value of each is written out, a missing one breaks the line."""
    order = ordered(point.x for point in points)
    names = ordered(point.series for point in points)
    everything = [point.y for point in points if point.y is not None]
    everything += [value for limit in limits for _, value in limit.points]
    # What yMin and yMax say belongs to the axis, whether a value lies there or not.
    ticks = nice_ticks([*everything, *span])
    line = {
        "data": {"values": [row_of(point) for point in points]},
        "mark": {"type": "line", "strokeWidth": 2.25, "point": {"size": 34, "filled": True}},
        "encoding": {"x": weeks_axis(order), "y": amounts(ticks, tag, formatter), **_series(names)},
    }
    points = [_brief(point, tag, formatter, _LAST) for point in points]
    beside: dict[str, Any] = {"dy": -9} if labelled else {"align": "left", "dx": 7}
    last = {
        "data": {"values": [row_of(one) for one in points] if labelled else _apart(_last(points), ticks)},
        "mark": {"type": "text", **beside},
        "encoding": {
            "x": weeks_axis(order), "y": amounts(ticks, tag, formatter),
            "text": {"field": "label", "type": "nominal"},
            "color": {"value": INK},
        },
    }  # fmt: skip
    texts = tick_texts(ticks, tag, formatter)
    # Vega makes room for the last values, to the right of the plot.
    plot = plot_beside(texts) - max((pixels(point.label) for point in _last(points)), default=0.0)
    behind = [
        *areas(marked, order, ticks, tag, formatter, plot),
        *limits_of(limits, order, ticks, tag, formatter, plot),
    ]
    return themed({"layer": [*behind, line, last]}, names=names, left=left_of(texts))


def bar_chart(points: Sequence[Point], tag: str, formatter: Formatter) -> dict[str, Any]:
    """Horizontal bars in the order given, longest name first come whole, values beside them."""
    order = ordered(point.x for point in points)
    room = plot_beside(order) * _BESIDE
    points = [_brief(point, tag, formatter, room) for point in points]
    # A value below zero stands on the other side of the axis, where no bar is behind it.
    rows = [{**row_of(point), "edge": max(0.0, float(point.y or 0))} for point in points]
    low = min([0.0, *(float(point.y) for point in points if point.y is not None)])
    domain = domain_beside([(row["edge"], row["label"]) for row in rows], low, order)
    scale = {"type": "quantitative", "scale": {"domain": domain, "nice": False}, "axis": None}
    names = names_axis(order)
    bars = {
        "mark": {"type": "bar", "color": LEVEL, "height": {"band": 0.62}},
        "encoding": {**names, "x": {"field": "y", **scale}},
    }
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {**names, "x": {"field": "edge", **scale}, "text": {"field": "label", "type": "nominal"}},
    }
    return themed({"data": {"values": rows}, "layer": [bars, texts]}, height=44 + 28 * len(order))


def waterfall(
    steps: Sequence[Point], totals: frozenset[int], tag: str, formatter: Formatter
) -> dict[str, Any]:
    """A bridge read from top to bottom: levels dark, what adds blue, what takes orange, amounts beside."""
    rows: list[dict[str, Any]] = []
    order = [step.x for step in steps]
    room, at = plot_beside(order) * _BESIDE, Decimal(0)
    for number, step in enumerate(_brief(step, tag, formatter, room) for step in steps):
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
    low -= (high - low) * 0.02
    domain = domain_beside([(row["edge"], row["label"]) for row in rows], low, order)
    scale = {"scale": {"domain": domain, "nice": False}, "axis": None, "type": "quantitative"}
    colours = {"domain": ["level", "more", "less"], "range": [LEVEL, MORE, LESS]}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.68}},
        "encoding": names_axis(order) | {
            "x": {"field": "start", **scale}, "x2": {"field": "end"},
            "color": {"field": "kind", "type": "nominal", "scale": colours, "legend": None},
        },
    }  # fmt: skip
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": names_axis(order) | {
            "x": {"field": "edge", **scale}, "text": {"field": "label", "type": "nominal"},
            "opacity": {"value": 1},
        },
    }  # fmt: skip
    return themed({"data": {"values": rows}, "layer": [bars, texts]}, height=20 + 25 * len(order))


def _brief(point: Point, tag: str, formatter: Formatter, room: float) -> Point:
    return replace(point, label=brief(point.label, point.y, tag, formatter, room))


def left_of(texts: Sequence[str]) -> float:
    """What stands left of a plot beside an axis of these texts."""
    return WIDTH - plot_beside(texts) - 6


def row_of(point: Point) -> dict[str, Any]:
    """A point as a row of a specification."""
    y = None if point.y is None else float(point.y)
    return {"x": point.x, "y": y, "series": point.series, "label": point.label}


def ordered(values: Any) -> list[str]:
    """Each value once, in the order of its first appearance."""
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
        rows.append({**row_of(point), "y": below})
    # What would fall off the lower edge pushes those above it up.
    above = float(ticks[0])
    for row in reversed(rows):
        row["y"] = max(row["y"], above)
        above = row["y"] + line
    return rows


def weeks_axis(order: list[str]) -> dict[str, Any]:
    """The axis of what comes in order; as many labels as a phone has room for, counted from the end."""
    # Thirteen weeks must fit on a phone. Counted from the end, so the week itself shows.
    every = 1 if len(order) <= 6 else 2 if len(order) <= 9 else max(3, -(-len(order) // 5))
    shown = [value for number, value in enumerate(reversed(order)) if number % every == 0]
    axis = {"labelAngle": 0, "values": shown[::-1], "grid": False, "ticks": True}
    return {
        "field": "x",
        "type": "ordinal",
        "sort": order,
        "axis": axis,
        "scale": {"type": "point", "padding": 0.4},
    }


def amounts(ticks: list[Decimal], tag: str, formatter: Formatter) -> dict[str, Any]:
    """The axis of the values."""
    axis = {
        "values": [float(tick) for tick in ticks], "labelExpr": tick_labels(ticks, tag, formatter),
        "domain": False, "ticks": False,
    }  # fmt: skip
    scale = {"domain": [float(ticks[0]), float(ticks[-1])], "nice": False}
    return {"field": "y", "type": "quantitative", "axis": axis, "scale": scale}


def _series(names: list[str]) -> dict[str, Any]:
    colours = {"domain": names, "range": list(SERIES[: len(names)])}
    dashes = {"domain": names, "range": list(DASHES[: len(names)])}
    if len(names) == 1:
        return {"color": {"value": SERIES[0]}}
    return {
        "color": {"field": "series", "type": "nominal", "scale": colours},
        "strokeDash": {"field": "series", "type": "nominal", "scale": dashes},
    }


def names_axis(order: list[str], field: str = "x") -> dict[str, Any]:
    """The axis of names, top to bottom in their order."""
    axis = {"labelLimit": NAME, "domain": False, "ticks": False, "labelColor": INK, "grid": False}
    return {"y": {"field": field, "type": "nominal", "sort": order, "axis": axis}}


def limits_of(
    limits: Sequence[Limit],
    order: list[str],
    ticks: list[Decimal],
    tag: str,
    formatter: Formatter,
    plot: float,
    bands: bool = False,
) -> list[Mapping[str, Any]]:
    """The layers of reference lines; over bars, `bands` says, the axis is one of bands."""
    axis = weeks_axis(order)
    if bands:
        axis |= {"scale": {"type": "band", "paddingInner": 0.25, "paddingOuter": 0.15}}
    return [_limit(limit, order, axis, amounts(ticks, tag, formatter), plot) for limit in limits]


def areas(
    marked: Sequence[Area],
    order: list[str],
    ticks: list[Decimal],
    tag: str,
    formatter: Formatter,
    plot: float,
) -> list[Mapping[str, Any]]:
    """The layers of reference areas, behind all else."""
    return [_area(area, order, ticks, tag, formatter, plot) for area in marked]


def _side(label: str, x: str, order: list[str], plot: float) -> dict[str, Any]:
    """A label that begins at its x, or ends there where the plot ends before it would."""
    at = order.index(x) / len(order) if x in order else 0.0
    is_left = plot * at + pixels(label, _SMALL) <= plot or at < 0.5
    return {"type": "text", "align": "left" if is_left else "right", "fontSize": _SMALL}


def _area(
    area: Area, order: list[str], ticks: list[Decimal], tag: str, formatter: Formatter, plot: float
) -> Mapping[str, Any]:
    first = order.index(area.first) if area.first in order else 0
    last = order.index(area.last) if area.last in order else len(order) - 1
    low = ticks[0] if area.low is None else max(area.low, ticks[0])
    high = ticks[-1] if area.high is None else min(area.high, ticks[-1])
    rows = [{"x": x, "y": float(high), "low": float(low), "label": ""} for x in order[first : last + 1]]
    side = _side(area.label, order[first] if rows else "", order, plot)
    if rows:
        rows[0 if side["align"] == "left" else -1]["label"] = area.label
    encoding = {"x": weeks_axis(order), "y": amounts(ticks, tag, formatter)}
    shape = {"mark": {"type": "area", "color": "#e9edf1"}, "encoding": {**encoding, "y2": {"field": "low"}}}
    text = {
        "mark": {**side, "dx": 4 if side["align"] == "left" else -4, "dy": 9, "color": QUIET},
        "encoding": {**encoding, "text": {"field": "label", "type": "nominal"}},
    }
    return {"data": {"values": rows}, "layer": [shape, text]}


def _limit(
    limit: Limit, order: list[str], x_axis: dict[str, Any], y_axis: dict[str, Any], plot: float
) -> Mapping[str, Any]:
    rows = [{"x": x, "y": float(y), "label": ""} for x, y in limit.points]
    if rows:
        rows[0]["label"] = limit.label
    encoding = {"x": x_axis, "y": y_axis}
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
        "mark": {
            **_side(limit.label, limit.points[0][0] if rows else "", order, plot),
            "dy": -6,
            "color": LIMIT,
        },
        "encoding": {**encoding, "text": {"field": "label", "type": "nominal"}},
    }
    return {"data": {"values": rows}, "layer": [line, text]}
