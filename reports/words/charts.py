"""The rules of titles of charts: what moved the margin, what advertising did, which carrier is slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from reports.words.facts import amount
from reports.words.rules import Sentence
from reports.words.thresholds import CAUSE_SHARE, FEWEST_WEEKS, SLOWER_THAN_USUAL

Row = Mapping[str, Any]


def moves_title(moves: Sequence[Row]) -> Sentence:
    """The title of the way from the week before: the largest effect in the direction of the change."""
    levels = [amount(row["amount"]) for row in moves if row["is_total"]]
    effects = [row for row in moves if not row["is_total"] and row["amount"] is not None]
    if len(levels) != 2 or levels[0] is None or levels[1] is None or not effects:
        return Sentence("title.moves_plain")
    change = levels[1] - levels[0]
    most = max(effects, key=lambda row: (abs(row["amount"]), row["effect"]))
    # An effect against the change, or a small part of it, is not what moved it.
    if most["amount"] * change <= 0 or abs(most["amount"]) < abs(change) * CAUSE_SHARE:
        return Sentence("title.moves_plain")
    effect = Sentence(f"effects.{most['effect']}")
    return Sentence("title.moves", {"effect": effect, "amount": most["amount"]})


def ads_title(weeks: Sequence[Row]) -> Sentence:
    """The title of advertising over the weeks: a record, and whether what it left is one too."""
    spends = [row["ad_spend"] for row in weeks if row["ad_spend"] is not None]
    if len(spends) < FEWEST_WEEKS or weeks[-1]["ad_spend"] is None or spends.count(spends[-1]) > 1:
        return Sentence("title.ads_plain")
    left = [row["cm3"] for row in weeks if row["cm3"] is not None]
    values = {"weeks": len(spends)}
    if spends[-1] == max(spends):
        is_lowest = len(left) == len(spends) and left[-1] == min(left)
        return Sentence("title.ads_highest_left_lowest" if is_lowest else "title.ads_highest", values)
    return Sentence("title.ads_lowest", values) if spends[-1] == min(spends) else Sentence("title.ads_plain")


def legs_title(week: str, rows: Sequence[Row]) -> Sentence:
    """The title of the carriers' times: the one that is slowest against its own earlier weeks."""
    judged: list[tuple[Decimal, str, Any, Any]] = []
    for carrier in dict.fromkeys(row["carrier"] for row in rows):
        own = [row for row in rows if row["carrier"] == carrier and row["km_p50_hours"] is not None]
        earlier = [row["km_p50_hours"] for row in own if row["week"] < week]
        now = [row["km_p50_hours"] for row in own if row["week"] == week]
        if len(earlier) >= FEWEST_WEEKS and len(now) == 1 and (usual := median(earlier)) > 0:
            judged.append((Decimal(now[0]) / Decimal(usual), carrier, now[0], usual))
    if not judged:
        return Sentence("title.legs_plain")
    ratio, carrier, hours, usual = max(judged)
    if ratio < SLOWER_THAN_USUAL:
        return Sentence("title.legs_usual")
    return Sentence("title.legs_slower", {"carrier": carrier, "hours": hours, "usual": usual})
