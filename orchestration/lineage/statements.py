"""What a statement's result is made of: the columns behind each of its columns, and what decides its rows.

sqlglot parses and resolves the names; this module only asks of each clause what it decides. Where it can't
(`unpivot`, a function that makes a table), the result is said to be made of everything that the statement
names: too much is hidden then, never too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from orchestration.lineage.reach import REPEATS, ROWS, Reads, Source, Tables

_NONE: frozenset[Source] = frozenset()
_DIALECT = "duckdb"


class _Unresolved(Exception):
    """The statement has something whose lineage is not known."""


def reads(sql: str, tables: Tables, columns: Iterable[str] = ()) -> Reads:
    """What a statement's result is made of. `columns` are its own, for where they can't be told from it."""
    try:
        tree = sqlglot.parse_one(sql, dialect=_DIALECT)
    except SqlglotError:
        everything = frozenset((table, name) for table in tables for name in (*tables[table], ROWS, REPEATS))
        return Reads(dict.fromkeys(columns, everything), everything, everything)
    for table in tree.find_all(exp.Table):
        table.set("catalog", None)
    named = _named(tree, tables)
    tables = {key: tables[key] for key, column in named if column == ROWS}
    try:
        scope = build_scope(qualify(tree, schema=_schema(tables), dialect=_DIALECT, quote_identifiers=False,
                                    validate_qualify_columns=False))  # fmt: skip
        if scope is None:
            raise _Unresolved
        return _Statement(tables).of(scope)
    except (SqlglotError, _Unresolved):
        return Reads(dict.fromkeys(columns, named), named, named)


def tables_read(sql: str, tables: Tables) -> dict[str, frozenset[str]]:
    """The known tables that a statement names, each with those of its columns that it names."""
    found: dict[str, set[str]] = {}
    for table, column in _named(sqlglot.parse_one(sql, dialect=_DIALECT), tables):
        found.setdefault(table, set()).update(() if column in (ROWS, REPEATS) else (column,))
    return {table: frozenset(names) for table, names in found.items()}


def columns_named(condition: str, columns: Iterable[str]) -> frozenset[str]:
    """Which of these columns an expression names."""
    tree = sqlglot.parse_one(condition, dialect=_DIALECT)
    return frozenset({one.name.lower() for one in tree.find_all(exp.Column)} & set(columns))


def _schema(tables: Tables) -> dict[str, object]:
    """As sqlglot wants it: schema → table → column → type; the types decide nothing here."""
    nested: dict[str, dict[str, dict[str, str]]] = {}
    for table, columns in tables.items():
        schema, _, name = table.rpartition(".")
        nested.setdefault(schema, {})[name] = dict.fromkeys(columns, "unknown")
    return dict(nested)


def _named(tree: exp.Expr, tables: Tables) -> frozenset[Source]:
    """Every column of the tables read whose name the statement says somewhere; all of a table with a star
    or a pattern of names."""
    said = {one.name.lower() for one in tree.find_all(exp.Identifier)}
    starred = {
        _key(table)
        for star in tree.find_all(exp.Star, exp.Columns)
        if not isinstance(star.parent, exp.Count) and (select := star.find_ancestor(exp.Select))
        for table in _own_tables(select)
    }
    found: set[Source] = set()
    for key in {_key(table) for table in tree.find_all(exp.Table)} & set(tables):
        found |= {(key, ROWS), (key, REPEATS)}
        found |= {(key, name) for name in tables[key] if key in starred or name in said}
    return frozenset(found)


def _own_tables(select: exp.Expr) -> Iterator[exp.Table]:
    """The tables of a select's own `from` and joins."""
    return (table for table in select.find_all(exp.Table) if table.find_ancestor(exp.Select) is select)


def _key(table: exp.Table) -> str:
    return f"{table.db}.{table.name}".lower()


@dataclass
class _Frame:
    """The sources of one select by alias, what a left join adds to the columns of some, and the frame
    around it."""

    sources: dict[str, Reads] = field(default_factory=dict)
    optional: dict[str, frozenset[Source]] = field(default_factory=dict)
    subqueries: dict[int, Scope] = field(default_factory=dict)
    outer: _Frame | None = None

    def column(self, column: exp.Column) -> frozenset[Source]:
        frame: _Frame | None = self
        while frame is not None and column.table not in frame.sources:
            frame = frame.outer
        if frame is None or column.name not in frame.sources[column.table].columns:
            raise _Unresolved
        found = frame.sources[column.table].columns[column.name]
        return found | frame.optional.get(column.table, _NONE)

    def copied(self, projection: exp.Expr) -> Source | None:
        """The column that a projection is and nothing else, cast or not; null where a left join has none."""
        plain = projection.unalias()
        while isinstance(plain, exp.Cast | exp.Paren):
            plain = plain.this
        if not isinstance(plain, exp.Column) or plain.table not in self.sources:
            return None
        return self.sources[plain.table].copies.get(plain.name)


