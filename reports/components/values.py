"""Single values: BigValue, Value, Delta, Text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports import messages
from reports.blocks import BigValue, Comparison, Inline, Tone
from reports.components.spec import ANY_ATTRIBUTE, Attributes, Component, Content, words
from reports.context import Context, is_true, rows_of, whole_number
from reports.escaping import plain
from reports.formats import FormatError
from reports.language.runtime import RenderProblem, operate
from reports.messages import Prose

# Letters of a note beneath a number, which is a line or two of prose.
_NOTE = 240


def _at(attributes: Attributes, column: str, row: int = 0) -> Any:
    """A column's value in a row of `data`; null when the query has no such row."""
    values = rows_of(attributes).column(column)
    return values[row] if row < len(values) else None


def tone_of(change: Any, down_is_good: bool) -> Tone:
    """Whether a change is good, bad or neither."""
    if change is None or change == 0:
        return ""
    return "good" if (change > 0) != down_is_good else "bad"


def signed(context: Context, change: Any, tag: str) -> str:
    """A change with its arrow and sign, which say the direction without a colour."""
    text = context.format(change, f"+{tag.removeprefix('+')}")
    if change is None or change == 0 or not any(digit in text for digit in "123456789"):
        return text
    return f"{'▲' if change > 0 else '▼'} {text}"


def change_tag(tag: str) -> str:
    """The format of a difference: of two percentages it is percentage points."""
    return f"pp{tag[3:]}" if tag.startswith("pct") else tag


def _big_value(context: Context, attributes: Attributes, _: Content) -> BigValue:
    name, tag = str(attributes["value"]), str(attributes.get("fmt", "num0"))
    metric = context.metrics.get(str(attributes.get("metric", name)))
    value = _at(attributes, name)
    down_is_good = is_true(attributes.get("downIsGood", metric.down_is_good if metric else False))
    comparisons = []
    if "previous" in attributes:
        before = _at(attributes, str(attributes["previous"]))
        comparisons.append(_against(context, value, before, tag, down_is_good, "before"))
    elif "comparison" in attributes:
        moved = _at(attributes, str(attributes["comparison"]))
        change = signed(context, moved, str(attributes.get("comparisonFmt", tag)))
        against = str(attributes.get("comparisonTitle", ""))
        comparisons.append(Comparison(change, against, tone_of(moved, down_is_good)))
    if "yearBefore" in attributes:
        before = _at(attributes, str(attributes["yearBefore"]))
        week = _at(attributes, "year_before_week")
        key = "year_before_53" if str(_at(attributes, "week")).endswith("-W53") else "year_before"
        comparisons.append(_against(context, value, before, tag, down_is_good, key, week))
    return BigValue(
        title=str(attributes.get("title", "")) or context.label(name),
        value=context.format(value, tag), comparisons=tuple(comparisons),
        note=_note(context, attributes["note"]) if "note" in attributes else "",
        definition=metric.name if metric else "",
        hint=context.hint(metric.name) if metric else "",
    )  # fmt: skip


def _note(context: Context, note: Any) -> str:
    """A note is prose of the page, not a cell: it may be longer than a name from data."""
    return plain(note, _NOTE) if isinstance(note, str) else context.format(note)


def _against(
    context: Context, value: Any, before: Any, tag: str, down_is_good: bool, key: str, week: Any = None
) -> Comparison:
    """A value against an earlier one: its change, or that there is nothing to compare with."""
    told = {"before": context.format(before, tag), "week": context.format(week)}
    said = context.say(f"big_value.{key}_none" if before is None else f"big_value.{key}", told)
    moved = operate("-", value, before)
    if moved is None:
        return Comparison(against=said)
    return Comparison(signed(context, moved, change_tag(tag)), said, tone_of(moved, down_is_good))


def _value(context: Context, attributes: Attributes, _: Content) -> str:
    data = rows_of(attributes)
    column = str(attributes.get("column", data.columns[0]))
    value = _at(attributes, column, whole_number(attributes.get("row", 0), "row"))
    text = context.format(value, attributes.get("fmt"))
    return context.document.inline(Inline(text, is_number=isinstance(value, int | float | Decimal)))


def _delta(context: Context, attributes: Attributes, _: Content) -> str:
    if "value" in attributes:
        value = attributes["value"]
    else:
        data = rows_of(attributes)
        value = _at(attributes, str(attributes.get("column", data.columns[0])))
    text = signed(context, value, str(attributes.get("fmt", "num0")))
    tone = tone_of(value, is_true(attributes.get("downIsGood")))
    return context.document.inline(Inline(text, tone=tone, is_number=True))


def _text(context: Context, attributes: Attributes, _: Content) -> str:
    """`<Text id="fulfilment.lead" due={…}/>`: a message of the catalogue, filled."""
    values = {name: value for name, value in attributes.items() if name != "id"}

    def keep(text: str) -> str:
        return context.document.inline(Inline(text, is_number=text[:1].isdigit()))

    try:
        return Prose(messages.say(context.formatter, str(attributes["id"]), values, keep))
    except (messages.MessageError, FormatError) as error:
        raise RenderProblem(str(error)) from None


COMPONENTS = (
    Component(
        "BigValue",
        words(
            "data value title fmt metric previous yearBefore note comparison comparisonTitle"
            " comparisonFmt downIsGood"
        ),
        required=words("data value"),
        build=_big_value,
    ),
    Component("Value", words("data column row fmt"), required=words("data"), build=_value),
    Component("Delta", words("data column value fmt downIsGood"), build=_delta),
    Component("Text", frozenset({ANY_ATTRIBUTE, "id"}), required=words("id"), build=_text),
)
