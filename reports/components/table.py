"""DataTable with its Columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.blocks import Align, Cell, Heading, Table, Tone
from reports.components.sheets import make_sheet
from reports.components.spec import Attributes, Component, Content, words
from reports.components.values import signed, tone_of
from reports.context import Context, is_true, rows_of, whole_number
from reports.escaping import plain
from reports.language.runtime import RenderProblem, Rows

_CONTENT = {"text", "delta", "bar", "verdict"}
_VERDICTS: dict[str, Tone] = {"bad": "bad", "warn": "warn", "good": "good"}


def build_table(context: Context, attributes: Attributes, content: Content) -> Table:
    """A table of a query: the columns named, in their order, or all of them."""
    data = rows_of(attributes)
    columns = [column for _, column in content.children] or [{"id": name} for name in data.columns]
    for column in columns:
        data.column(str(column["id"]))
        if column.get("contentType", "text") not in _CONTENT:
            raise RenderProblem(f"contentType {column['contentType']!r} is not supported yet")
    limit = whole_number(attributes.get("rows", len(data)), "rows")
    shown = [data[index] for index in range(min(limit, len(data)))]
    rest = len(data) - len(shown)
    headings = tuple(_heading(context, column, data) for column in columns)
    title = str(attributes.get("title", ""))
    return Table(
        headings=headings,
        rows=tuple(tuple(_cell(context, column, row, data) for column in columns) for row in shown),
        title=title,
        empty=str(attributes.get("empty", "")) or context.say("table.empty"),
        omitted=context.say("table.omitted", {"count": rest}) if rest else "",
        strong_rows=_strong_rows(attributes, shown),
        anchors=tuple(str(row[str(attributes["anchor"])]) for row in shown) if "anchor" in attributes else (),
        sheet=make_sheet(context, data.name, title, columns, [one.text for one in headings], data),
    )


def _strong_rows(attributes: Attributes, shown: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """Rows whose `strong` column is true: totals and levels among their parts."""
    name = attributes.get("strong")
    return frozenset(number for number, row in enumerate(shown) if name and row.get(str(name)))


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
    )


def _cell(context: Context, column: Attributes, row: Mapping[str, Any], data: Rows) -> Cell:
    name = str(column["id"])
    value, content = row[name], column.get("contentType", "text")
    tag = str(row[str(column["fmtColumn"])]) if "fmtColumn" in column else column.get("fmt")
    currency = row.get(str(column["currency"])) if "currency" in column else None
    if "codes" in column:
        tone = _VERDICTS.get(str(row.get(str(column.get("tone", "")))), "")
        return Cell(context.word(str(column["codes"]), value), tone)
    if "translate" in column:
        value = context.told(str(column["translate"]), row[str(column["by"])], row, value)
    if content == "delta":
        tone = tone_of(value, is_true(column.get("downIsGood")))
        return Cell(signed(context, value, str(tag or "num0")), tone)
    if isinstance(value, str) and "chars" in column:
        return Cell(plain(value, whole_number(column["chars"], "chars")))
    text = context.format(value, tag, currency)
    if content == "bar" and value is not None:
        most = max((abs(other) for other in data.column(name) if other is not None), default=0)
        return Cell(text, share=float(abs(value) / most) if most else 0.0)
    return Cell(text)


COMPONENTS = (
    Component(
        "DataTable",
        words("data rows title empty strong anchor"),
        required=words("data"),
        children=frozenset({"Column"}),
        build=build_table,
    ),
    Component(
        "Column",
        words("id title fmt fmtColumn currency contentType align codes metric tone downIsGood chars")
        | words("translate by"),
        required=words("id"),
        parent="DataTable",
    ),
)
