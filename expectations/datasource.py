"""Great Expectations on DuckDB: the data source `duckdb`.

Out of the box every expectation on DuckDB ends in an IndexError: the execution engine hands out a cursor
whose connection has already gone back to the pool, and DuckDB's result went with it. So the engine here
keeps one connection open for as long as it lives. Importing this module registers
`context.data_sources.add_duckdb`. Nothing about suites or results belongs here.
"""

from __future__ import annotations

import builtins
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine

if TYPE_CHECKING:
    from sqlalchemy import Connection


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """The SQLAlchemy engine with one connection, kept: a cursor stays readable until `close`."""

    @contextmanager
    def get_connection(self) -> Generator[Connection, None, None]:
        """The one connection, opened at first use."""
        if not self._connection:
            self._connection = self.engine.connect()
        yield self._connection


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file as tables and queries; the connection string is `duckdb:///path`."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> builtins.type[SqlAlchemyExecutionEngine]:
        """The engine that keeps its connection."""
        return DuckDBExecutionEngine
