"""What a suite can ask: each rule has its words, the columns it needs, and SQL for the rows that break it.

That SQL serves three times: as the expectation where Great Expectations has none of its own on DuckDB, to
name the first failing keys, and in the message, for whoever wants to see all of them. No Great Expectations
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

Severity = Literal["blocking", "warn"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, Field(min_length=15)]
Grain = tuple[str, ...]


class Strict(BaseModel):
    """Immutable, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleBase(Strict):
    """What every rule has: a sentence that says why, how bad a failure is, and what it leaves in doubt.

    `about` names the columns in doubt when the rule fails, where its own words don't: a comparison of two
    times may be about one of them. A rule on rows without it leaves all of its table in doubt.
    """

    why: Sentence
    severity: Severity = "blocking"
    about: tuple[Identifier, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """All columns that the table must have: those it can't be asked without, and those it is about."""
        return frozenset((*self.needs, *self.about))

    @property
    def label(self) -> str:
        """The rule in words, unique in its suite."""
        raise NotImplementedError

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns without which the rule can't be asked."""
        return ()

    def failing_rows(self, table: str, grain: Grain) -> str:
        """SQL for the keys of the rows that break the rule, with both sides of an equality; no order, no
        limit."""
        raise NotImplementedError


class RowFloor(RuleBase):
    """At least so many rows. Zero must name the threshold that says why a table may be empty."""

    at_least: Annotated[int, Field(ge=0)]
    threshold: Identifier | None = None

    @model_validator(mode="after")
    def _zero_is_explained(self) -> RowFloor:
        if (self.at_least == 0) != (self.threshold is not None):
            raise ValueError("rows.at_least: 0 needs a threshold that says why; any other number takes none")
        return self

    @property
    @override
    def label(self) -> str:
        return f"at least {self.at_least} row(s)"

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        return f"select count(*) as row_count from {table} having count(*) < {self.at_least}"


class NotNull(RuleBase):
    """The column is filled on every row."""

    rule: Literal["not_null"] = "not_null"
    column: Identifier

    @property
    @override
    def label(self) -> str:
        return f"{self.column} is never null"

    @property
    @override
    def needs(self) -> tuple[str, ...]:
        return (self.column,)

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        return f"select {', '.join(grain)} from {table} where {self.column} is null"


class Keyed(RuleBase):
    """None of the columns of the grain is null on any row."""

    rule: Literal["keyed"] = "keyed"
    columns: Annotated[tuple[Identifier, ...], Field(min_length=1)]

    @property
    @override
    def label(self) -> str:
        return f"({', '.join(self.columns)}) is never null"

    @property
    @override
    def needs(self) -> tuple[str, ...]:
        return self.columns

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        missing = " or ".join(f"{column} is null" for column in self.columns)
        return f"select {', '.join(grain)} from {table} where {missing}"


class Unique(RuleBase):
    """No two rows share these columns."""

    rule: Literal["unique"] = "unique"
    columns: Annotated[tuple[Identifier, ...], Field(min_length=1)]

    @property
    @override
    def label(self) -> str:
        return f"({', '.join(self.columns)}) is unique"

    @property
    @override
    def needs(self) -> tuple[str, ...]:
        return self.columns

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        keys = ", ".join(self.columns)
        return f"select {keys}, count(*) as row_count from {table} group by {keys} having count(*) > 1"


class Values(RuleBase):
    """A rule on the values of one column, which has to say what a null means."""

    column: Identifier
    # Great Expectations leaves nulls out, so an all-null column would pass: say what null means here.
    # none: no row; some: at least one row of a table that has rows is filled; any: null says nothing bad.
    nulls: Literal["none", "some", "any"] = "none"

    @property
    @override
    def needs(self) -> tuple[str, ...]:
        return (self.column,)


class InSet(Values):
    """The column holds one of these values."""

    rule: Literal["in_set"] = "in_set"
    values: Annotated[tuple[str | int | bool, ...], Field(min_length=1)]

    @property
    @override
    def label(self) -> str:
        return f"{self.column} is one of {len(self.values)} known values"

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        values = ", ".join(_literal(value) for value in self.values)
        return f"select {', '.join(grain)} from {table} where {self.column} not in ({values})"


class Between(Values):
    """The column lies between two numbers or days, both included."""

    rule: Literal["between"] = "between"
    min: int | Decimal | date | None = None
    max: int | Decimal | date | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Between:
        if self.min is None and self.max is None:
            raise ValueError("between needs a min, a max, or both")
        return self

    @property
    @override
    def label(self) -> str:
        low = "" if self.min is None else f"{self.min} <= "
        return f"{low}{self.column}" + ("" if self.max is None else f" <= {self.max}")

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        low = [] if self.min is None else [f"{self.column} < {_literal(self.min)}"]
        high = [] if self.max is None else [f"{self.column} > {_literal(self.max)}"]
        return f"select {', '.join(grain)} from {table} where {' or '.join(low + high)}"


class Filled(RuleBase):
    """At least one row of a table that has rows is filled: what `nulls: some` becomes."""

    rule: Literal["filled"] = "filled"
    column: Identifier

    @property
    @override
    def label(self) -> str:
        return f"{self.column} is not null on every row"

    @property
    @override
    def needs(self) -> tuple[str, ...]:
        return (self.column,)

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        return f"select count(*) as row_count from {table} having count(*) > 0 and count({self.column}) = 0"


class Equal(RuleBase):
    """Two expressions over one row are equal, exactly or within a named threshold. Null is a failure."""

    rule: Literal["equal"] = "equal"
    id: Identifier
    left: str
    right: str
    where: str | None = None
    threshold: Identifier | None = None
    within: Annotated[Decimal, Field(exclude=True)] = Decimal(0)

    @property
    @override
    def label(self) -> str:
        return self.id

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        unequal = f"coalesce(abs(({self.left}) - ({self.right})) > {self.within}, true)"
        only = f"({self.where}) and " if self.where else ""
        keys = ", ".join(grain)
        sides = f"{self.left} as left_side, {self.right} as right_side"
        return f"select {keys}, {sides} from {table} where {only}{unequal}"


class Arrives(RuleBase):
    """If rows of a source have landed, the table has rows: it is empty only together with its source."""

    rule: Literal["arrives"] = "arrives"
    source: Identifier

    @property
    @override
    def label(self) -> str:
        return f"landed {self.source} arrive"

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        return (
            "select source, sum(rows_landed) as rows_landed from marts.source_files"
            f" where source = '{self.source}' group by source"
            f" having sum(rows_landed) > 0 and (select count(*) from {table}) = 0"
        )


class Never(RuleBase):
    """A condition that holds on no row. Where it is null the row passes: if nulls matter, name them in it."""

    rule: Literal["never"] = "never"
    id: Identifier
    condition: str

    @property
    @override
    def label(self) -> str:
        return self.id

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        return f"select {', '.join(grain)} from {table} where {self.condition}"


class Conserved(RuleBase):
    """These columns are, per grain, the sums of the same columns of a finer table: no cent more and none
    less."""

    rule: Literal["conserved"] = "conserved"
    id: Identifier
    parts: Annotated[str, Field(pattern=r"^[a-z]+\.[a-z][a-z0-9_]*$")]
    columns: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    where: str = "true"

    @property
    @override
    def label(self) -> str:
        return self.id

    @property
    @override
    def needs(self) -> tuple[str, ...]:
        return self.columns

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        keys = ", ".join(grain)
        named = ", ".join(f"coalesce(w.{key}, p.{key}) as {key}" for key in grain)
        same = " and ".join(f"w.{key} = p.{key}" for key in grain)
        sums = ", ".join(f"sum({column}) as {column}" for column in self.columns)
        unequal = " or ".join(f"coalesce(w.{c}, 0) <> coalesce(p.{c}, 0)" for c in self.columns)
        return (
            f"select {named} from (select * from {table} where {self.where}) as w full join"
            f" (select {keys}, {sums} from {self.parts} group by {keys}) as p on {same} where {unequal}"
        )


class Query(RuleBase):
    """SQL that returns the keys of what is wrong; `{table}` is the suite's own table."""

    rule: Literal["query"] = "query"
    id: Identifier
    sql: str
    threshold: Identifier | None = None
    within: Annotated[Decimal, Field(exclude=True)] = Decimal(0)

    @model_validator(mode="after")
    def _asks_its_own_table(self) -> Query:
        if "{table}" not in self.sql:
            raise ValueError(f"query {self.id} does not ask {{table}}")
        if ("{threshold}" in self.sql) != (self.threshold is not None):
            raise ValueError(f"query {self.id}: {{threshold}} in the SQL and a named threshold go together")
        return self

    @property
    @override
    def label(self) -> str:
        return self.id

    @override
    def failing_rows(self, table: str, grain: Grain) -> str:
        text = self.sql.replace("{table}", table).replace("{threshold}", str(self.within))
        return " ".join(text.split())


Rule = Annotated[
    NotNull | Unique | InSet | Between | Filled | Equal | Arrives | Never | Conserved | Query,
    Field(discriminator="rule"),
]


def with_nulls(rule: RuleBase) -> Iterator[RuleBase]:
    """The rule, after the one that its `nulls` stands for."""
    if isinstance(rule, Values) and rule.nulls == "none":
        yield NotNull(column=rule.column, why=rule.why, severity=rule.severity)
    if isinstance(rule, Values) and rule.nulls == "some":
        yield Filled(column=rule.column, why=rule.why, severity=rule.severity)
    yield rule


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"
