"""The lineage of the built models, and which marts and columns a failed check reaches by it.

A check on a column reaches that column and what is reckoned from it; a check on keys, rows or a whole table
reaches the table. dbt's manifest says which model reads which, the compiled SQL says which column is made of
which.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.results import CheckResult, CheckResults
from expectations.rules import Conserved, Equal, Filled, Never, NotNull, Query, RuleBase, Unique, Values
from expectations.suite import Suite, load_suites
from orchestration.lineage.reach import (
    REPEATS,
    ROWS,
    Reach,
    Reached,
    Reads,
    Source,
    Tables,
    why_nothing,
)
from orchestration.lineage.statements import columns_named, reads, tables_read

if TYPE_CHECKING:
    import duckdb

_MARTS = "marts."


class Lineage:
    """The models of a built project: their columns, and what each is made of, looked at when asked for."""

    def __init__(self, statements: Mapping[str, str], parents: Mapping[str, Iterable[str]], tables: Tables):
        self.tables = tables
        self._statements, self._reads = dict(statements), dict[str, Reads]()
        self._parents = {name: frozenset(found) for name, found in parents.items()}
        self._order = [one for one in TopologicalSorter(self._parents).static_order() if one in statements]

    def ancestors(self, table: str) -> frozenset[str]:
        """All that a table is made of, the table itself included."""
        found, ahead = {table}, [table]
        while ahead:
            new = self._parents.get(ahead.pop(), frozenset()) - found
            found |= new
            ahead += new
        return frozenset(found)

    def origins(self, source: Source) -> set[Source]:
        """A column with those that it is a copy of: the same value stands in each of them."""
        found = {source}
        table, column = source
        while table in self._statements and (copied := self._read(table).copies.get(column)):
            found.add(copied)
            table, column = copied
        return found

    def downstream(
        self, start: Iterable[Source], grains: Mapping[str, Iterable[str]], unique: Iterable[str] = ()
    ) -> set[Source]:
        """All sources that depend on some. A key that can't be trusted is a row that can't; a table of
        `unique` was found to repeat no row."""
        found = _with_keys(set(start), grains)
        touched = {table for table, _ in found}
        for name in self._order:
            if not self._parents[name] & touched:
                continue
            read = self._read(name)
            new = {(name, column) for column, made_of in read.columns.items() if _any(made_of, found)}
            if _any(read.rows, found):
                new.add((name, ROWS))
            if name not in unique and _any(read.repeats, found):
                new.add((name, REPEATS))
            if new:
                touched.add(name)
                found |= _with_keys(new, grains)
        return found

    def _read(self, name: str) -> Reads:
        if name not in self._reads:
            self._reads[name] = reads(self._statements[name], self.tables, self.tables.get(name, ()))
        return self._reads[name]


def _any(sources: Iterable[Source], found: set[Source]) -> bool:
    return any(
        (table, column) in found or (column != REPEATS and (table, ROWS) in found)
        for table, column in sources
    )


def _with_keys(found: set[Source], grains: Mapping[str, Iterable[str]]) -> set[Source]:
    return found | {(table, ROWS) for table, column in found if column in grains.get(table, ())}


def read_lineage(manifest: Path, connection: duckdb.DuckDBPyConnection) -> Lineage:
    """The lineage of what was built: its compiled manifest, and the columns that its tables have.

    Raises FileNotFoundError for a project that was not built, and ValueError for a manifest without SQL.
    """
    told = json.loads(manifest.read_text(encoding="utf-8"))
    keys = {name: _key(node) for name, node in {**told["nodes"], **told["sources"]}.items()}
    statements, parents = {}, {}
    for name, node in told["nodes"].items():
        if node["resource_type"] != "model":
            continue
        if not node.get("compiled_code"):
            raise ValueError(f"{manifest} has no SQL of {node['name']}: the project was read, not built")
        statements[keys[name]] = node["compiled_code"]
        parents[keys[name]] = [keys[one] for one in node["depends_on"]["nodes"] if one in keys]
    columns: dict[str, list[str]] = {}
    for schema, table, column in connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns order by all"
    ).fetchall():
        columns.setdefault(f"{schema}.{table}", []).append(column.lower())
    return Lineage(statements, parents, columns)


def _key(node: Mapping[str, Any]) -> str:
    return f"{node['schema']}.{node.get('alias') or node['name']}"


def reach_of(results: CheckResults, lineage: Lineage, suites: Iterable[Suite] | None = None) -> Reach:
    """What each failed check reaches, and whether it leaves anything to publish."""
    by_name = {suite.name: suite for suite in (load_suites() if suites is None else suites)}
    grains = {suite.table: suite.grain for suite in by_name.values()}
    unique = _unique(results, by_name)
    checks = []
    for result in results.failed:
        start = suspected(result, by_name.get(result.suite), lineage)
        found: dict[str, set[str]] = {}
        for table, column in lineage.downstream(start, grains, unique):
            if table.startswith(_MARTS) and column != REPEATS:
                found.setdefault(table.removeprefix(_MARTS), set()).add(column)
        marts = {mart: frozenset({ROWS} if ROWS in columns else columns) for mart, columns in found.items()}
        checks.append(Reached(result, dict(sorted(marts.items()))))
    return Reach(tuple(checks), why_nothing(results, checks))


def _unique(results: CheckResults, suites: Mapping[str, Suite]) -> set[str]:
    """The tables that were found to have each key once."""
    held = {(result.suite, result.expectation) for result in results.results if result.success}
    return {
        suite.table
        for suite in suites.values()
        if (suite.name, Unique(columns=suite.grain, why="asked of every suite").label) in held
    }


def suspected(result: CheckResult, suite: Suite | None, lineage: Lineage) -> frozenset[Source]:
    """What a failed check leaves in doubt, before anything is reckoned from it.

    Where a rule compares a table with one that it is not made of, either may be wrong.
    """
    rule = next((one for one in suite.rules if one.label == result.expectation), None) if suite else None
    if suite is None or rule is None:
        return frozenset({(result.table, ROWS)})
    known = set(lineage.tables.get(suite.table, ()))
    named = _columns(rule, known)
    # A column that the table lacks is in doubt as a whole, like a key.
    own = named - set(suite.grain) if named <= known else frozenset()
    # The value that broke the rule may be shown from elsewhere, where it is the same column copied.
    found = {origin for name in own for origin in lineage.origins((suite.table, name))}
    found |= {(suite.table, ROWS)} if not own else set()
    if isinstance(rule, Unique):
        found.add((suite.table, REPEATS))
    for other in _compared(rule, suite, lineage):
        both = set(rule.about) & set(lineage.tables[other])
        found |= {(other, name) for name in both or {ROWS}}
    return frozenset(found)


def _columns(rule: RuleBase, columns: Iterable[str]) -> frozenset[str]:
    """The columns a rule speaks of; none where it speaks of rows."""
    if rule.about:
        return frozenset(rule.about)
    if isinstance(rule, NotNull | Filled | Values):
        return frozenset({rule.column})
    if isinstance(rule, Never):
        return columns_named(rule.condition, columns)
    if isinstance(rule, Equal):
        return columns_named(rule.left, columns) | columns_named(rule.right, columns)
    return frozenset()


def _compared(rule: RuleBase, suite: Suite, lineage: Lineage) -> set[str]:
    """The tables that a rule holds its own against, without those that its own is made of."""
    if not isinstance(rule, Query | Conserved):
        return set()
    named = tables_read(rule.failing_rows(suite.table, suite.grain), lineage.tables)
    built = {table for table in named if table.partition(".")[0] in ("staging", "intermediate", "marts")}
    return built - lineage.ancestors(suite.table)
