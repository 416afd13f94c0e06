"""Holds the suites against the warehouse's staging and the candidate's marts; a child process, read-only.

    python -m expectations.run WAREHOUSE CANDIDATE RESULTS_JSON DATA_DOCS_DIR
    python -m expectations.run --wait    # imports first, then reads such a request as a JSON line from stdin

Exit code 0: the results file is written, whatever it says. 2: it could not be written; stderr says why.
This and `datasource`, `translate`, `docs` are the only modules that import Great Expectations: it costs
about ten CPU seconds, and the engines it opens hold their file until they are disposed of. In a process of
its own neither matters.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.results import CheckResult, CheckResults, combine, write_results
from expectations.rules import RowFloor, RuleBase
from expectations.suite import SUITES, THRESHOLDS, Suite, SuiteError, load_suites

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

    from expectations.datasource import DuckDBDatasource

_SAMPLE_ROWS = 5


@dataclass(frozen=True)
class Request:
    """What to validate and where to write what was found."""

    warehouse: Path
    candidate: Path
    results: Path
    data_docs: Path


@dataclass
class _Database:
    """One opened file: its data source, and what its tables and columns are."""

    path: Path
    datasource: DuckDBDatasource
    columns: dict[str, set[str]]

    @property
    def engine(self) -> SqlAlchemyExecutionEngine:
        return self.datasource.get_execution_engine()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        import sqlalchemy as sa

        found = self.engine.execute_query(sa.text(sql.replace(":", r"\:").replace(r"\:\:", "::")))
        return [dict(row) for row in found.mappings().all()]

    def close(self) -> None:
        """Let go of the file: the data source and its execution engine each hold a SQLAlchemy engine."""
        execution_engine = self.engine
        if execution_engine._connection is not None:
            execution_engine._connection.close()
        execution_engine.close()
        self.datasource.get_engine().dispose()


def import_quietly() -> None:
    """Import Great Expectations without its analytics, and without a word on the console."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    warnings.simplefilter("ignore")
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    import expectations.datasource
    import expectations.docs
    import expectations.translate  # noqa: F401


def validate(request: Request, suites_dir: Path = SUITES, thresholds: Path = THRESHOLDS) -> CheckResults:
    """Run every suite, write the results file and the data docs. Raises SuiteError and OSError."""
    suites = load_suites(suites_dir, thresholds)
    import_quietly()
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}  # type: ignore[assignment]
    databases: dict[str, _Database] = {}
    validated: list[tuple[Suite, CheckResults, ExpectationSuiteValidationResult | None]] = []
    try:
        databases["warehouse"] = _open(context, "warehouse", request.warehouse)
        databases["candidate"] = _open(context, "candidate", request.candidate)
        for suite in suites:
            database = databases["candidate" if suite.schema_name == "marts" else "warehouse"]
            validated.append((suite, *run_suite(suite, database)))
    finally:
        for database in databases.values():
            database.close()
    results = refuse_nothing(combine(found for _, found, _ in validated), suites_dir)
    write_results(results, request.results)
    _write_docs(validated, results, request.data_docs)
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


def run_suite(
    suite: Suite, database: _Database
) -> tuple[CheckResults, ExpectationSuiteValidationResult | None]:
    """One suite on one table. A table or a column that is missing is a blocking failure."""
    columns = database.columns.get(suite.table)
    if columns is None:
        return CheckResults(0, (_missing_table(suite, database),)), None
    askable = [rule for rule in suite.rules if columns.issuperset(rule.needs)]
    lost = [_missing_column(suite, rule, columns) for rule in suite.rules if rule not in askable]
    outcome = _ask(suite, askable, database)
    found = [_check_result(suite, askable, one, database) for one in outcome.results]
    if len(found) < len(askable):
        lost.append(_not_evaluated(suite, len(askable) - len(found)))
    evaluated = sum(1 for one in found if one.observed != _NOT_EVALUATED)
    return CheckResults(evaluated, (*found, *lost)), outcome


def _open(context: AbstractDataContext, name: str, path: Path) -> _Database:
    datasource = context.data_sources.add_duckdb(
        name, connection_string=f"duckdb:///{path}", kwargs={"connect_args": {"read_only": True}}
    )
    database = _Database(path, datasource, {})
    listed = database.rows(
        "select table_schema || '.' || table_name as name, list(column_name) as columns"
        " from information_schema.columns where table_schema in ('staging', 'intermediate', 'marts') group by all"
    )
    database.columns = {row["name"]: set(row["columns"]) for row in listed}
    return database


