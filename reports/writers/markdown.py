"""Blocks to GitHub-flavoured Markdown: pipe tables, figures as linked SVG files."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    Spark,
    Table,
)
from reports.escaping import for_markdown

_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_GAPS = re.compile(r"\n{3,}")
_STATUS = {"warning": "⚠ ", "negative": "✖ ", "positive": "✔ ", "info": ""}


def write_markdown(text: str, document: Document) -> str:
    """The rendered template's output with its marks written out. Ends with one newline."""
    written = _filled(text, document)
    lines = [line.rstrip() for line in written.split("\n")]
    return _GAPS.sub("\n\n", "\n".join(lines)).strip() + "\n"


def _filled(text: str, document: Document) -> str:
    return _MARK.sub(lambda found: _block(document.blocks[int(found[1])], document), text)


def _block(block: Block, document: Document) -> str:
    if isinstance(block, Inline):
        return for_markdown(block.text)
    if isinstance(block, BigValue):
        return _big_value(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        return _figure(block)
    if isinstance(block, Container):
        return _container(block, _filled(block.body, document).strip())
    if isinstance(block, Spark):
        return f"{block.shape} ({for_markdown(block.text)})"
    return ""


def _big_value(block: BigValue) -> str:
    lines = (" ".join(part for part in (one.change, one.against) if part) for one in block.comparisons)
    compared = " · ".join(for_markdown(line) for line in lines)
    note = f" ({for_markdown(block.note)})" if block.note else ""
    return f"**{for_markdown(block.title)}: {for_markdown(block.value)}**" + (
        f" · {compared}{note}" if compared else note
    )


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell or " " for cell in cells) + " |"


def _table(block: Table) -> str:
    title = f"**{for_markdown(block.title)}**\n\n" if block.title else ""
    if not block.rows:
        return f"{title}*{for_markdown(block.empty)}*"
    lines = [
        _row([for_markdown(heading.text) for heading in block.headings]),
        _row(["---:" if heading.align == "right" else "---" for heading in block.headings]),
    ]
    for number, row in enumerate(block.rows):
        cells = [_cell(cell) for cell in row]
        strong = number in block.strong_rows
        lines.append(_row([f"**{cell}**" if strong and cell.strip() else cell for cell in cells]))
    omitted = f"\n\n*{for_markdown(block.omitted)}*" if block.omitted else ""
    return title + "\n".join(lines) + omitted


def _cell(cell: Cell) -> str:
    text = for_markdown(cell.text)
    if cell.spark:
        text = f"{cell.spark.shape} {text}"
    return f"[{text}](<{cell.link}>)" if cell.link else text


def _figure(block: Figure) -> str:
    subtitle = f" {for_markdown(block.subtitle)}" if block.subtitle else ""
    return (
        f"**{for_markdown(block.title)}**{subtitle}\n\n"
        f"![{for_markdown(block.alternative)}](figures/{block.name}.svg)\n\n"
        f"<details><summary>{for_markdown(block.data_title)}</summary>\n\n{_table(block.data)}\n\n</details>"
    )


def _container(block: Container, body: str) -> str:
    title = for_markdown(block.title)
    if block.kind in ("details", "tab"):
        return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"
    if block.kind in ("alert", "note"):
        # A title stands alone, so that a list may follow it.
        lead = f"{_STATUS.get(block.status, '')}**{title}**\n\n" if title else _STATUS.get(block.status, "")
        return "\n".join(f"> {line}".rstrip() for line in f"{lead}{body}".split("\n"))
    return body
