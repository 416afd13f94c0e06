"""What files are read as in SQL. Rows come from one file, or from several that are read alike: what is asked
of them is answered file by file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.exports.amounts import BLANKS
from orchestration.exports.files import LONGEST_RECORD
from orchestration.exports.values import literal

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


def in_glob(path: Path) -> str:
    """A path for the engine's readers, in which `*`, `?` and `[` stand for themselves and for no pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def is_filled(raw: str) -> str:
    """SQL: whether a text is more than blanks; null where there is none."""
    return f"trim({raw}, {BLANKS}) <> ''"


@dataclass(frozen=True)
class Reader:
    """What the engine reads: a CSV in UTF-8, its fields named c0, c1, … (and `_row`, where rows carry their
    number).

    Line ends are left to the engine to find: told that
    they are CRLF, it silently drops records with a line break inside quotation marks.
    """

    path: Path
    delimiter: str
    fields: tuple[str, ...]
    skip: int
    nulls: tuple[str, ...]
    first_row: int
    is_clean_copy: bool = False
    is_crlf: bool = False
    has_long_records: bool = False
    """Records beyond the 2 MB that the engine takes as it is: they cost it memory."""
    others: tuple[Path, ...] | None = None
    """In a lot: the files that are read the same way, behind `path`."""
    more: tuple[Path, ...] = ()
    """Of a clean copy in several pieces: those behind `path`."""
    alike: tuple[tuple[str, int, int], ...] = ()
    """The match's columns by two names."""

    @property
    def sql(self) -> str:
        """What stands behind FROM. Where a column has a second name in the file and is blank under its first,
        it holds what stands under the second.
        """
        names: dict[str, list[str]] = {}
        for _, first, other in self.alike:
            names.setdefault(f"c{first}", [f"c{first}"]).append(f"c{other}")
        filled = [
            f"CASE {' '.join(f'WHEN {is_filled(raw)} THEN {raw}' for raw in raws)} END AS {first}"
            for first, raws in names.items()
        ]
        return f"(SELECT * REPLACE ({', '.join(filled)}) FROM {self._call})" if filled else self._call

    @property
    def _call(self) -> str:
        """The table function call."""
        lone_tab = ("\t",) if self.delimiter != "\t" else ()
        nulls = ", ".join(literal(text) for text in ("", *lone_tab, *self.nulls))
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.fields)
        size = 4 * LONGEST_RECORD
        long = f"max_line_size = {size}, buffer_size = {2 * size}, " if self.has_long_records else ""
        every = (self.path, *self.more, *(self.others or ()))
        paths = ", ".join(literal(in_glob(path)) for path in every)
        paths = f"[{paths}]" if self.more or self.others is not None else paths
        return (
            f"read_csv({paths}, auto_detect = false, header = false, "
            f"skip = {self.skip}, compression = 'none', {long}"
            f"delim = {literal(self.delimiter)}, quote = '\"', escape = '\"', "
            f"strict_mode = true, nullstr = [{nulls}], "
            f"columns = {{{columns}}})"
        )

    @property
    def number(self) -> str:
        """The number of a row, as a spreadsheet counts them."""
        return "_row::INTEGER" if self.is_clean_copy else f"row_number() OVER () + {self.first_row - 1}"

    @property
    def rows(self) -> Rows:
        """What is read, with the number of each row's file."""
        return Rows(self.sql, None if self.others is None else "file_index::INTEGER")
