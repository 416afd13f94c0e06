"""Charts of points, each with its words and its data as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from reports.blocks import Cell, Figure, Heading, Nothing, Table
from reports.components.gathering import gathered
from reports.components.sheets import make_sheet
from reports.components.spec import Attributes, Children, Component, Content, words
from reports.context import Context, is_true, rows_of
from reports.figures.bars import area_chart, columns, funnel, series_bars
from reports.figures.charts import Area, Limit, Point, bar_chart, line_chart, ordered, waterfall
from reports.figures.svg import draw
from reports.language.runtime import RenderProblem, Rows
from reports.messages import Told

Spec = dict[str, Any]
# Values above standing bars have room on a phone up to here.
_MOST_LABELS = 8
_OVER_WEEKS = ("line", "area")
_FILES = {"stacked": "bar", "stacked100": "bar", "grouped": "bar"}
_AXIS_WEEK = re.compile(r"W\d{2}")
_WEEK = re.compile(r"\d{4}-(W\d{2})$")


def figure_name(context: Context, attributes: Attributes, kind: str) -> str:
    """A file name that is the same on every run, and in every language."""
    wanted = str(attributes.get("name", f"{_FILES.get(kind, kind)}-{len(context.figure_names) + 1}"))
    if not re.fullmatch(r"[a-z0-9-]+", wanted):
        raise RenderProblem(f"name={wanted!r} must be made of a-z, 0-9 and -")
    if wanted in context.figure_names:
        raise RenderProblem(f"two figures are named {wanted!r}")
    context.figure_names.add(wanted)
    return wanted


def number_of(value: Any) -> Decimal | None:
    """A value to be drawn. Raises RenderProblem for what is no number."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise RenderProblem(f"{value!r} can't be drawn: the column must hold numbers")
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def on_axis(context: Context, attributes: Attributes, value: Any) -> str:
    """What stands on the axis: the word of a code, a week without its year, or the value."""
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
    if "series" in attributes and len(names) > 1:
        raise RenderProblem("series= and several columns in y= can't stand together: unpivot in the query")
    if "series" in attributes:
        data.column(str(attributes["series"]))
    points = []
    for row in data:
        x = on_axis(context, attributes, row[str(attributes["x"])])
        for name in names:
            value = row[name]
            series = context.label(name)
            if "series" in attributes:
                series = context.word(str(attributes.get("seriesCodes", "")), row[str(attributes["series"])])
            points.append(Point(x, number_of(value), series, context.format(value, tag)))
    return points


def _checked(data: Rows, *columns: str) -> None:
    for column in columns:
        data.column(column)


def _limits(
    context: Context, children: Children, attributes: Attributes, order: Sequence[str]
) -> list[Limit]:
    """Reference lines: of a query, one value per x, or of a number, the same everywhere."""
    limits = []
    for name, line in children:
        if name != "ReferenceLine":
            continue
        known: tuple[tuple[str, Decimal], ...]
        if "data" in line:
            data = rows_of(line)
            if "x" not in line:
                raise RenderProblem("<ReferenceLine>: with data= it needs x= as well")
            _checked(data, str(line["x"]), str(line["y"]))
            rows = [
                (on_axis(context, attributes, row[str(line["x"])]), number_of(row[str(line["y"])]))
                for row in data
            ]
            known = tuple((x, y) for x, y in rows if y is not None)
        else:
            y = _plain_number(line["y"], "y")
            known = tuple((x, y) for x in order)
        value = context.format(known[0][1], line["fmt"]) if "fmt" in line and known else ""
        limits.append(Limit(f"{line.get('label', '')}{value}", known))
    return limits


def _areas(context: Context, children: Children, attributes: Attributes) -> list[Area]:
    def edge(value: Any) -> str | None:
        return None if value is None else on_axis(context, attributes, value)

    def number(area: Attributes, name: str) -> Decimal | None:
        return _plain_number(area[name], name) if area.get(name) is not None else None

    return [
        Area(str(area.get("label", "")), edge(area.get("xMin")), edge(area.get("xMax")),
             number(area, "yMin"), number(area, "yMax"))
        for name, area in children
        if name == "ReferenceArea"
    ]  # fmt: skip


