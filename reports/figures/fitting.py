"""What fits into a figure: names in its legend, values beside their bars, labels of lines.

Widths are in pixels of the figure, as the packaged font draws the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.figures.fonts import text_width
from reports.formats import Formatter

WIDTH, HEIGHT = 440, 250
"""The size of a figure that needs no more."""

_LETTERS = 12
# What stands around the plot: padding, and the distance of an axis's labels from it.
_AROUND = 16
# The longest name on an axis.
NAME = 190
# Of a legend: a line of it, the sign and the distances of an entry, and what the end of its row needs.
_LINE, _ENTRY, _END = 18, 36, 4
# What a bar keeps of the plot however long its value is written.
_BAR = 0.5
_STEPS = "bmk"
_CANT_BE_SHORT = ("pct", "mult", "pp")


def pixels(text: str, letters: float = _LETTERS) -> float:
    """The width of a text in letters of this size."""
    return text_width(text) * letters


def kind_of(tag: str) -> str:
    """A format tag without its digits and step."""
    return re.sub(r"\d[kmb]?$", "", tag)


def step_of(least: Decimal, tag: str, formatter: Formatter) -> str:
    """The longest step (k, m, b, or none) in which a number of this size is still a whole one or more."""
    if kind_of(tag).removeprefix("+") in _CANT_BE_SHORT:
        return ""
    return next((step for step in _STEPS if least >= Decimal(10) ** formatter.power(step)), "")


def brief(label: str, value: Decimal | None, tag: str, formatter: Formatter, room: float) -> str:
    """A value's label; in thousands, millions or more where it needs more than `room` as it is."""
    if value is None or pixels(label) <= room or not (step := step_of(abs(value), tag, formatter)):
        return label
    return formatter(value, f"{kind_of(tag)}1{step}")


def plot_beside(names: Sequence[str]) -> float:
    """The width of the plot beside an axis of names, or of an axis's labels."""
    return WIDTH - _AROUND - min(NAME, max(map(pixels, names), default=0.0))


def domain_beside(
    ends: Sequence[tuple[float, str]], low: float, names: Sequence[str], gap: float = 7
) -> list[float]:
    """The domain of lying bars, from `low` to where the text beside each end has room as well."""
    plot, high = plot_beside(names), max([low, *(end for end, _ in ends)])
    if high <= low:
        high = low + 1.0
    for end, label in ends:
        room = max(plot - gap - pixels(label), plot * _BAR)
        high = max(high, low + (end - low) * plot / room)
    return [low, high]


def legend_of(names: Sequence[str], left: float = 0.0) -> tuple[dict[str, Any], int]:
    """What a legend of these names needs beside the usual, and by how much the figure is higher for it.

    `left` is what stands left of the plot, where a legend begins. One row where it fits, else as many as it
    takes, its names in columns.
    """
    room = WIDTH - left - _END
    wanted = [_ENTRY + pixels(name) for name in names]
    if not names or sum(wanted) <= room:
        return {"labelLimit": WIDTH}, 0
    columns = max(1, min(len(names) - 1, int(room // max(wanted))))
    rows = -(-len(names) // columns)
    return {"columns": columns, "labelLimit": int(room / columns - _ENTRY)}, _LINE * (rows - 1)
