"""A home's models from SQL that dbt compiled for another home: landed, loaded and built in seconds.

What dbt compiles depends on the project alone, never on the data. A home that dbt built (such as the demo's)
lends its compiled SQL and its seeds, so that a test can build many small homes and start dbt for none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.exports.landing import land_inbox
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.raw import prepare_raw


@dataclass(frozen=True)
class Compiled:
    """Models in an order in which they can be built, each as its statement, and the home with the seeds."""

    built_home: Path
    statements: tuple[str, ...]
    seeds: tuple[str, ...]


def compiled_models(built_home: Path, wanted: tuple[str, ...]) -> Compiled:
    """The statements of these models and all that they read, as dbt's last build of a home compiled them.

    Raises LookupError where the build did not hold one of them.
    """
    target = built_home / "dbt" / "target"
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    known = {result["unique_id"]: result for result in results}
    ends = [id for id, node in nodes.items() if node["resource_type"] == "model" and node["name"] in wanted]
    if len(ends) < len(wanted):
        raise LookupError(f"no compiled model for some of {', '.join(wanted)}")
    order = _upstream_first(nodes, ends)
    return Compiled(
        built_home,
        tuple(_statement(nodes[id], known[id]) for id in order if nodes[id]["resource_type"] == "model"),
        tuple(nodes[id]["relation_name"] for id in order if nodes[id]["resource_type"] == "seed"),
    )


def _upstream_first(nodes: dict[str, Any], ends: list[str]) -> list[str]:
    """All that the ends read, a node after the nodes that it reads; sources are no nodes."""
    order: dict[str, None] = {}

    def visit(id: str) -> None:
        if id in nodes and id not in order:
            for parent in nodes[id]["depends_on"].get("nodes", []):
                visit(parent)
            order[id] = None

    for end in ends:
        visit(end)
    return list(order)


def _statement(node: dict[str, Any], result: dict[str, Any]) -> str:
    kind = node["config"]["materialized"]
    return f"create or replace {kind} {result['relation_name']} as {result['compiled_code']}"


def build(home: Path, compiled: Compiled) -> None:
    """Land the inbox and build the models. Fails with what did not land."""
    settings = load_settings(home)
    landed = land_inbox(settings)
    assert not landed.problems, "\n".join(map(str, landed.problems[:5]))
    build_landed(settings, compiled)


def build_landed(settings: Settings, compiled: Compiled) -> None:
    """Build the models from what has landed."""
    prepare_raw(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        lender = compiled.built_home / "warehouse.duckdb"
        connection.execute(f"attach '{lender}' as lender (read_only)")
        for schema in ("seeds", "staging", "intermediate", "marts"):
            connection.execute(f"create schema if not exists {schema}")
        for seed in compiled.seeds:
            lent = seed.replace('"warehouse"', "lender", 1)
            connection.execute(f"create or replace table {seed} as from {lent}")
        for statement in compiled.statements:
            connection.execute(statement)


def breaking_rows(built_home: Path, name: str, warehouse: Path) -> list[dict[str, Any]]:
    """The rows of a warehouse that break a dbt test, by the query that the last build of a home compiled."""
    results = json.loads((built_home / "dbt/target/run_results.json").read_text(encoding="utf-8"))["results"]
    (query,) = (one["compiled_code"] for one in results if one["unique_id"] == f"test.suanqing.{name}")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
