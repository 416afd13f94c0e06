"""The project's own suites, read as data: no Great Expectations here."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from expectations.rules import Equal, Query
from expectations.suite import SUITES, Suite, SuiteError, load_suites, load_thresholds
from expectations.suites import suite_tables
from orchestration.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "dbt_project" / "models"
WITHOUT_SUITE = {
    "stg_configuration__ad_accounts",
    "stg_configuration__calendar_changes",
    "stg_configuration__claim_terms",
    "stg_configuration__fee_overrides",
    "stg_configuration__handling_times",
    "stg_configuration__holidays",
    "stg_configuration__return_label_shares",
    "stg_configuration__return_rates",
    "stg_configuration__shops",
    "stg_configuration__sla_rules",
    "stg_configuration__probations",
    "stg_configuration__sla_thresholds",
}
"""Copies of shops.yaml and of the home's rules, which are validated when they are read."""


@pytest.fixture(scope="module")
def suites() -> dict[str, Suite]:
    return {suite.name: suite for suite in load_suites()}


@pytest.fixture(scope="module")
def declared_columns() -> dict[str, set[str]]:
    """The columns of each staging model and mart, as their contracts declare them."""
    found = {}
    for path in [*MODELS.rglob("staging/**/*.yml"), *MODELS.rglob("marts/**/*.yml")]:
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            found[model["name"]] = {column["name"] for column in model["columns"]}
    return found


def test_every_mart_and_every_staging_model_has_a_suite(suites: dict[str, Suite]) -> None:
    models = {path.stem for layer in ("staging", "marts") for path in (MODELS / layer).rglob("*.sql")}

    assert len(models) > 25
    assert models - set(suites) == WITHOUT_SUITE


def test_no_suite_speaks_of_a_model_that_is_gone(suites: dict[str, Suite]) -> None:
    models = {f"{path.relative_to(MODELS).parts[0]}.{path.stem}" for path in MODELS.rglob("*.sql")}

    assert {suite.table for suite in suites.values()} <= models


def test_every_column_a_suite_needs_is_in_the_models_contract(
    suites: dict[str, Suite], declared_columns: dict[str, set[str]]
) -> None:
    missing = {
        f"{name}.{column}"
        for name, suite in suites.items()
        if name in declared_columns
        for rule in suite.rules
        for column in set(rule.needs) - declared_columns[name]
    }
    assert missing == set()


def test_the_grain_of_a_suite_is_the_grain_of_its_model(suites: dict[str, Suite]) -> None:
    declared = {
        model["name"]: set(model["config"]["meta"]["grain"])
        for path in MODELS.rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
        if "grain" in model.get("config", {}).get("meta", {})
    }
    wrong = {
        name: (suite.grain, declared[name])
        for name, suite in suites.items()
        if name in declared and set(suite.grain) != declared[name]
    }
    assert wrong == {}


def test_every_threshold_is_used_dated_and_not_of_the_future(suites: dict[str, Suite]) -> None:
    used = {suite.rows.threshold for suite in suites.values()}
    used |= {
        rule.threshold
        for suite in suites.values()
        for rule in suite.expectations
        if isinstance(rule, Equal | Query)
    }
    thresholds = load_thresholds()

    assert used - {None} == set(thresholds)
    assert all(threshold.since <= date.today() for threshold in thresholds.values())


def test_the_list_of_tables_is_the_suites_that_load(suites: dict[str, Suite]) -> None:
    assert suite_tables() == sorted(suites)


def test_nothing_that_dagster_loads_imports_great_expectations() -> None:
    code = (
        "import sys, expectations.process, expectations.results, expectations.suite, expectations.suites;"
        "import orchestration.warehouse.publish;"
        "sys.exit(any(name in sys.modules for name in ('great_expectations', 'duckdb', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("table: marts.odd\ngrain: [a]\nexpectations: []", "rows"),
        ("table: marts.other\ngrain: [a]\nrows: {at_least: 1, why: a lost file}\n", "expectations"),
        ("table: raw.odd\ngrain: [a]", "table"),
        ("- a list", "keys and values"),
        ("table: [", "can't be read"),
    ],
    ids=["no_floor", "no_expectations", "unknown_schema", "not_a_mapping", "broken_yaml"],
)
def test_a_suite_that_cannot_be_used_is_refused_by_file_and_reason(
    tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / "odd.yml").write_text(text, encoding="utf-8")

    with pytest.raises(SuiteError, match=reason) as refused:
        load_suites(tmp_path)
    assert "odd.yml" in str(refused.value)


def test_a_threshold_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    text = (SUITES / "ad_spend.yml").read_text(encoding="utf-8").replace("optional_source", "made_up")
    (tmp_path / "ad_spend.yml").write_text(text, encoding="utf-8")

    with pytest.raises(SuiteError, match="made_up"):
        load_suites(tmp_path)


def test_a_tolerance_comes_from_its_threshold(tmp_path: Path) -> None:
    (tmp_path / "thresholds.yml").write_text(
        "a_cent: {value: 0.01, since: 2026-11-22, reason: a rounding that two systems do differently}",
        encoding="utf-8",
    )
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "odd.yml").write_text(
        "table: marts.odd\ngrain: [a]\nrows: {at_least: 1, why: an empty table is a lost file}\n"
        "expectations:\n  - {rule: equal, id: sides, left: b, right: c, threshold: a_cent,"
        " why: two systems say the same}\n",
        encoding="utf-8",
    )

    (suite,) = load_suites(tmp_path / "suites", tmp_path / "thresholds.yml")

    assert "abs((b) - (c)) > 0.01" in suite.expectations[0].failing_rows("marts.odd", ("a",))
