"""A report on paper: blocks to Typst, Typst to PDF, in one wheel, with the packaged fonts and nothing of the
machine.

Texts are handed over as string literals, so nothing in them is read as markup. The same blocks give the same
bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
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
    Inline,
    PageBreak,
    Spark,
    Table,
)
from reports.figures.fonts import THAI
from reports.figures.spark import spark_svg
from reports.figures.svg import in_parts
from reports.writers.columns import measured, parts_of, phrases_of, wide
from reports.writers.fonts import shown_in_font
from reports.writers.paper import begin_pdf

_PRELUDE = Path(__file__).parent / "review.typ"
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_ALONE = re.compile(f"{OPEN}(\\d+){CLOSE}$")
# Typst knows where a Thai word ends, but not in what is said to be Chinese.
_THAI_WORDS = '#show regex("[\\u{e01}-\\u{e5b}]+"): set text(lang: "th")\n'
_NEGATIVE = re.compile(r"(−[^\s\d]{0,4}\d[\d,.]*\d|−[^\s\d]{0,4}\d)")
# Points between the margins of the page, in half of it, between the columns of a grid, and within an alert.
_WIDTH, _HALF, _GUTTER, _INSET = 515.0, 252.0, 11.0, 20.0
# Lines of a table that is not broken over two pages.
_SHORT = 18


def begin_report(
    frame: Mapping[str, str], pages: Sequence[tuple[str, str, Document]], data_title: str, footer: str
) -> Callable[[], bytes]:
    """Begin the PDF of a report, which what is given back waits for.

    `frame` has title, dates, brand and language; `pages` title, text and document.
    """
    anchors = {
        anchor
        for _, _, document in pages
        for block in document.blocks
        if isinstance(block, Table)
        for anchor in block.anchors
    }
    parts = [_PRELUDE.read_text(encoding="utf-8"), _opening(frame)]
    figures: list[Figure] = []
    for title, text, document in pages:
        writer = _Writer(document, anchors)
        parts.append(f"#heading(level: 2, {_text(title)})\n{writer.write(text)}")
        figures += writer.figures
    foot = f"#v(14pt)\n#text(size: 7.5pt, fill: quiet, {_text(footer)})\n"
    if figures:
        parts.append(f"#heading(level: 2, {_text(data_title)})\n")
        parts += ["#twofold[", *(_figure_data(figure, anchors) for figure in figures), foot, "]\n"]
    else:
        parts.append(foot)
    if any(map(THAI.search, parts)):
        parts.insert(1, _THAI_WORDS)
    drawn = {f"{figure.name}.svg": in_parts(figure.svg) for figure in figures}
    return begin_pdf(drawn | {"main": "\n".join(parts)})


def _opening(frame: Mapping[str, str]) -> str:
    named = ", ".join(f"{name}: {_text(frame[name])}" for name in ("title", "dates", "brand", "language"))
    return f"#show: review.with({named})\n"


def _figure_data(figure: Figure, anchors: set[str]) -> str:
    writer = _Writer(Document(), anchors)
    writer.room = _HALF
    return f"#heading(level: 4, {_text(figure.title)})\n{writer.table(figure.data)}\n"


def _text(text: str) -> str:
    """A text as a string literal of Typst."""
    shown = shown_in_font(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{shown}"'


def _call(name: str, *texts: str) -> str:
    return f"#{name}({', '.join(map(_text, texts))})\n"


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


class _Writer:
    """Writes one document; remembers the figures it met."""

    def __init__(self, document: Document, anchors: set[str]) -> None:
        self.document, self.anchors = document, anchors
        self.room, self.is_held = _WIDTH, False
        self.figures: list[Figure] = []

    def write(self, text: str) -> str:
        """Markdown with marks as Typst."""
        return "\n".join(self._parts(text))

    def _parts(self, text: str) -> list[str]:
        from markdown_it.tree import SyntaxTreeNode

        nodes = SyntaxTreeNode(_parser().parse(text)).children
        parts = []
        for before, node, after in zip([None, *nodes], nodes, [*nodes[1:], None], strict=False):
            next_block = self._alone(after)
            self.is_held = isinstance(next_block, Container) and next_block.kind == "note"
            part = self._node(node)
            leads = next_block is not None or (after is not None and after.type == "heading")
            if leads and (before is None or before.type == "heading") and node.type == "paragraph":
                part = part if self._alone(node) else f"#lead[{part.strip()}]\n"
            parts.append(part)
        return [part for part in parts if part]

    def _alone(self, node: Any) -> Block | None:
        """The block that a paragraph is nothing but the mark of."""
        if node is None or node.type != "paragraph" or not node.children:
            return None
        found = _ALONE.fullmatch(node.children[0].content)
        return self.document.blocks[int(found[1])] if found else None

    def _node(self, node: Any) -> str:
        kind = node.type
        if kind == "text":
            return self._marked(node.content)
        if kind in ("softbreak", "hardbreak"):
            return '#" ";'
        if kind in ("code_inline", "fence", "code_block"):
            return f"#raw({_text(node.content)});"
        if block := self._alone(node):
            return self._block(block)
        inner = "".join(self._node(child) for child in node.children)
        if kind == "paragraph":
            return f"{inner}\n\n"
        if kind == "heading":
            return f"#heading(level: {max(3, int(node.tag[1]))})[{inner}]\n"
        if kind in ("bullet_list", "ordered_list"):
            items = ", ".join(f"[{self._item(child)}]" for child in node.children)
            return f"#{'list' if kind == 'bullet_list' else 'enum'}({items})\n"
        return f"#bold[{inner}];" if kind == "strong" else inner

    def _item(self, node: Any) -> str:
        return "".join(self._node(child) for child in node.children).strip()

    def _marked(self, text: str) -> str:
        parts, at = [], 0
        for found in _MARK.finditer(text):
            if plain := text[at : found.start()]:
                parts.append(f"#{_text(plain)};")
            parts.append(self._block(self.document.blocks[int(found[1])]))
            at = found.end()
        if rest := text[at:]:
            parts.append(f"#{_text(rest)};")
        return "".join(parts)

    def _block(self, block: Block) -> str:
        if isinstance(block, Inline):
            # A minus and its amount stay on a line.
            parts = ((part, _NEGATIVE.match(part)) for part in _NEGATIVE.split(block.text) if part)
            said = ((f"toned({_text(block.tone)}, {_text(part)})", whole) for part, whole in parts)
            return "".join(f"#box({text});" if whole else f"#{text};" for text, whole in said)
        if isinstance(block, BigValue):
            compared = (text for one in block.comparisons for text in (one.change, one.against, one.tone))
            return _call("big", block.title, block.value, block.note, *compared)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Figure):
            self.figures.append(block)
            return _call("chart", block.title, block.subtitle, f"{block.name}.svg", block.alternative)
        if isinstance(block, Container):
            return self._container(block)
        if isinstance(block, Spark):
            return f"#{_spark(block)};"
        return "#pagebreak(weak: true)\n" if isinstance(block, PageBreak) else ""

    def _container(self, block: Container) -> str:
        if block.kind == "grid":
            parts = self._within(block, (self.room - _GUTTER * (block.columns - 1)) / block.columns)
            cells = ", ".join(f"[{part}]" for part in parts)
            return (
                f"#block(above: 12pt, below: 12pt, grid(columns: {block.columns} * (1fr,), "
                f"column-gutter: {_GUTTER}pt, row-gutter: 13pt, {cells}))\n"
            )
        is_alert = block.kind == "alert"
        body = "\n".join(self._within(block, self.room - _INSET if is_alert else self.room))
        if is_alert:
            return f"#called({_text(block.status)}, {_text(block.title)}, [{body}])\n"
        if block.kind == "note":
            return f"#aside[{body}]\n"
        heading = f"#heading(level: 4, {_text(block.title)})\n" if block.title else ""
        return heading + body

    def _within(self, block: Container, room: float) -> list[str]:
        """The parts of what a container holds, which has so much room."""
        around, self.room = self.room, room
        parts = self._parts(block.body)
        self.room = around
        return parts

    def table(self, block: Table) -> str:
        """A table whose letters are as large as its columns allow."""
        title = f"#heading(level: 4, {_text(block.title)})\n" if block.title else ""
        if not block.rows:
            return f"{title}#aside({_text(block.empty)})\n"
        columns = measured(block, self.room)
        aligns = ", ".join(heading.align for heading in block.headings)
        headings = ", ".join(
            self._heading(one.text, one.definition, room)
            for one, room in zip(block.headings, columns.rooms, strict=True)
        )
        cells = ",\n".join(
            self._cell(cell, number, index == 0, columns.rooms[index], block)
            for number, row in enumerate(block.rows)
            for index, cell in enumerate(row)
        )
        omitted = f"#aside({_text(block.omitted)})\n" if block.omitted else ""
        tracks = ", ".join(f"{one}pt" for one in columns.tracks)
        # A short one stands on one page, with the note on it.
        short = columns.lines <= _SHORT
        held = short and (self.is_held or block.omitted)
        stands = f"breakable: {_said(not short)}, sticky: {_said(held)}"
        tracks = f"({tracks},), ({aligns},), ({headings},), {columns.size}pt, ({stands})"
        return f"{title}#sheet({tracks}, {cells})\n{omitted}"

    def _heading(self, text: str, definition: str, room: float) -> str:
        phrases = phrases_of(text) if wide(text) > room else [text]
        if len(phrases) > 1:
            shown = " + ".join(f"box({_text(one)})" if wide(one) <= room else _text(one) for one in phrases)
        else:
            shown = _broken(parts_of(phrases[0], room))
        return f'link(label("def-{definition}"), {shown})' if definition in self.anchors else f"[#({shown})]"

    def _cell(self, cell: Cell, number: int, first: bool, room: float, block: Table) -> str:
        shown = _broken(parts_of(cell.text, room))
        if cell.tone:
            shown = f"toned({_text(cell.tone)}, {shown})"
        if number in block.strong_rows or cell.tone in ("bad", "warn"):
            shown = f"bold({shown})"
        if cell.spark:
            shown = _spark(cell.spark)
        if cell.share is not None:
            shown = f"bar({cell.share * 100:.1f}%, {shown})"
        anchor = f' #label("def-{block.anchors[number]}")' if first and block.anchors else ""
        if first:
            shown = f"{'under' if number else 'topmost'}({shown})"
        if cell.shade is not None:
            return f"table.cell(fill: rgb(23, 64, 109, {round(cell.shade * 76)}))[#{shown};]"
        if anchor:
            return f"[#metadata(none){anchor}#{shown};]"
        # A text by itself: thousands of cells need no content around it.
        return shown


def _said(is_true: object) -> str:
    return "true" if is_true else "false"


def _broken(parts: Sequence[str]) -> str:
    """A text that may break between its parts."""
    return _text(parts[0]) if len(parts) == 1 else f"broken({', '.join(map(_text, parts))})"


def _spark(block: Spark) -> str:
    drawn = spark_svg(block.values, block.text).replace("\\", "").replace('"', '\\"')
    return (
        f'box(baseline: 25%, image(bytes("{drawn}"), format: "svg", height: 1.1em, alt: {_text(block.text)}))'
    )
