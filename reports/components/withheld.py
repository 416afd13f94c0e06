"""What stands in the place of a component that must not be shown, and the mark of one that is warned of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reports.blocks import BigValue, Block, Figure, Inline, Sheet, SheetColumn, Table
from reports.components.spec import Attributes, Children, Component
from reports.context import Context
from reports.language.runtime import Rows, reason
from reports.safety import Checks, Withheld

_IN_A_SENTENCE = frozenset({"Value", "Delta", "Text", "Sparkline"})
# Texts that a component can do without: a title falls back to what the column is called.
_SPARED = frozenset({"title", "subtitle", "note", "label", "empty"})
# What a table is made of, beside the columns it shows: unsafe, there is no order of rows and no group.
_OF_THE_WHOLE = ("groupBy", "sort", "link", "strong", "anchor")
_WORDS = re.compile(r"\w+")


def withheld_in(component: Component, attributes: Attributes, children: Children) -> Withheld | None:
    """Why a component can't be shown; None where it can, if with some of its cells withheld."""
    parts = [attributes, *(given for _, given in children)]
    for part in parts:
        for name, value in part.items():
            if name not in _SPARED and (found := reason(value)) is not None:
                return found
    checks = {
        check
        for part in parts
        if isinstance(data := part.get("data", attributes.get("data")), Rows)
        for name in _deciding(component, part, part is attributes, data)
        for check in data.judged.withheld.columns.get(name, ())
    }
    return Withheld(tuple(sorted(checks))) if checks else None


def _deciding(component: Component, part: Attributes, is_own: bool, data: Rows) -> Iterator[str]:
    """The columns without which the whole can't be shown: of a table, none that merely stands in it."""
    if component.name != "DataTable":
        yield from _named(part, data)
    elif is_own:
        yield from _named({name: part[name] for name in _OF_THE_WHOLE if name in part}, data)


def _named(part: Attributes, data: Rows) -> Iterator[str]:
    """The columns of a query that attributes name."""
    for name, value in part.items():
        if name not in _SPARED and isinstance(value, str):
            yield from (word for word in _WORDS.findall(value) if word in data.columns)


def spared(attributes: Attributes, context: Context) -> dict[str, Any]:
    """The attributes without texts that are withheld: a title falls back to its column's name."""
    return {
        name: value if reason(value) is None else context.say("safety.short")
        for name, value in attributes.items()
        if reason(value) is None or name in ("note", "label")
    }


def in_place(
    component: Component, attributes: Attributes, context: Context, withheld: Withheld
) -> Block | str:
    """The reason, where the component would stand: never a nought, never an empty table."""
    why = context.why(withheld)
    if component.name in _IN_A_SENTENCE:
        return context.document.inline(Inline(why, tone="warn"))
    given = spared(attributes, context)
    title = str(given.get("title", ""))
    if component.name == "BigValue":
        short = context.say("safety.short")
        return BigValue(title or context.label(str(attributes["value"])), short, note=why)
    if not title and "y" in attributes and component.name != "DataTable":
        title = context.label(str(attributes["y"]).split(",")[0].strip())
    data = attributes.get("data")
    name = str(attributes.get("name") or (data.name if isinstance(data, Rows) else component.name))
    sheet = Sheet(context.sheet_name(name), title, (SheetColumn(context.say("safety.short")),), ((why,),))
    return Table((), (), title=title, empty=why, sheet=sheet)


def warned_of(block: Any, attributes: Attributes, children: Children) -> Checks:
    """The checks that warn of the numbers of a block."""
    data = attributes.get("data")
    if not isinstance(data, Rows) or not isinstance(block, Table | Figure | BigValue):
        return ()
    used = {name for part in (attributes, *(given for _, given in children)) for name in _named(part, data)}
    if isinstance(block, Table) and not children:
        used = set(data.columns)
    return data.judged.warned.of(used)
