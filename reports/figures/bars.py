"""Charts of filled shapes over several series: bars grouped, stacked or to 100 %, areas, funnels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.figures.axis import nice_ticks
from reports.figures.charts import (
    Area,
    Limit,
    Point,
    amounts,
    areas,
    limits_of,
    names_axis,
    ordered,
    row_of,
    weeks_axis,
)
from reports.figures.theme import FILLS, INK, LEVEL, themed
from reports.formats import Formatter

_SHARE_TICKS = [Decimal(number) / 4 for number in range(5)]


def series_bars(
    points: Sequence[Point], kind: str, across: bool, limits: Sequence[Limit], tag: str, formatter: Formatter
) -> dict[str, Any]:
    """Bars of several series: `grouped`, `stacked` or `stacked100`; `across` lays them on their side."""
    order, names = ordered(point.x for point in points), ordered(point.series for point in points)
    ticks = _SHARE_TICKS if kind == "stacked100" else nice_ticks(_ends(points, kind, limits))
    shown = "pct0" if kind == "stacked100" else tag
    amount = amounts(ticks, shown, formatter) | {"stack": _stack(kind)}
    encoding: dict[str, Any] = {"color": _fill(names), "order": {"field": "rank", "type": "quantitative"}}
    if across:
        encoding |= {"x": amount, **names_axis(order)}
    else:
        encoding |= {"x": _bands(order), "y": amount}
    if kind == "grouped":
        encoding["yOffset" if across else "xOffset"] = {"field": "series", "type": "nominal", "sort": names}
    rows = [{**row_of(point), "rank": names.index(point.series)} for point in points]
    bars = {
        "data": {"values": rows},
        # A white edge tells neighbours apart where colours are printed grey.
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1},
        "encoding": encoding,
    }
    lines = [] if across else limits_of(limits, order, ticks, shown, formatter, bands=True)
    height = (
        {"height": 60 + (26 if kind != "grouped" else 16 * len(names) + 8) * len(order)} if across else {}
    )
    return themed({"layer": [bars, *lines]}, **height)


def columns(
    points: Sequence[Point], limits: Sequence[Limit], tag: str, formatter: Formatter, labelled: bool
) -> dict[str, Any]:
    """Standing bars over an ordered axis, such as weeks."""
    order = ordered(point.x for point in points)
    ticks = nice_ticks(_ends(points, "grouped", limits))
    encoding = {"x": _bands(order), "y": amounts(ticks, tag, formatter)}
    bars = {
        "data": {"values": [row_of(point) for point in points]},
        "mark": {"type": "bar", "color": LEVEL},
        "encoding": encoding,
    }
    texts = {
        "data": {"values": [row_of(point) for point in points]},
        "mark": {"type": "text", "dy": -6, "color": INK, "fontSize": 11},
        "encoding": {**encoding, "text": {"field": "label", "type": "nominal"}},
    }
    lines = limits_of(limits, order, ticks, tag, formatter, bands=True)
    return themed({"layer": [bars, *([texts] if labelled else []), *lines]})


def area_chart(
    points: Sequence[Point],
    kind: str,
    limits: Sequence[Limit],
    marked: Sequence[Area],
    tag: str,
    formatter: Formatter,
) -> dict[str, Any]:
    """Series stacked over an ordered axis; `stacked100` shows their shares."""
    order, names = ordered(point.x for point in points), ordered(point.series for point in points)
    ticks = _SHARE_TICKS if kind == "stacked100" else nice_ticks(_ends(points, "stacked", limits))
    shown = "pct0" if kind == "stacked100" else tag
    shape = {
        "data": {"values": [{**row_of(point), "rank": names.index(point.series)} for point in points]},
        "mark": {"type": "area", "line": {"color": "white", "strokeWidth": 1}, "opacity": 0.95},
        "encoding": {
            "x": weeks_axis(order), "y": amounts(ticks, shown, formatter) | {"stack": _stack(kind)},
            "color": _fill(names), "order": {"field": "rank", "type": "quantitative"},
        },
    }  # fmt: skip
    behind = areas(marked, order, ticks, shown, formatter)
    return themed({"layer": [*behind, shape, *limits_of(limits, order, ticks, shown, formatter)]})


def funnel(points: Sequence[Point], formatter: Formatter) -> dict[str, Any]:
    """Steps as centred bars, each with its value and its share of the first."""
    first = next((point.y for point in points if point.y), None)
    widest = float(max((point.y or Decimal(0) for point in points), default=Decimal(1))) / 2 or 1.0
    rows = []
    for point in points:
        half = float(point.y or 0) / 2
        share = f" ({formatter((point.y or 0) / first, 'pct0')})" if first else ""
        rows.append({"x": point.x, "start": -half, "end": half, "middle": 0, "label": point.label + share})
    scale = {
        "scale": {"domain": [-widest, widest * 2.1], "nice": False},
        "axis": None,
        "type": "quantitative",
    }
    names = names_axis([point.x for point in points])
    bars = {
        "mark": {"type": "bar", "color": LEVEL, "height": {"band": 0.78}},
        "encoding": {**names, "x": {"field": "start", **scale}, "x2": {"field": "end"}},
    }
    texts = {
        "mark": {"type": "text", "align": "left", "dx": 8},
        "encoding": {**names, "x": {"field": "end", **scale}, "text": {"field": "label", "type": "nominal"}},
    }
    return themed({"data": {"values": rows}, "layer": [bars, texts]}, height=20 + 34 * len(rows))


def _fill(names: list[str]) -> dict[str, Any]:
    legend = None if len(names) == 1 else {"symbolType": "square", "symbolStrokeWidth": 0}
    scale = {"domain": names, "range": list(FILLS[: len(names)])}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": legend}


def _stack(kind: str) -> str | None:
    return {"stacked": "zero", "stacked100": "normalize"}.get(kind)


def _ends(points: Sequence[Point], kind: str, limits: Sequence[Limit]) -> list[Decimal]:
    """Where bars end: single values, or the sums of what is stacked, apart for what is below zero."""
    numbers = [(point.x, point.y) for point in points if point.y is not None]
    told = [value for limit in limits for _, value in limit.points]
    if kind == "grouped":
        return [*(y for _, y in numbers), *told]
    sums: dict[tuple[str, bool], Decimal] = {}
    for x, y in numbers:
        sums[x, y < 0] = sums.get((x, y < 0), Decimal(0)) + y
    return [*sums.values(), *told]


def _bands(order: list[str]) -> dict[str, Any]:
    return weeks_axis(order) | {"scale": {"type": "band", "paddingInner": 0.25, "paddingOuter": 0.15}}
