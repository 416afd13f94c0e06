"""The metric dictionary as the reports read it: labels and definitions from `dbt_project/metrics.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.messages import read_yaml

DICTIONARY = Path(__file__).parent.parent / "dbt_project" / "metrics.yml"


@dataclass(frozen=True)
class Metric:
    """One metric: what it is called, how it is reckoned, which way is good."""

    name: str
    label: Mapping[str, str]
    formula: Mapping[str, str]
    unit: str
    direction: str
    version: str
    source: str = ""

    @property
    def down_is_good(self) -> bool:
        """Whether less of it is better."""
        return self.direction in ("down", "lower", "down_is_good", "lower_is_better")

    def label_in(self, language: str) -> str:
        """Its name in a language, else in English, else its own name."""
        return self.label.get(language) or self.label.get("en") or self.name

    def formula_in(self, language: str) -> str:
        """Its definition in a language, else the only one there is."""
        return self.formula.get(language) or self.formula.get("en") or ""


def read_metrics(path: Path = DICTIONARY) -> dict[str, Metric]:
    """The dictionary by metric name; empty when the project has none yet."""
    if not path.is_file():
        return {}
    declared = read_yaml(path) or {}
    entries = declared.get("metrics", declared) if isinstance(declared, dict) else declared
    if isinstance(entries, dict):
        entries = [{"name": name, **entry} for name, entry in entries.items()]
    return {entry["name"]: _metric(entry) for entry in entries}


def _metric(entry: Mapping[str, Any]) -> Metric:
    return Metric(
        name=str(entry["name"]),
        label=_by_language(entry.get("label", entry["name"])),
        formula=_by_language(entry.get("formula", entry.get("description", ""))),
        unit=str(entry.get("unit", "")),
        direction=str(entry.get("direction", "")),
        version=str(entry.get("version", "")),
        source=str((entry.get("sql") or {}).get("from", "")),
    )


def _by_language(text: Any) -> dict[str, str]:
    return (
        {k: str(v).strip() for k, v in text.items()} if isinstance(text, dict) else {"en": str(text).strip()}
    )
