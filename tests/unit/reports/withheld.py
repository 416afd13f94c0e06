"""The small snapshot with failed checks: marts and columns withheld, others warned of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from expectations.results import CheckResult
from orchestration.lineage.reach import Reach, Reached
from orchestration.warehouse.withholding import META, safe_copy, write_reach_tables
from tests.unit.reports.snapshot import HOSTILE, write_snapshot

KEYS = ({"shop_id": "us-main", "carrier": HOSTILE},)


def write_withheld(
    folder: Path,
    unsafe: Mapping[str, frozenset[str] | set[str]],
    warned: Mapping[str, frozenset[str] | set[str]] | None = None,
) -> Path:
    """Write `folder/marts.duckdb`: what a failed blocking check reaches is withheld, a warning reaches the
    rest."""
    checks = []
    for severity, marts in (("blocking", unsafe), ("warn", warned or {})):
        if marts:
            result = CheckResult(
                "stg_tracking__events", "staging.stg_tracking__events", f"is_{severity}", severity, False,
                "3 rows", 3, KEYS, "Events are broken.",
            )  # fmt: skip
            checks.append(Reached(result, {mart: frozenset(columns) for mart, columns in marts.items()}))
    reach = Reach(tuple(checks))
    candidate = write_snapshot(folder / "candidate.duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{candidate}' as made")
        connection.execute("use made")
        connection.execute(META)
        for one in reach.checks:
            connection.execute(
                "insert into meta.check_results values (?, ?, ?, ?, false, '3 rows', 3, ?, ?)",
                [one.check.suite, one.check.table, one.check.expectation, one.check.severity,
                 '[{"shop_id": "us-main", "carrier": "<b>*x*"}]', one.check.message],
            )  # fmt: skip
        write_reach_tables(connection, reach)
    return safe_copy(candidate, folder / "marts.duckdb", reach)
