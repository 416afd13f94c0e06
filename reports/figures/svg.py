"""Vega-Lite to SVG, and SVG to points."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import cache
from typing import Any

from reports.escaping import for_html
from reports.figures.drawing import DRAWING
from reports.figures.fonts import COLLECTION_FAMILY, FAMILY, THAI, THAI_FAMILY, font_folders, small_glyphs

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>')
_PARTS = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")')
# Of the drawing, not of its texts: those are numbers that somebody reads.
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
_IN_PARTS = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")


def in_parts(text: str) -> str:
    """A text whose sara am is a ring and a vowel, as it is drawn. What measures and paints SVG, here and in
    Typst, takes a letter of two glyphs to be as wide as one, and lays the next over the other.
    """
    return _SARA_AM.sub("\u0e4d\\1\u0e32", text)


def _measured(text: str) -> str:
    """A specification or figure as it is measured: in the collection where the small font lacks a sign, and
    in the Thai font, which has Latin letters too, where there is a Thai one.

    A sign that the family named first lacks is measured in whatever the machine has, its own fonts first.
    """
    if THAI.search(text):
        return in_parts(text).replace(f'"{FAMILY}, ', f'"{THAI_FAMILY}, {FAMILY}, ')
    return text if small_glyphs().issuperset(text.replace("\n", "")) else text.replace(f"{FAMILY}, ", "")


def draw(spec: Mapping[str, Any], name: str, alternative: str) -> Callable[[], str]:
    """Begin to draw a specification; what is given back waits for its SVG element, with its description for
    those who hear it, or raises EngineError.
    """
    written = _measured(json.dumps(spec, ensure_ascii=False))
    drawn = DRAWING.begin(written)
    return cache(lambda: _finished(drawn, FAMILY in written, name, alternative))


def _finished(begun: Future[str], in_small_font: bool, name: str, alternative: str) -> str:
    drawn = _IN_PARTS.sub("\\1\u0e33", begun.result())
    if not in_small_font:
        drawn = drawn.replace(COLLECTION_FAMILY, f"{FAMILY}, {COLLECTION_FAMILY}")
    found = _SIZE.search(drawn)
    assert found is not None  # vl-convert always writes the size
    width, height = found[1], found[2]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{for_html(alternative)}">'
    )
    body = _TAG.sub(lambda tag: _NUMBER.sub(_short, tag[0]), drawn[found.end() :])
    # The figure is one picture with one alternative; its parts have none of their own.
    body = _PARTS.sub("", body.replace(' pointer-events="none"', ""))
    # Several figures share one HTML document, so what they name inside must be their own.
    return opening + re.sub(r'((?:id="|url\(#))', rf"\1{name}-", body)


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}"


@cache
def _converter() -> Any:
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(folder)
    return vl_convert


def png(svg: str, scale: float) -> bytes:
    """A drawn figure as a picture of points."""
    return bytes(_converter().svg_to_png(_measured(svg), scale=scale))
