"""Holds the suites against the warehouse's staging and the candidate's marts; a child process, read-only.

    python -m expectations.run WAREHOUSE CANDIDATE RESULTS_JSON DATA_DOCS_DIR
    python -m expectations.run --wait    # imports first, then reads such a request as a JSON line from stdin

Exit code 0: the results file is written, whatever it says. 2: it could not be written; stderr says why.
Great Expectations costs about ten CPU seconds to import, and the engines it opens hold their file until they
are disposed of. In a process of its own neither matters; so nothing outside this one imports it.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.evaluate import Database, evaluate
from expectations.results import CheckResult, CheckResults, combine, write_results
from expectations.suite import SUITES, THRESHOLDS, SuiteError, load_suites

if TYPE_CHECKING:
    from expectations.docs import Page

USAGE = "usage: python -m expectations.run WAREHOUSE CANDIDATE RESULTS_JSON DATA_DOCS_DIR | --wait"


@dataclass(frozen=True)
class Request:
    """What to validate and where to write what was found."""

    warehouse: Path
    candidate: Path
    results: Path
    data_docs: Path


def import_quietly() -> None:
    """Import Great Expectations without a word on the console."""
    warnings.simplefilter("ignore")
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)

    import expectations.datasource
    import expectations.translate  # noqa: F401


def validate(request: Request, suites_dir: Path = SUITES, thresholds: Path = THRESHOLDS) -> CheckResults:
    """Run every suite, write the results file and the data docs. Raises SuiteError and OSError."""
    suites = load_suites(suites_dir, thresholds)
    import_quietly()
    import great_expectations as gx

    from expectations.docs import write_data_docs

    context = gx.get_context(mode="ephemeral")
    context.variables.analytics_enabled = False
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}  # type: ignore[assignment]
    databases: list[Database] = []
    pages: list[Page] = []
    try:
        databases.append(Database.open(context, "warehouse", request.warehouse))
        databases.append(Database.open(context, "candidate", request.candidate))
        for suite in suites:
            found, outcome = evaluate(suite, databases[suite.schema_name == "marts"])
            pages.append((suite.name, found, outcome))
    finally:
        for database in databases:
            database.close()
    results = refuse_nothing(combine(found for _, found, _ in pages), suites_dir)
    write_results(results, request.results)
    write_data_docs(pages, results, request.data_docs)
    return results


def refuse_nothing(results: CheckResults, suites_dir: Path) -> CheckResults:
    """A validation that asked nothing is a failure, not a success."""
    if results.evaluated:
        return results
    nothing = CheckResult(
        suite="all",
        table="",
        expectation="something is evaluated",
        severity="blocking",
        success=False,
        observed="0 expectations",
        unexpected_count=0,
        sample_keys=(),
        message=f"Nothing was evaluated; suites are read from {suites_dir}. Nothing is published unchecked.",
    )
    return CheckResults(0, (*results.results, nothing))


def _request(arguments: Sequence[str]) -> Request | None:
    """The request of the command line, or of stdin with --wait: None when stdin closes without one."""
    if list(arguments) == ["--wait"]:
        import_quietly()
        line = sys.stdin.readline().strip()
        return Request(**{name: Path(value) for name, value in json.loads(line).items()}) if line else None
    if len(arguments) != 4:
        raise SystemExit(USAGE)
    return Request(*(Path(argument) for argument in arguments))


def main(arguments: Sequence[str]) -> int:
    """The child process. Prints one line: what was found."""
    request = _request(arguments)
    if request is None:
        return 0
    try:
        results = validate(request)
    except (SuiteError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{results.evaluated} evaluated, {results.failed_blocking} failed, {results.warned} warned")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
