"""The embedded fonts: of the packaged faces, Chinese and Thai, only the glyphs that a report uses."""

from __future__ import annotations

import base64
import gc
import io
import string
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from reports.figures.fonts import FACE, FAMILY, SMALL_FONT, THAI, font_file, small_glyphs, thai_font_file

_ALWAYS = string.printable.strip() + "–−…▲▼·×"


def characters(texts: Iterable[str]) -> str:
    """All characters of the texts, each once, in order."""
    return "".join(sorted({char for text in texts for char in text if char.isprintable()} | set(_ALWAYS)))


def font_faces(used: str) -> str:
    """The `@font-face` rules of a page with these characters, fonts inside; the same give the same bytes."""
    from fontTools.ttLib import TTFont

    others = THAI.sub("", used)
    # The collection takes time and memory to cut: only for what the small font lacks.
    is_small = small_glyphs().issuperset(others)
    path, face = (SMALL_FONT, -1) if is_small else (font_file(), FACE)
    font = TTFont(path, fontNumber=face, lazy=True, recalcTimestamp=False)
    rules = _rule(_cut(font, others, ["kern", "liga", "palt"]))
    # A font's tables refer to each other in circles: Python would hold them while the next format is made.
    del font
    gc.collect()
    return rules if others == used else f"{rules}\n{_thai_rule()}"


@cache
def _thai_rule() -> str:
    """All Thai letters, in the family that styles and figures name: some are drawn with parts of others, and
    a mark without its letter on a dotted circle.
    """
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(thai_font_file(), lazy=True, recalcTimestamp=False)
    letters = "".join(map(chr, range(0xE01, 0xE5C))) + "\u25cc"
    _cut(font, letters, ["ccmp", "kern", "liga", "mark", "mkmk"])
    instantiateVariableFont(font, {"wght": None, "wdth": None}, inplace=True)
    return _rule(font, ";unicode-range:U+E01-E5B")


def _cut(font: Any, used: str, features: list[str]) -> Any:
    """The font, left with the glyphs of `used`."""
    from fontTools import subset

    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [1, 2, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=used)
    subsetter.subset(font)
    return font


def _rule(font: Any, more: str = "") -> str:
    """The rule with the font inside, as WOFF in a `data:` address."""
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written, reorderTables=None)
    address = "data:font/woff;base64," + base64.b64encode(written.getvalue()).decode("ascii")
    return f'@font-face{{font-family:"{FAMILY}";src:url({address}) format("woff");font-display:block{more}}}'


_LETTERS = " letters]"


@cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(font_file(), fontNumber=FACE, lazy=True).getBestCmap())


def shown_in_font(text: str) -> str:
    """A text as the packaged fonts alone can show it: a sign they lack, like an emoji, is named."""
    near = small_glyphs()
    shown: list[str] = []
    for char in text:
        # The collection's own list is long, and seldom asked.
        known = char < "\u0250" or char in near or THAI.match(char) or ord(char) in _glyphs()
        said = char if known else _named(char)
        # A word of a script that the fonts lack is named once, not letter by letter.
        if said and not (said.endswith(_LETTERS) and shown and shown[-1] == said):
            shown.append(said)
    return "".join(shown)


def _named(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me", "Sk"):
        # Joiners, variants and skins of the emoji before them; the space of no width may break a line.
        return char if char == "\u200b" else ""
    name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
    return f"[{name.split()[0]}{_LETTERS}" if kind[0] == "L" else f"[{name}]"
