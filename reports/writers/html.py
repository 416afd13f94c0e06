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
    Comparison,
    Container,
    Document,
    Figure,
    Heading,
    Inline,
    PageBreak,
    Spark,
    Table,
)
from reports.escaping import for_html
from reports.figures.fonts import THAI
from reports.figures.spark import spark_svg

_PARAGRAPH = re.compile(f"<p>{OPEN}(\\d+){CLOSE}</p>")
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")

_SHORT = 20
# A minus and its amount stay on a line: a break after the sign would turn a loss into its opposite.
_NEGATIVE = re.compile(r"−[^\s\d<&]{0,4}\d[\d,.]*")
# A word that is longer than a column is wide may break after its signs, and after every few letters where it
# has none, or it pushes the others out. Chinese a browser breaks by its own rules; Thai would lose a mark.
_WORD = re.compile("[^\\s\u200b\u2e80-\uffef\u0e01-\u0e5b]{21,}")
_PART = re.compile(r"[/_.\-]+(?=[^/_.\-])(?!(?<=\.)\w{1,4}$)|[^/_.\-]{12}(?=[^/_.\-])")
# With more columns than these a table takes less room a column.
_MANY = 9


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    # Raw HTML stays off: what a page can show is what its components can write.
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def write_html(text: str, document: Document) -> str:
    """The rendered template's output as an HTML fragment."""
    return HtmlWriter(document).write(text)


class HtmlWriter:
    """Writes the blocks of one document; the mail's writer has its own way with some of them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tab_groups = 0

    def write(self, text: str) -> str:
        """Markdown with marks as an HTML fragment."""
        fragment = _parser().render(text)
        fragment = _PARAGRAPH.sub(self._marked, fragment)
        return str(_MARK.sub(self._marked, fragment))

    def _marked(self, found: re.Match[str]) -> str:
        return self._block(self.document.blocks[int(found[1])])

    def _block(self, block: Block) -> str:
        if isinstance(block, Inline):
            return _inline(block)
        if isinstance(block, BigValue):
            return self.big_value(block)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Figure):
            return self.figure(block)
        if isinstance(block, Container):
            return self.container(block)
        if isinstance(block, Spark):
            return self.spark(block)
        return '<div class="page-break"></div>' if isinstance(block, PageBreak) else ""

    def spark(self, block: Spark) -> str:
        """A line in a word's room."""
        return spark_svg(block.values, block.text)

    def big_value(self, block: BigValue) -> str:
        """A headline number with what it is compared to."""
        compared = "".join(_compared(one) for one in block.comparisons)
        note = f'<p class="note">{for_html(block.note)}</p>' if block.note else ""
        return (
            f'<div class="big"><p class="title">{self.defined(block.title, block.definition, block.hint)}</p>'
            f'<p class="value">{for_html(block.value)}</p>'
            f"{compared}{note}</div>"
        )

    def table(self, block: Table) -> str:
        """A table in a region of its own, which scrolls on a phone."""
        title = f"<h4>{for_html(block.title)}</h4>" if block.title else ""
        if not block.rows:
            return f'<div>{title}<p class="empty">{for_html(block.empty)}</p></div>'
        head = "".join(
            f'<th scope="col"{_right(one)}>{self.defined(one.text, one.definition, one.hint)}</th>'
            for one in block.headings
        )
        rows = "".join(self._row(block, number) for number in range(len(block.rows)))
        omitted = f'<p class="omitted">{for_html(block.omitted)}</p>' if block.omitted else ""
        label = for_html(block.title or block.headings[0].text)
        classes = ["shaded"] * block.is_shaded + ["dense"] * (len(block.headings) > _MANY)
        styled = f' class="{" ".join(classes)}"' if classes else ""
        return (
            f'<div>{title}<div class="table" role="group" aria-label="{label}" tabindex="0"><table{styled}>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{omitted}</div>"
        )

    def figure(self, block: Figure) -> str:
        """A chart with its caption, and its data behind a fold."""
        data = f"<details><summary>{for_html(block.data_title)}</summary>{self.table(block.data)}</details>"
        return f'<figure id="{for_html(block.name)}">{_caption(block)}{block.svg}{data}</figure>'

    def container(self, block: Container) -> str:
        """What holds text: a grid, details, an alert, a note."""
        title, body = for_html(block.title), self.write(block.body)
        if block.kind == "grid":
            return f'<div class="grid g{block.columns}">{body}</div>'
        if block.kind in ("details", "tab"):
            return f"<details><summary>{title}</summary>{body}</details>"
        if block.kind == "tabs":
            return self.tabs(body)
        lead = f"<p><b>{title}</b></p>" if title else ""
        return f'<div class="{block.kind} {for_html(block.status)}">{lead}{body}</div>'

    def tabs(self, body: str) -> str:
        """Folds of which one is open at a time, the first to begin with; no script is needed."""
        self.tab_groups += 1
        group = f'<details class="tab" name="tabs-{self.tab_groups}"'
        folds = body.replace("<details>", f"{group}>").replace(f"{group}>", f"{group} open>", 1)
        return f'<div class="tabs">{folds}</div>'

    def defined(self, text: str, definition: str, hint: str) -> str:
        """A name that leads to its definition, and says it when it is pointed at."""
        shown = for_html(text)
        if not definition:
            return shown
        return f'<a class="def" href="#def-{for_html(definition)}" title="{for_html(hint)}">{shown}</a>'

    def _row(self, block: Table, number: int) -> str:
        cells = "".join(
            self._cell(cell, heading, column == 0)
            for column, (cell, heading) in enumerate(zip(block.rows[number], block.headings, strict=True))
        )
        strong = ' class="strong"' if number in block.strong_rows else ""
        anchor = f' id="def-{for_html(block.anchors[number])}"' if block.anchors else ""
        return f"<tr{anchor}{strong}>{cells}</tr>"

    def _cell(self, cell: Cell, heading: Heading, first: bool) -> str:
        classes: list[str] = [cell.tone] if cell.tone else []
        if heading.align == "right":
            classes.append("r")
        if heading.align == "left" and len(cell.text) <= _SHORT:
            classes.append("k")
        attributes = f' class="{" ".join(classes)}"' if classes else ""
        if cell.shade is not None:
            # Up to a depth at which the text on it is still read.
            attributes += f' style="background:rgba(23,64,109,{cell.shade * 0.3:.2f})"'
        text = for_html(cell.text) if heading.align == "right" else _breakable(cell.text)
        if cell.spark:
            text = self.spark(cell.spark)
        if cell.link:
            text = f'<a href="{for_html(cell.link)}" rel="noopener noreferrer">{text}</a>'
        if cell.share is not None:
            text = f'<span class="bar" style="--share:{cell.share * 100:.1f}%">{text}</span>'
        return f'<th scope="row"{attributes}>{text}</th>' if first else f"<td{attributes}>{text}</td>"


