"""Vega-Lite to SVG.

The font that measures the text comes from a package, so every machine draws the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.escaping import for_html

_VERSION = "5.21"
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>')
_PARTS = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def font_file() -> Path:
    """The packaged font collection; its face 2 is Simplified Chinese."""
    import noto_cjk_sans_otc

    return Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"


@cache
def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(font_file().parent))
    return vl_convert


def draw(spec: Mapping[str, Any], name: str, alternative: str) -> str:
    """An SVG element of a specification, with its description for those who hear it."""
    drawn = _converter().vegalite_to_svg(dict(spec), vl_version=_VERSION)
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
    return bytes(_converter().svg_to_png(svg, scale=scale))