def _ask(suite: Suite, rules: list[RuleBase], database: _Database) -> ExpectationSuiteValidationResult:
    from expectations.translate import translate

    asset = database.datasource.add_table_asset(
        suite.name, table_name=suite.name, schema_name=suite.schema_name
    )
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    return batch.validate(
        translate(suite, rules), result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
    )


_NOT_EVALUATED = "not evaluated"


def _check_result(suite: Suite, rules: list[RuleBase], outcome: Any, database: _Database) -> CheckResult:
    rule = rules[outcome.expectation_config.meta["rule"]]
    if outcome.exception_info.get("raised_exception", True) and not outcome.result:
        return _failure(
            suite, rule, _NOT_EVALUATED, _exception_text(outcome.exception_info), severity="blocking"
        )
    observed = outcome.result
    count = int(observed.get("unexpected_count", observed.get("observed_value", 0)) or 0)
    if outcome.success:
        seen = f"{count} rows" if isinstance(rule, RowFloor) else "0 unexpected rows"
        return CheckResult(suite.name, suite.table, rule.label, rule.severity, True, seen, 0, (), rule.why)
    seen = f"{count} rows" if isinstance(rule, RowFloor) else f"{count} unexpected rows"
    sql = rule.failing_rows(suite.table, suite.grain)
    sample = (
        []
        if isinstance(rule, RowFloor)
        else database.rows(f"select * from ({sql}) order by all limit {_SAMPLE_ROWS}")
    )
    keys = tuple(
        {name: _plain(value) for name, value in row.items() if name in suite.grain} for row in sample
    )
    message = _message(suite, rule, seen, sample, sql)
    unexpected = 0 if isinstance(rule, RowFloor) else count
    return CheckResult(
        suite.name, suite.table, rule.label, rule.severity, False, seen, unexpected, keys, message
    )


def _message(suite: Suite, rule: RuleBase, seen: str, sample: list[dict[str, Any]], sql: str) -> str:
    rows = "".join(
        "\n  " + ", ".join(f"{name}={_plain(value)}" for name, value in row.items()) for row in sample
    )
    first = f"\nThe first {len(sample)}:{rows}" if sample else ""
    return f"{rule.label}: {seen}. {_capital(rule.why)}.{first}\nTo see them all: {sql};"


def _failure(
    suite: Suite, rule: RuleBase, observed: str, text: str, severity: str | None = None
) -> CheckResult:
    message = f"{rule.label}: {observed}. {text}"
    return CheckResult(
        suite.name, suite.table, rule.label, severity or rule.severity, False, observed, 0, (), message
    )


def _missing_table(suite: Suite, database: _Database) -> CheckResult:
    text = (
        f"{suite.table} is not in {database.path.name}, though suites/{suite.name}.yml speaks of it."
        " Build the model, or remove the suite with it."
    )
    return CheckResult(
        suite.name, suite.table, "the table exists", "blocking", False, "no table", 0, (), text
    )


def _missing_column(suite: Suite, rule: RuleBase, columns: set[str]) -> CheckResult:
    absent = ", ".join(sorted(set(rule.needs) - columns))
    return _failure(
        suite, rule, "no such column", f"{suite.table} has no column {absent}.", severity="blocking"
    )


def _not_evaluated(suite: Suite, count: int) -> CheckResult:
    text = f"{count} expectation(s) gave no result."
    return CheckResult(
        suite.name,
        suite.table,
        "every expectation is evaluated",
        "blocking",
        False,
        _NOT_EVALUATED,
        0,
        (),
        text,
    )


def _exception_text(info: dict[str, Any]) -> str:
    found = info if "exception_message" in info else next(iter(info.values()), {})
    lines = str(found.get("exception_message", "no reason given")).strip().splitlines()
    return lines[0][:500] if lines else "no reason given"


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:].rstrip(".")


def _write_docs(
    validated: Sequence[tuple[Suite, CheckResults, ExpectationSuiteValidationResult | None]],
    results: CheckResults,
    to: Path,
) -> None:
    from expectations.docs import write_data_docs

    write_data_docs([(suite.name, found, outcome) for suite, found, outcome in validated], results, to)


def _request(arguments: Sequence[str]) -> Request | None:
    """The request of the command line, or of stdin with --wait: None when stdin closes without one."""
    if list(arguments) == ["--wait"]:
        import_quietly()
        line = sys.stdin.readline()
        return (
            Request(**{name: Path(value) for name, value in json.loads(line).items()})
            if line.strip()
            else None
        )
    if len(arguments) != 4:
        raise SystemExit(
            "usage: python -m expectations.run WAREHOUSE CANDIDATE RESULTS_JSON DATA_DOCS_DIR | --wait"
        )
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