def _plain_number(value: Any, name: str) -> Decimal:
    """A number given in the page itself. Raises RenderProblem for another thing."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise RenderProblem(f"{name}= must be a number, not {value!r}") from None


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
    described: list[Attributes] = [
        {"id": x, **({"codes": attributes["codes"]} if "codes" in attributes else {})}
    ]
    described += [{"id": name, "codes": str(attributes.get("seriesCodes", ""))} for name in series]
    described += [{"id": name, "fmt": tag} for name in names]
    labels = [heading.text for heading in headings]
    sheet = make_sheet(context, figure, str(attributes.get("title", "")), described, labels, data)
    return Table(tuple(headings), tuple(rows), empty=context.say("table.empty"), sheet=sheet)


def _alternative(context: Context, title: str, points: Sequence[Point]) -> str:
    """What the figure shows, in a sentence: its title and where each series begins and ends."""
    parts = []
    for series in dict.fromkeys(point.series for point in points):
        known = [point for point in points if point.series == series and point.y is not None]
        if known:
            values = {"series": series, "first": known[0].label, "from": known[0].x}
            values |= {"last": known[-1].label, "to": known[-1].x}
            key = "figure.series" if len(known) > 1 else "figure.series_once"
            parts.append(context.say(key, values))
    joint = context.say("figure.joint")
    return context.say("figure.alternative", {"title": Told(title), "rest": Told(joint.join(parts))})


def make_figure(
    context: Context, attributes: Attributes, kind: str, make: Callable[[list[Point], str], Spec]
) -> Figure | Nothing:
    """A figure of points, with its words and its data; nothing where no point has a value."""
    data = rows_of(attributes)
    tag = str(attributes.get("yFmt", "num0"))
    y_columns = [name.strip() for name in str(attributes["y"]).split(",")]
    _checked(data, str(attributes["x"]), *y_columns)
    name = figure_name(context, attributes, kind)
    points = _points(context, attributes, data, tag)
    if not any(point.y is not None for point in points):
        return Nothing()
    points, unseen = gathered(context, points, str(attributes.get("type", kind)), tag)
    subtitle = str(attributes.get("subtitle", ""))
    if unseen:
        more = context.say("figure.more", {"count": unseen})
        subtitle = f"{subtitle} · {more}" if subtitle else more
    title = str(attributes.get("title", "")) or context.label(y_columns[0])
    spoken = (
        _spoken(context, title, points) if kind not in _OVER_WEEKS else _alternative(context, title, points)
    )
    table = _data_table(context, attributes, data, tag, name)
    return drawn(context, name, (title, subtitle), make(points, tag), spoken, table)


def drawn(
    context: Context, name: str, titles: tuple[str, str], spec: Spec, spoken: str, data: Table
) -> Figure:
    """A figure of a specification, under its title and subtitle, with its words and its data."""
    return Figure(
        name=name, title=titles[0], subtitle=titles[1], drawing=draw(spec, name, spoken), alternative=spoken,
        data=data, data_title=context.say("figure.data"),
    )  # fmt: skip


def _spoken(context: Context, title: str, points: Sequence[Point]) -> str:
    listed = context.say("figure.separator").join(
        context.say("figure.item", {"name": point.x, "value": point.label}) for point in points
    )
    return context.say("figure.alternative", {"title": Told(title), "rest": Told(listed)})


def _line(context: Context, attributes: Attributes, content: Content) -> Figure | Nothing:
    marked = _areas(context, content.children, attributes)
    span = [_plain_number(attributes[name], name) for name in ("yMin", "yMax") if name in attributes]

    def make(points: list[Point], tag: str) -> Spec:
        limits = _limits(context, content.children, attributes, ordered(point.x for point in points))
        labelled = is_true(attributes.get("labels"))
        return line_chart(points, limits, tag, context.formatter, marked, span, labelled)

    return make_figure(context, attributes, "line", make)


def _area(context: Context, attributes: Attributes, content: Content) -> Figure | Nothing:
    kind = _kind(attributes, ("stacked", "stacked100"), "stacked")
    marked = _areas(context, content.children, attributes)

    def make(points: list[Point], tag: str) -> Spec:
        limits = _limits(context, content.children, attributes, ordered(point.x for point in points))
        return area_chart(points, kind, limits, marked, tag, context.formatter)

    return make_figure(context, attributes, "area", make)


def _bar(context: Context, attributes: Attributes, content: Content) -> Figure | Nothing:
    """Names are read on bars that lie; weeks stand in their order. `swapXY` says it itself."""
    kind = _kind(attributes, ("grouped", "stacked", "stacked100"), "stacked")

    def make(points: list[Point], tag: str) -> Spec:
        order, names = ordered(point.x for point in points), ordered(point.series for point in points)
        limits = _limits(context, content.children, attributes, order)
        names_lie = not all(_AXIS_WEEK.fullmatch(x) for x in order)
        across = is_true(attributes["swapXY"]) if "swapXY" in attributes else names_lie
        if len(names) > 1:
            return series_bars(points, kind, across, limits, tag, context.formatter)
        if across:
            return bar_chart(points, tag, context.formatter)
        labelled = is_true(attributes.get("labels", len(order) <= _MOST_LABELS))
        return columns(points, limits, tag, context.formatter, labelled)

    return make_figure(context, attributes, kind, make)


def _kind(attributes: Attributes, kinds: tuple[str, ...], usual: str) -> str:
    kind = str(attributes.get("type", usual))
    if kind not in kinds:
        raise RenderProblem(f"type={kind!r} must be one of {', '.join(kinds)}")
    return kind


def _funnel(context: Context, attributes: Attributes, _: Content) -> Figure | Nothing:
    return make_figure(
        context, attributes, "funnel", lambda points, tag: funnel(points, tag, context.formatter)
    )


def _waterfall(context: Context, attributes: Attributes, _: Content) -> Figure | Nothing:
    data = rows_of(attributes)
    kinds = data.column(str(attributes.get("kind", "kind")))
    totals = frozenset(number for number, kind in enumerate(kinds) if kind == "total")
    return make_figure(
        context,
        attributes,
        "waterfall",
        lambda points, tag: waterfall(points, totals, tag, context.formatter),
    )


_COMMON = "data x y title subtitle yFmt codes name"
_OVER_TIME = f"{_COMMON} series seriesCodes yMin yMax labels"
_REFERENCES = words("ReferenceLine ReferenceArea")
_DRAWN = words("data x y")

COMPONENTS = (
    Component("LineChart", words(_OVER_TIME), required=_DRAWN, children=_REFERENCES, build=_line),
    Component("AreaChart", words(f"{_COMMON} series seriesCodes type"), required=_DRAWN,
              children=_REFERENCES, build=_area),
    Component("BarChart", words(f"{_COMMON} series seriesCodes type swapXY labels"), required=_DRAWN,
              children=words("ReferenceLine"), build=_bar),
    Component("FunnelChart", words(_COMMON), required=_DRAWN, build=_funnel),
    Component("Waterfall", words(f"{_COMMON} kind"), required=_DRAWN, build=_waterfall),
    Component("ReferenceLine", words("data x y label fmt"), required=words("y"), parent="LineChart"),
    Component("ReferenceArea", words("xMin xMax yMin yMax label"), parent="LineChart"),
)  # fmt: skip
