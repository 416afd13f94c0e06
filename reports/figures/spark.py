"""Sparklines: a line in a word's room, drawn here, since a chart's machinery would outweigh it."""

from __future__ import annotations

from collections.abc import Sequence

from reports.escaping import for_html

_WIDTH, _HEIGHT, _EDGE = 84.0, 18.0, 2.0
_STEPS = "▁▂▃▄▅▆▇█"


def spark_svg(values: Sequence[float | None], alternative: str) -> str:
    """An SVG line through the values, broken where one is missing, with a dot on the last."""
    places = _places(values)
    parts, run = [], []
    for place in [*places, None]:
        if place is not None:
            run.append(place)
            continue
        if len(run) > 1:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            parts.append(f'<polyline points="{points}" fill="none" stroke="#17406d" stroke-width="1.5"/>')
        elif run:
            parts.append(f'<circle cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="1.2" fill="#17406d"/>')
        run = []
    last = next((place for place in reversed(places) if place is not None), None)
    if last:
        parts.append(f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2" fill="#17406d"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}" '
        f'viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{for_html(alternative)}">'
        f"{''.join(parts)}</svg>"
    )


def spark_text(values: Sequence[float | None]) -> str:
    """The values as steps of a block, for plain text."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    span = (high - low) or 1.0
    return "".join(" " if one is None else _STEPS[round((one - low) / span * 7)] for one in values)


def _places(values: Sequence[float | None]) -> list[tuple[float, float] | None]:
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    span = (high - low) or 1.0
    step = (_WIDTH - 2 * _EDGE) / max(1, len(values) - 1)
    return [
        None
        if value is None
        else (_EDGE + step * at, _HEIGHT - _EDGE - (value - low) / span * (_HEIGHT - 2 * _EDGE))
        for at, value in enumerate(values)
    ]
