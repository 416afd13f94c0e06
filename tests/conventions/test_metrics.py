"""The metric dictionary: complete in both languages, and read as it was written."""

from pathlib import Path

import yaml

METRICS = Path(__file__).resolve().parents[2] / "dbt_project" / "metrics.yml"
KEYS = {"name", "label", "formula", "unit", "direction", "version"}


def test_every_metric_has_words_in_both_languages_and_no_comma_cut_them_short() -> None:
    declared = yaml.safe_load(METRICS.read_text(encoding="utf-8"))["metrics"]
    assert len(declared) > 30
    for metric in declared:
        assert set(metric) >= KEYS, metric["name"]
        for words in (metric["label"], metric["formula"]):
            # An unquoted comma in {en: a, b, zh: c} makes `b` a key of its own.
            assert set(words) == {"en", "zh"}, metric["name"]
            assert all(isinstance(text, str) and len(text) > 1 for text in words.values()), metric["name"]


def test_a_metric_is_declared_once() -> None:
    names = [metric["name"] for metric in yaml.safe_load(METRICS.read_text(encoding="utf-8"))["metrics"]]
    assert sorted(names) == sorted(set(names))
