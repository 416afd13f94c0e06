"""What must not be shown and what is warned of: a published snapshot says it of marts and their columns, this
says it of the columns of a query, by what each is made of.

A value that must not be shown is a `Withheld` in its place: whatever is reckoned from it is withheld as well,
and whatever prints it prints the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.lineage.reach import ROWS
from reports.lineage import reads

if TYPE_CHECKING:
    from reports.snapshot import Snapshot


WITHHELD = "withheld"
"""The folder of a week's report that withholds numbers, beside the last one that doesn't."""


@dataclass(frozen=True, order=True)
class Check:
    """A failed check, as a reader is told of it: on what, which, how many rows, and the first of them."""

    table: str
    expectation: str
    count: int = 0
    first: str = ""
    message: str = ""


Checks = tuple[Check, ...]


@dataclass(frozen=True)
class Withheld:
    """Stands where a value must not be shown; `is_count` where it is how many rows there are."""

    checks: Checks
    is_count: bool = False

    def __bool__(self) -> bool:
        raise TypeError("a withheld value decides nothing: ask whether it is withheld first")


@dataclass(frozen=True)
class Marks:
    """What failed checks reach of a query's result: all of it (`rows`), or some of its columns."""

    rows: Checks = ()
    columns: Mapping[str, Checks] = field(default_factory=dict)

    def of(self, names: Iterable[str]) -> Checks:
        """The checks that reach the rows or any of these columns."""
        reached = {one for name in names for one in self.columns.get(name, ())}
        return tuple(sorted(reached.union(self.rows)))


@dataclass(frozen=True)
class Judged:
    """A query's marks: what is withheld of it, what is warned of."""

    withheld: Marks = Marks()
    warned: Marks = Marks()


_Reached = Mapping[tuple[str, str], Checks]


@dataclass(frozen=True)
class Safety:
    """What a snapshot says of its own marts: which columns (ROWS: all) each failed check reaches."""

    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    withheld: _Reached = field(default_factory=dict)
    warned: _Reached = field(default_factory=dict)

    @property
    def checks(self) -> Checks:
        """The failed checks that withhold something."""
        return tuple(sorted({one for found in self.withheld.values() for one in found}))

    @property
    def marts(self) -> tuple[str, ...]:
        """The marts that are not, or not wholly, there."""
        return tuple(sorted({mart for mart, _ in self.withheld}))

    def of(self, sql: str, columns: Callable[[], Iterable[str]]) -> Judged:
        """What the failed checks reach of a statement's result; `columns` says its own."""
        if not (self.withheld or self.warned) or not self._reads_any(sql):
            return Judged()
        named = tuple(columns())
        read = reads(sql, self.tables, named)
        # Where the names are not those that the rows will have, nothing of it is known by column.
        is_told = set(read.columns) == set(named)

        def marks(reached: _Reached) -> Marks:
            if not is_told:
                return Marks(_checks(reached, read.everything))
            found = {name: _checks(reached, made_of) for name, made_of in read.columns.items()}
            return Marks(_checks(reached, read.rows), {name: one for name, one in found.items() if one})

        return Judged(marks(self.withheld), marks(self.warned))

    def _reads_any(self, sql: str) -> bool:
        """Whether a statement may name a mart that anything reaches: asked of its text, since most name none.

        The bare name is looked for, which is found however the statement writes it (`marts."orders"` too).
        """
        text = sql.lower()
        return any(mart in text for mart, _ in (*self.withheld, *self.warned))


def _checks(reached: _Reached, sources: Iterable[tuple[str, str]]) -> Checks:
    found: set[Check] = set()
    for table, column in sources:
        schema, _, mart = table.partition(".")
        if schema == "marts":
            found |= {*reached.get((mart, column), ()), *reached.get((mart, ROWS), ())}
    return tuple(sorted(found))


_REACH = """
select reach.mart, reach.column_name, reach.severity, checks.table_name, checks.expectation,
    checks.unexpected_count, checks.sample_keys, checks.message
from meta.check_reach as reach
inner join meta.check_results as checks
    on reach.suite = checks.suite and reach.expectation = checks.expectation and not checks.success
order by all
"""
_COLUMNS = """
select table_schema || '.' || table_name as name, list(column_name order by ordinal_position) as columns
from information_schema.columns
where table_catalog = 'snapshot' and table_schema in ('marts', 'meta')
group by all order by all
"""


def read_safety(snapshot: Snapshot) -> Safety:
    """What a snapshot says of itself; one that was published before this was told says nothing."""
    tables = {row["name"]: tuple(row["columns"]) for row in snapshot.rows("columns", _COLUMNS)}
    if "meta.check_reach" not in tables:
        return Safety(tables)
    withheld: dict[tuple[str, str], set[Check]] = {}
    warned: dict[tuple[str, str], set[Check]] = {}
    for row in snapshot.rows("reach", _REACH):
        check = Check(row["table_name"], row["expectation"], int(row["unexpected_count"] or 0),
                      _first(row["sample_keys"]), row["message"].partition("\n")[0])  # fmt: skip
        kind = withheld if row["severity"] == "blocking" else warned
        kind.setdefault((row["mart"], row["column_name"]), set()).add(check)
    return Safety(tables, _sorted(withheld), _sorted(warned))


def _sorted(found: Mapping[tuple[str, str], set[Check]]) -> _Reached:
    return {place: tuple(sorted(checks)) for place, checks in found.items()}


def _first(keys: str) -> str:
    """The keys of the first row that broke a check, as a person reads them."""
    rows: list[dict[str, Any]] = json.loads(keys) if keys.startswith("[") else []
    return ", ".join(f"{name}={value}" for name, value in rows[0].items()) if rows else ""
