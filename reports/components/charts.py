"""LineChart, BarChart and Waterfall, each with its words and its data as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from reports.blocks import Cell, Figure, Heading, Nothing, Table
from reports.components.sheets import make_sheet
from reports.components.spec import Attributes, Children, Component, Content, words
from reports.context import Context, rows_of
from reports.figures.charts import Limit, Point, bar_chart, line_chart, waterfall
from reports.figures.svg import draw
from reports.language.runtime import RenderProblem, Rows
from reports.messages import Told

Spec = dict[str, Any]
_WEEK = re.compile(r"\d{4}-(W\d{2})$")


def _name(context: Context, attributes: Attributes, kind: str) -> str:
    """A file name that is the same on every run, and in every language."""
    wanted = str(attributes.get("name", f"{kind}-{len(context.figure_names) + 1}"))
    if not re.fullmatch(r"[a-z0-9-]+", wanted):
        raise RenderProblem(f"name={wanted!r} must be made of a-z, 0-9 and -")
    if wanted in context.figure_names:
        raise RenderProblem(f"two figures are named {wanted!r}")
    context.figure_names.add(wanted)
    return wanted


def _number(value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise RenderProblem(f"{value!r} can't be drawn: the column must hold numbers")
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _on_axis(context: Context, attributes: Attributes, value: Any) -> str:
    if "codes" in attributes:
        return context.word(str(attributes["codes"]), value)
    text = context.format(value)
    found = _WEEK.match(text)
    return found[1] if found else text


def _points(context: Context, attributes: Attributes, data: Rows, tag: str) -> list[Point]:
    """One point per row and y column, or per row when `series` names the column that tells the series
    apart.
    """
    names = [name.strip() for name in str(attributes["y"]).split(",")]
    points = []
    for row in data:
        x = _on_axis(context, attributes, row[str(attributes["x"])])
        for name in names:
            value = row[name]
            series = context.label(name)
            if "series" in attributes:
                series = context.word(str(attributes.get("seriesCodes", "")), row[str(attributes["series"])])
            points.append(Point(x, _number(value), series, context.format(value, tag)))
    return points


def _checked(data: Rows, *columns: str) -> None:
    for column in columns:
        data.column(column)


def _limits(context: Context, children: Children, attributes: Attributes) -> list[Limit]:
    limits = []
    for _, line in children:
        data = rows_of(line)
        _checked(data, str(line["x"]), str(line["y"]))
        rows = [
            (_on_axis(context, attributes, row[str(line["x"])]), _number(row[str(line["y"])])) for row in data
        ]
        known = tuple((x, y) for x, y in rows if y is not None)
        value = context.format(known[0][1], line["fmt"]) if "fmt" in line and known else ""
        limits.append(Limit(f"{line.get('label', '')}{value}", known))
    return limits


def _data_table(context: Context, attributes: Attributes, data: Rows, tag: str, figure: str) -> Table:
    """The data behind a figure, for those who can't see it and those who want the numbers."""
    names = [name.strip() for name in str(attributes["y"]).split(",")]
    series = [str(attributes["series"])] if "series" in attributes else []
    x = str(attributes["x"])
    headings = [Heading(context.label(name)) for name in (x, *series)]
    headings += [Heading(context.label(name), "right") for name in names]
    rows = []
    for row in data:
        first = (
            context.word(str(attributes["codes"]), row[x])
            if "codes" in attributes
            else context.format(row[x])
        )
        told = [context.word(str(attributes.get("seriesCodes", "")), row[name]) for name in series]
        rows.append(
            tuple(Cell(text) for text in (first, *told, *(context.format(row[n], tag) for n in names)))
        )
    columns: list[Attributes] = [
        {"id": x, **({"codes": attributes["codes"]} if "codes" in attributes else {})}
    ]
    columns += [{"id": name, "codes": str(attributes.get("seriesCodes", ""))} for name in series]
    columns += [{"id": name, "fmt": tag} for name in names]
    labels = [heading.text for heading in headings]
    sheet = make_sheet(context, figure, str(attributes.get("title", "")), columns, labels, data)
    return Table(tuple(headings), tuple(rows), empty=context.say("table.empty"), sheet=sheet)


def _alternative(context: Context, title: str, points: Sequence[Point]) -> str:
    """What the figure shows, in a sentence: its title and where each series begins and ends."""
    parts = []
    for series in dict.fromkeys(point.series for point in points):
        known = [point for point in points if point.series == series and point.y is not None]
        if known:
            values = {"series": series, "first": known[0].label, "from": known[0].x}
            values |= {"last": known[-1].label, "to": known[-1].x}
            parts.append(context.say("figure.series", values))
    joint = context.say("figure.joint")
    return context.say("figure.alternative", {"title": Told(title), "rest": Told(joint.join(parts))})


def _figure(
    context: Context, attributes: Attributes, kind: str, make: Callable[[list[Point], str], Spec]
) -> Figure | Nothing:
    data = rows_of(attributes)
    tag = str(attributes.get("yFmt", "num0"))
    y_columns = [name.strip() for name in str(attributes["y"]).split(",")]
    _checked(data, str(attributes["x"]), *y_columns)
    name = _name(context, attributes, kind)
    points = _points(context, attributes, data, tag)
    if not any(point.y is not None for point in points):
        return Nothing()
    title = str(attributes.get("title", "")) or context.label(y_columns[0])
    spoken = _spoken(context, title, points) if kind != "line" else _alternative(context, title, points)
    return Figure(
        name=name, title=title, subtitle=str(attributes.get("subtitle", "")),
        svg=draw(make(points, tag), name, spoken), alternative=spoken,
        data=_data_table(context, attributes, data, tag, name), data_title=context.say("figure.data"),
    )  # fmt: skip


def _spoken(context: Context, title: str, points: Sequence[Point]) -> str:
    listed = context.say("figure.separator").join(
        context.say("figure.item", {"name": point.x, "value": point.label}) for point in points
    )
    return context.say("figure.alternative", {"title": Told(title), "rest": Told(listed)})


def _line(context: Context, attributes: Attributes, content: Content) -> Figure | Nothing:
    limits = _limits(context, content.children, attributes)
    return _figure(
        context, attributes, "line", lambda points, tag: line_chart(points, limits, tag, context.formatter)
    )


def _bar(context: Context, attributes: Attributes, content: Content) -> Figure | Nothing:
    return _figure(context, attributes, "bar", lambda points, tag: bar_chart(points, tag, context.formatter))


def _waterfall(context: Context, attributes: Attributes, content: Content) -> Figure | Nothing:
    data = rows_of(attributes)
    kinds = data.column(str(attributes.get("kind", "kind")))
    totals = frozenset(number for number, kind in enumerate(kinds) if kind == "total")
    return _figure(
        context,
        attributes,
        "waterfall",
        lambda points, tag: waterfall(points, totals, tag, context.formatter),
    )


_COMMON = "data x y title subtitle yFmt codes name"
_REFERENCE = frozenset({"ReferenceLine"})

COMPONENTS = (
    Component(
        "LineChart",
        words(f"{_COMMON} series seriesCodes"),
        required=words("data x y"),
        children=_REFERENCE,
        build=_line,
    ),
    Component("BarChart", words(_COMMON), required=words("data x y"), build=_bar),
    Component("Waterfall", words(f"{_COMMON} kind"), required=words("data x y"), build=_waterfall),
    Component("ReferenceLine", words("data x y label fmt"), required=words("data x y"), parent="LineChart"),
)
