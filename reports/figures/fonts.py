"""The fonts that figures are measured in: they come from packages, so every machine draws the same bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FACE = 2  # Simplified Chinese in the packaged collection
FAMILY = "Suanqing Sans"
COLLECTION_FAMILY = "Noto Sans CJK SC"
SMALL_FONT = Path(__file__).parent / "font" / "SuanqingSans.otf"


def font_file() -> Path:
    """The packaged font collection."""
    import noto_cjk_sans_otc

    return Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"


def font_folders() -> tuple[str, str]:
    """Where the fonts lie, the small one first: the collection is read only for what that lacks."""
    return str(SMALL_FONT.parent), str(font_file().parent)


@cache
def small_glyphs() -> frozenset[str]:
    """The characters of the small font, which is read in a fraction of the collection's time."""
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(SMALL_FONT, lazy=True).getBestCmap()))
