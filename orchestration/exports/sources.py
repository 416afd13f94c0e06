"""Rows in SQL that come from one file, or from several that are read alike: what is asked of them is answered
file by file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

FILE = "_file"
"""The column that numbers the files where rows come from several."""


@dataclass(frozen=True)
class Rows:
    """A relation, and the expression on it that numbers its files from 0; None: all rows are of file 0."""

    sql: str
    by: str | None = None

    @property
    def file(self) -> str:
        """The number of a row's file, as SQL."""
        return self.by or "0"

    def each(
        self, connection: duckdb.DuckDBPyConnection, chosen: str, where: str = "true"
    ) -> dict[int, tuple[Any, ...]]:
        """Aggregates over the rows of each file. A file without such rows may be missing."""
        group = f" GROUP BY {self.by}" if self.by else ""
        query = f"SELECT {self.file}, {chosen} FROM {self.sql} WHERE {where}{group}"
        return {file: tuple(values) for file, *values in connection.execute(query).fetchall()}

    def having(self, connection: duckdb.DuckDBPyConnection, test: str) -> set[int]:
        """The files with a row that passes a test. A single file is read no further than to the first."""
        query = f"SELECT DISTINCT {self.by}" if self.by else "SELECT 0"
        limit = "" if self.by else " LIMIT 1"
        found = connection.execute(f"{query} FROM {self.sql} WHERE {test}{limit}").fetchall()
        return {file for (file,) in found}
