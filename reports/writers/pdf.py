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
from reports.writers.fonts import shown_in_font
from reports.writers.paper import begin_pdf

_PRELUDE = Path(__file__).parent / "review.typ"
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_ALONE = re.compile(f"{OPEN}(\\d+){CLOSE}$")
_UNBROKEN = re.compile(r"(?<=[/_.\-])(?=[^\s/_.\-])")
# Typst knows where a Thai word ends, but not in what is said to be Chinese.
_THAI_WORDS = '#show regex("[\\u{e01}-\\u{e5b}]+"): set text(lang: "th")\n'
# In a letter or a syllable said over and over no word ever ends. A mark stays with its letter.
_OVER_AND_OVER = re.compile(r"([\u0e01-\u0e5b]{1,3}?)\1{6,}")
_PART = re.compile(r".{12}(?=[^\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])")
_NEGATIVE = re.compile(r"(−[^\s\d]{0,4}\d[\d,.]*\d|−[^\s\d]{0,4}\d)")
# Points between the margins of the page, and what a cell leaves around its text.
_WIDTH, _GAP = 515.0, 7.0
_SIZES = (8.2, 7.4, 6.6, 5.8)
_LONG = 26
# A column of fewer letters would stand so close to its neighbour that two numbers read as one.
_LEAST = 4.0
# A name longer than this may stand in a column that is narrower than it.
_WORD = 16


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
    if figures:
        parts.append(f"#heading(level: 2, {_text(data_title)})\n")
        parts += [_figure_data(figure, anchors) for figure in figures]
    if any(map(THAI.search, parts)):
        parts.insert(1, _THAI_WORDS)
    parts.append(f"#v(14pt)\n#text(size: 7.5pt, fill: quiet, {_text(footer)})\n")
    drawn = {f"{figure.name}.svg": in_parts(figure.svg) for figure in figures}
    return begin_pdf(drawn | {"main": "\n".join(parts)})


def _opening(frame: Mapping[str, str]) -> str:
    named = ", ".join(f"{name}: {_text(frame[name])}" for name in ("title", "dates", "brand", "language"))
    return f"#show: review.with({named})\n"


