"""DataTable with its Columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.blocks import Align, Cell, Heading, Table, Tone
from reports.components.charts import number_of
from reports.components.groups import Line, lines_of, total_of
from reports.components.sheets import make_sheet
from reports.components.spec import Attributes, Component, Content, words
from reports.components.spreads import make_spark
from reports.components.values import signed, tone_of
from reports.context import Context, is_true, rows_of, whole_number
from reports.escaping import plain
from reports.language.runtime import RenderProblem, Rows
from reports.safety import Withheld

_CONTENT = ("text", "delta", "bar", "colorscale", "sparkline", "link")
_VERDICTS: dict[str, Tone] = {"bad": "bad", "warn": "warn", "good": "good"}
# Of what data may link to, only pages: never a scheme that runs something.
_LINK = re.compile(r"https?://[^\s<>\"']+$|#[\w-]+$")


def build_table(context: Context, attributes: Attributes, content: Content) -> Table:
    """A table of a query: the columns named, in their order, or all of them."""
    data = rows_of(attributes)
    columns = [column for _, column in content.children] or [{"id": name} for name in data.columns]
    _check(columns, attributes, data)
    limit = whole_number(attributes.get("rows", len(data)), "rows")
    lines, rest = lines_of(attributes, data, limit)
    headings = tuple(_heading(context, column, data) for column in columns)
    title = str(attributes.get("title", ""))
    omitted = [context.say("table.omitted", {"count": rest})] if rest else []
    shown = [str(value) for column in columns for value in column.values()]
    if unsafe := {check for name in shown for check in data.judged.withheld.columns.get(name, ())}:
        omitted.append(context.why(Withheld(tuple(sorted(unsafe)))))
    return Table(
        headings=headings,
        rows=tuple(_row(context, columns, line, attributes, data) for line in lines),
        title=title,
        empty=str(attributes.get("empty", "")) or context.say("table.empty"),
        omitted=" · ".join(omitted),
        strong_rows=_strong_rows(attributes, lines),
        is_shaded=is_true(attributes.get("rowShading")),
        anchors=tuple(str(line.row[str(attributes["anchor"])]) for line in lines if line.row)
        if "anchor" in attributes
        else (),
        sheet=make_sheet(context, data.name, title, columns, [one.text for one in headings], data),
    )


def _check(columns: Sequence[Attributes], attributes: Attributes, data: Rows) -> None:
    for column in columns:
        data.column(str(column["id"]))
        if column.get("contentType", "text") not in _CONTENT:
            known = ", ".join(_CONTENT)
            raise RenderProblem(f"contentType={column['contentType']!r} must be one of {known}")
        for named in ("weightCol", "linkLabel", "tone", "currency", "fmtColumn", "by"):
            if named in column:
                data.column(str(column[named]))
    for named in ("groupBy", "link", "strong", "anchor"):
        if named in attributes:
            data.column(str(attributes[named]))


def _strong_rows(attributes: Attributes, lines: Sequence[Line]) -> frozenset[int]:
    """Totals, the heads of groups, and rows whose `strong` column is true."""
    name = attributes.get("strong")
    return frozenset(
        number for number, line in enumerate(lines) if line.row is None or (name and line.row.get(str(name)))
    )


def _align(column: Attributes, data: Rows) -> Align:
    if column.get("align") in ("left", "right"):
        return "right" if column["align"] == "right" else "left"
    if "codes" in column or str(column.get("fmt", "")) in ("id", "text", "week", "date", "shortdate"):
        return "left"
    values = [value for value in data.column(str(column["id"])) if value is not None]
    if not values:
        return "right" if "fmt" in column or column.get("contentType") == "delta" else "left"
    return "right" if all(_is_number(value) for value in values) else "left"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _heading(context: Context, column: Attributes, data: Rows) -> Heading:
    name = str(column["id"])
    metric = str(column.get("metric", name))
    return Heading(
        text=str(column.get("title", "")) or context.label(name),
        align=_align(column, data),
        definition=metric if metric in context.metrics else "",
        hint=context.hint(metric) if metric in context.metrics else "",
    )


def _row(
    context: Context, columns: Sequence[Attributes], line: Line, attributes: Attributes, data: Rows
) -> tuple[Cell, ...]:
    if line.row is not None:
        cells = [_cell(context, column, line.row, data) for column in columns]
        if "link" in attributes:
            address = str(line.row[str(attributes["link"])] or "")
            cells[0] = Cell(cells[0].text, cells[0].tone, link=address if _LINK.match(address) else "")
        return tuple(cells)
    cells = [_summed(context, column, line) for column in columns]
    group = str(attributes.get("groupBy", ""))
    codes = next((str(one["codes"]) for one in columns if str(one["id"]) == group and "codes" in one), "")
    name = context.say("table.total") if line.is_total else context.word(codes, line.group)
    return (Cell(name), *cells[1:])


def _summed(context: Context, column: Attributes, line: Line) -> Cell:
    if not line.rows:
        return Cell("")
    if _is_withheld(column, line.rows[0]):
        return Cell(context.say("safety.short"), "warn")
    value = total_of(column, line.rows)
    if value is None:
        return Cell("")
    if isinstance(value, str):
        return Cell(value)
    counted = column.get("totalAgg") in ("count", "countDistinct")
    row = {**line.rows[0], str(column["id"]): value}
    if column.get("contentType") == "delta":
        return _cell(context, column, row, None)
    tag, currency = _format(column, row)
    return Cell(context.format(value, "num0" if counted else tag, currency))


def _is_withheld(column: Attributes, row: Mapping[str, Any]) -> bool:
    """Whether a column's value, or what it is told with (its currency, its weight), must not be shown."""
    return any(isinstance(row.get(str(name)), Withheld) for name in column.values())


