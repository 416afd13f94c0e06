"""The published snapshot as pages read it: read-only, no files, no extensions, parameters as values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import duckdb

from reports.language.errors import PageError, did_you_mean
from reports.language.runtime import Rows
from reports.language.tree import Query
from reports.one_shop import views
from reports.safety import Judged, Safety

_PARAMETER = re.compile(r"\$\{\s*params\.([a-z_]+)\s*\}")
_CHAIN = re.compile(r"\$\{\s*([A-Za-z_]\w*)\s*\}")
_COMMENT = re.compile(r"--[^\n]*")
_ALL_SAFE = Safety()
_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)


class Snapshot:
    """One connection to a snapshot. Closed when its `with` ends, so that the next reader gets the newest.

    `shop` leaves of it what that shop's people may see.
    """

    def __init__(self, path: Path, shop: str | None = None) -> None:
        self.shop = shop
        # Attached under a name of its own: in a file called marts, `marts.x` might mean the catalogue.
        self._connection = duckdb.connect(":memory:")
        self._connection.execute(f"attach {_quoted(str(path))} as snapshot (read_only)")
        if shop is None:
            self._connection.execute("use snapshot")
        else:
            self._show_one_shop(shop)
        # Large marts may be views over Parquet beside the snapshot; nothing else of the machine is a page's
        # business.
        self._connection.execute(f"set allowed_directories = [{_quoted(str(path.resolve().parent))}]")
        self._connection.execute("set enable_external_access = false")
        self._connection.execute("set lock_configuration = true")

    def _show_one_shop(self, shop: str) -> None:
        found = self._connection.execute(
            "select table_schema, table_name, bool_or(column_name = 'shop_id')"
            " from information_schema.columns where table_catalog = 'snapshot' group by all"
        ).fetchall()
        marts = [(name, has_shop) for schema, name, has_shop in found if schema == "marts"]
        meta = [name for schema, name, _ in found if schema == "meta"]
        for statement in views(marts, meta, _quoted(shop)):
            self._connection.execute(statement)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def columns(self, sql: str) -> list[str]:
        """The columns that a statement would give. Raises duckdb.Error."""
        return [str(row[0]) for row in self._connection.execute(f"describe {sql}").fetchall()]

    def rows(
        self, name: str, sql: str, parameters: Mapping[str, str] | None = None, judged: Judged | None = None
    ) -> Rows:
        """The rows of a statement that reads its parameters by `getvariable`. Raises duckdb.Error.

        Variables and not bound parameters: binding one makes the driver import pandas, which costs a second.
        """
        for parameter, value in (parameters or {}).items():
            self._connection.execute(f"set variable {parameter} = {_quoted(value)}")
        cursor = self._connection.execute(sql)
        columns = [column[0] for column in cursor.description or []]
        return Rows(name, columns, cursor.fetchall(), judged)


def _quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def run_queries(
    snapshot: Snapshot,
    queries: Sequence[Query],
    parameters: Mapping[str, str],
    safety: Safety = _ALL_SAFE,
) -> dict[str, Rows]:
    """All queries of a page. Raises PageError with the query's file and line."""
    return {query.name: _run(snapshot, query, queries, parameters, safety) for query in queries}


def _run(
    snapshot: Snapshot,
    query: Query,
    queries: Sequence[Query],
    parameters: Mapping[str, str],
    safety: Safety,
) -> Rows:
    page, line = query.place.page, query.place.line
    if not _ORDERED.search(_COMMENT.sub("", query.sql)):
        raise PageError(page, line, f"query {query.name!r} has no order by: its rows would come in any order")
    sql, used = _bound(chained(query, queries), query, parameters)
    try:
        judged = safety.of(sql, lambda: snapshot.columns(sql))
        if judged.withheld.rows:
            # It is not even asked: what it would say is nobody's business.
            return Rows(query.name, snapshot.columns(sql), (), judged)
        return snapshot.rows(query.name, sql, {name: parameters[name] for name in used}, judged)
    except duckdb.Error as error:
        told = f"query {query.name!r}: {_told(error)}"
        raise PageError(page, _error_line(error, line), told) from None


def chained(query: Query, queries: Sequence[Query], within: tuple[str, ...] = ()) -> str:
    """A query's SQL with every `${other}` put in as a sub-select. Raises PageError for a circle."""
    if query.name in within:
        circle = " → ".join((*within[within.index(query.name) :], query.name))
        raise PageError(query.place.page, query.place.line, f"queries go round in a circle: {circle}")
    known = {other.name: other for other in queries}

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in known:
            hint = did_you_mean(name, known)
            told = f"${{{name}}} is no query of this page; {hint}"
            raise PageError(query.place.page, query.place.line, told)
        inner = chained(known[name], queries, (*within, query.name)).strip().rstrip(";")
        return f"(\n{inner}\n)"

    return _CHAIN.sub(put, _COMMENT.sub("", query.sql))


def _bound(sql: str, query: Query, parameters: Mapping[str, str]) -> tuple[str, set[str]]:
    """`${params.week}` becomes a variable of the connection; its value is never pasted into the SQL."""
    used = set(_PARAMETER.findall(sql))
    if unknown := sorted(used - set(parameters)):
        hint = did_you_mean(unknown[0], parameters)
        raise PageError(query.place.page, query.place.line, f"there is no parameter {unknown[0]!r}; {hint}")
    return _PARAMETER.sub(r"getvariable('\1')", sql), used


def _told(error: Exception) -> str:
    """What the engine says, with the names that it proposes for a misspelt one."""
    first, *more = str(error).split("\n")
    return "; ".join([first, *(line for line in more if line.startswith(("Candidate", "Did you mean")))])


def _error_line(error: Exception, line: int) -> int:
    found = re.search(r"^LINE (\d+):", str(error), re.MULTILINE)
    return line + (int(found[1]) if found else 0)
