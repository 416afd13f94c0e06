"""The findings of a week: every sentence and title that rules make, ready to be told in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.weeks import IsoWeek
from reports.formats import Formatter
from reports.language.runtime import Rows
from reports.language.tree import Place, Query
from reports.safety import Safety, Withheld
from reports.snapshot import Snapshot, run_queries
from reports.words import charts, returns
from reports.words.facts import gather
from reports.words.marketing import creator_sentences, spend_title, unallocated_sentence
from reports.words.missing import missing_sentences
from reports.words.rules import (
    Sentence,
    breach_sentences,
    bridge_title,
    dispatch_title,
    headline,
    no_breach,
    reason_title,
    subject,
    trend_title,
)
from reports.words.sentences import told

QUERIES = Path(__file__).parent.parent / "queries"
_NEEDED = (
    "summary", "margin_trend", "movements", "metric_history", "return_reasons", "ad_shares", "creators",
    "creators_lost", "return_findings", "sku_limits", "return_tree", "return_faults", "return_curve",
    "return_cohorts", "margin_moves", "ad_trend", "leg_trend", "missing_exports",
)  # fmt: skip


@dataclass(frozen=True)
class Findings:
    """Sentences by name; a page writes `{finding.headline}` or `title={finding.margin_trend}`.

    What would speak from numbers that must not be shown is itself `withheld`.
    """

    sentences: Mapping[str, tuple[Sentence, ...]]
    lists: Mapping[str, tuple[Sentence, ...]]
    withheld: Mapping[str, Withheld] = field(default_factory=dict)

    def told(self, formatter: Formatter) -> dict[str, Any]:
        """Every finding as plain text, those of a list as texts; empty where there is nothing to say."""
        texts: dict[str, Any] = {name: told(said, formatter) for name, said in self.sentences.items()}
        texts |= {name: [told([one], formatter) for one in said] for name, said in self.lists.items()}
        return {**texts, **self.withheld}


def read_findings(
    snapshot: Snapshot, week: IsoWeek, parameters: Mapping[str, str], safety: Safety
) -> Findings:
    """Run the queries that the pages show as well, and apply the rules to their rows."""
    queries = [
        Query(Place(f"{name}.sql", 1), name, (QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
        for name in _NEEDED
    ]
    return find(str(week), run_queries(snapshot, queries, parameters, safety))


def find(week: str, rows: Mapping[str, Rows]) -> Findings:
    """The findings of rows that are already read."""
    withheld = _withheld(rows)
    # A sentence that has another source as well is made without what is withheld; of the summary, which has
    # many columns, one without a value is silent.
    spoken = {name: found if _unsafe(found) is None else () for name, found in rows.items()}
    missing = spoken["missing_exports"]
    facts = gather(week, rows["summary"], spoken["movements"], spoken["metric_history"], missing)
    measured = any(row["week"] == week and row["metric"] == "late_dispatch_rate" and row["value"] is not None
                   for row in spoken["metric_history"])  # fmt: skip
    sentences = {
        "headline": headline(facts),
        "subject": (subject(facts),),
        "bridge": (bridge_title(facts),),
        "margin_trend": (trend_title(facts, () if "margin_trend" in withheld else rows["margin_trend"]),),
        "late_dispatch": (dispatch_title(facts, measured),),
        "no_breach": (no_breach(week, spoken["metric_history"]),),
        "return_reasons": (reason_title(spoken["return_reasons"]),),
        "ad_spend": (spend_title(rows["summary"]),),
        "return_tree": (returns.tree_title(spoken["return_tree"]),),
        "return_faults": (returns.fault_title(spoken["return_faults"]),),
        "return_curve": (returns.curve_title(spoken["return_curve"]),),
        "return_cohorts": (returns.cohorts_title(spoken["return_cohorts"]),),
        "margin_moves": (charts.moves_title(spoken["margin_moves"]),),
        "ad_trend": (charts.ads_title(spoken["ad_trend"]),),
        "leg_trend": (charts.legs_title(week, spoken["leg_trend"]),),
        "returns": returns.lead(week, rows["summary"], spoken["return_findings"]),
    }
    lists = {
        # Lines without a product cost are counted and told by themselves.
        "missing": missing_sentences([row for row in missing if row["source"] != "product_costs"]),
        "missing_tracking": missing_sentences(missing, ("tracking",)),
        "missing_returns": missing_sentences(missing, ("returns",)),
        "missing_settlements": missing_sentences(missing, ("settlements",)),
        "missing_ads": missing_sentences(missing, ("ads", "affiliate_orders")),
        "breaches": breach_sentences(facts.breaches),
        "return_findings": tuple(returns.finding_sentences(spoken["return_findings"])),
        "return_decisions": tuple(returns.decisions(spoken["return_findings"], spoken["sku_limits"])),
        "ads": (
            *unallocated_sentence(spoken["ad_shares"]),
            *creator_sentences(spoken["creators_lost"], rows["summary"]),
        ),
    }
    return Findings(sentences, lists, withheld)


_HEADLINES = ("cm3", "previous_cm3", "net_sales", "previous_net_sales")
_RETURNS = (
    "total_return_cost", "previous_total_return_cost", "assumed_return_cost", "previous_assumed_return_cost",
)  # fmt: skip
_MADE_OF: Mapping[str, Mapping[str, Sequence[str]]] = {
    "headline": {"summary": _HEADLINES},
    "subject": {"summary": _HEADLINES},
    "bridge": {"summary": _HEADLINES},
    "margin_trend": {"margin_trend": ("week", "cm3")},
    "late_dispatch": {"metric_history": ()},
    "breaches": {"metric_history": ()},
    "no_breach": {"metric_history": ()},
    "return_reasons": {"return_reasons": ()},
    "returns": {"summary": _RETURNS, "return_findings": ()},
    "return_tree": {"return_tree": ()},
    "return_faults": {"return_faults": ()},
    "return_curve": {"return_curve": ()},
    "return_cohorts": {"return_cohorts": ()},
    "margin_moves": {"margin_moves": ()},
    "ad_trend": {"ad_trend": ()},
    "leg_trend": {"leg_trend": ()},
    "return_findings": {"return_findings": ()},
    "return_decisions": {"return_findings": (), "sku_limits": ()},
    "missing": {"missing_exports": ()},
    "missing_tracking": {"missing_exports": ()},
    "missing_returns": {"missing_exports": ()},
    "missing_settlements": {"missing_exports": ()},
    "missing_ads": {"missing_exports": ()},
    "ad_spend": {"summary": ("ad_spend", "cm3")},
    "ads": {"ad_shares": (), "creators_lost": (), "summary": ("cm3",)},
}
"""The columns of the queries that each finding speaks of; of a query without any, all that it gives."""


def _withheld(rows: Mapping[str, Rows]) -> dict[str, Withheld]:
    """The findings whose numbers must not be shown, with the reason."""
    found = {}
    for name, queries in _MADE_OF.items():
        reasons = (_unsafe(rows[query], columns) for query, columns in queries.items())
        if (why := next((reason for reason in reasons if reason is not None), None)) is not None:
            found[name] = why
    return found


def _unsafe(rows: Rows, columns: Sequence[str] = ()) -> Withheld | None:
    """Why nothing may be said from a query, or from some of its columns: they must not be shown."""
    checks = rows.judged.withheld.of(columns or rows.columns)
    return Withheld(checks) if checks else None
