"""What a validation found: the shape of the results file, for whoever must not import Great Expectations.

Dagster turns each suite's results into an asset check, publication writes them into the snapshot. Keys name
rows; a value that could be personal is never among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class CheckResult:
    """One expectation on one table: what was asked, how bad a failure is, what was seen.

    `suite` is the table's plain name, `table` has its schema. `severity` is blocking or warn.
    """

    suite: str
    table: str
    expectation: str
    severity: str
    success: bool
    observed: str
    unexpected_count: int
    sample_keys: tuple[dict[str, Any], ...]
    message: str

    @property
    def blocks(self) -> bool:
        """Whether this result stops publication."""
        return not self.success and self.severity == "blocking"

    @property
    def headline(self) -> str:
        """The message without its rows: what a terminal has room for."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True)
class CheckResults:
    """All results of one validation. `evaluated` counts the expectations that were really asked."""

    evaluated: int
    results: tuple[CheckResult, ...]

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """Every failure: those that stop publication first."""
        return tuple(sorted((r for r in self.results if not r.success), key=lambda r: not r.blocks))

    @property
    def failed_blocking(self) -> int:
        """How many results stop publication."""
        return sum(result.blocks for result in self.results)

    @property
    def warned(self) -> int:
        """How many results failed and are only said."""
        return len(self.failed) - self.failed_blocking

    @property
    def may_publish(self) -> bool:
        """True when something was evaluated and nothing blocking failed."""
        return self.evaluated > 0 and not self.failed_blocking

    def by_table(self) -> dict[str, list[CheckResult]]:
        """The results of each table, by its plain name, in the order in which they were asked."""
        found: dict[str, list[CheckResult]] = {}
        for result in self.results:
            found.setdefault(result.suite, []).append(result)
        return found


def read_results(path: Path) -> CheckResults:
    """Read a results file. Raises FileNotFoundError, and ValueError when it isn't one."""
    found = json.loads(path.read_text(encoding="utf-8"))
    try:
        results = [
            CheckResult(**{**each, "sample_keys": tuple(each["sample_keys"])}) for each in found["results"]
        ]
        return CheckResults(evaluated=int(found["evaluated"]), results=tuple(results))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is not a results file: {error}") from None


def write_results(results: CheckResults, path: Path) -> None:
    """Write the results file, whole or not at all."""
    document = {
        "evaluated": results.evaluated,
        "failed_blocking": results.failed_blocking,
        "warned": results.warned,
        "results": [asdict(result) for result in results.results],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)


def combine(parts: Iterable[CheckResults]) -> CheckResults:
    """Several validations as one."""
    listed = list(parts)
    return CheckResults(
        sum(part.evaluated for part in listed), tuple(r for part in listed for r in part.results)
    )
