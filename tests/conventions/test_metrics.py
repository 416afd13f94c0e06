"""The metric dictionary: complete in both languages, read as it was written, and never changed in silence."""

import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import yaml

DBT = Path(__file__).resolve().parents[2] / "dbt_project"
METRICS = DBT / "metrics.yml"
VERSIONS = DBT / "metric_versions.csv"
KEYS = {"name", "label", "formula", "sql", "unit", "direction", "version"}


def declared() -> list[dict[str, Any]]:
    return yaml.safe_load(METRICS.read_text(encoding="utf-8"))["metrics"]


def digest(metric: dict[str, Any]) -> str:
    """What a version stands for: the words, the SQL and the unit. A label may change."""
    told = {key: metric[key] for key in ("formula", "sql", "unit")}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def test_every_metric_has_words_in_both_languages_and_no_comma_cut_them_short() -> None:
    assert len(declared()) > 30
    for metric in declared():
        assert set(metric) >= KEYS, metric["name"]
        assert set(metric["sql"]) == {"from", "week", "value"}, metric["name"]
        for words in (metric["label"], metric["formula"]):
            # An unquoted comma in {en: a, b, zh: c} makes `b` a key of its own.
            assert set(words) == {"en", "zh"}, metric["name"]
            assert all(isinstance(text, str) and len(text) > 1 for text in words.values()), metric["name"]


def test_a_metric_is_declared_once() -> None:
    names = [metric["name"] for metric in declared()]
    assert sorted(names) == sorted(set(names))


def test_a_changed_formula_has_a_new_version() -> None:
    with VERSIONS.open(encoding="utf-8", newline="") as file:
        kept = [(row["name"], row["version"], row["digest"]) for row in csv.DictReader(file)]
    assert len(kept) == len({row[:2] for row in kept}), "a version of a metric is written down once"
    known = {(name, version): told for name, version, told in kept}
    newest = {name: max(int(v) for n, v, _ in kept if n == name) for name, _, _ in kept}
    wrong = []
    for metric in declared():
        name, version, found = metric["name"], metric["version"], digest(metric)
        if (name, version) not in known:
            wrong.append(f"{name}: add the line `{name},{version},{found}` to {VERSIONS.name}")
        elif known[name, version] != found:
            wrong.append(
                f"{name}: its formula changed and its version is still {version}. Raise the version in"
                f" {METRICS.name} and add `{name},{int(version) + 1},{found}` to {VERSIONS.name}"
            )
        elif int(version) != newest[name]:
            wrong.append(f"{name}: version {version} is older than {newest[name]}, which was published")
    assert wrong == []


def test_the_digest_follows_words_and_sql_and_not_the_label() -> None:
    metric = declared()[0]
    assert digest({**metric, "label": {"en": "x", "zh": "y"}}) == digest(metric)
    assert digest({**metric, "formula": {**metric["formula"], "en": "Another formula."}}) != digest(metric)
    assert digest({**metric, "sql": {**metric["sql"], "value": "sum(1)"}}) != digest(metric)


def test_the_version_beside_the_margins_is_that_of_their_definition() -> None:
    model = (DBT / "models" / "marts" / "margin" / "contribution_margin_weekly.sql").read_text(
        encoding="utf-8"
    )
    versions = [metric["version"] for metric in declared() if metric["name"] == "cm3"]
    assert re.findall(r"'(\d+)' as definition_version", model) == versions
