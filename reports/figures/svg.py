"""Vega-Lite to SVG.

The font that measures the text comes from a package, so every machine draws the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.escaping import for_html

_VERSION = "5.21"
FACE = 2  # Simplified Chinese in the packaged collection
FAMILY = "Suanqing Sans"
COLLECTION_FAMILY = "Noto Sans CJK SC"
SMALL_FONT = Path(__file__).parent / "font" / "SuanqingSans.otf"
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>')
_PARTS = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def font_file() -> Path:
    """The packaged font collection."""
    import noto_cjk_sans_otc

    return Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"


@cache
def _converter() -> Any:
    import vl_convert

    for folder in (SMALL_FONT.parent, font_file().parent):
        vl_convert.register_font_directory(str(folder))
    return vl_convert


@cache
def small_glyphs() -> frozenset[str]:
    """The characters of the small font, which is read in a fraction of the collection's time."""
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(SMALL_FONT, lazy=True).getBestCmap()))


def _measured(text: str) -> str:
    """A specification or figure as it is measured: in the collection where the small font lacks a sign.

    A word that no font named here has would be measured in whatever the machine has.
    """
    return text if small_glyphs().issuperset(text.replace("\n", "")) else text.replace(f"{FAMILY}, ", "")


def draw(spec: Mapping[str, Any], name: str, alternative: str) -> str:
    """An SVG element of a specification, with its description for those who hear it."""
    written = _measured(json.dumps(spec, ensure_ascii=False))
    drawn = _converter().vegalite_to_svg(written, vl_version=_VERSION)
    if FAMILY not in written:
        drawn = drawn.replace(COLLECTION_FAMILY, f"{FAMILY}, {COLLECTION_FAMILY}")
    found = _SIZE.search(drawn)
    assert found is not None  # vl-convert always writes the size
    width, height = found[1], found[2]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{for_html(alternative)}">'
    )
    body = _NUMBER.sub(lambda number: f"{float(number[0]):.2f}", drawn[found.end() :])
    # The figure is one picture with one alternative; its parts have none of their own.
    body = _PARTS.sub("", body.replace(' pointer-events="none"', ""))
    # Several figures share one HTML document, so what they name inside must be their own.
    return opening + re.sub(r'((?:id="|url\(#))', rf"\1{name}-", body)


def png(svg: str, scale: float) -> bytes:
    """A drawn figure as a picture of points."""
    return bytes(_converter().svg_to_png(_measured(svg), scale=scale))
