"""What a report says of its checks: on top which numbers it withholds, beneath which it warns of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.blocks import BigValue, Block, Container, Figure, Inline, Table
from reports.context import Context
from reports.messages import Told
from reports.safety import Check, Safety

_MARK = "†"
# A check that reaches more of a page than this is told once for the page: marks all over it would say less.
_MOST_MARKED = 4


def safety_banner(context: Context, safety: Safety) -> str:
    """What is withheld from the report and why; nothing where nothing is."""
    if not safety.checks:
        return ""
    lines = [context.say("safety.lead", {"count": len(safety.marts)}), ""]
    lines += [f"- {_written(context, _said(context, check))}" for check in safety.checks]
    key = "safety.stands" if context.last_good else "safety.stands_none"
    lines += ["", context.say(key, {"week": context.last_good})]
    title = context.say("safety.title")
    return context.document.block(Container("alert", "\n".join(lines), title=title, status="negative"))


def footnotes(context: Context) -> str:
    """The checks that warn of what a page shows, each once; marks the few blocks that one reaches."""
    places: dict[Check, list[int]] = {}
    for number, checks in context.warned:
        for check in checks:
            places.setdefault(check, []).append(number)
    if not places:
        return ""
    blocks = context.document.blocks
    for number in {one for found in places.values() if len(found) <= _MOST_MARKED for one in found}:
        blocks[number] = _marked(blocks[number])
    lines = [context.say("safety.warned", {"count": len(places)}), ""]
    for check, found in sorted(places.items()):
        told = context.say("figure.joint").join((_said(context, check), _where(context, found)))
        lines.append(f"- {_written(context, told)}")
    return context.document.block(Container("note", "\n".join(lines)))


def _marked(block: Block) -> Block:
    if isinstance(block, Table) and not block.title and block.headings:
        first, *others = block.headings
        return replace(block, headings=(replace(first, text=f"{first.text} {_MARK}"), *others))
    if isinstance(block, BigValue | Figure | Table):
        return replace(block, title=f"{block.title} {_MARK}".strip())
    return block


def _said(context: Context, check: Check) -> str:
    rows = context.say("safety.rows", {"count": check.count}) if check.count else ""
    first = context.say("safety.first", {"keys": check.first}) if check.first else ""
    values = {"check": context.check_named(check), "table": check.table, "rows": rows, "first": first}
    return context.say("safety.failed", {name: Told(text) for name, text in values.items()})


def _where(context: Context, found: Sequence[int]) -> str:
    key = "safety.marked" if len(found) <= _MOST_MARKED else "safety.reached"
    return context.say(key, {"count": len(found)})


def _written(context: Context, text: str) -> str:
    """Data stands in what failed, so it goes through a mark."""
    return context.document.inline(Inline(text))
