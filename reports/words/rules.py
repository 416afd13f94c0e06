"""The rules: which facts become which sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reports.words.facts import Breach, Facts, Movement
from reports.words.thresholds import (
    CAUSE_SHARE,
    COUNTER_SHARE,
    FEWEST_ORDERS,
    LEFT_OUT_SHARE,
    MOST_BREACHES,
    OUTLOOK_SHARE,
    SIGNIFICANT_CHANGE,
    SKU_SHARE,
)

# Lines of the margin that add to it; all others are costs, which help when they fall.
INCOME = frozenset(
    {"gross_sales", "net_sales", "shipping_income", "cost_of_goods_recovered", "return_compensation"}
)


_TOLD_BY = {"ads": "ad_spend", "affiliate_orders": "affiliate_commission"}
"""The line of the margin that an export tells."""


@dataclass(frozen=True)
class Sentence:
    """A message with its values; a value may be a sentence, or several that are joined."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def headline(facts: Facts) -> tuple[Sentence, ...]:
    """What changed, why, and what it means: one to four sentences, never none."""
    said = [_margin(facts)]
    if left_out := _left_out(facts):
        said.append(left_out)
    if without := _without_costs(facts):
        said.append(without)
    if culprit := _culprit(facts):
        said.append(culprit)
    if outlook := _outlook(facts):
        said.append(outlook)
    if facts.breaches and (risk := breach_sentence(facts.breaches[0])):
        said.append(risk)
    return tuple(said)


def subject(facts: Facts) -> Sentence:
    """The margin and how it moved, in a few words: what a mailbox shows of a letter."""
    if facts.cm3 is None:
        if facts.net_sales is None:
            return Sentence("subject.no_data")
        return Sentence("subject.unknown", {"net_sales": facts.net_sales})
    values = {"cm3": facts.cm3}
    if facts.change is None:
        return Sentence("subject.first_week", values)
    if not round(facts.change):
        return Sentence("subject.steady", values)
    return Sentence(
        "subject.rose" if facts.change > 0 else "subject.fell", values | {"moved": abs(facts.change)}
    )


def bridge_title(facts: Facts) -> Sentence:
    """The title of the waterfall."""
    if facts.cm3 is None or not facts.net_sales or facts.net_sales <= 0:
        return Sentence("title.bridge_plain")
    key = "title.bridge" if facts.cm3 >= 0 else "title.bridge_loss"
    return Sentence(key, {"net_sales": facts.net_sales, "cm3": abs(facts.cm3)})


def trend_title(facts: Facts, history: Sequence[Mapping[str, Any]]) -> Sentence:
    """The title of the margin over the weeks: a record, a run of falls or rises, or nothing but its name."""
    known = [row["cm3"] for row in history if row["cm3"] is not None]
    if facts.cm3 is None or len(known) < 4 or known[-1] != facts.cm3:
        return Sentence("title.trend_plain")
    if facts.cm3 == min(known) or facts.cm3 == max(known):
        key = "title.trend_lowest" if facts.cm3 == min(known) else "title.trend_highest"
        return Sentence(key, {"cm3": facts.cm3, "weeks": len(known)})
    falls, rises = _run(known, -1), _run(known, 1)
    weeks = max(falls, rises)
    before = known[-1 - weeks]
    moved = abs(known[-1] - before)
    # A run of small steps beside a headline that says "held" is news only when they make a large one.
    if weeks < 2 or moved < abs(before) * SIGNIFICANT_CHANGE:
        return Sentence("title.trend_plain")
    return Sentence("title.trend_falls" if falls else "title.trend_rises", {"weeks": weeks, "moved": moved})


def dispatch_title(facts: Facts, is_measured: bool) -> Sentence:
    """The title of the late dispatch rates: who is beyond the limit, or that nobody is."""
    beyond = [breach for breach in facts.breaches if breach.metric == "late_dispatch_rate"]
    if not is_measured:
        return Sentence("title.dispatch_unknown")
    if not beyond:
        return Sentence("title.dispatch_fine")
    worst = beyond[0]
    return Sentence("title.dispatch_late", {
        "shop": worst.shop_id, "value": worst.value, "threshold": worst.threshold, "count": worst.weeks,
    })  # fmt: skip


