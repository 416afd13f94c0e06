"""Axis labels in the reader's language: Vega's own formats know neither 万 nor our signs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.figures.fitting import kind_of, step_of
from reports.formats import Formatter

_TICKS = 5
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def nice_ticks(values: Sequence[Decimal], include_zero: bool = True) -> list[Decimal]:
    """Round numbers that span the values, about five of them, ascending."""
    numbers = [value for value in values if value is not None] or [Decimal(0)]
    low, high = min(numbers), max(numbers)
    if include_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + 1
    rough = (high - low) / (_TICKS - 1)
    scale = Decimal(10) ** rough.adjusted()
    step = next(scale * factor for factor in _STEPS if scale * factor >= rough)
    first = (low / step).to_integral_value("ROUND_FLOOR")
    last = (high / step).to_integral_value("ROUND_CEILING")
    return [step * number for number in range(int(first), int(last) + 1)]


def tick_texts(ticks: Sequence[Decimal], tag: str, formatter: Formatter) -> list[str]:
    """The label of each tick, as short as the ticks allow."""
    short = _short_tag(ticks, tag, formatter)
    return [formatter(tick, short) for tick in ticks]


def tick_labels(ticks: Sequence[Decimal], tag: str, formatter: Formatter) -> str:
    """A Vega expression that gives each tick its label."""
    pairs = "".join(
        f"abs(datum.value - ({float(tick)!r})) < {float(_tolerance(ticks))!r} ? '{text}' : "
        for tick, text in zip(ticks, tick_texts(ticks, tag, formatter), strict=True)
    )
    return pairs + "''"


def _tolerance(ticks: Sequence[Decimal]) -> Decimal:
    return (ticks[1] - ticks[0]) / 100 if len(ticks) > 1 else Decimal(1)


def _short_tag(ticks: Sequence[Decimal], tag: str, formatter: Formatter) -> str:
    """The tag with as many digits as needed to tell the ticks apart, in thousands when they are large."""
    kind = kind_of(tag)
    # In thousands, or 万, only where each tick is as large: two units on one axis don't compare at a glance.
    least = min((abs(tick) for tick in ticks if tick), default=Decimal(0))
    is_long = max(abs(tick) for tick in ticks) >= 10_000
    step = step_of(least, tag, formatter) if is_long else ""
    power = formatter.power(step) if step else 0
    factor = Decimal(100 if kind in ("pct", "pp") else 1).scaleb(-power)
    for digits in range(4):
        short = f"{kind}{digits}{step}"
        if all((tick * factor * 10**digits) % 1 == 0 for tick in ticks):
            return short
    return tag
