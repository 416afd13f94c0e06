"""What a page's query is made of, found out in a process of its own (`reports.engine`): what parses SQL takes
thirty megabytes, and a report needs it only while the week is read.
"""

from __future__ import annotations

import atexit
import json
from collections.abc import Iterable

from orchestration.lineage.reach import Reads, Source, Tables
from reports.engine import Engine, serve

LINEAGE = Engine("reports.lineage")
"""What reads statements: asked for one, with the tables and its own columns, it answers with its `Reads`."""
atexit.register(LINEAGE.end)


def reads(sql: str, tables: Tables, columns: Iterable[str]) -> Reads:
    """What a statement's result is made of, as `lineage.statements.reads` says it. Raises EngineError."""
    question = json.dumps([sql, {table: list(names) for table, names in tables.items()}, list(columns)])
    by_column, rows, repeats, copies = json.loads(LINEAGE.begin(question).result())
    return Reads(
        {name: _sources(found) for name, found in by_column.items()},
        _sources(rows),
        _sources(repeats),
        {name: (table, column) for name, (table, column) in copies.items()},
    )


def _sources(told: Iterable[tuple[str, str]]) -> frozenset[Source]:
    return frozenset((table, column) for table, column in told)


def answer(question: str) -> str:
    """A statement's `Reads` (JSON) for a statement, all tables and its own columns (JSON)."""
    from orchestration.lineage import statements

    sql, tables, columns = json.loads(question)
    read = statements.reads(sql, tables, columns)
    by_column = {name: sorted(found) for name, found in read.columns.items()}
    return json.dumps([by_column, sorted(read.rows), sorted(read.repeats), dict(read.copies)])


if __name__ == "__main__":
    serve(answer)
