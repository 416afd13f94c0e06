"""The reach of a validation's failed checks as a file beside its results, from checking to publication."""

from __future__ import annotations

import json
from pathlib import Path

from expectations.results import CheckResults
from orchestration.lineage.reach import Reach, Reached

REACH = "reach.json"


def write_reach(reach: Reach, path: Path) -> None:
    """Write the file, whole or not at all."""
    told = [
        {
            "suite": one.check.suite,
            "expectation": one.check.expectation,
            "marts": {mart: sorted(columns) for mart, columns in one.marts.items()},
        }
        for one in reach.checks
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps({"stops": reach.stops, "checks": told}, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)


def read_reach(path: Path, results: CheckResults) -> Reach:
    """The reach of exactly these results. Raises FileNotFoundError, and ValueError where it is of others."""
    told = json.loads(path.read_text(encoding="utf-8"))
    reached = {(one["suite"], one["expectation"]): one["marts"] for one in told["checks"]}
    try:
        checks = tuple(
            Reached(result, {mart: frozenset(columns)
                             for mart, columns in reached.pop((result.suite, result.expectation)).items()})
            for result in results.failed
        )  # fmt: skip
    except KeyError as missing:
        raise ValueError(f"{path} says nothing of {missing}") from None
    if reached:
        raise ValueError(f"{path} speaks of checks that did not fail: {sorted(reached)}")
    return Reach(checks, told["stops"])
