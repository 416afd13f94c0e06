"""The embedded font: of the packaged Chinese face, only the glyphs that a report uses, as a data address."""

from __future__ import annotations

import base64
import gc
import io
import string
import unicodedata
from collections.abc import Iterable
from functools import cache

_ALWAYS = string.printable.strip() + "–−…▲▼·×"


def characters(texts: Iterable[str]) -> str:
    """All characters of the texts, each once, in order."""
    return "".join(sorted({char for text in texts for char in text if char.isprintable()} | set(_ALWAYS)))


def font_address(used: str) -> str:
    """A `data:` address of a WOFF font with the glyphs of `used`; the same characters give the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    from reports.figures.fonts import FACE, SMALL_FONT, font_file, small_glyphs

    # The collection takes time and memory to cut: only for what the small font lacks.
    is_small = small_glyphs().issuperset(used)
    path, face = (SMALL_FONT, -1) if is_small else (font_file(), FACE)
    font = TTFont(path, fontNumber=face, lazy=True, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "liga", "palt"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [1, 2, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=used)
    subsetter.subset(font)
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written, reorderTables=None)
    # A font's tables refer to each other in circles: Python would hold them while the next format is made.
    del font, subsetter
    gc.collect()
    return "data:font/woff;base64," + base64.b64encode(written.getvalue()).decode("ascii")


_LETTERS = " letters]"


@cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    from reports.figures.fonts import FACE, font_file

    return frozenset(TTFont(font_file(), fontNumber=FACE, lazy=True).getBestCmap())


def shown_in_font(text: str) -> str:
    """A text as the packaged font alone can show it: a sign it lacks, like an emoji, is named."""
    from reports.figures.fonts import small_glyphs

    near = small_glyphs()
    shown: list[str] = []
    for char in text:
        # The collection's own list is long, and seldom asked.
        said = char if char < "\u0250" or char in near or ord(char) in _glyphs() else _named(char)
        # A word of a script that the font lacks is named once, not letter by letter.
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
