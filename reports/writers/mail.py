"""The first page of a report as a letter: inlined CSS, pictures as its parts, and all of it as plain text.

Written as a message without sender, receiver or date, which delivery adds; the same blocks give the same
bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

from reports.blocks import CLOSE, OPEN, BigValue, Block, Container, Document, Figure, Inline, Spark, Table
from reports.escaping import for_html
from reports.writers.html import HtmlWriter

_STYLE = Path(__file__).parent / "mail.css"
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_GAPS = re.compile(r"\n{3,}")
_SIGNS = re.compile(r"^#+ |\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", re.MULTILINE)
_SCALE = 2.0
_WIDTH = 520
_LANGUAGES = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True)
class Letter:
    """What a letter says beside the page: its subject, its headings, and where the rest is."""

    language: str
    subject: str
    brand: str
    title: str
    dates: str
    foot: str


def letter(head: Letter, text: str, document: Document) -> bytes:
    """The message of a page."""
    writer = MailWriter(document)
    body = writer.write(text)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = head.subject
    plain = f"{head.title}\n{head.dates}\n\n{plain_text(text, document)}\n{head.foot}\n"
    message.set_content(plain, cte="base64")
    message.add_alternative(_html(head, body), subtype="html", cte="base64")
    html = message.get_payload()[1]  # type: ignore[index]
    assert isinstance(html, EmailMessage)
    for name, figure in writer.pictures.items():
        html.add_related(picture(figure), "image", "png", cid=f"<{name}@suanqing>", filename=f"{name}.png",
                         disposition="inline")  # fmt: skip
    # The boundaries would be drawn by chance.
    message.set_boundary("suanqing-letter")
    if writer.pictures:
        html.set_boundary("suanqing-pictures")
    return message.as_bytes()


def picture(figure: Figure) -> bytes:
    """A figure as PNG: several mail programs show no SVG."""
    from reports.figures.svg import png

    return png(figure.svg, _SCALE)


def plain_text(text: str, document: Document) -> str:
    """A page for those who read mail without HTML: figures by their words, tables line by line."""
    return _GAPS.sub("\n\n", _told(text, document)).strip() + "\n"


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _html(head: Letter, body: str) -> str:
    import css_inline

    page = (
        f'<!doctype html><html lang="{_LANGUAGES[head.language]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{for_html(head.subject)}'
        f'</title></head><body><div class="page"><p class="brand">{for_html(head.brand)}</p>'
        f'<h1>{for_html(head.title)}</h1><p class="dates">{for_html(head.dates)}</p><!--notes-->{body}'
        f'<p class="foot">{for_html(head.foot)}</p></div></body></html>'
    )
    inliner = css_inline.CSSInliner(extra_css=_style(), load_remote_stylesheets=False)
    return str(inliner.inline(page)) + "\n"


class MailWriter(HtmlWriter):
    """HTML as mail programs know it: tables for columns, pictures by reference, nothing that folds."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.pictures: dict[str, Figure] = {}

    def figure(self, block: Figure) -> str:
        """A picture that travels with the letter."""
        self.pictures[block.name] = block
        subtitle = f'<br><span class="subtitle">{for_html(block.subtitle)}</span>' if block.subtitle else ""
        return (
            f'<div class="picture"><p><b>{for_html(block.title)}</b>{subtitle}</p>'
            f'<img src="cid:{block.name}@suanqing" width="{_WIDTH}" '
            f'alt="{for_html(block.alternative)}"></div>'
        )

    def spark(self, block: Spark) -> str:
        """The line in characters: several mail programs show no SVG."""
        return f"{block.shape} {for_html(block.text)}"

    def table(self, block: Table) -> str:
        """A plain table."""
        return super().table(block).replace("<table>", '<table class="data">')

    def container(self, block: Container) -> str:
        """Grids become tables; a grid with a figure has one column, to be read on a phone."""
        if block.kind != "grid":
            folds = block.kind in ("details", "tab", "tabs")
            title = f"<h4>{for_html(block.title)}</h4>" if block.title else ""
            return title + self.write(block.body) if folds else super().container(block)
        blocks = [self.document.blocks[int(number)] for number in _MARK.findall(block.body)]
        columns = 1 if any(isinstance(one, Figure | Table) for one in blocks) else block.columns
        cells = [f'<td width="{100 // columns}%">{self._block(one)}</td>' for one in blocks]
        rows = (cells[at : at + columns] for at in range(0, len(cells), columns))
        lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
        return f'<table role="presentation" class="cells">{lines}</table>'

    def defined(self, text: str, definition: str, hint: str) -> str:
        """Definitions are in the report, not in the letter."""
        return for_html(text)


def _told(text: str, document: Document) -> str:
    # The signs of Markdown are the page's own; what the blocks hold is data, and stays as it is.
    bare = _SIGNS.sub("", text)
    return _MARK.sub(lambda found: _block_text(document.blocks[int(found[1])], document), bare)


def _block_text(block: Block, document: Document) -> str:
    if isinstance(block, Inline):
        return block.text
    if isinstance(block, Spark):
        return f"{block.shape} ({block.text})"
    if isinstance(block, BigValue):
        compared = (part for one in block.comparisons for part in (one.change, one.against))
        parts = (f"{block.title}: {block.value}", *compared, block.note)
        return " · ".join(part for part in parts if part)
    if isinstance(block, Figure):
        return block.alternative
    if isinstance(block, Table):
        return _table_text(block)
    if isinstance(block, Container):
        title = f"{block.title}\n" if block.title else ""
        return f"{title}{_told(block.body, document)}"
    return ""


def _table_text(block: Table) -> str:
    if not block.rows:
        return block.empty
    lines = [" | ".join(heading.text for heading in block.headings)]
    lines += [" | ".join(cell.text for cell in row) for row in block.rows]
    return "\n".join(
        [*([block.title] if block.title else []), *lines, *([block.omitted] if block.omitted else [])]
    )
