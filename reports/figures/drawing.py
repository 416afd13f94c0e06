"""Vega-Lite to SVG by vl-convert, in a process of its own (`reports.engine`)."""

from __future__ import annotations

import atexit
from collections.abc import Callable

from reports.engine import Engine, serve
from reports.figures.fonts import font_folders

_VERSION = "5.21"
_EMPTY = '{"mark": "bar", "data": {"values": []}}'

DRAWING = Engine("reports.figures.drawing")
"""What draws: asked for a specification (JSON, in one line), it answers with the SVG."""
atexit.register(DRAWING.end)


def drawer() -> Callable[[str], str]:
    """What makes SVG of a specification, its fonts read and its first figure drawn, which takes most time."""
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(folder)

    def draw(specification: str) -> str:
        return str(vl_convert.vegalite_to_svg(specification, vl_version=_VERSION))

    draw(_EMPTY)
    return draw


if __name__ == "__main__":
    serve(drawer())
