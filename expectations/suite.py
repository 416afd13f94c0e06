"""Suites as data: the model of `suites/<table>.yml` and of `thresholds.yml`, and reading them.

A suite can't be written without a grain and a row-count floor, because Great Expectations calls an empty
suite, an empty table and an all-null column successes. A number other than zero that a rule tolerates has
to come from `thresholds.yml`, with its date and reason. What runs a suite is `expectations.run`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from expectations.rules import (
    Equal,
    Identifier,
    Keyed,
    Query,
    RowFloor,
    Rule,
    RuleBase,
    Strict,
    Unique,
    with_nulls,
)

SUITES = Path(__file__).parent / "suites"
THRESHOLDS = Path(__file__).parent / "thresholds.yml"


class SuiteError(Exception):
    """A suite or a threshold can't be used; the message names the file and what is wrong in it."""


class Threshold(Strict):
    """A number that a rule tolerates: since when, and why."""

    value: Decimal
    since: date
    reason: Annotated[str, Field(min_length=30)]


class Suite(Strict):
    """The expectations of one table; `rules()` is what is run, the row-count floor first."""

    table: Annotated[str, Field(pattern=r"^(staging|intermediate|marts)\.[a-z][a-z0-9_]*$")]
    grain: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    rows: RowFloor
    expectations: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @property
    def name(self) -> str:
        """The table's name without its schema; also the name of the suite's file."""
        return self.table.partition(".")[2]

    @property
    def schema_name(self) -> str:
        """`marts`: held against the candidate; `staging`, `intermediate`: against the warehouse."""
        return self.table.partition(".")[0]

    @cached_property
    def rules(self) -> tuple[RuleBase, ...]:
        """Every rule in order: the floor, the grain, then what the file says with what its `nulls` asks."""
        keyed = Keyed(columns=self.grain, why="a row without its key can't be traced")
        unique = Unique(columns=self.grain, why="one row per grain: a second one counts its money twice")
        declared = [part for rule in self.expectations for part in with_nulls(rule)]
        rules: dict[str, RuleBase] = {}
        for rule in (self.rows, keyed, unique, *declared):
            rules.setdefault(rule.label, rule)
        return tuple(rules.values())


def load_thresholds(path: Path = THRESHOLDS) -> dict[str, Threshold]:
    """The named thresholds. Raises SuiteError."""
    declared = _read_yaml(path) or {}
    try:
        return {name: Threshold.model_validate(value) for name, value in declared.items()}
    except ValidationError as error:
        raise SuiteError(f"{path}: {_plain(error)}") from None


def load_suites(directory: Path = SUITES, thresholds: Path = THRESHOLDS) -> list[Suite]:
    """Every suite of a directory, by file name. Raises SuiteError for the first file that can't be used."""
    known = load_thresholds(thresholds)
    return [_load_suite(path, known) for path in sorted(directory.glob("*.yml"))]


def _load_suite(path: Path, thresholds: dict[str, Threshold]) -> Suite:
    declared = _read_yaml(path)
    try:
        suite = Suite.model_validate(declared)
    except ValidationError as error:
        raise SuiteError(f"{path}: {_plain(error)}") from None
    if suite.name != path.stem:
        raise SuiteError(f"{path}: the file is named after another table than {suite.table}")
    _known(suite.rows.threshold, thresholds, path)
    labels = [rule.label for rule in suite.expectations]
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        raise SuiteError(f"{path}: said twice: {', '.join(twice)}")
    resolved = tuple(_resolve(rule, thresholds, path) for rule in suite.expectations)
    return suite.model_copy(update={"expectations": resolved})


def _resolve(rule: RuleBase, thresholds: dict[str, Threshold], path: Path) -> RuleBase:
    if not isinstance(rule, Equal | Query):
        return rule
    found = _known(rule.threshold, thresholds, path)
    return rule if found is None else rule.model_copy(update={"within": found.value})


def _known(name: str | None, thresholds: dict[str, Threshold], path: Path) -> Threshold | None:
    if name is not None and name not in thresholds:
        raise SuiteError(f"{path}: names the threshold {name}, which thresholds.yml does not have")
    return None if name is None else thresholds[name]


def _read_yaml(path: Path) -> dict[str, object]:
    try:
        declared = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SuiteError(f"{path} can't be read: {error}") from None
    if declared is not None and not isinstance(declared, dict):
        raise SuiteError(f"{path}: must hold keys and values")
    return declared or {}


def _plain(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
