"""Templates of our own plain files: a header and two example rows, and what each column means.

Both come out of the contract: a column without an example has an empty cell, a table without any example is
an export of the platform and has no template.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from orchestration.exports.contract import Column, Contracts, Table
from orchestration.exports.inbox import SHARED_SOURCES
from orchestration.settings import SHARED_FOLDER

_ROWS = 2
_FORMS = {
    "date": "day, 2026-05-14",
    "timestamp": "time, 2026-05-14 16:20:00",
    "instant": "time, 2026-05-14 16:20:00 or with its offset",
    "zoned_timestamp": "time, 2026-05-14 16:20:00",
    "integer": "whole number",
    "money": "amount, 1234.50",
    "number": "number",
    "positive": "number above 0",
    "digits": "digits",
    "id": "ID",
    "row_currency": "currency code",
    "zone": "time zone",
    "flag": "yes or no",
}


class NoTemplate(Exception):
    """There is no template of this name; the message lists those there are."""


@dataclass(frozen=True)
class Template:
    """A table's template: the text of its CSV and the explanation of its columns."""

    source: str
    table: str
    csv_text: str
    explanation: str


def tables_with_templates(contracts: Contracts) -> dict[str, list[str]]:
    """Source → its tables that have a template."""
    found = {
        source: [table.name for table in contract.tables if any(c.examples for c in table.columns)]
        for source, contract in contracts.items()
    }
    return {source: tables for source, tables in found.items() if tables}


def template(contracts: Contracts, source: str, table_name: str | None = None) -> Template:
    """The template of a source, or of one of its further tables. Raises NoTemplate."""
    known = tables_with_templates(contracts)
    if source not in known:
        raise NoTemplate(f"There is no template for {source}: only for {', '.join(known)}.")
    wanted = table_name or known[source][0]
    if wanted not in known[source]:
        raise NoTemplate(f"{source} has no table {wanted}: {', '.join(known[source])}.")
    table = next(table for table in contracts[source].tables if table.name == wanted)
    columns = [column for column in table.columns if column.aliases]
    others = [name for name in known[source] if name != wanted]
    wide = any(child.parts_of == wanted and child.replaces for child in contracts[source].tables)
    return Template(source, wanted, _csv(columns), _explanation(source, table, columns, others, wide))


def _csv(columns: list[Column]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.aliases[0] for column in columns])
    for row in range(_ROWS):
        writer.writerow([column.examples[row] if row < len(column.examples) else "" for column in columns])
    return stream.getvalue()


def _explanation(source: str, table: Table, columns: list[Column], others: list[str], wide: bool) -> str:
    width = max(len(column.aliases[0]) for column in columns)
    lines = [f"{source}: {table.description}", ""]
    for column in columns:
        form = _FORMS.get(column.reads, "text")
        needed = "needed" if column.required else "may be blank"
        lines.append(f"  {column.aliases[0]:<{width}}  {column.description} ({form}, {needed})")
        if also := column.aliases[1:]:
            lines.append(f"  {'':<{width}}  The header may also be: {', '.join(also)}.")
    folder = SHARED_FOLDER if source in SHARED_SOURCES else "<shop>"
    lines += ["", f"Put your own rows in place of the examples and drop it under inbox/{folder}/{source}/."]
    if wide:
        lines.append("A file with a column per charge is mapped: suanqing check --suggest FILE proposes how.")
    lines += [f"Another file of this source: suanqing template {source} --table {name}" for name in others]
    return "\n".join(lines)
