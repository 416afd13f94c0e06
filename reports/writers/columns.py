"""How wide the columns of a table on paper are, how large its letters, and where a word breaks that is wider
than its column.

Widths of text are in em, those of columns in points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reports.blocks import Cell, Table
from reports.figures.fonts import text_width
from reports.writers.fonts import shown_in_font

GAP = 8.0
"""Points between the texts of two columns."""

# The size of the letters, how wide a text's column may be asked to be, and how wide its longest word: names
# take a second line before letters become small.
_STEPS = ((8.2, 14.0, 14.0), (7.4, 14.0, 14.0), (7.4, 9.0, 14.0), (6.8, 9.0, 14.0), (6.6, 7.0, 10.0),
          (5.8, 6.0, 7.0))  # fmt: skip
_LEAST, _SPARK = 1.5, 5.3
# A word of a heading breaks when it is longer than this,
_LONGEST = 14.0
# and a phrase of a Chinese one: it would widen its column.
_PHRASE = 6.0
# Headings stand in one line where columns are as few, or each heading as short as this; else in two at least.
_FEW, _SHORT, _MOST_LINES = 6, 6.0, 5
# What a line of Typst takes beyond the letters, for rounding.
_SLACK = 0.5

# What Typst breaks nowhere by itself, and where it may be broken first: after its signs, but a file keeps its
# suffix.
_WORD = re.compile("[^\\s\u2e80-\uffef\u0e01-\u0e5b]+")
_AFTER_SIGN = re.compile(r"(?<=[/_.\-])(?=[^/_.\-])(?!(?<=\.)\w{1,4}$)")
_LETTER = re.compile(".[\u0300-\u036f]*")
# In a Thai letter or syllable said over and over no word ever ends. A mark stays with its letter.
_OVER_AND_OVER = re.compile(r"([\u0e01-\u0e5b]{1,3}?)\1{6,}")
_TWELVE = re.compile(r".{12}(?=[^\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])")
# Of a Chinese heading: its phrases, up to a comma or from a bracket on, the number at its end, which stays
# with its word, and its signs.
_CHINESE = re.compile("[\u3400-\u9fff]")
_LAST_NUMBER = re.compile(r"\s(?=\d+$)")
_SIGNS = re.compile("[!-~]+|.(?:\u00a0\\d+)?")
_PHRASES = re.compile(r"（[^）]*）?[，、：]*|[^（，、：]+[，、：]*|[，、：]+")
# Stands where a text may break; no text has it (`plain`).
_BREAK = "\u200b"


@dataclass(frozen=True)
class Columns:
    """A table's columns: their widths, the size of the letters, the room for text in each (em), and about how
    many lines all rows take.
    """

    tracks: tuple[float, ...]
    size: float
    rooms: tuple[float, ...]
    lines: int


def wide(text: str) -> float:
    """The width of a text on one line, as paper shows it."""
    return text_width(text if text.isascii() else shown_in_font(text))


def measured(block: Table, room: float) -> Columns:
    """The columns of a table, its letters as large as `room` points allow.

    Where even the smallest letters need more, all columns give up the same part, and words break.
    """
    columns = [[_wide_cell(cell) for cell in column] for column in zip(*block.rows, strict=True)]
    texts = [max(column) for column in columns]
    words = [max(_widest_word(row[at].text) for row in block.rows) for at in range(len(columns))]
    inside = room - GAP * (len(columns) - 0.5) - _SLACK * len(columns)
    for size, text_cap, word_cap in _STEPS:
        needed = [
            text if one.align == "right" else min(text, max(text_cap, min(word, word_cap)))
            for one, text, word in zip(block.headings, texts, words, strict=True)
        ]
        needed = [
            max(one, _least_heading(heading.text), _LEAST)
            for one, heading in zip(needed, block.headings, strict=True)
        ]
        if sum(needed) * size <= inside:
            break
    given = inside / size
    if sum(needed) > given:
        needed = [one * given / sum(needed) for one in needed]
    else:
        beyond = [
            sum(max(0.0, one - least) for one in column)
            for column, least in zip(columns, needed, strict=True)
        ]
        needed = _with_headings(
            _filled(needed, texts, beyond, given), [one.text for one in block.headings], given
        )
    tracks = tuple(
        round(one * size + _SLACK + (GAP / 2 if number == 0 else GAP), 1) for number, one in enumerate(needed)
    )
    rooms = tuple((one - (GAP / 2 if at == 0 else GAP)) / size for at, one in enumerate(tracks))
    lines = sum(max(map(_lines_in, row, rooms)) for row in zip(*columns, strict=True))
    return Columns(tracks, size, rooms, lines)


def _lines_in(text: float, room: float) -> int:
    """About the lines of a text of this width; at the end of each some room is left."""
    return 1 if text <= room else ceil(text * 1.25 / room)


def parts_of(text: str, room: float) -> list[str]:
    """A text in the parts between which it may break besides its blanks: one, unless a word is wider than
    `room` em.
    """
    # As it is shown: a sign that the font lacks has a name of several letters.
    text = shown_in_font(text)
    if wide(text) > room:
        text = _WORD.sub(lambda word: _breakable(word[0], room), text)
    return _OVER_AND_OVER.sub(lambda same: _TWELVE.sub(f"\\g<0>{_BREAK}", same[0]), text).split(_BREAK)


def _breakable(word: str, room: float) -> str:
    """A word that is too wide breaks after its signs, and a part that still is, after every letter."""
    if wide(word) <= room:
        return word
    parts = _AFTER_SIGN.split(word)
    return _BREAK.join(part if wide(part) <= room else _BREAK.join(_LETTER.findall(part)) for part in parts)


def _filled(
    widths: Sequence[float], wished: Sequence[float], weights: Sequence[float], given: float
) -> list[float]:
    """Widths with what they leave of `given` shared by weight among those that wish for more."""
    filled, free = list(widths), given - sum(widths)
    while free > 0.01 and (lacking := [at for at, one in enumerate(filled) if wished[at] - one > 0.01]):
        weight = sum(weights[at] for at in lacking)
        more = {at: min(wished[at] - filled[at], free * weights[at] / weight) for at in lacking}
        for at, one in more.items():
            filled[at] += one
        free -= sum(more.values())
    return filled


def _with_headings(widths: list[float], headings: Sequence[str], given: float) -> list[float]:
    """Widths in which the headings take as few lines as there is room for, the tallest first."""
    is_one = len(headings) <= _FEW or all(wide(one) <= _SHORT for one in headings)
    first = 1 if is_one else 2
    for lines in range(_MOST_LINES, first - 1, -1):
        lacks = sorted((_in_lines(text, lines) - widths[at], at) for at, text in enumerate(headings))
        for lack, at in lacks:
            if 0 < lack <= given - sum(widths):
                widths[at] += lack
    return widths


def _wide_cell(cell: Cell) -> float:
    return _SPARK if cell.spark else wide(cell.text)


def _widest_word(text: str) -> float:
    return max((wide(word) for word in _WORD.findall(text)), default=0.0)


def phrases_of(heading: str) -> list[str]:
    """The parts of a heading between which it breaks first: phrases of a Chinese one, all of another."""
    told = _LAST_NUMBER.sub("\u00a0", heading)
    return _PHRASES.findall(told) if _CHINESE.search(told) else [told]


def _units(heading: str) -> tuple[list[str], str]:
    """What a heading is set of, line by line, and what stands between two of them."""
    if not _CHINESE.search(heading):
        return phrases_of(heading)[0].split(" "), " "
    phrases = phrases_of(heading)
    return [
        one for each in phrases for one in ([each] if wide(each) <= _PHRASE else _SIGNS.findall(each))
    ], ""


def _least_heading(heading: str) -> float:
    """The width in which no word of a heading breaks, nor a long Chinese phrase into more than two lines."""
    words = phrases_of(heading) if _CHINESE.search(heading) else phrases_of(heading)[0].split(" ")
    parts = ((wide(word), min(_widest_word(word), _LONGEST)) for word in words)
    return max((max(one if one <= _PHRASE else one / 2 + 0.5, word) for one, word in parts), default=0.0)


def _in_lines(heading: str, lines: int) -> float:
    """The least width in which a heading takes no more than so many lines."""
    units, blank = _units(heading)
    spans = (blank.join(units[a:b]) for a in range(len(units)) for b in range(a + 1, len(units) + 1))
    fitting = (one for one in sorted(set(map(wide, spans))) if _lines_of(units, blank, one) <= lines)
    return max(next(fitting, 0.0), _least_heading(heading))


def _lines_of(units: Sequence[str], blank: str, room: float) -> int:
    lines, line = 1, ""
    for unit in units:
        longer = f"{line}{blank}{unit}" if line else unit
        if line and wide(longer) > room:
            lines, longer = lines + 1, unit
        line = longer
    return lines
