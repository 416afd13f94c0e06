"""A suite of ours as a suite of Great Expectations.

What Great Expectations can ask of DuckDB it asks itself; everything else is SQL that returns the rows that
break the rule. Imports Great Expectations: child process only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from great_expectations import ExpectationSuite
from great_expectations import expectations as gxe
from great_expectations.expectations.expectation import Expectation

from expectations.rules import Between, InSet, NotNull, RowFloor, RuleBase, Unique
from expectations.suite import Suite

# Stands for the table until the query's own braces are doubled.
_BATCH = "\x00batch\x00"
_SEVERITY = {"blocking": "critical", "warn": "warning"}


class BrokenRows(gxe.UnexpectedRowsExpectation):
    """Unexpected rows, counted by one query: its parent asks twice, to fetch rows that nobody reads."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}


def translate(suite: Suite, rules: Mapping[int, RuleBase]) -> ExpectationSuite:
    """These rules of a suite, by their place, which each expectation carries in `meta.rule`."""
    translated = ExpectationSuite(suite.name)
    # Set at once: add_expectation compares each new one with all before it.
    translated.expectations = [_expectation(rule, suite, place) for place, rule in rules.items()]
    return translated


def _expectation(rule: RuleBase, suite: Suite, place: int) -> Expectation:
    common: dict[str, Any] = {
        "severity": _SEVERITY[rule.severity],
        "meta": {"rule": place},
        "notes": rule.why,
    }
    if isinstance(rule, RowFloor):
        return gxe.ExpectTableRowCountToBeBetween(min_value=rule.at_least, **common)
    if isinstance(rule, NotNull):
        return gxe.ExpectColumnValuesToNotBeNull(column=rule.column, **common)
    if isinstance(rule, Unique) and len(rule.columns) > 1:
        return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(rule.columns), **common)
    if isinstance(rule, Unique):
        return gxe.ExpectColumnValuesToBeUnique(column=rule.columns[0], **common)
    if isinstance(rule, InSet):
        return gxe.ExpectColumnValuesToBeInSet(column=rule.column, value_set=list(rule.values), **common)
    if isinstance(rule, Between):
        return gxe.ExpectColumnValuesToBeBetween(
            column=rule.column, min_value=_bound(rule.min), max_value=_bound(rule.max), **common
        )
    description = f"{rule.label}: {rule.why}"
    query = _query(rule.failing_rows(_BATCH, suite.grain))
    return BrokenRows(unexpected_rows_query=query, description=description, **common)


def _bound(value: int | Decimal | date | None) -> float | date | None:
    return float(value) if isinstance(value, Decimal) else value


def _query(sql: str) -> str:
    """SQL that survives both hands it goes through: str.format, which fills in {batch}, and binding of
    `:name`."""
    unformatted = sql.replace("{", "{{").replace("}", "}}")
    unbound = re.sub(r"(?<!:):(?=\w)", r"\:", unformatted)
    return unbound.replace(_BATCH, "{batch}")
