"""Price, volume and mix in plain fractions: the bridge as an accountant would reckon it, one SKU at a time.

A week is what each SKU did in it. Nothing here knows the models; its only source is docs/money.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

BY_UNIT = ("price", "discount", "unit_cost", "fulfilment", "fees", "returns")
SPENT = ("ads", "creators")
EFFECTS = ("volume", *BY_UNIT[:2], "mix", *BY_UNIT[2:], *SPENT, "fx", "unknown_margin")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sku:
    """One SKU in one week: units, signed cents by effect, and how many of them the exchange rate brought."""

    units: int
    cents: Mapping[str, int]
    is_known: bool = True
    fx: Mapping[str, int] = field(default_factory=dict)

    @property
    def margin(self) -> int:
        """cm3 in cents; what an unknown margin adds to a total is nothing."""
        return sum(self.cents.values()) if self.is_known else 0


NOTHING = Sku(0, {})
Week = Mapping[str, Sku]


def bridge(before: Week, now: Week) -> dict[tuple[str, str], Decimal]:
    """By how much each effect of each SKU moved the shop's margin between two weeks."""
    known = {
        sku: (before.get(sku, NOTHING), now.get(sku, NOTHING))
        for sku in {*before, *now}
        if before.get(sku, NOTHING).is_known and now.get(sku, NOTHING).is_known
    }
    sold_before = sum(was.units for was, _ in known.values())
    sold_now = sum(is_.units for _, is_ in known.values())
    parts: dict[tuple[str, str], Decimal] = {}
    for sku in {*before, *now}:
        was, is_ = before.get(sku, NOTHING), now.get(sku, NOTHING)
        movement = is_.margin - was.margin
        if sku in known:
            exact = _effects(was, is_, sold_before, sold_now)
        else:
            exact = {"unknown_margin": Fraction(movement)}
        assert sum(exact.values()) == movement
        parts |= {(sku, effect): CENT * cents for effect, cents in _rounded(exact).items()}
    return parts


def _effects(was: Sku, is_: Sku, sold_before: int, sold_now: int) -> dict[str, Fraction]:
    """Exact effects of one SKU in cents."""
    at_old_rates = {name: Fraction(is_.cents.get(name, 0) - is_.fx.get(name, 0)) for name in BY_UNIT + SPENT}
    old = {name: Fraction(was.cents.get(name, 0)) for name in BY_UNIT + SPENT}
    exact = {name: at_old_rates[name] - old[name] for name in SPENT}
    exact["fx"] = Fraction(sum(is_.fx.values()))
    exact["volume"] = exact["mix"] = Fraction(0)
    if was.units:
        unit_margin = sum((old[name] for name in BY_UNIT), Fraction(0)) / was.units
        share_before = Fraction(was.units, sold_before)
        exact["volume"] = (sold_now - sold_before) * share_before * unit_margin
        if sold_now:
            exact["mix"] = sold_now * (Fraction(is_.units, sold_now) - share_before) * unit_margin
        for name in BY_UNIT:
            exact[name] = at_old_rates[name] - is_.units * old[name] / was.units
    elif is_.units:
        whole = sum(at_old_rates[name] - old[name] for name in BY_UNIT)
        exact["mix" if sold_before else "volume"] = Fraction(whole)
    else:
        exact |= {name: at_old_rates[name] - old[name] for name in BY_UNIT}
    return exact


def _rounded(exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole cents that sum to the same: all rounded down, what is left goes to the largest remainders."""
    cents = {name: floor(amount) for name, amount in exact.items()}
    left = int(sum(exact.values())) - sum(cents.values())
    by_remainder = sorted(exact, key=lambda name: (-(exact[name] - cents[name]), name))
    for name in by_remainder[:left]:
        cents[name] += 1
    return cents
