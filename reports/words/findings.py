"""The findings of a week: every sentence and title that rules make, ready to be told in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.weeks import IsoWeek
from reports.formats import Formatter
from reports.language.runtime import Rows
from reports.language.tree import Place, Query
from reports.snapshot import Snapshot, run_queries
from reports.words.facts import gather
from reports.words.marketing import creator_sentences, spend_title, unallocated_sentence
from reports.words.rules import (
    Sentence,
    breach_sentence,
    bridge_title,
    dispatch_title,
    headline,
    reason_title,
    trend_title,
)
from reports.words.sentences import told

QUERIES = Path(__file__).parent.parent / "queries"
_NEEDED = (
    "summary", "margin_trend", "movements", "metric_history", "return_reasons", "ad_shares", "creators",
    "creators_lost",
)  # fmt: skip


@dataclass(frozen=True)
class Findings:
    """Sentences by name; a page writes `{finding.headline}` or `title={finding.margin_trend}`."""

    sentences: Mapping[str, tuple[Sentence, ...]]
    lists: Mapping[str, tuple[Sentence, ...]]

    def told(self, formatter: Formatter) -> dict[str, Any]:
        """Every finding as plain text, those of a list as texts; empty where there is nothing to say."""
        texts: dict[str, Any] = {name: told(said, formatter) for name, said in self.sentences.items()}
        return texts | {name: [told([one], formatter) for one in said] for name, said in self.lists.items()}


def read_findings(snapshot: Snapshot, week: IsoWeek, parameters: Mapping[str, str]) -> Findings:
    """Run the queries that the pages show as well, and apply the rules to their rows."""
    queries = [
        Query(Place(f"{name}.sql", 1), name, (QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
        for name in _NEEDED
    ]
    return find(str(week), run_queries(snapshot, queries, parameters))


def find(week: str, rows: Mapping[str, Rows]) -> Findings:
    """The findings of rows that are already read."""
    facts = gather(week, rows["summary"], rows["movements"], rows["metric_history"])
    breaches = [breach_sentence(one) for one in facts.breaches]
    measured = any(row["week"] == week and row["metric"] == "late_dispatch_rate" and row["value"] is not None
                   for row in rows["metric_history"])  # fmt: skip
    sentences = {
        "headline": headline(facts),
        "bridge": (bridge_title(facts),),
        "margin_trend": (trend_title(facts, rows["margin_trend"]),),
        "late_dispatch": (dispatch_title(facts, measured),),
        "return_reasons": (reason_title(rows["return_reasons"]),),
        "ad_spend": (spend_title(rows["summary"]),),
    }
    lists = {
        "breaches": tuple(sentence for sentence in breaches if sentence),
        "ads": (
            *unallocated_sentence(rows["ad_shares"]),
            *creator_sentences(rows["creators_lost"], rows["summary"]),
        ),
    }
    return Findings(sentences, lists)
