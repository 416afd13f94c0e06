"""Charts of filled shapes over several series: bars grouped, stacked or to 100 %, areas, funnels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.figures.axis import nice_ticks, tick_texts
from reports.figures.charts import (
    Area,
    Limit,
    Point,
    amounts,
    areas,
    left_of,
    limits_of,
    names_axis,
    ordered,
    row_of,
    weeks_axis,
)
from reports.figures.fitting import brief, domain_beside, pixels, plot_beside
from reports.figures.theme import FILLS, INK, LEVEL, themed
from reports.formats import Formatter

# The letters of a value above its bar.
_SMALL = 11
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
    texts = tick_texts(ticks, shown, formatter)
    plot = plot_beside(texts)
    lines = [] if across else limits_of(limits, order, ticks, shown, formatter, plot, bands=True)
    height = (
        {"height": 60 + (26 if kind != "grouped" else 16 * len(names) + 8) * len(order)} if across else {}
    )
    left = left_of(order if across else texts)
    return themed({"layer": [bars, *lines]}, **height, names=names if len(names) > 1 else (), left=left)


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
    plot = plot_beside(tick_texts(ticks, tag, formatter))
    texts = _above(points, encoding, tag, formatter, plot / max(1, len(order))) if labelled else []
    lines = limits_of(limits, order, ticks, tag, formatter, plot, bands=True)
    return themed({"layer": [bars, *texts, *lines]})


def _above(
    points: Sequence[Point], encoding: dict[str, Any], tag: str, formatter: Formatter, room: float
) -> list[dict[str, Any]]:
    """The values above standing bars, below those that hang; none where one is wider than its band."""
    rows = [{**row_of(one), "label": brief(one.label, one.y, tag, formatter, room)} for one in points]
    if any(pixels(row["label"], _SMALL) > room for row in rows):
        return []
    return [
        {
            "data": {"values": [row for row in rows if ((row["y"] or 0) < 0) == hangs]},
            "mark": {"type": "text", "dy": 9 if hangs else -6, "color": INK, "fontSize": _SMALL},
            "encoding": {**encoding, "text": {"field": "label", "type": "nominal"}},
        }
        for hangs in (False, True)
    ]


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
    texts = tick_texts(ticks, shown, formatter)
    plot = plot_beside(texts)
    behind = areas(marked, order, ticks, shown, formatter, plot)
    lines = limits_of(limits, order, ticks, shown, formatter, plot)
    return themed(
        {"layer": [*behind, shape, *lines]}, names=names if len(names) > 1 else (), left=left_of(texts)
    )


def funnel(points: Sequence[Point], tag: str, formatter: Formatter) -> dict[str, Any]:
    """Steps as centred bars, each with its value and its share of the first."""
    first = next((point.y for point in points if point.y), None)
    widest = float(max((point.y or Decimal(0) for point in points), default=Decimal(1))) / 2 or 1.0
    rows: list[dict[str, Any]] = []
    order = [point.x for point in points]
    most = plot_beside(order) * 0.25
    for point in points:
        half = float(point.y or 0) / 2
        share = f" ({formatter((point.y or 0) / first, 'pct0')})" if first else ""
        rows.append(
            {
                "x": point.x,
                "start": -half,
                "end": half,
                "label": brief(point.label, point.y, tag, formatter, most) + share,
            }
        )
    domain = domain_beside([(row["end"], row["label"]) for row in rows], -widest, order, gap=10)
    scale = {"scale": {"domain": domain, "nice": False}, "axis": None, "type": "quantitative"}
    names = names_axis(order)
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
