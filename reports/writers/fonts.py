"""The embedded font: of the packaged Chinese face, only the glyphs that a report uses, as a data address."""

from __future__ import annotations

import base64
import io
import string
from collections.abc import Iterable

_FACE = 2  # Simplified Chinese in the collection
_ALWAYS = string.printable.strip() + "–−…▲▼·×"


def characters(texts: Iterable[str]) -> str:
    """All characters of the texts, each once, in order."""
    return "".join(sorted({char for text in texts for char in text if char.isprintable()} | set(_ALWAYS)))


def font_address(used: str) -> str:
    """A `data:` address of a WOFF font with the glyphs of `used`; the same characters give the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    from reports.figures.svg import font_file

    font = TTFont(font_file(), fontNumber=_FACE, lazy=True, recalcTimestamp=False)
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
    return "data:font/woff;base64," + base64.b64encode(written.getvalue()).decode("ascii")
