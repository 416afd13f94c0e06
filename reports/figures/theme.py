"""How all figures look: one size that is read on a phone as on paper, colours that differ in grey as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.figures.fitting import HEIGHT, WIDTH, legend_of

# The embedded subset comes first, so that a figure is set in the very font it was measured in.
# Regular weight only: a bold face would be whatever the machine has, and move what stands beside it.
FONTS = "Suanqing Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Helvetica, Arial, sans-serif"
INK, QUIET, RULE = "#1d2733", "#5b6775", "#e3e7ec"
# Dark blue, orange, teal, grey: distinct for all common kinds of colour blindness, and by lightness when
# printed grey.
SERIES = ("#17406d", "#d9791e", "#5aa9a3", "#9aa5b1")
# Of bars and areas, told apart by lightness where they are printed grey; neighbours differ most.
FILLS = ("#17406d", "#d9791e", "#7fc4bd", "#6b4c8a", "#c9d1d9", "#e8c26a")
LIGHTEST, DARKEST = "#eef3f8", "#17406d"
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])
MORE, LESS, LEVEL = "#3f7fb5", "#e0954a", "#17406d"
LIMIT = "#a3341c"


def themed(
    spec: dict[str, Any], height: int = HEIGHT, names: Sequence[str] = (), left: float = 0.0
) -> dict[str, Any]:
    """A whole specification: size, font and axes of the house around marks and encodings.

    `names` are those of a legend, `left` what stands left of the plot.
    """
    legend, more = legend_of(names, left)
    axis = {
        "labelColor": QUIET, "labelFontSize": 12, "tickColor": RULE, "domainColor": "#b9c2cc",
        "gridColor": RULE, "title": None, "labelPadding": 6,
    }  # fmt: skip
    config = {
        "font": FONTS, "background": "white", "aria": False, "view": {"stroke": None},
        "axis": axis, "text": {"fontSize": 12, "color": INK},
        "legend": {
            "title": None, "orient": "top", "labelColor": INK, "labelFontSize": 12,
            "symbolType": "stroke", "symbolSize": 260, "symbolStrokeWidth": 2.5, "offset": 8,
            **legend,
        },
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH, "height": height + more, "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 2},
        "config": config, **spec,
    }  # fmt: skip
