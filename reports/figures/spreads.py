"""Charts of how values are spread: histogram, scatter, boxes; and of values in two directions: heatmaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from reports.figures.axis import nice_ticks, tick_labels, tick_texts
from reports.figures.charts import amounts, left_of, names_axis, ordered
from reports.figures.fitting import brief, pixels, plot_beside
from reports.figures.theme import DARKEST, INK, LEVEL, LIGHTEST, MORE, SERIES, themed
from reports.formats import Formatter

_SHAPES = ("circle", "triangle-up", "square", "diamond")


@dataclass(frozen=True)
class Tile:
    """A value where a column meets a row."""

    x: str
    y: str
    value: Decimal | None
    label: str


@dataclass(frozen=True)
class Dot:
    """A pair of values."""

    x: Decimal
    y: Decimal
    series: str = ""


@dataclass(frozen=True)
class Box:
    """A spread as five numbers; the outer two may be missing."""

    name: str
    low: Decimal
    middle: Decimal
    high: Decimal
    least: Decimal | None = None
    most: Decimal | None = None
    label: str = ""


def heatmap(tiles: Sequence[Tile], tag: str, formatter: Formatter) -> dict[str, Any]:
    """Values as tiles, the darker the larger, each written out where it fits; a missing one stays white."""
    columns, rows = ordered(tile.x for tile in tiles), ordered(tile.y for tile in tiles)
    known = [tile for tile in tiles if tile.value is not None]
    numbers = [float(tile.value) for tile in known if tile.value is not None]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    middle = low + (high - low) * 0.55
    room = plot_beside(rows) / max(1, len(columns)) - 3
    labels, size = _written_in_tiles(known, tag, formatter, room)
    values = [
        {"x": tile.x, "y": tile.y, "value": float(tile.value or 0), "label": label}
        for tile, label in zip(known, labels, strict=True)
    ]
    # Every name, or every other one, as there is room.
    shown = columns[:: ceil(max(map(pixels, columns), default=1.0) / max(1.0, room))]
    axis = {"orient": "top", "labelAngle": 0, "domain": False, "ticks": False, "grid": False, "values": shown}
    across = {"field": "x", "type": "ordinal", "sort": columns, "axis": axis}
    scale = {"domain": [low, high if high > low else low + 1], "range": [LIGHTEST, DARKEST]}
    place = {"x": across, **names_axis(rows, "y")}
    shape = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 1.5},
        "encoding": {
            **place, "color": {"field": "value", "type": "quantitative", "scale": scale, "legend": None},
        },
    }  # fmt: skip
    ink = {"condition": {"test": f"datum.value > {middle!r}", "value": "white"}, "value": INK}
    texts = {
        "mark": {"type": "text", "fontSize": size},
        "encoding": {**place, "text": {"field": "label", "type": "nominal"}, "color": ink},
    }
    return themed({"data": {"values": values}, "layer": [shape, texts]}, height=44 + 26 * len(rows))


def _written_in_tiles(
    tiles: Sequence[Tile], tag: str, formatter: Formatter, room: float
) -> tuple[list[str], float]:
    """What is written into tiles of so much room, and how large its letters; nothing where it doesn't fit."""
    whole = [tile.label for tile in tiles]
    short = [brief(tile.label, tile.value, tag, formatter, room * 12 / 9) for tile in tiles]
    for labels, size in ((whole, 11), (whole, 9), (short, 9)):
        if all(pixels(label, size) <= room for label in labels):
            return labels, size
    return [""] * len(tiles), 9


