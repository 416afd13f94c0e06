"""The fonts that figures are measured in: they come from packages, so every machine draws the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FACE = 2  # Simplified Chinese in the packaged collection
FAMILY = "Suanqing Sans"
COLLECTION_FAMILY = "Noto Sans CJK SC"
SMALL_FONT = Path(__file__).parent / "font" / "SuanqingSans.otf"
THAI_FAMILY = "Noto Sans Thai"
THAI = re.compile("[\u0e01-\u0e3a\u0e3f-\u0e5b]+")
"""Words in Thai letters, of which the collection has none and the Thai font all."""


def font_file() -> Path:
    """The packaged font collection."""
    import noto_cjk_sans_otc

    return Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"


def thai_font_file() -> Path:
    """The packaged Thai font: a variable one, of which everything here uses the regular weight."""
    import fontpkg_noto_sans_thai

    return Path(fontpkg_noto_sans_thai.__file__).parent / "files" / "NotoSansThai[wdth,wght].ttf"


def font_folders() -> tuple[str, ...]:
    """Where the fonts lie, the small one first: the collection is read only for what that lacks."""
    return tuple(str(path.parent) for path in (SMALL_FONT, thai_font_file(), font_file()))


@cache
def small_widths() -> Mapping[str, float]:
    """The widths of the small font's characters in em; it is read in a fraction of the collection's time."""
    from fontTools.ttLib import TTFont

    font = TTFont(SMALL_FONT, lazy=True)
    widths, full = font["hmtx"].metrics, font["head"].unitsPerEm
    return {chr(code): widths[glyph][0] / full for code, glyph in font.getBestCmap().items()}


def text_width(text: str) -> float:
    """The width of a text on one line in em; of a Thai one at least that."""
    widths = small_widths()
    return sum(0.65 if THAI.match(char) else widths.get(char, 1.0) for char in text)


@cache
def small_glyphs() -> frozenset[str]:
    """The characters of the small font."""
    return frozenset(small_widths())