def _breakable(text: str) -> str:
    """A text as HTML whose long words may break; data can't hold the mark that says where (`plain`)."""
    marked = _WORD.sub(lambda word: _PART.sub("\\g<0>\u200b", word[0]), text)
    broken = for_html(marked).replace("\u200b", "<wbr>")
    # Thai has no blanks: a browser knows its words, and one that it doesn't know breaks where it must.
    thai = ' lang="th" style="overflow-wrap:anywhere"' if THAI.search(text) else ""
    return f"<bdi{thai}>{broken}</bdi>"


def _compared(one: Comparison) -> str:
    change = f'<span class="change {one.tone}">{for_html(one.change)}</span> ' if one.change else ""
    return f'<p class="compared">{change}<span class="against">{for_html(one.against)}</span></p>'


def _caption(block: Figure) -> str:
    subtitle = f"<span>{_unbroken(block.subtitle)}</span>" if block.subtitle else ""
    return f"<figcaption><b>{_unbroken(block.title)}</b>{subtitle}</figcaption>"


def _unbroken(text: str) -> str:
    """A text in HTML, each minus on one line with its amount."""
    return _NEGATIVE.sub(lambda found: f'<span class="n">{found[0]}</span>', for_html(text))


def _inline(block: Inline) -> str:
    classes = " ".join(part for part in ("n" if block.is_number else "", block.tone) if part)
    text = _unbroken(block.text)
    if not classes:
        return f"<bdi>{text}</bdi>"
    return f'<span class="{classes}">{text}</span>'


def _right(heading: Heading) -> str:
    return ' class="r"' if heading.align == "right" else ""