def histogram(numbers: Sequence[Decimal], tag: str, formatter: Formatter) -> dict[str, Any]:
    """How many values fall into each of about a dozen equal steps."""
    edges = bins(numbers)
    counts = counted(numbers, edges)
    rows = [
        {"start": float(start), "end": float(end), "count": count, "floor": 0}
        for start, end, count in zip(edges, edges[1:], counts, strict=False)
    ]
    shown = edges[:: max(1, len(edges) // 5)]
    axis = {"values": [float(edge) for edge in shown], "labelExpr": tick_labels(shown, tag, formatter),
            "grid": False, "labelAngle": 0}  # fmt: skip
    domain = {"domain": [float(edges[0]), float(edges[-1])], "nice": False}
    ticks = [tick for tick in nice_ticks([Decimal(count) for count in counts]) if tick % 1 == 0]
    encoding = {
        "x": {"field": "start", "type": "quantitative", "scale": domain, "axis": axis},
        "x2": {"field": "end"},
        "y": amounts(ticks, "num0", formatter) | {"field": "count"}, "y2": {"field": "floor"},
    }  # fmt: skip
    mark = {"type": "bar", "color": LEVEL, "stroke": "white", "strokeWidth": 1}
    return themed({"data": {"values": rows}, "mark": mark, "encoding": encoding})


def bins(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Round edges that hold all values, about a dozen steps between them."""
    ticks = nice_ticks(numbers, include_zero=False)
    step = (ticks[1] - ticks[0]) / 2 if len(ticks) < 8 else ticks[1] - ticks[0]
    count = int((ticks[-1] - ticks[0]) / step + Decimal("0.5"))
    return [ticks[0] + step * number for number in range(count + 1)]


def counted(numbers: Sequence[Decimal], edges: Sequence[Decimal]) -> list[int]:
    """How many values lie in each step; a value on an edge belongs to the step above, the last to its own."""
    counts = [0] * (len(edges) - 1)
    for number in numbers:
        index = next((at for at, edge in enumerate(edges[1:]) if number < edge), len(counts) - 1)
        counts[index] += 1
    return counts


def scatter(dots: Sequence[Dot], x_tag: str, y_tag: str, formatter: Formatter) -> dict[str, Any]:
    """Pairs of values; series differ by shape as well as by colour."""
    names = ordered(dot.series for dot in dots)
    ticks = nice_ticks([dot.x for dot in dots])
    upward_ticks = nice_ticks([dot.y for dot in dots])
    upward = amounts(upward_ticks, y_tag, formatter)
    axis = {"values": [float(tick) for tick in ticks], "labelExpr": tick_labels(ticks, x_tag, formatter),
            "labelAngle": 0}  # fmt: skip
    across = {"field": "x", "type": "quantitative", "axis": axis,
              "scale": {"domain": [float(ticks[0]), float(ticks[-1])], "nice": False}}  # fmt: skip
    encoding: dict[str, Any] = {"x": across, "y": upward}
    if len(names) > 1:
        legend = {"symbolType": "circle", "symbolStrokeWidth": 0}
        encoding["color"] = {"field": "series", "type": "nominal", "legend": legend,
                             "scale": {"domain": names, "range": list(SERIES[: len(names)])}}  # fmt: skip
        encoding["shape"] = {"field": "series", "type": "nominal",
                             "scale": {"domain": names, "range": list(_SHAPES[: len(names)])}}  # fmt: skip
    mark = {"type": "point", "filled": True, "size": 48, "opacity": 0.8}
    if len(names) == 1:
        mark["color"] = LEVEL
    rows = [{"x": float(dot.x), "y": float(dot.y), "series": dot.series} for dot in dots]
    legend_names = names if len(names) > 1 else ()
    left = left_of(tick_texts(upward_ticks, y_tag, formatter))
    return themed(
        {"data": {"values": rows}, "mark": mark, "encoding": encoding}, names=legend_names, left=left
    )


def boxes(spreads: Sequence[Box], tag: str, formatter: Formatter) -> dict[str, Any]:
    """Boxes from quarter to quarter, or whatever the columns hold, with their middle and whiskers."""
    everything = [
        value
        for box in spreads
        for value in (box.low, box.middle, box.high, box.least, box.most)
        if value is not None
    ]
    ticks = nice_ticks(everything)
    across = amounts(ticks, tag, formatter)
    names = names_axis([box.name for box in spreads])
    rows = [
        {
            "x": box.name, "low": float(box.low), "middle": float(box.middle), "high": float(box.high),
            "least": float(box.low if box.least is None else box.least),
            "most": float(box.high if box.most is None else box.most), "label": box.label,
        }
        for box in spreads
    ]  # fmt: skip

    def span(mark: dict[str, Any], start: str, end: str) -> dict[str, Any]:
        return {"mark": mark, "encoding": {**names, "x": across | {"field": start}, "x2": {"field": end}}}

    middle = {
        "mark": {"type": "tick", "color": INK, "thickness": 2.5, "height": 18},
        "encoding": {**names, "x": across | {"field": "middle"}},
    }
    layers = [
        span({"type": "rule", "color": INK, "strokeWidth": 1.2}, "least", "most"),
        span({"type": "bar", "color": MORE, "height": 16}, "low", "high"),
        middle,
    ]
    return themed({"data": {"values": rows}, "layer": layers}, height=50 + 30 * len(rows))
