"""Heatmap, CohortTriangle, Histogram, ScatterPlot, BoxPlot, Sparkline: values in two directions, and their
spread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.blocks import Cell, Figure, Heading, Nothing, Spark, Table
from reports.components.charts import Spec, drawn, figure_name, number_of, on_axis
from reports.components.sheets import make_sheet
from reports.components.spec import Attributes, Component, Content, words
from reports.context import Context, rows_of
from reports.figures.spark import spark_text
from reports.figures.spreads import Box, Dot, Tile, bins, boxes, counted, heatmap, histogram, scatter
from reports.language.runtime import RenderProblem, Rows
from reports.messages import Told

_MOST_TILES = 1_200


def _drawn(
    context: Context,
    attributes: Attributes,
    kind: str,
    spec: Spec,
    items: Sequence[tuple[str, str]],
    table: Table,
) -> Figure:
    """A figure whose words are its items, and whose data is the table."""
    title = str(attributes.get("title", "")) or context.label(
        str(attributes.get("y", attributes.get("x", "")))
    )
    listed = context.say("figure.separator").join(
        context.say("figure.item", {"name": Told(name), "value": Told(value)}) for name, value in items
    )
    spoken = context.say("figure.alternative", {"title": Told(title), "rest": Told(listed)})
    name = figure_name(context, attributes, kind)
    return drawn(context, name, (title, str(attributes.get("subtitle", ""))), spec, spoken, table)


def _table(context: Context, attributes: Attributes, data: Rows, columns: Sequence[Attributes]) -> Table:
    labels = [context.label(str(column["id"])) for column in columns]
    texts = tuple(
        tuple(Cell(_told(context, column, row[str(column["id"])])) for column in columns) for row in data
    )
    headings = tuple(
        Heading(label, "right" if "fmt" in column else "left")
        for label, column in zip(labels, columns, strict=True)
    )
    wanted = str(attributes.get("name", data.name))
    sheet = make_sheet(context, wanted, str(attributes.get("title", "")), columns, labels, data)
    return Table(headings, texts, empty=context.say("table.empty"), sheet=sheet)


def _told(context: Context, column: Attributes, value: Any) -> str:
    return (
        context.word(str(column["codes"]), value)
        if "codes" in column
        else context.format(value, column.get("fmt"))
    )


def _columns(attributes: Attributes, *names: str, **tags: str) -> list[Attributes]:
    """The columns that attributes name, with their formats and codes."""
    codes = {"x": "codes", "y": "yCodes", "series": "seriesCodes", "name": "codes"}
    found: list[Attributes] = []
    for name in names:
        if name not in attributes:
            continue
        column: dict[str, Any] = {"id": str(attributes[name])}
        if name in tags:
            column["fmt"] = tags[name]
        elif (given := codes.get(name)) and given in attributes:
            column["codes"] = str(attributes[given])
        found.append(column)
    return found


def _tiles(context: Context, attributes: Attributes, _: Content, kind: str = "heatmap") -> Figure | Nothing:
    data, tag = rows_of(attributes), str(attributes.get("fmt", "num0"))
    x, y, value = (str(attributes[name]) for name in ("x", "y", "value"))
    for column in (x, y, value):
        data.column(column)
    if len(data) > _MOST_TILES:
        raise RenderProblem(f"{len(data)} tiles can't be read, {_MOST_TILES} can: let the query gather them")
    tiles = [
        Tile(
            on_axis(context, attributes, row[x]),
            _row_name(context, attributes, row[y]),
            number_of(row[value]), context.format(row[value], tag),
        )
        for row in data
    ]  # fmt: skip
    known = [tile for tile in tiles if tile.value is not None]
    if not known:
        return Nothing()
    table = _table(context, attributes, data, _columns(attributes, "y", "x", "value", value=tag))
    items = [(f"{tile.y} {tile.x}", tile.label) for tile in known]
    return _drawn(context, attributes, kind, heatmap(tiles, tag, context.formatter), items, table)


def _row_name(context: Context, attributes: Attributes, value: Any) -> str:
    return context.word(str(attributes["yCodes"]), value) if "yCodes" in attributes else context.format(value)


def _cohorts(context: Context, attributes: Attributes, content: Content) -> Figure | Nothing:
    """Cohorts from top to bottom, their age from left to right; what is still to come stays white."""
    return _tiles(context, attributes, content, "cohorts")


def _histogram(context: Context, attributes: Attributes, _: Content) -> Figure | Nothing:
    data, tag = rows_of(attributes), str(attributes.get("xFmt", "num0"))
    numbers = [
        number for value in data.column(str(attributes["x"])) if (number := number_of(value)) is not None
    ]
    if not numbers:
        return Nothing()
    edges = bins(numbers)
    steps = [
        (f"{context.format(start, tag)}–{context.format(end, tag)}", count)
        for start, end, count in zip(edges, edges[1:], counted(numbers, edges), strict=False)
    ]
    rows = Rows(data.name, ("step", "row_count"), [(name, count) for name, count in steps])
    table = _table(context, attributes, rows, [{"id": "step"}, {"id": "row_count", "fmt": "num0"}])
    items = [(name, context.format(count, "num0")) for name, count in steps if count]
    return _drawn(context, attributes, "histogram", histogram(numbers, tag, context.formatter), items, table)


def _scatter(context: Context, attributes: Attributes, _: Content) -> Figure | Nothing:
    data = rows_of(attributes)
    x_tag, y_tag = str(attributes.get("xFmt", "num0")), str(attributes.get("yFmt", "num0"))
    x, y, series = (str(attributes.get(name, "")) for name in ("x", "y", "series"))
    for column in filter(None, (x, y, series, str(attributes.get("label", "")))):
        data.column(column)
    dots = []
    for row in data:
        across, up = number_of(row[x]), number_of(row[y])
        if across is not None and up is not None:
            name = context.word(str(attributes.get("seriesCodes", "")), row[series]) if series else ""
            dots.append(Dot(across, up, name))
    if not dots:
        return Nothing()
    if len({dot.series for dot in dots}) > 4:
        raise RenderProblem("more than 4 series can't be told apart: let the query gather the rest")
    described = _columns(attributes, "series", "x", "y", x=x_tag, y=y_tag)
    if "label" in attributes:
        described = [{"id": str(attributes["label"])}, *described]
    items = [
        (context.label(x), _range(context, [dot.x for dot in dots], x_tag)),
        (context.label(y), _range(context, [dot.y for dot in dots], y_tag)),
    ]
    table = _table(context, attributes, data, described)
    return _drawn(
        context, attributes, "scatter", scatter(dots, x_tag, y_tag, context.formatter), items, table
    )


def _range(context: Context, numbers: Sequence[Decimal], tag: str) -> str:
    return f"{context.format(min(numbers), tag)}–{context.format(max(numbers), tag)}"


_FIVE = ("min", "intervalBottom", "midpoint", "intervalTop", "max")


def _boxes(context: Context, attributes: Attributes, _: Content) -> Figure | Nothing:
    data, tag = rows_of(attributes), str(attributes.get("yFmt", "num0"))
    given = {name: str(attributes[name]) for name in ("name", *_FIVE) if name in attributes}
    for column in given.values():
        data.column(column)
    spreads = [box for row in data if (box := _box(context, attributes, given, row, tag))]
    if not spreads:
        return Nothing()
    described = _columns(attributes, "name", *_FIVE, **dict.fromkeys(_FIVE, tag))
    named = {**attributes, "name": attributes.get("figure", f"box-{len(context.figure_names) + 1}")}
    items = [(box.name, f"{box.label} ({_range(context, [box.low, box.high], tag)})") for box in spreads]
    table = _table(context, {**named, "name": data.name}, data, described)
    return _drawn(context, named, "box", boxes(spreads, tag, context.formatter), items, table)


def _box(
    context: Context, attributes: Attributes, given: Mapping[str, str], row: Mapping[str, Any], tag: str
) -> Box | None:
    """A row's box; None where one of its three lines is missing."""
    numbers = {name: number_of(row[given[name]]) for name in _FIVE if name in given}
    low, middle, high = (numbers[name] for name in ("intervalBottom", "midpoint", "intervalTop"))
    if low is None or middle is None or high is None:
        return None
    name, told = on_axis(context, attributes, row[given["name"]]), context.format(middle, tag)
    return Box(name, low, middle, high, numbers.get("min"), numbers.get("max"), told)