def _format(column: Attributes, row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    tag = str(row[str(column["fmtColumn"])]) if "fmtColumn" in column else column.get("fmt")
    return tag, row.get(str(column["currency"])) if "currency" in column else None


def _cell(context: Context, column: Attributes, row: Mapping[str, Any], data: Rows | None) -> Cell:
    name = str(column["id"])
    if _is_withheld(column, row):
        return Cell(context.say("safety.short"), "warn")
    value, content = row[name], column.get("contentType", "text")
    tag, currency = _format(column, row)
    if content == "sparkline":
        spark = make_spark(context, [number_of(one) for one in value or ()], tag)
        return Cell(spark.text if spark else context.format(None), spark=spark)
    if "codes" in column:
        tone = _VERDICTS.get(str(row.get(str(column.get("tone", "")))), "")
        return Cell(context.word(str(column["codes"]), value), tone)
    if "translate" in column:
        value = context.told(column, row, value)
    if content == "delta":
        tone = tone_of(value, is_true(column.get("downIsGood")))
        return Cell(signed(context, value, str(tag or "num0")), tone)
    if content == "link":
        shown = context.format(row[str(column["linkLabel"])] if "linkLabel" in column else value)
        return Cell(shown, link=str(value) if value and _LINK.match(str(value)) else "")
    if isinstance(value, str) and "chars" in column:
        return Cell(plain(value, whole_number(column["chars"], "chars")))
    text = context.format(value, tag, currency)
    if content in ("bar", "colorscale") and value is not None and data is not None:
        part = _part(value, data.column(name), from_least=content == "colorscale")
        return Cell(text, share=part) if content == "bar" else Cell(text, shade=part)
    return Cell(text)


def _part(value: Any, column: Sequence[Any], from_least: bool) -> float:
    """A value as a part (0..1) of the largest, or of the way from the least to the largest."""
    known = [other for other in column if other is not None]
    if from_least:
        low, high = min(known), max(known)
        return float((value - low) / (high - low)) if high > low else 0.0
    most = max((abs(other) for other in known), default=0)
    return float(abs(value) / most) if most else 0.0


COMPONENTS = (
    Component(
        "DataTable",
        words("data rows title empty strong anchor sort groupBy subtotals totalRow rowShading link"),
        required=words("data"),
        children=frozenset({"Column"}),
        build=build_table,
    ),
    Component(
        "Column",
        words(
            "id title fmt fmtColumn currency contentType align codes metric tone downIsGood chars"
            " totalAgg weightCol linkLabel translate by"
        ),
        required=words("id"),
        parent="DataTable",
    ),
)
