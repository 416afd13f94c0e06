"""What a rendered page is made of, before anyone decides how it looks.

The template's output holds only trusted Markdown and marks (`\\ue000n\\ue001`) that stand for these blocks;
text from data lives in the blocks alone, so no parser of Markdown or HTML ever reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Align = Literal["left", "right"]
Tone = Literal["", "good", "bad", "warn", "muted"]

OPEN, CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True)
class Inline:
    """A value within a sentence, as plain text."""

    text: str
    tone: Tone = ""
    is_number: bool = False


@dataclass(frozen=True)
class Spark:
    """A line in a word's room: its values, what it says (from first to last), and its shape in characters."""

    values: tuple[float | None, ...]
    text: str
    shape: str


@dataclass(frozen=True)
class Cell:
    """A table's cell, as plain text; `share` (0..1) draws a bar behind it, `shade` (0..1) colours it."""

    text: str
    tone: Tone = ""
    share: float | None = None
    shade: float | None = None
    link: str = ""
    spark: Spark | None = None


@dataclass(frozen=True)
class Heading:
    """A column's heading; `definition` is the metric that explains it, `hint` says it in a line."""

    text: str
    align: Align = "left"
    definition: str = ""
    hint: str = ""


@dataclass(frozen=True)
class SheetColumn:
    """A column as data: its unit is a currency, `0–1` for a rate, or empty; `digits` is what a cell shows."""

    label: str
    kind: Literal["text", "number", "percent", "date"] = "text"
    unit: str = ""
    digits: int = 0


@dataclass(frozen=True)
class Sheet:
    """What a table was made of: all rows, exact values; the CSV twin and the workbook are written from it."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table of texts. `omitted` says how many rows are not shown; `anchors` name rows to be linked to."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    empty: str = ""
    omitted: str = ""
    strong_rows: frozenset[int] = frozenset()
    is_shaded: bool = False
    anchors: tuple[str, ...] = ()
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Comparison:
    """By how much a headline number changed, and against what."""

    change: str = ""
    against: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class BigValue:
    """A headline number, with what it is compared to, a line each."""

    title: str
    value: str
    comparisons: tuple[Comparison, ...] = ()
    note: str = ""
    definition: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart: what waits for its SVG, what it says in words, and its data as a table."""

    name: str
    title: str
    subtitle: str
    drawing: Callable[[], str]
    alternative: str
    data: Table
    data_title: str

    @property
    def svg(self) -> str:
        """The figure as it is drawn; until then this waits."""
        return self.drawing()


@dataclass(frozen=True)
class Container:
    """A block that holds Markdown with marks: a grid, an alert, details, a note."""

    kind: Literal["grid", "alert", "details", "note", "tabs", "tab"]
    body: str
    title: str = ""
    status: str = ""
    columns: int = 2


@dataclass(frozen=True)
class PageBreak:
    """On paper, what follows begins a new page."""


@dataclass(frozen=True)
class Nothing:
    """Stands where a component has nothing to say; both writers leave it out."""


Block = Inline | Spark | Table | BigValue | Figure | Container | PageBreak | Nothing


@dataclass
class Document:
    """The blocks of a page, in the order of their marks."""

    blocks: list[Block] = field(default_factory=list)

    def inline(self, block: Inline | Spark) -> str:
        """Keep a value; gives the mark to write within a sentence."""
        return self._keep(block)

    def block(self, block: Block) -> str:
        """Keep a block; gives the mark to write as a paragraph of its own."""
        return f"\n\n{self._keep(block)}\n\n"

    def _keep(self, block: Block) -> str:
        self.blocks.append(block)
        return f"{OPEN}{len(self.blocks) - 1}{CLOSE}"