def breach_sentences(breaches: Sequence[Breach]) -> tuple[Sentence, ...]:
    """The worst rates beyond their threshold, and how many more there are: the table of rates has all."""
    said = [sentence for one in breaches if (sentence := breach_sentence(one))]
    more = len(said) - MOST_BREACHES
    return (*said[:MOST_BREACHES], *([Sentence("breach.more", {"count": more})] if more > 0 else []))


def no_breach(week: str, history: Sequence[Mapping[str, Any]]) -> Sentence:
    """What is said where no rate is beyond its threshold: all are within it, or all judged, or none was."""
    verdicts = {row["verdict"] for row in history if row["week"] == week}
    if "ok" not in verdicts:
        return Sentence("fulfilment.not_judged")
    return Sentence("fulfilment.fine_as_far_as_judged" if "no_data" in verdicts else "fulfilment.fine")


def reason_title(rows: Sequence[Mapping[str, Any]]) -> Sentence:
    """The title of returns by reason: the most costly one, and whether it stands out."""
    costs = [row["total_return_cost"] for row in rows if row["total_return_cost"] is not None]
    total = sum(costs, Decimal(0))
    if not costs or total <= 0 or costs[0] <= 0:
        return Sentence("title.reasons_plain")
    reason = Sentence(f"values.reason.{rows[0]['reason']}")
    key = "title.reasons" if costs[0] >= total * CAUSE_SHARE else "title.reasons_spread"
    return Sentence(key, {"reason": reason, "amount": costs[0], "total": total})


def breach_sentence(breach: Breach) -> Sentence | None:
    """A rate beyond its threshold, in words; nothing where too few orders make the rate."""
    if breach.denominator < FEWEST_ORDERS:
        return None
    key = f"breach.{breach.metric}.{'enforced' if breach.is_enforced else 'recommended'}"
    values: dict[str, Any] = {
        "shop": breach.shop_id, "value": breach.value, "threshold": breach.threshold,
        "numerator": breach.numerator, "denominator": breach.denominator,
    }  # fmt: skip
    lasted: tuple[Sentence, ...] = ()
    if breach.weeks > 1:
        lasted = (Sentence("breach.lasted", {"weeks": breach.weeks}),)
    elif breach.is_new:
        lasted = (Sentence("breach.new"),)
    return Sentence(key, values | {"lasted": lasted})


def _margin(facts: Facts) -> Sentence:
    if facts.cm3 is None:
        return _no_margin(facts)
    values: dict[str, Any] = {"cm3": facts.cm3, "loss": -facts.cm3, "net_sales": facts.net_sales}
    change, before = facts.change, facts.previous_cm3
    if change is None or before is None:
        return Sentence("headline.first_week" if facts.cm3 >= 0 else "headline.first_week_loss", values)
    values |= {"change": change, "moved": abs(change), "before": before, "loss_before": -before}
    if abs(change) < abs(before) * SIGNIFICANT_CHANGE or change == 0:
        return Sentence("headline.steady" if facts.cm3 >= 0 else "headline.steady_loss", values)
    values["because"] = _because(facts, change)
    if before <= 0 or facts.cm3 < 0:
        return Sentence(_crossing(facts.cm3, before, change), values)
    values["share"] = abs(change) / before
    return Sentence("headline.rose" if change > 0 else "headline.fell", values)


def _no_margin(facts: Facts) -> Sentence:
    """A week that sold and whose margin nobody knows is not a week without orders."""
    if facts.net_sales is None:
        return Sentence("headline.no_data", {"week": facts.week})
    values = {"net_sales": facts.net_sales, "count": facts.unknown_cost_lines}
    return Sentence("headline.unknown_cost" if facts.unknown_cost_lines else "headline.unknown", values)


def _left_out(facts: Facts) -> Sentence | None:
    """The lines that the margin is told without, where they are many: it is that of the others."""
    if facts.cm3 is None or not facts.unknown_cost_lines or not facts.cm1_left_out or not facts.net_sales:
        return None
    if abs(facts.cm1_left_out) < facts.net_sales * LEFT_OUT_SHARE:
        return None
    return Sentence("headline.left_out", {"count": facts.unknown_cost_lines})


