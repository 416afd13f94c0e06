"""New words: values of coded columns (a status, a reason, a fee) that no seed, no contract and no home knows.

Known values stand in the contract (`quality`, `validValues`), in the seed that a column is read through,
and among the names that a home has taught. Looked at are the distinct values of the written file, where such
columns are dictionary-coded: that costs next to nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from orchestration.exports.contract import Contracts, Table
from orchestration.exports.drift import Finding
from orchestration.exports.masking import kinds_in
from orchestration.exports.overlays import contracts_of
from orchestration.exports.receipts import Receipt, read_receipts
from orchestration.exports.vocabulary import VOCABULARIES, Name, names_of, seeded_names

if TYPE_CHECKING:
    import duckdb

    from orchestration.exports.sources import Rows
    from orchestration.settings import Settings

SHOWN_VALUES = 20
LONGEST_VALUE = 80
MOST_WORDS = 50
"""A column with more words than that in one export is no list of words."""


@cache
def seeded_values(table: str, column: str) -> frozenset[str]:
    """The words that seeds know for a raw column, as compared; none where no seed reads it."""
    found = (seeded_names(name) for name, v in VOCABULARIES.items() if (table, column) in v.columns)
    return frozenset(word for names in found for word in names)


def known_values(table: Table, column: str) -> frozenset[str]:
    """All that a column is known to hold, as compared; none where nobody has listed it."""
    listed = next((c.valid_values for c in table.columns if c.name == column), ())
    return seeded_values(table.name, column) | {_key(value) for value in listed}


def _key(value: str) -> str:
    return value.strip().lower()


@dataclass(frozen=True)
class Words:
    """By file: findings on words that nobody knows, and the words of watched columns."""

    findings: Mapping[int, list[Finding]] = field(default_factory=dict)
    seen: Mapping[int, dict[str, list[str]]] = field(default_factory=dict)


def words_of(connection: duckdb.DuckDBPyConnection, table: Table, landed: Rows) -> Words:
    """The words in a written table's coded columns, in one look: those that are not known, the most frequent
    first, and those that are to be held against other exports.
    """
    watched = {c.name for c in table.landed if c.watched}
    known = {c.name: words for c in table.landed if (words := known_values(table, c.name))}
    if not known and not watched:
        return Words()
    by = f"{landed.by}, " if landed.by else ""
    each = " UNION ALL ".join(
        f"SELECT {landed.file}, '{name}', {name}, count(*) FROM {landed.sql} "
        f"WHERE _state IS NULL AND {name} IS NOT NULL GROUP BY {by}{name}"
        for name in dict.fromkeys([*known, *sorted(watched)])
    )
    fresh: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    seen: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file, column, value, count in connection.execute(each).fetchall():
        if kinds_in(value):
            continue  # a masked text has its own finding, and is no word of anybody's list
        if column in watched:
            seen[file][column].append(value)
        elif _key(value) not in known[column]:
            fresh[file].append((column, value, count))
    for rows in fresh.values():
        rows.sort(key=lambda row: (row[0], -row[2], row[1]))
    return Words(
        {file: list(_findings(table.name, rows)) for file, rows in fresh.items()},
        {file: _listable(columns) for file, columns in seen.items()},
    )


def _listable(columns: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The columns whose values are a list of words, and no free text."""
    return {
        column: sorted(" ".join(value.split()) for value in values)
        for column, values in sorted(columns.items())
        if len(values) <= MOST_WORDS and all(len(value) <= LONGEST_VALUE for value in values)
    }


def _findings(table: str, rows: Iterable[tuple[str, str, int]]) -> Iterator[Finding]:
    told: dict[str, int] = {}
    for column, value, count in rows:
        told[column] = told.get(column, 0) + 1
        if told[column] <= SHOWN_VALUES:
            said = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
            yield Finding("new_value", column, " ".join(said.split()), table, count)
    for column, number in told.items():
        if number > SHOWN_VALUES:
            yield Finding("new_value", column, f"{number - SHOWN_VALUES} more values", table)


def open_findings(settings: Settings, source: str | None = None) -> list[tuple[Receipt, Finding]]:
    """All findings of a home (of one source, if named) that nobody has answered, the newest export first."""
    contracts, names = contracts_of(settings.home), names_of(settings.home)
    receipts = [r for r in read_receipts(settings) if source in (None, r.source)]
    receipts.sort(key=lambda r: r.exported_at or "", reverse=True)
    return [(r, finding) for r in receipts for finding in still_open(r.findings, contracts, names)]


def still_open(
    findings: Iterable[Finding], contracts: Contracts, names: Iterable[Name]
) -> tuple[Finding, ...]:
    """The findings that have not been answered since: a value or amount that is known by now is none."""
    tables = {table.name: table for contract in contracts.values() for table in contract.tables}
    taught = {(column, name.name) for name in names for column in VOCABULARIES[name.vocabulary].columns}

    def is_known(finding: Finding) -> bool:
        if finding.kind == "new_amount":
            key = ("settlement_amounts", "column_name"), _key(finding.subject)
        elif finding.kind == "new_value" and finding.table in tables:
            key = (finding.table, finding.subject), _key(finding.detail)
        else:
            return False
        (table, column), word = key
        return key in taught or word in known_values(tables[table], column)

    return tuple(finding for finding in findings if not is_known(finding))