def _figure_data(figure: Figure, anchors: set[str]) -> str:
    writer = _Writer(Document(), anchors)
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
        self.figures: list[Figure] = []

    def write(self, text: str) -> str:
        """Markdown with marks as Typst."""
        return "\n".join(self._parts(text))

    def _parts(self, text: str) -> list[str]:
        from markdown_it.tree import SyntaxTreeNode

        tree = SyntaxTreeNode(_parser().parse(text))
        return [part for child in tree.children if (part := self._node(child))]

    def _node(self, node: Any) -> str:
        kind = node.type
        if kind == "text":
            return self._marked(node.content)
        if kind in ("softbreak", "hardbreak"):
            return '#" ";'
        if kind in ("code_inline", "fence", "code_block"):
            return f"#raw({_text(node.content)});"
        if kind == "paragraph":
            found = _ALONE.fullmatch(node.children[0].content if node.children else "")
            if found:
                return self._block(self.document.blocks[int(found[1])])
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
        parts = self._parts(block.body)
        if block.kind == "grid":
            cells = ", ".join(f"[{part}]" for part in parts)
            return (
                f"#block(above: 9pt, below: 11pt, grid(columns: {block.columns} * (1fr,), "
                f"column-gutter: 11pt, row-gutter: 13pt, {cells}))\n"
            )
        body = "\n".join(parts)
        if block.kind in ("details", "tab", "tabs"):
            heading = f"#heading(level: 4, {_text(block.title)})\n" if block.title else ""
            return heading + body
        if block.kind == "note":
            return f"#aside[{body}]\n"
        return f"#called({_text(block.status)}, {_text(block.title)}, [{body}])\n"

    def table(self, block: Table) -> str:
        """A table whose letters are as large as its columns allow."""
        title = f"#heading(level: 4, {_text(block.title)})\n" if block.title else ""
        if not block.rows:
            return f"{title}#aside({_text(block.empty)})\n"
        columns, size = _measured(block)
        aligns = ", ".join(heading.align for heading in block.headings)
        headings = ", ".join(self._heading(one.text, one.definition) for one in block.headings)
        cells = ",\n".join(
            self._cell(cell, number, index == 0, block)
            for number, row in enumerate(block.rows)
            for index, cell in enumerate(row)
        )
        omitted = f"#aside({_text(block.omitted)})\n" if block.omitted else ""
        tracks = f"({', '.join(columns)},), ({aligns},), ({headings},), {size}pt"
        return f"{title}#sheet({tracks}, {cells})\n{omitted}"

    def _heading(self, text: str, definition: str) -> str:
        shown = _text(text)
        return f'link(label("def-{definition}"), {shown})' if definition in self.anchors else f"[#{shown};]"

    def _cell(self, cell: Cell, number: int, first: bool, block: Table) -> str:
        shown = _text(_breakable(cell.text))
        if cell.tone:
            shown = f"toned({_text(cell.tone)}, {shown})"
        if number in block.strong_rows or cell.tone in ("bad", "warn"):
            shown = f"bold({shown})"
        if cell.spark:
            shown = _spark(cell.spark)
        if cell.share is not None:
            shown = f"bar({cell.share * 100:.1f}%, {shown})"
        anchor = f' #label("def-{block.anchors[number]}")' if first and block.anchors else ""
        if cell.shade is not None:
            return f"table.cell(fill: rgb(23, 64, 109, {round(cell.shade * 76)}))[#{shown};]"
        if anchor:
            return f"[#metadata(none){anchor}#{shown};]"
        # A text by itself: thousands of cells need no content around it.
        return shown


def _spark(block: Spark) -> str:
    drawn = spark_svg(block.values, block.text).replace("\\", "").replace('"', '\\"')
    return (
        f'box(baseline: 25%, image(bytes("{drawn}"), format: "svg", height: 1.1em, alt: {_text(block.text)}))'
    )


def _breakable(text: str) -> str:
    """A long name without blanks may break after its signs."""
    marked = _UNBROKEN.sub("\u200b", text) if len(text) > _WORD and " " not in text else text
    return _OVER_AND_OVER.sub(lambda same: _PART.sub("\\g<0>\u200b", same[0]), marked)


def _measured(block: Table) -> tuple[list[str], float]:
    """Columns as tracks of Typst and the size of the letters: long texts share what the numbers leave."""
    widest = [max(_wide(row[index].text) for row in block.rows) for index in range(len(block.headings))]
    headed = [max((_wide(word) for word in heading.text.split()), default=0) for heading in block.headings]
    needed = [max(min(text, _LONG), word, _LEAST) for text, word in zip(widest, headed, strict=True)]
    size = next((one for one in _SIZES if sum(n * one * 0.55 + _GAP for n in needed) <= _WIDTH), _SIZES[-1])
    fixed = [n for n, one in zip(needed, widest, strict=True) if one <= _LONG]
    if sum(n * size * 0.6 + _GAP for n in fixed) > _WIDTH:
        # Fixed tracks would leave the paper: all columns share it, by what they need.
        # With the room around each, which a narrow one would lack.
        return [f"{n + 1.5}fr" for n in needed], size
    if len(fixed) == len(needed):
        return [_track(n, size) for n in needed] if len(needed) > 6 else ["auto"] * len(needed), size
    return [
        f"{min(one, 90)}fr" if one > _LONG else _track(need, size)
        for one, need in zip(widest, needed, strict=True)
    ], size


def _track(letters: float, size: float) -> str:
    return f"{letters * size * 0.6 + _GAP:.1f}pt"


def _wide(text: str) -> float:
    return sum(1.75 if ord(char) > 0x2E7F else 1.0 for char in text)
