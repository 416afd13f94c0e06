"""The rules of returns: what comes back more than by chance, which SKUs to stop or fix, with money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from reports.words.facts import amount
from reports.words.rules import Sentence
from reports.words.thresholds import (
    AGE_OF_A_COHORT,
    AGES_OF_A_CURVE,
    FEWEST_WEEKS,
    LEAST_MONEY_TO_DECIDE,
    MOST_DECISIONS,
    MOST_OF_A_CURVE,
)

Row = Mapping[str, Any]


def lead(week: str, summary: Sequence[Row], findings: Sequence[Row]) -> tuple[Sentence, ...]:
    """What returns cost this week, against the week before, how much of it is assumed and how much stands
    out.

    The newest week has most that is assumed, since its invoices are still to come: a rise of the cost is told
    together with it.
    """
    totals = summary[0] if summary else {}
    total = amount(totals.get("total_return_cost"))
    if totals and total is None:
        return (Sentence("returns_lead.unknown", {"week": week}),)
    if not total:
        return (Sentence("returns_lead.none", {"week": week}),)
    before = amount(totals.get("previous_total_return_cost"))
    against = () if before is None else (Sentence("returns_lead.against", {"change": total - before}),)
    said = [Sentence("returns_lead.cost", {"week": week, "total": total, "against": against})]
    assumed, assumed_before = (
        amount(totals.get(f"{which}assumed_return_cost")) for which in ("", "previous_")
    )
    if assumed:
        compared = () if assumed_before is None else (
            Sentence("returns_lead.assumed_before", {"before": assumed_before}),
        )  # fmt: skip
        said.append(Sentence("returns_lead.assumed", {"assumed": assumed, "before": compared}))
    told = [row for row in findings if _stands_out(row)]
    if told:
        excess = sum((row["excess_cost_told_first"] for row in told), Decimal(0))
        said.append(Sentence("returns_lead.found", {"count": len(told), "excess": excess}))
    return tuple(said)


def tree_title(rows: Sequence[Row]) -> Sentence:
    """The title of the cost tree: its total, and the largest stated part beside the refund."""
    totals = [row["amount"] for row in rows if row["is_total"]]
    beside = ("refund", "assumed_cost")
    parts = [row for row in rows if not row["is_total"] and row["part"] not in beside and row["amount"] > 0]
    if not totals or totals[0] <= 0 or not parts:
        return Sentence("title.tree_plain")
    most = max(parts, key=lambda row: (row["amount"], row["part"]))
    part = Sentence(f"values.return_part.{most['part']}")
    return Sentence("title.tree", {"total": totals[0], "part": part, "amount": most["amount"]})


def fault_title(rows: Sequence[Row]) -> Sentence:
    """The title of the cost by fault: the one that bears more than half of it."""
    costs = [amount(row["total_return_cost"]) or Decimal(0) for row in rows]
    total = sum(costs, Decimal(0))
    # Only somebody can be named.
    if not rows or total <= 0 or costs[0] * 2 <= total or rows[0]["fault"] in ("unknown", "none"):
        return Sentence("title.faults_plain")
    fault = Sentence(f"values.fault.{rows[0]['fault']}")
    return Sentence("title.faults", {"fault": fault, "amount": costs[0], "total": total})


def curve_title(rows: Sequence[Row]) -> Sentence:
    """The title of how returns come in: the age at which nine tenths of them have come in every shop."""
    reached: list[int] = []
    for shop in dict.fromkeys(row["shop_id"] for row in rows):
        curve = [row for row in rows if row["shop_id"] == shop]
        last = curve[-1]["returned_rate"]
        if not last or len(curve) < AGES_OF_A_CURVE:
            return Sentence("title.curve_plain")
        reached.append(
            next(row["age_weeks"] for row in curve if row["returned_rate"] >= last * MOST_OF_A_CURVE)
        )
    if not reached:
        return Sentence("title.curve_plain")
    return Sentence("title.curve", {"count": max(reached)})


def cohorts_title(rows: Sequence[Row]) -> Sentence:
    """The title of the cohorts: the newest week that is old enough, against those before it at its age."""
    followed = [
        row for row in rows if row["age_weeks"] >= AGE_OF_A_COHORT and row["returned_rate"] is not None
    ]
    if not followed:
        return Sentence("title.cohorts_plain")
    now = max(followed, key=lambda row: (row["order_week"], row["age_weeks"]))
    earlier = [
        row["returned_rate"]
        for row in followed
        if row["age_weeks"] == now["age_weeks"] and row["order_week"] < now["order_week"]
    ]
    if len(earlier) < FEWEST_WEEKS:
        return Sentence("title.cohorts_plain")
    rate = now["returned_rate"]
    key = "most" if rate > max(earlier) else "least" if rate < min(earlier) else "usual"
    return Sentence(f"title.cohorts_{key}", {
        "week": now["order_week"], "rate": rate, "usual": median(earlier), "ages": now["age_weeks"],
        "weeks": len(earlier),
    })  # fmt: skip


def finding_sentences(findings: Sequence[Row]) -> list[Sentence]:
    """Each finding that no dearer one has told already, the dearest first."""
    told = [row for row in findings if _stands_out(row)]
    return [_finding(row) for row in sorted(told, key=_dearest_first)]


def decisions(findings: Sequence[Row], limits: Sequence[Row]) -> list[Sentence]:
    """What to decide about returns, ranked by money: findings, and SKUs that lose with their returns."""
    ranked = [(row["excess_cost_told_first"], _finding(row)) for row in findings if _stands_out(row)]
    named = {
        (row["shop_id"], row["label"]) for row in findings if row["dimension"] == "sku" and _stands_out(row)
    }
    ranked += [
        (-row["cm3"], limit_sentence(row))
        for row in limits
        if row["cm3"] is not None and row["cm3"] < 0 and (row["shop_id"], row["seller_sku"]) not in named
    ]
    worth = [one for one in ranked if one[0] >= LEAST_MONEY_TO_DECIDE]
    return [sentence for _, sentence in sorted(worth, key=lambda one: -one[0])[:MOST_DECISIONS]]


def limit_sentence(row: Row) -> Sentence:
    """A SKU to stop or fix: what it lost, and why."""
    return Sentence(f"return_limit.{row['verdict_reason']}", {
        "label": row["seller_sku"], "product": row["product_name"], "shop": row["shop_id"],
        "cm3": row["cm3"], "loss": -(row["cm3"] or 0), "weeks": row["week_count"],
        "rate": row["returned_rate"], "break_even": row["break_even_rate"], "usual": row["usual_return_rate"],
    })  # fmt: skip


def _stands_out(row: Row) -> bool:
    return not row["is_told_already"] and row["excess_cost_told_first"] > 0


def _dearest_first(row: Row) -> tuple[Any, ...]:
    return (-row["excess_cost_told_first"], row["shop_id"], row["place"])


def _finding(row: Row) -> Sentence:
    values: dict[str, Any] = {
        "label": row["label"], "product": row["product_name"], "shop": row["shop_id"],
        "rate": row["share_back"], "other": row["other_return_rate"], "orders": row["compared_count"],
        "weeks": row["week_count"], "excess": row["excess_cost"], "ratio": row["rate_ratio"],
    }  # fmt: skip
    if row["dimension"] == "reason":
        return Sentence(
            "return_finding.reason", values | {"reason": Sentence(f"values.reason.{row['label']}")}
        )
    reason = Sentence(f"values.reason.{row['main_reason']}")
    return Sentence("return_finding.group", values | {
        "subject": Sentence(f"return_finding.{row['dimension']}", values),
        "compared": Sentence(
            f"return_finding.{'only' if row['rate_ratio'] is None else 'times'}",
            values | {"others": Sentence(f"return_finding.others_of_{row['dimension']}")},
        ),
        "because": Sentence("return_finding.because", {"reason": reason, "share": row["main_reason_share"]}),
    })  # fmt: skip