def _without_costs(facts: Facts) -> Sentence | None:
    """The costs that no export has told of yet: the margin is too high by them, and so may its rise be."""
    if facts.cm3 is None or not facts.missing_costs:
        return None
    first, *others = (Sentence(f"values.source.{one}") for one in facts.missing_costs)
    named = (first, *(Sentence("missing.next_source", {"source": one}) for one in others))
    return Sentence("headline.without_costs", {"sources": named})


def _crossing(cm3: Decimal, before: Decimal, change: Decimal) -> str:
    """Where either week lost money a percentage means nothing; the sign is the news."""
    if cm3 < 0 <= before:
        return "headline.turned_to_loss"
    if before < 0 <= cm3:
        return "headline.turned_to_profit"
    if before == 0:
        return "headline.rose_from_nothing"
    return "headline.loss_shrank" if change > 0 else "headline.loss_grew"


def _because(facts: Facts, change: Decimal) -> tuple[Sentence, ...]:
    """At most two causes, and the counter-movement where it is large. Empty when no line stands out."""
    # What an export still has to tell did not fall.
    untold = {_TOLD_BY[source] for source in facts.missing_costs if source in _TOLD_BY}
    lines = [one for one in facts.movements if one.kind == "line" and one.amount and one.name not in untold]
    same = sorted((one for one in lines if (one.amount > 0) == (change > 0)), key=_size)
    other = sorted((one for one in lines if (one.amount > 0) != (change > 0)), key=_size)
    causes = [one for one in same if abs(one.amount) >= abs(change) * CAUSE_SHARE][:2]
    if not causes:
        return ()
    said = [Sentence("because.first", {"clause": _clause(causes[0])})]
    said += [Sentence("because.and", {"clause": _clause(one)}) for one in causes[1:]]
    if other and abs(other[0].amount) >= abs(change) * COUNTER_SHARE:
        said.append(Sentence("because.while", {"clause": _clause(other[0])}))
    return tuple(said)


def _clause(movement: Movement) -> Sentence:
    """`net sales fell by 6,200`: a cost that rose is a movement down."""
    rose = (movement.amount > 0) == (movement.name in INCOME)
    return Sentence(
        "because.rose" if rose else "because.fell",
        {"line": Sentence(f"lines.{movement.name}"), "amount": abs(movement.amount)},
    )


def _culprit(facts: Facts) -> Sentence | None:
    """The one SKU that carries a large part of a significant change."""
    change, before = facts.change, facts.previous_cm3
    if change is None or before is None or abs(change) < abs(before) * SIGNIFICANT_CHANGE:
        return None
    skus = [one for one in facts.movements if one.kind == "sku" and one.name != "unallocated"]
    skus = [one for one in skus if one.amount and (one.amount > 0) == (change > 0)]
    if not skus:
        return None
    first = min(skus, key=_size)
    if abs(first.amount) < abs(change) * SKU_SHARE:
        return None
    key = "headline.sku_down" if change < 0 else "headline.sku_up"
    return Sentence(key, {"sku": first.label, "amount": abs(first.amount)})


def _outlook(facts: Facts) -> Sentence | None:
    """What returns still to come will leave of the margin, where that changes the picture."""
    if facts.cm3 is None or facts.cm3_expected is None:
        return None
    if abs(facts.cm3 - facts.cm3_expected) < abs(facts.cm3) * OUTLOOK_SHARE:
        return None
    if facts.cm3_expected < 0:
        return Sentence("headline.expected_loss", {"loss": -facts.cm3_expected})
    return Sentence("headline.expected", {"expected": facts.cm3_expected})


def _size(movement: Movement) -> tuple[Decimal, str]:
    """Largest first; the name decides between equals, so that both languages say the same."""
    return (-abs(movement.amount), movement.name)


def _run(values: Sequence[Any], sign: int) -> int:
    """How many times in a row the last value moved in one direction."""
    count = 0
    for earlier, later in zip(reversed(values[:-1]), reversed(values[1:]), strict=True):
        if (later - earlier) * sign <= 0:
            break
        count += 1
    return count
