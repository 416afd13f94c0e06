"""Alerts: which rules of `delivery.yaml` fire on a week's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from orchestration.delivery.config import Delivery, Rule
from orchestration.delivery.numbers import WeekNumbers
from orchestration.settings import ConfigurationError

# Median absolute deviations become standard deviations of a normal spread by this.
_SPREAD = Decimal("1.4826")
_FEWEST_WEEKS = 6


@dataclass(frozen=True)
class Alert:
    """A rule that fired for a shop: the value, and what it was held against."""

    rule: str
    shop_id: str
    metric: str
    kind: str
    value: Decimal
    against: Decimal
    fired_before: bool

    @property
    def key(self) -> str:
        """What tells this alert from the others of its week."""
        return f"{self.rule}/{self.shop_id}"


def fired(delivery: Delivery, numbers: WeekNumbers, today: date) -> list[Alert]:
    """The alerts of a week, in the order of the rules. `today` ends a rule's silence. Of a metric that is
    withheld there is none: `unjudged` says so.

    Raises ConfigurationError for a rule on a metric that is not published.
    """
    found = []
    for rule in delivery.alerts:
        if numbers.is_withheld(rule.metric):
            continue
        if rule.metric not in numbers.metrics:
            known = ", ".join(sorted(numbers.metrics))
            raise ConfigurationError(
                f"delivery.yaml: alert {rule.name} names metric {rule.metric}; known are {known}."
            )
        if rule.mute_until and today < rule.mute_until:
            continue
        for shop in rule.shops or ("all", *numbers.shops):
            if alert := _judged(rule, shop, numbers):
                found.append(alert)
    return found


def unjudged(delivery: Delivery, numbers: WeekNumbers) -> list[Rule]:
    """The rules on metrics that are withheld: they fire on nothing, and nobody may take that for calm."""
    return [rule for rule in delivery.alerts if numbers.is_withheld(rule.metric)]


def _judged(rule: Rule, shop: str, numbers: WeekNumbers) -> Alert | None:
    history = numbers.history.get((shop, rule.metric))
    if not history:
        return None
    now = _breach(rule, history)
    if now is None:
        return None
    before = _breach(rule, history[:-1]) is not None
    if rule.repeat == "once" and before:
        return None
    value = history[-1]
    assert value is not None  # a missing value breaches nothing
    return Alert(rule.name, shop, rule.metric, now[0], value, now[1], before)


def _breach(rule: Rule, history: Sequence[Decimal | None]) -> tuple[str, Decimal] | None:
    """What the last of the values breaches, and the limit; None when it breaches nothing or is missing."""
    value = history[-1] if history else None
    if value is None:
        return None
    when = rule.when
    if when.above is not None and value > when.above:
        return "above", when.above
    if when.below is not None and value < when.below:
        return "below", when.below
    before = history[-2] if len(history) > 1 else None
    if before:
        change = (value - before) / abs(before)
        if when.change_above is not None and change > when.change_above:
            return "rose", before
        if when.change_below is not None and change < when.change_below:
            return "fell", before
    return _outlier(when.outlier, value, history[:-1])


def _outlier(
    limit: Decimal | None, value: Decimal, history: Sequence[Decimal | None]
) -> tuple[str, Decimal] | None:
    """Whether a value lies further from the usual than `limit` spreads, by median and median deviation."""
    known = [one for one in history if one is not None]
    if limit is None or len(known) < _FEWEST_WEEKS:
        return None
    usual = median(known)
    spread = median([abs(one - usual) for one in known]) * _SPREAD
    away = abs(value - usual)
    return ("outlier", usual) if away > limit * spread and away > 0 else None
