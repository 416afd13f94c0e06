"""Why a dbt build failed, in words a person can act on: the rule, its first rows, how to see them again.

dbt says "Got 3 results, configured to fail if != 0" and leaves it to the reader to find which three.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHOWN_ROWS = 5


@dataclass(frozen=True)
class BuildFailure:
    """One node of a build that failed: a test that found rows, or a model that could not be built."""

    name: str
    is_test: bool
    message: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


def read_build_failures(dbt_target: Path, warehouse: Path) -> list[BuildFailure]:
    """The failures of the last build, first the models, then the tests with their first rows.

    Needs the warehouse to be readable: call it when dbt has ended. An empty list when nothing failed, or when
    dbt left no results (it stopped before it ran anything).
    """
    results = dbt_target / "run_results.json"
    manifest = dbt_target / "manifest.json"
    if not results.exists() or not manifest.exists():
        return []
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    found = []
    for result in json.loads(results.read_text(encoding="utf-8"))["results"]:
        if result["status"] not in {"fail", "error"}:
            continue
        node = nodes.get(result["unique_id"], {})
        is_rule = result["status"] == "fail"
        text = _rows_text(node, result, warehouse) if is_rule else str(result["message"]).strip()
        found.append(BuildFailure(result["unique_id"].split(".")[2], is_rule, text))
    return sorted(found, key=lambda failure: failure.is_test)


def _rows_text(node: dict[str, Any], result: dict[str, Any], warehouse: Path) -> str:
    sql = (result.get("compiled_code") or "").strip()
    said = node.get("description", "").strip().replace("\n", " ") or _comment(node) or str(result["message"])
    try:
        rows = _first_rows(sql, warehouse)
    except Exception as error:  # the message must not be lost because its rows can't be shown
        return f"{said} (the rows can't be read: {error})"
    return "\n".join([f"{said} {result['failures']} rows, the first:", *(f"    {row}" for row in rows)])


def _comment(node: dict[str, Any]) -> str:
    """What a test of our own says at its top about the rule it holds."""
    lines = [line.strip() for line in (node.get("raw_code") or "").strip().splitlines()]
    first = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return " ".join(line.removeprefix("--").strip() for line in lines[:first])


def _first_rows(sql: str, warehouse: Path) -> list[str]:
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(f"select * from ({sql}) as failing limit {SHOWN_ROWS}")
        names = [column[0] for column in cursor.description]
        return [
            ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
            for row in cursor.fetchall()
        ]
