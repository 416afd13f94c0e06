"""What is still to come back, line by line and day by day, from the words of the docs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.arithmetic import ZERO, rounded, split

DAYS, EXPERIENCE, LAPSE = 70, 364, 42
FEWEST_UNITS, FEWEST_WEEKS, MOST_CREDIBILITY = 30, 4, 400
TENTH, FIFTH = 1.281552, 0.841621
ALL = "all"
Cohort = tuple[str, date]
"""(category or `all`, Monday of the order's week)."""


@dataclass(frozen=True)
class Line:
    """An order line of one shop: its days, its value, and what came of it in the end."""

    sku: str
    category: str
    ordered: date
    delivered: date | None
    cancelled: date | None
    refunded: date | None
    """The first day money went back."""
    units: int
    units_back: int
    value: Decimal
    loss: Decimal
    refund: Decimal
    goods: Decimal

    @property
    def week(self) -> date:
        return self.ordered - timedelta(self.ordered.weekday())

    @property
    def lapses(self) -> date:
        return self.ordered + timedelta(LAPSE)

    def arrived(self) -> date | None:
        """The day of delivery; that of the refund where it came first or alone."""
        days = [] if self.delivered is None else [max(self.delivered, self.ordered)]
        if self.refunded is not None:
            days.append(max(self.refunded, self.ordered))
        return min(days, default=None)

    def came_back(self) -> date | None:
        """The day on which what it cost is counted."""
        if self.refunded is not None:
            return max(self.refunded, self.ordered)
        return (self.arrived() or self.lapses) if self.loss else None


@dataclass(frozen=True)
class Seen:
    """A line as known at the end of a day: its age, and the age at which it had come back, if it had."""

    line: Line
    age: int
    back: int | None

    @property
    def units_back(self) -> int:
        return self.line.units_back if self.back is not None and self.line.refunded is not None else 0

    def of(self, measure: str) -> float:
        """What came of it by then, in units or money."""
        if self.back is None:
            return 0.0
        return float(self.units_back if measure == "units" else getattr(self.line, measure))

    def base(self, measure: str) -> float:
        return float(self.line.units if measure == "units" else self.line.value)


@dataclass(frozen=True)
class Outlook:
    """What is to come of a cohort, and the interval of its units and its loss."""

    units_back: int
    development: float
    units: float
    units_between: tuple[float, float]
    loss: Decimal
    loss_between: tuple[Decimal, Decimal]
    refund: Decimal
    goods: Decimal


def seen_at(lines: Iterable[Line], moment: date) -> list[Seen]:
    """The lines that a moment knew of, each as it knew it."""
    found = []
    for line in lines:
        if line.week > moment or (line.cancelled is not None and line.cancelled <= moment):
            continue
        began = line.arrived()
        if began is None or began > moment:
            began = line.lapses if line.lapses <= moment else None
        back = line.came_back()
        if began is None:
            found.append(Seen(line, -1, None))
            continue
        known = back is not None and back <= moment
        found.append(
            Seen(line, min((moment - began).days, DAYS), (back - began).days if known and back else None)
        )
    return found


def expected(lines: list[Line], moment: date, currency: str) -> dict[Cohort, Outlook | None]:
    """Of every cohort of a shop what its moment expects, None where no experience tells."""
    seen = seen_at(lines, moment)
    experience = [one for one in seen if one.line.week > moment - timedelta(EXPERIENCE)]
    by_category: dict[str, list[Seen]] = {ALL: experience}
    for one in experience:
        by_category.setdefault(one.line.category, []).append(one)
    enough = (
        sum(one.units_back for one in experience) >= FEWEST_UNITS
        and len({one.line.week for one in experience if one.age >= DAYS - 1}) >= FEWEST_WEEKS
    )
    cohorts: dict[Cohort, list[Seen]] = {}
    for one in seen:
        for category in (one.line.category, ALL):
            cohorts.setdefault((category, one.line.week), []).append(one)
    if not enough:
        return {
            key: _closed(ones) if all(one.age >= DAYS - 1 for one in ones) else None
            for key, ones in cohorts.items()
        }
    return _Shop(experience, by_category).outlooks(cohorts, moment, currency)


def _closed(ones: list[Seen]) -> Outlook:
    return Outlook(sum(one.units_back for one in ones), 1.0, 0.0, (0.0, 0.0), ZERO, (ZERO, ZERO), ZERO, ZERO)


class _Shop:
    """The rates of a shop's categories at one moment, and what they make of its weeks."""

    def __init__(self, experience: list[Seen], by_category: Mapping[str, list[Seen]]) -> None:
        back = [one for one in experience if one.back is not None]
        units = [one.units_back for one in back]
        losses = [float(one.line.loss) for one in back]
        self.size = {
            "units": sum(x * x for x in units) / sum(units),
            "loss": sum(x * x for x in losses) / sum(map(abs, losses)),
        }
        self.seen = {
            (category, measure): _at_or_over(ones, measure)
            for category, ones in by_category.items()
            for measure in ("units", "value")
        }
        self.came = {
            (category, measure): _by_day(ones, measure)
            for category, ones in by_category.items()
            for measure in ("units", "loss", "refund", "goods")
        }
        self.final = sum(self._raw(ALL, "units", day) for day in range(DAYS))
        self.between = self._between([name for name in by_category if name != ALL])
        wanted = self.size["units"] / self.between if self.between else math.inf
        self.credibility = min(max(wanted, 1.0), float(MOST_CREDIBILITY))
        self.weights = {
            category: [self._weight(category, day) for day in range(DAYS)] for category in by_category
        }
        self.tails = {
            (category, measure): _tail([self._rate(category, measure, day) for day in range(DAYS)])
            for category in by_category
            for measure in ("units", "loss", "refund", "goods")
        }
        self.errors = {
            (category, measure): self._errors(category, measure)
            for category in by_category
            for measure in ("units", "loss")
        }

    def _base(self, category: str, measure: str, day: int) -> float:
        return self.seen[category, "units" if measure == "units" else "value"][day]

    def _raw(self, category: str, measure: str, day: int) -> float:
        base = self._base(category, measure, day)
        return self.came[category, measure][day] / base if base else 0.0

    def _between(self, categories: list[str]) -> float:
        beyond = squares = 0.0
        for category in categories:
            would = sum(
                self.seen[category, "units"][day] * self._raw(ALL, "units", day) for day in range(DAYS)
            )
            came = sum(self.came[category, "units"][:DAYS])
            beyond += (came - would) ** 2 - self.size["units"] * would
            squares += would**2
        return max(beyond, 0.0) / squares

    def _weight(self, category: str, day: int) -> float:
        if category == ALL:
            return 1.0
        if not self.seen[category, "value"][day]:
            return 0.0
        would = self.seen[category, "units"][day] * self.final
        return would / (would + self.credibility)

    def _rate(self, category: str, measure: str, day: int) -> float:
        own = self.weights[category][day]
        return own * self._raw(category, measure, day) + (1 - own) * self._raw(ALL, measure, day)

    def _errors(self, category: str, measure: str) -> list[float]:
        variances, borrowed = [], []
        for day in range(DAYS):
            own = self.weights[category][day]
            variances.append(
                self.size[measure]
                * sum(
                    weight**2 * abs(self._raw(name, measure, day)) / max(self._base(name, measure, day), 1.0)
                    for name, weight in ((category, own), (ALL, 1 - own))
                )
            )
            borrowed.append((1 - own) * self._raw(ALL, measure, day))
        return [
            math.sqrt(variance + self.between * lent**2)
            for variance, lent in zip(_tail(variances), _tail(borrowed), strict=True)
        ]

    def outlooks(
        self, cohorts: Mapping[Cohort, list[Seen]], moment: date, currency: str
    ) -> dict[Cohort, Outlook | None]:
        """Each cohort's, the shop's weeks as the sums of their categories'."""
        spread = {
            whole: self._weeks_differ(
                {key: ones for key, ones in cohorts.items() if (key[0] == ALL) == whole}, moment
            )
            for whole in (False, True)
        }
        found: dict[Cohort, Outlook | None] = {}
        for (category, week), ones in sorted(cohorts.items(), key=lambda item: item[0][0] == ALL):
            parts = None
            if category == ALL:
                parts = [told for (name, of), told in found.items() if of == week and name != ALL and told]
            found[category, week] = self._outlook(category, ones, spread[category == ALL], currency, parts)
        return found

    def _would(self, category: str, ones: list[Seen]) -> float:
        tail = self.tails.get((category, "units"), [0.0] * (DAYS + 2))
        return sum(one.line.units * (tail[0] - tail[one.age + 1]) for one in ones)

    def _weeks_differ(self, cohorts: Mapping[Cohort, list[Seen]], moment: date) -> float:
        beyond = squares = 0.0
        for (category, week), ones in cohorts.items():
            if week <= moment - timedelta(EXPERIENCE):
                continue
            would = self._would(category, ones)
            if would > 0:
                chance = self.size["units"] * would * (1 - would / sum(one.line.units for one in ones))
                beyond += (_developed(ones) - would) ** 2 - chance
                squares += would**2
        return max(beyond, 0.0) / squares if squares else 0.0

    def _outlook(
        self, category: str, ones: list[Seen], differ: float, currency: str, parts: list[Outlook] | None
    ) -> Outlook:
        would, units = self._would(category, ones), sum(one.line.units for one in ones)
        weight = would * differ / (would * differ + self.size["units"])
        level = 1 - weight + weight * _developed(ones) / max(would, 1e-6)
        of_level = differ * (1 - weight) * level
        back = sum(one.units_back for one in ones)
        to_come = {
            measure: sum(one.base(measure) * self._to_come(category, measure, one.age) for one in ones)
            for measure in ("units", "loss", "refund", "goods")
        }
        chance = min(level * to_come["units"] / max(units - back, 1), 1.0)
        variance = {
            measure: self.size[measure] * abs(level * to_come[measure]) * (1 - chance)
            + to_come[measure] ** 2 * of_level
            + (level * sum(one.base(measure) * self._error(category, measure, one.age) for one in ones)) ** 2
            for measure in ("units", "loss")
        }
        mean = {measure: level * whole for measure, whole in to_come.items()}
        money = {
            measure: rounded(Decimal(repr(mean[measure])), currency)
            for measure in ("loss", "refund", "goods")
        }
        if parts is not None:
            mean["units"] = sum(part.units for part in parts)
            money = {measure: sum((getattr(part, measure) for part in parts), ZERO) for measure in money}
        low, high = between(mean["units"], variance["units"], self.size["units"])
        loss_low, loss_high = between(float(money["loss"]), variance["loss"], self.size["loss"])
        return Outlook(
            back,
            would / (would + to_come["units"]) if any(one.age < DAYS - 1 for one in ones) else 1.0,
            mean["units"],
            (min(low, units - back), min(high, units - back)),
            money["loss"],
            (rounded(Decimal(repr(loss_low)), currency), rounded(Decimal(repr(loss_high)), currency)),
            money["refund"],
            money["goods"],
        )

    def _to_come(self, category: str, measure: str, age: int) -> float:
        tail = self.tails.get((category, measure))
        return tail[age + 1] if tail else 0.0

    def _error(self, category: str, measure: str, age: int) -> float:
        errors = self.errors.get((category, measure))
        return errors[age + 1] if errors else 0.0

    def sku_losses(self, lines: Mapping[str, list[Seen]], category: str) -> dict[str, Decimal]:
        """By SKU, to four digits: value times what its age leaves to come."""
        return {
            sku: Decimal(
                repr(sum(one.base("loss") * self._to_come(category, "loss", one.age) for one in ones))
            )
            for sku, ones in lines.items()
        }


def _developed(ones: list[Seen]) -> int:
    return sum(one.units_back for one in ones if one.back is not None and one.back < DAYS)


def _at_or_over(ones: list[Seen], measure: str) -> list[float]:
    of: Callable[[Seen], float] = (
        (lambda one: one.base("units")) if measure == "units" else lambda one: one.base("loss")
    )
    return [math.fsum(of(one) for one in ones if one.age >= day) for day in range(DAYS)]


def _by_day(ones: list[Seen], measure: str) -> list[float]:
    days: list[list[float]] = [[] for _ in range(DAYS)]
    for one in ones:
        if one.back is not None and one.back < DAYS:
            days[one.back].append(one.of(measure))
    return [math.fsum(day) for day in days]


def _tail(days: list[float]) -> list[float]:
    """What comes after an age, at its index + 1: before delivery everything, at the end nothing."""
    return [math.fsum(days[day:]) for day in range(DAYS)] + [0.0, 0.0]


def between(mean: float, variance: float, size: float) -> tuple[float, float]:
    """The interval that eight of ten lie in, of what is to come."""
    if mean <= 0:
        return min(mean, 0.0), max(mean, 0.0)

    def quantile(z: float) -> float:
        skew = min(2 * variance / mean - size, 2 * math.sqrt(variance))
        return mean + z * math.sqrt(variance) + (z * z - 1) / 6 * skew

    low = quantile(-TENTH)
    return max(0.0, min(mean, low)), max(mean, quantile(TENTH if low > 0 else FIFTH))


def losses_by_sku(lines: list[Line], moment: date, currency: str) -> dict[tuple[date, str], Decimal | None]:
    """The loss to come of each week and SKU: its category's, shared by what its lines leave to come."""
    outlooks = expected(lines, moment, currency)
    seen = [one for one in seen_at(lines, moment) if one.line.cancelled is None]
    experience = [one for one in seen_at(lines, moment) if one.line.week > moment - timedelta(EXPERIENCE)]
    by_category: dict[str, list[Seen]] = {ALL: experience}
    for one in experience:
        by_category.setdefault(one.line.category, []).append(one)
    shop = _Shop(experience, by_category) if any(told and told.units for told in outlooks.values()) else None
    groups: dict[Cohort, dict[str, list[Seen]]] = {}
    for one in seen:
        groups.setdefault((one.line.category, one.line.week), {}).setdefault(one.line.sku, []).append(one)
    found: dict[tuple[date, str], Decimal | None] = {}
    for (category, week), skus in groups.items():
        told = outlooks[category, week]
        parts: Mapping[str, Decimal | None] = dict.fromkeys(skus)
        if told is not None:
            exact = shop.sku_losses(skus, category) if shop else dict.fromkeys(skus, ZERO)
            weights = {sku: max(weight.quantize(Decimal("0.0001")), ZERO) for sku, weight in exact.items()}
            spare = {
                sku: int(sum((one.line.value for one in ones), ZERO) * 10_000) for sku, ones in skus.items()
            }
            parts = split(told.loss, weights, spare, currency)
        for sku, part in parts.items():
            before = found.get((week, sku), ZERO)
            found[week, sku] = None if part is None or before is None else before + part
    return found
