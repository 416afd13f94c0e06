"""Conventions of the Python code, read from its syntax tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("orchestration", "expectations", "reports")
MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 400
HEAVY = {"great_expectations", "altair", "vl_convert", "pandas", "numpy"}
TEXT_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".md", ".toml", ".csv", ".css"}


def _modules() -> list[Path]:
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    assert len(found) > 30
    return found


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in _modules():
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_only_settings_reads_the_environment() -> None:
    readers = [
        name
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and name != "orchestration/settings.py"
    ]
    assert readers == []


def test_a_function_is_read_in_one_glance() -> None:
    long = [
        f"{name}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_a_file_is_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def _imports(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return {node.module.split(".")[0]}
    return set()


def test_no_module_on_the_way_to_the_definitions_imports_what_is_heavy() -> None:
    # These cost seconds in every process that imports them: they belong inside the step that needs them.
    exempt = {"expectations/run.py", "expectations/datasource.py", "expectations/translate.py"}
    wrong = [
        f"{name} imports {heavy}"
        for name, tree in _trees()
        if name not in exempt and not name.startswith(("orchestration/demo/", "reports/figures/"))
        for node in tree.body
        for heavy in sorted(_imports(node) & HEAVY)
    ]
    assert wrong == []


def test_exports_know_neither_dagster_nor_dbt() -> None:
    wrong = [
        f"{name} imports {found}"
        for name, tree in _trees()
        if name.startswith(("orchestration/exports/", "orchestration/demo/", "reports/", "expectations/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        for found in sorted(_imports(node) & {"dagster", "dagster_dbt", "dbt"})
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "pattern", [r"\bTODO\b|\bFIXME\b|\bXXX\b", r"/root/|/work/|/tmp/", r"pypi\.org/simple|registry\.npmjs"]
)
def test_no_text_of_the_house_carries_what_does_not_belong(pattern: str) -> None:
    wrong = []
    for folder in (*PACKAGES, "dbt_project", "docs", "tests", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if (
                path.suffix not in TEXT_SUFFIXES
                or {"target", "logs"} & set(path.parts)
                or path == Path(__file__)
            ):
                continue
            if re.search(pattern, path.read_text(encoding="utf-8", errors="replace")):
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []
