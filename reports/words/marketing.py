"""The rules of advertising and creators: what a spend left, what found no sale, and who lost money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.words.facts import amount
from reports.words.rules import Sentence
from reports.words.thresholds import CREATOR_SHARE, MOST_CREATORS, UNALLOCATED_SHARE

Row = Mapping[str, Any]


def spend_title(summary: Sequence[Row]) -> Sentence:
    """What advertising cost, and what each unit of it brought before it was paid."""
    totals = summary[0] if summary else {}
    spend, cm3 = amount(totals.get("ad_spend")), amount(totals.get("cm3"))
    if not spend or spend < 0 or cm3 is None:
        return Sentence("title.spend_plain")
    key = "title.spend_left" if cm3 >= 0 else "title.spend_lost"
    return Sentence(key, {"spend": spend, "left": abs(cm3), "brought": (cm3 + spend) / spend})


def unallocated_sentence(shares: Sequence[Row]) -> tuple[Sentence, ...]:
    """Spend of all shops that no sale of its week could bear; silent where it is little."""
    spend = sum((amount(row["ad_spend"]) or Decimal(0) for row in shares), Decimal(0))
    alone = sum((amount(row["ad_spend_unallocated"]) or Decimal(0) for row in shares), Decimal(0))
    if spend <= 0 or alone < spend * UNALLOCATED_SHARE:
        return ()
    return (Sentence("ads.unallocated", {"alone": alone, "spend": spend, "share": alone / spend}),)


def creator_sentences(lost: Sequence[Row], summary: Sequence[Row]) -> tuple[Sentence, ...]:
    """The creators whose sales lost money worth a word; `lost` comes with the largest loss first."""
    cm3 = amount(summary[0].get("cm3")) if summary else None
    if cm3 is None:
        return ()
    told = [row for row in lost if -(amount(row["cm3"]) or Decimal(0)) >= abs(cm3) * CREATOR_SHARE]
    return tuple(
        Sentence("ads.creator_lost", {
            "creator": row["creator"], "shop": row["shop_id"], "loss": -row["cm3"],
            "count": row["order_count"], "net_sales": row["net_sales"],
            "commission": row["affiliate_commission"], "ads": row["ad_spend"],
            "returned": (Sentence("ads.creator_returns", {"returns": row["total_return_cost"]}),)
            if amount(row["total_return_cost"])
            else (),
        })
        for row in told[:MOST_CREATORS]
    )  # fmt: skip
