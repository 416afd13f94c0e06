"""One suite on one opened file: asks Great Expectations, and turns its answers into results that show rows.

Great Expectations is asked for yes or no first, which takes one scan for most rules of a table; only what
failed is asked again with its counts, for the data docs. The failing keys come from the rule's own SQL, the
same that the message gives to whoever wants to see all rows. Child process only, though it imports nothing
heavy until it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.results import CheckResult, CheckResults
from expectations.rules import RowFloor, RuleBase
from expectations.suite import Suite

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.datasource.fluent.interfaces import Batch

    from expectations.datasource import DuckDBDatasource

_SAMPLE_ROWS = 5
_NOT_EVALUATED = "not evaluated"
_COLUMNS = """
select table_schema || '.' || table_name as name, list(column_name) as columns
from information_schema.columns where table_schema in ('staging', 'intermediate', 'marts') group by all
"""


@dataclass
class Database:
    """One file, opened read-only: its data source, and what its tables and columns are."""

    path: Path
    datasource: DuckDBDatasource
    columns: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def open(cls, context: AbstractDataContext, name: str, path: Path) -> Database:
        """Open a file under a name of its own in the context. Raises FileNotFoundError."""
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: there is nothing to validate")
        datasource = context.data_sources.add_duckdb(
            name, connection_string=f"duckdb:///{path}", kwargs={"connect_args": {"read_only": True}}
        )
        database = cls(path, datasource)
        database.columns = {row["name"]: set(row["columns"]) for row in database.rows(_COLUMNS)}
        return database

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query, read past Great Expectations but on its connection."""
        with self.datasource.get_execution_engine().get_connection() as connection:
            return [dict(row) for row in connection.exec_driver_sql(sql).mappings().all()]

    def batch(self, suite: Suite) -> Batch:
        """The suite's whole table."""
        from great_expectations.datasource.fluent.sql_datasource import TableAsset

        asset = TableAsset(name=suite.name, table_name=suite.name, schema_name=suite.schema_name)
        # Not by add_table_asset: it has the context write itself out as YAML, for every table.
        asset._datasource = self.datasource
        self.datasource.assets.append(asset)
        return asset.get_batch(asset.build_batch_request())

    def close(self) -> None:
        """Let go of the file: the data source and its execution engine each hold a SQLAlchemy engine."""
        engine = self.datasource.get_execution_engine()
        if engine._connection is not None:
            engine._connection.close()
        engine.close()
        self.datasource.get_engine().dispose()


def evaluate(
    suite: Suite, database: Database
) -> tuple[CheckResults, ExpectationSuiteValidationResult | None]:
    """The suite's results, and Great Expectations' own. A missing table or column is a blocking failure."""
    columns = database.columns.get(suite.table)
    if columns is None:
        return CheckResults(0, (_missing_table(suite, database),)), None
    askable = [rule for rule in suite.rules if columns >= rule.names]
    outcome = _ask(suite, askable, database)
    answers = {_place(answer): answer for answer in outcome.results}
    results = []
    for place, rule in enumerate(askable):
        results.append(_result(suite, rule, answers.get(place), database))
    evaluated = sum(result.observed != _NOT_EVALUATED for result in results)
    lost = [_missing_column(suite, rule, columns) for rule in suite.rules if rule not in askable]
    return CheckResults(evaluated, (*results, *lost)), outcome


def _ask(suite: Suite, rules: Sequence[RuleBase], database: Database) -> ExpectationSuiteValidationResult:
    from expectations.translate import translate

    batch = database.batch(suite)
    places = dict(enumerate(rules))
    outcome = batch.validate(translate(suite, places), result_format="BOOLEAN_ONLY")
    failed = {_place(answer) for answer in outcome.results if not answer.success}
    if failed:
        again = batch.validate(
            translate(suite, {place: places[place] for place in sorted(failed)}), result_format="BASIC"
        )
        passed = [answer for answer in outcome.results if answer.success]
        outcome.results = [*again.results, *passed]
    return outcome


def _place(answer: ExpectationValidationResult) -> int:
    assert answer.expectation_config is not None and answer.expectation_config.meta is not None
    return answer.expectation_config.meta["rule"]


def _result(suite: Suite, rule: RuleBase, answer: Any, database: Database) -> CheckResult:
    if answer is None or (not answer.success and _raised(answer.exception_info)):
        reason = "it gave no answer" if answer is None else _exception_text(answer.exception_info)
        return _unasked(suite, rule, _NOT_EVALUATED, reason)
    if answer.success:
        return CheckResult(suite.name, suite.table, rule.label, rule.severity, True, "holds", 0, (), rule.why)
    sql = rule.failing_rows(suite.table, suite.grain)
    sample = database.rows(f"select * from ({sql}) order by all limit {_SAMPLE_ROWS}")
    count = database.rows(f"select count(*) as n from ({sql})")[0]["n"]
    keys = [{name: _plain(row[name]) for name in suite.grain if name in row} for row in sample]
    if isinstance(rule, RowFloor):
        observed, count = f"{sample[0]['row_count']} row(s)", 0
    else:
        observed = f"{count} row(s) break it"
    message = _message(rule, observed, sample, sql)
    return CheckResult(
        suite.name,
        suite.table,
        rule.label,
        rule.severity,
        success=False,
        observed=observed,
        unexpected_count=count,
        sample_keys=tuple(key for key in keys if key),
        message=message,
    )


def _message(rule: RuleBase, observed: str, sample: list[dict[str, Any]], sql: str) -> str:
    rows = [", ".join(f"{name}={_plain(value)}" for name, value in row.items()) for row in sample]
    why = rule.why[:1].upper() + rule.why[1:].rstrip(".")
    first = "\n  ".join([f"The first {len(rows)}:", *rows])
    return f"{rule.label}: {observed}. {why}.\n{first}\nTo see them all: {sql};"


def _missing_table(suite: Suite, database: Database) -> CheckResult:
    text = (
        f"{suite.table} is not in {database.path.name}, though suites/{suite.name}.yml speaks of it."
        " Build the model, or remove the suite with it."
    )
    return CheckResult(
        suite.name, suite.table, "the table exists", "blocking", False, "no table", 0, (), text
    )


def _missing_column(suite: Suite, rule: RuleBase, columns: set[str]) -> CheckResult:
    absent = ", ".join(sorted(rule.names - columns))
    return _unasked(suite, rule, "no such column", f"{suite.table} has no column {absent}")


def _unasked(suite: Suite, rule: RuleBase, observed: str, reason: str) -> CheckResult:
    """What could not be asked blocks, however mild the rule: nobody knows the answer."""
    message = f"{rule.label}: {observed}. {reason}."
    return CheckResult(suite.name, suite.table, rule.label, "blocking", False, observed, 0, (), message)


def _raised(info: dict[str, Any]) -> bool:
    """Whether an answer is an exception; it comes flat, or with an entry per metric."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return any(entry.get("raised_exception") for entry in entries)


def _exception_text(info: dict[str, Any]) -> str:
    entries = [info] if "raised_exception" in info else list(info.values())
    lines = str(entries[0].get("exception_message", "")).strip().splitlines()
    return lines[0][:500] if lines else "no reason was given"


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
