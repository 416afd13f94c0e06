"""Blocks to HTML fragments.

Markdown of the page goes through markdown-it; blocks are written here and put in place.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from reports.blocks import (
    CLOSE,
    OPEN,
    BigValue,
    Block,
    Cell,
    Container,
    Document,
    Figure,
    Heading,
    Inline,
    Table,
)
from reports.escaping import for_html

_PARAGRAPH = re.compile(f"<p>{OPEN}(\\d+){CLOSE}</p>")
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")

_SHORT = 20


def write_html(text: str, document: Document) -> str:
    """The rendered template's output as an HTML fragment."""
    fragment = _parser().render(text)
    fragment = _PARAGRAPH.sub(lambda found: _block(document.blocks[int(found[1])], document), fragment)
    return _MARK.sub(lambda found: _block(document.blocks[int(found[1])], document), fragment)


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    # Raw HTML stays off: what a page can show is what its components can write.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _block(block: Block, document: Document) -> str:
    if isinstance(block, Inline):
        return _inline(block)
    if isinstance(block, BigValue):
        return _big_value(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        return _figure(block)
    if isinstance(block, Container):
        return _container(block, write_html(block.body, document))
    return ""


def _inline(block: Inline) -> str:
    classes = " ".join(part for part in ("n" if block.is_number else "", block.tone) if part)
    if not classes:
        return f"<bdi>{for_html(block.text)}</bdi>"
    return f'<span class="{classes}">{for_html(block.text)}</span>'


def _defined(text: str, definition: str) -> str:
    shown = for_html(text)
    return f'<a class="def" href="#def-{for_html(definition)}">{shown}</a>' if definition else shown


def _big_value(block: BigValue) -> str:
    change = f'<span class="change {block.tone}">{for_html(block.change)}</span>' if block.change else ""
    against = f' <span class="against">{for_html(block.against)}</span>' if block.against else ""
    note = f'<p class="note">{for_html(block.note)}</p>' if block.note else ""
    return (
        f'<div class="big"><p class="title">{_defined(block.title, block.definition)}</p>'
        f'<p class="value">{for_html(block.value)}</p><p class="compared">{change}{against}</p>{note}</div>'
    )


def _cell(cell: Cell, heading: Heading, first: bool) -> str:
    classes: list[str] = [cell.tone] if cell.tone else []
    if heading.align == "right":
        classes.append("r")
    if heading.align == "left" and len(cell.text) <= _SHORT:
        classes.append("k")
    attributes = f' class="{" ".join(classes)}"' if classes else ""
    text = for_html(cell.text) if heading.align == "right" else f"<bdi>{for_html(cell.text)}</bdi>"
    if cell.share is not None:
        text = f'<span class="bar" style="--share:{cell.share * 100:.1f}%">{text}</span>'
    return f'<th scope="row"{attributes}>{text}</th>' if first else f"<td{attributes}>{text}</td>"


def _table(block: Table) -> str:
    title = f"<h4>{for_html(block.title)}</h4>" if block.title else ""
    if not block.rows:
        return f'<div>{title}<p class="empty">{for_html(block.empty)}</p></div>'
    head = "".join(
        f'<th scope="col"{_right(heading)}>{_defined(heading.text, heading.definition)}</th>'
        for heading in block.headings
    )
    rows = []
    for number, row in enumerate(block.rows):
        cells = "".join(
            _cell(cell, heading, column == 0)
            for column, (cell, heading) in enumerate(zip(row, block.headings, strict=True))
        )
        strong = ' class="strong"' if number in block.strong_rows else ""
        anchor = f' id="def-{for_html(block.anchors[number])}"' if block.anchors else ""
        rows.append(f"<tr{anchor}{strong}>{cells}</tr>")
    omitted = f'<p class="omitted">{for_html(block.omitted)}</p>' if block.omitted else ""
    label = for_html(block.title or block.headings[0].text)
    return (
        f'<div>{title}<div class="table" role="region" aria-label="{label}" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{omitted}</div>"
    )


def _right(heading: Heading) -> str:
    return ' class="r"' if heading.align == "right" else ""


def _figure(block: Figure) -> str:
    subtitle = f"<span>{for_html(block.subtitle)}</span>" if block.subtitle else ""
    caption = f"<figcaption><b>{for_html(block.title)}</b>{subtitle}</figcaption>"
    data = f"<details><summary>{for_html(block.data_title)}</summary>{_table(block.data)}</details>"
    return f'<figure id="{for_html(block.name)}">{caption}{block.svg}{data}</figure>'


def _container(block: Container, body: str) -> str:
    title = for_html(block.title)
    if block.kind == "grid":
        return f'<div class="grid g{block.columns}">{body}</div>'
    if block.kind == "details":
        return f"<details><summary>{title}</summary>{body}</details>"
    lead = f"<p><b>{title}</b></p>" if title else ""
    return f'<div class="{block.kind} {for_html(block.status)}">{lead}{body}</div>'