class _Statement:
    """One statement's scopes, each looked at once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known: dict[int, Reads] = {}

    def of(self, scope: Scope, outer: _Frame | None = None) -> Reads:
        if id(scope) not in self._known:
            tree = scope.expression
            if isinstance(tree, exp.SetOperation):
                self._known[id(scope)] = self._united(scope, tree, outer)
            elif isinstance(tree, exp.Select):
                self._known[id(scope)] = self._selected(scope, tree, outer)
            else:
                raise _Unresolved
        return self._known[id(scope)]

    def _united(self, scope: Scope, tree: exp.SetOperation, outer: _Frame | None) -> Reads:
        if tree.args.get("by_name") or len(scope.set_operation_scopes) != 2:
            raise _Unresolved
        left, right = (self.of(part, outer) for part in scope.set_operation_scopes)
        if len(left.columns) != len(right.columns):
            raise _Unresolved
        columns = {
            name: one | other
            for (name, one), other in zip(left.columns.items(), right.columns.values(), strict=True)
        }
        rows = left.rows | right.rows
        if isinstance(tree, exp.Union) and not tree.args.get("distinct"):
            return Reads(columns, rows, left.repeats | right.repeats)
        return Reads(columns, rows.union(*columns.values()))

    def _selected(self, scope: Scope, tree: exp.Select, outer: _Frame | None) -> Reads:
        frame = _Frame(subqueries={id(one.expression): one for one in scope.subquery_scopes}, outer=outer)
        joins = {join.alias_or_name: join for join in tree.args.get("joins") or ()}
        rows, repeats = _NONE, _NONE
        for alias, (node, source) in scope.selected_sources.items():
            if node.args.get("pivots") or (isinstance(node, exp.Table) and node.args.get("joins")):
                raise _Unresolved
            read = self._source(source, frame)
            frame.sources[alias] = read
            join = joins.get(alias)
            on = _NONE if join is None else self._said(join.args.get("on"), frame)
            repeats |= read.repeats
            if join is not None and join.side == "LEFT" and join.kind not in ("SEMI", "ANTI"):
                frame.optional[alias] = read.rows | on
                rows |= read.repeats
            else:
                rows |= read.rows | on
        if len(joins) and not set(joins) <= set(frame.sources):
            rows |= self._half_joined(scope, tree, frame)
        for clause in ("where", "having", "qualify", "limit", "offset"):
            rows |= self._said(tree.args.get(clause), frame)
        if tree.args.get("limit") is not None:
            rows |= self._said(tree.args.get("order"), frame)
        columns, copies = {}, {}
        for projection in tree.selects:
            if projection.is_star or projection.find(exp.Columns):
                raise _Unresolved
            columns[projection.alias_or_name] = self._said(projection, frame)
            if copied := frame.copied(projection):
                copies[projection.alias_or_name] = copied
            if projection.find(exp.Unnest, exp.Explode):
                rows |= columns[projection.alias_or_name]
        return replace(self._grouped(tree, frame, Reads(columns, rows, repeats)), copies=copies)

    def _half_joined(self, scope: Scope, tree: exp.Select, frame: _Frame) -> frozenset[Source]:
        """What semi and anti joins look at: sqlglot leaves their right sides out of the sources."""
        found = _NONE
        for join in tree.args.get("joins") or ():
            alias = join.alias_or_name
            if alias in frame.sources:
                continue
            if alias not in scope.sources:
                raise _Unresolved
            read = self._source(scope.sources[alias], frame)
            inside = _Frame({**frame.sources, alias: read}, frame.optional, frame.subqueries, frame.outer)
            found |= read.rows | self._said(join.args.get("on"), inside)
        return found

    def _grouped(self, tree: exp.Select, frame: _Frame, read: Reads) -> Reads:
        """Rows that are gathered into one: which there are is decided by the keys as well."""
        group = tree.args.get("group")
        if tree.args.get("distinct"):
            return Reads(read.columns, read.rows.union(*read.columns.values()))
        if group is None:
            gathers = any(_gathers(projection) for projection in tree.selects)
            if not gathers:
                return read
            # One row, whatever there is: its values are made of the rows, its being there is not.
            return Reads({name: found | read.rows for name, found in read.columns.items()}, _NONE)
        if group.args.get("all"):
            keys = [one for one in tree.selects if not _gathers(one)]
            return Reads(read.columns, read.rows.union(*(self._said(key, frame) for key in keys)))
        return Reads(read.columns, read.rows | self._said(group, frame))

    def _source(self, source: exp.Table | Scope, frame: _Frame) -> Reads:
        if isinstance(source, Scope):
            if isinstance(source.expression, exp.UDTF):
                raise _Unresolved
            return self.of(source, frame)
        key = _key(source)
        if key not in self._tables:
            raise _Unresolved
        copies = {name: (key, name) for name in self._tables[key]}
        columns = {name: frozenset({source}) for name, source in copies.items()}
        return Reads(columns, frozenset({(key, ROWS)}), frozenset({(key, REPEATS)}), copies)

    def _said(self, clause: exp.Expr | None, frame: _Frame) -> frozenset[Source]:
        """All that a clause names; of a sub-select, all that it reads."""
        found: set[Source] = set()
        if clause is None:
            return _NONE
        for node in clause.walk(prune=lambda one: isinstance(one, exp.Query)):
            if isinstance(node, exp.Query):
                inner = frame.subqueries.get(id(node.unnest()))
                if inner is None:
                    raise _Unresolved
                found |= self.of(inner, frame).everything
            elif isinstance(node, exp.Column):
                found |= frame.column(node)
        return frozenset(found)


def _gathers(projection: exp.Expr) -> bool:
    """Whether a projection has an aggregate that is no window's."""
    return any(
        not isinstance(one.parent, exp.Window | exp.Filter)
        or (isinstance(one.parent, exp.Filter) and not isinstance(one.parent.parent, exp.Window))
        for one in projection.find_all(exp.AggFunc)
        if one.find_ancestor(exp.Select) is projection.find_ancestor(exp.Select)
    )