def _sparkline(context: Context, attributes: Attributes, _: Content) -> str:
    """A line within a sentence, of a query's column in the order of its rows."""
    data, tag = rows_of(attributes), attributes.get("yFmt")
    values = [number_of(value) for value in data.column(str(attributes["y"]))]
    spark = make_spark(context, values, tag)
    return context.document.inline(spark) if spark else ""


def make_spark(context: Context, values: Sequence[Decimal | None], tag: Any) -> Spark | None:
    """A sparkline with its words: from its first value to its last. None without a value."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    told = f"{context.format(known[0], tag)} → {context.format(known[-1], tag)}"
    numbers = tuple(None if value is None else float(value) for value in values)
    return Spark(numbers, told, spark_text(numbers))


_COMMON = "data title subtitle"
_TILES = words(f"{_COMMON} x y value fmt codes yCodes name")

COMPONENTS = (
    Component("Heatmap", _TILES, required=words("data x y value"), build=_tiles),
    Component("CohortTriangle", _TILES, required=words("data x y value"), build=_cohorts),
    Component("Histogram", words(f"{_COMMON} x xFmt name"), required=words("data x"), build=_histogram),
    Component("ScatterPlot", words(f"{_COMMON} x y xFmt yFmt series seriesCodes label name"),
              required=words("data x y"), build=_scatter),
    Component("BoxPlot", words(f"{_COMMON} name yFmt codes figure {' '.join(_FIVE)}"),
              required=words("data name intervalBottom midpoint intervalTop"), build=_boxes),
    Component("Sparkline", words("data x y yFmt"), required=words("data y"), build=_sparkline),
)  # fmt: skip
