"""Conventions of the dbt project that would rot as prose. Read from the manifest, for every model."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DBT = ROOT / "dbt_project"
LAYERS = ["staging", "intermediate", "marts"]
MAX_SQL_LINES = 150
ENGINE_ONLY = re.compile(
    r"\b(list_\w+(?=\()|struct_pack|strftime|strptime|date_diff|datediff|json_extract_string|string_agg|listagg|isoyear"
    r"|convert_timezone|at time zone|quantile_cont|percentile_cont|generate_series|unnest|explode)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((DBT / "target" / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    assert len(found) > 30
    return found


def _layer(node: dict[str, Any]) -> str:
    return node["original_file_path"].split("/")[1]


def test_layers_point_down_only(manifest: dict[str, Any], models: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for node in models.values():
        for parent in node["depends_on"]["nodes"]:
            if parent.startswith("source.") and _layer(node) != "staging":
                wrong.append(f"{node['name']} reads source {parent}: only staging may")
            if parent in models and LAYERS.index(_layer(models[parent])) > LAYERS.index(_layer(node)):
                wrong.append(f"{node['name']} ({_layer(node)}) reads {models[parent]['name']} above it")
    assert wrong == []


def test_every_model_says_its_grain_and_owner_first(models: dict[str, dict[str, Any]]) -> None:
    wrong = [n["name"] for n in models.values() if not n["description"].strip().startswith("One row per ")]
    assert wrong == []
    wrong = [n["name"] for n in models.values() if not {"owner", "grain"} <= set(n["config"].get("meta", {}))]
    assert wrong == []


def test_staging_and_marts_have_enforced_contracts(models: dict[str, dict[str, Any]]) -> None:
    wrong = [
        n["name"]
        for n in models.values()
        if _layer(n) in {"staging", "marts"} and not n["config"]["contract"]["enforced"]
    ]
    assert wrong == []


def test_every_column_of_staging_and_marts_is_described(models: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for node in models.values():
        if _layer(node) == "intermediate":
            continue
        for name, column in node["columns"].items():
            said = column["description"].strip().rstrip(".").lower()
            if len(said) < 12 or said == name.replace("_", " "):
                wrong.append(f"{node['name']}.{name}")
    assert wrong == []


def test_every_model_is_tested_on_its_grain(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    tested = {
        parent
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and "unique" in node["name"]
        for parent in node["depends_on"]["nodes"]
    }
    assert sorted(models[key]["name"] for key in models if key not in tested) == []


def test_every_mart_with_a_rule_has_a_unit_test(manifest: dict[str, Any]) -> None:
    rules = [unit["name"] for unit in manifest["unit_tests"].values()]
    assert len(rules) >= 40
    assert [name for name in rules if "__" not in name] == [], "a unit test is named <model>__<rule>"


def test_models_keep_engine_functions_in_macros() -> None:
    wrong = []
    for path in sorted((DBT / "models").rglob("*.sql")):
        code = re.sub(r"--.*|\{#.*?#\}", "", path.read_text(encoding="utf-8"))
        wrong += [f"{path.name}: {found}" for found in ENGINE_ONLY.findall(re.sub(r"\{\{.*?\}\}", "", code))]
    assert wrong == []


def test_a_model_is_read_in_one_sitting() -> None:
    long = {
        path.name: lines
        for path in (DBT / "models").rglob("*.sql")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_SQL_LINES
    }
    assert long == {}


def test_sql_and_yaml_stand_beside_each_other(models: dict[str, dict[str, Any]]) -> None:
    wrong = [
        node["name"]
        for node in models.values()
        if node["patch_path"] is None
        or Path(node["patch_path"].split("://")[1]).parent != Path(node["original_file_path"]).parent
    ]
    assert wrong == []
