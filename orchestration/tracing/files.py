"""What became of a file: `suanqing trace --file NAME`."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from orchestration.exports.newness import still_open
from orchestration.exports.overlays import contracts_of
from orchestration.exports.receipts import LANDED, Receipt, read_receipts
from orchestration.exports.vocabulary import names_of
from orchestration.settings import Settings
from orchestration.tracing.text import paragraph
from orchestration.tracing.warehouse import NothingToTrace, open_warehouse
from orchestration.warehouse.publish import open_snapshot, readable_marts

if TYPE_CHECKING:
    import duckdb

_WEEKS = ("order_week", "refund_week", "statement_week", "spend_week")


def trace_file(settings: Settings, name: str) -> list[str]:
    """The lines about every file of this name, path or hash. Raises NothingToTrace where none has come."""
    found = [receipt for receipt in read_receipts(settings) if _is_meant(receipt, name)]
    if not found:
        raise NothingToTrace(f"No file {name} has come. `suanqing status` says what has landed.")
    lines: list[str] = []
    for receipt in found:
        lines += [*([""] if lines else []), *_ledger(settings, receipt)]
        if receipt.status == LANDED:
            lines += _in_use(settings, receipt)
    return lines


def _is_meant(receipt: Receipt, name: str) -> bool:
    names = {receipt.source_file, *(delivery.source_file for delivery in receipt.deliveries)}
    if len(name) >= 8 and receipt.sha256.startswith(name):
        return True
    return name in names or name in {PurePosixPath(each).name for each in names}


def _ledger(settings: Settings, receipt: Receipt) -> list[str]:
    lines = [
        receipt.source_file,
        f"  is         {receipt.source} of {receipt.shop_id}, {receipt.status}"
        + (f", layout {receipt.layout}" if receipt.layout else "")
        + f", contract {receipt.contract_version}",
        f"  content    {receipt.size:,} bytes, sha256 {receipt.sha256}",
    ]
    if receipt.reason:
        lines.append(f"  refused    {receipt.reason} {receipt.advice or ''}".rstrip())
    for number, d in enumerate(receipt.deliveries):
        label = "exported " if number == 0 else "and again"
        lines.append(f"  {label}  {d.exported_at} UTC, by {d.exported_at_from}: {d.source_file}")
    if receipt.formats:
        lines += _labelled("read as", [f"{key} {value}" for key, value in receipt.formats.items()])
    for table, rows in receipt.tables.items():
        lines.append(
            f"  rows       {table}: {rows.rows_read:,} read = {rows.rows_landed:,} landed "
            f"+ {rows.rows_quarantined:,} quarantined"
        )
    for why in receipt.reasons:
        column = f"column {why.column}: " if why.column else ""
        lines.append(f"  quarantine {why.rows:,} × {column}{why.reason}")
    for finding in still_open(receipt.findings, contracts_of(settings.home), names_of(settings.home)):
        lines.append(f"  drift      {finding.text}. {finding.advice}".rstrip())
    return lines


def _labelled(label: str, parts: list[str]) -> list[str]:
    wrapped = paragraph(parts, 13)
    return [f"  {label:<11}{wrapped[0].lstrip()}", *wrapped[1:]]


def _in_use(settings: Settings, receipt: Receipt) -> list[str]:
    """How many of its rows are the newest of their kind, and which published weeks they stand in."""
    lines = []
    if settings.warehouse.exists():
        with open_warehouse(settings) as warehouse:
            for table in _tables(warehouse, "staging", "file_sha256"):
                if count := _count(warehouse, f"staging.{table}", "file_sha256", receipt.sha256):
                    kind = table.partition("__")[2]
                    lines.append(f"  newest     {count:,} of its rows are the newest of {kind}")
            if not _is_reckoned(warehouse, receipt):
                lines.append(
                    "  newest     not reckoned yet: it landed after the last build. Run `suanqing run`"
                )
            elif not lines:
                lines.append("  newest     none of its rows: later exports hold them all")
    if settings.snapshot.exists():
        with open_snapshot(settings.snapshot) as marts:
            readable = readable_marts(marts)
            for table in _tables(marts, "marts", "source_row"):
                if table in readable:
                    lines += _weeks(marts, table, receipt.source_file)
                else:
                    lines.append(f"  feeds      marts.{table}, which is withheld: a check failed")
    return lines


def _is_reckoned(warehouse: duckdb.DuckDBPyConnection, receipt: Receipt) -> bool:
    """Whether the file had landed when the models were last built, and so they say who holds its rows."""
    known = "source_files" in _tables(warehouse, "marts", "sha256")
    return known and _count(warehouse, "marts.source_files", "sha256", receipt.sha256) > 0


def _tables(connection: duckdb.DuckDBPyConnection, schema: str, column: str) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT table_name FROM information_schema.columns "
        "WHERE table_schema = ? AND column_name = ? ORDER BY table_name",
        [schema, column],
    ).fetchall()
    return [name for (name,) in rows]


def _count(connection: duckdb.DuckDBPyConnection, table: str, column: str, value: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", [value]).fetchone()
    return int(row[0]) if row else 0


def _weeks(marts: duckdb.DuckDBPyConnection, table: str, source_file: str) -> list[str]:
    columns = {
        row[0] for row in marts.execute(f"SELECT column_name FROM (DESCRIBE marts.{table})").fetchall()
    }
    week = next((column for column in _WEEKS if column in columns), None)
    if week is None:
        count = _count(marts, f"marts.{table}", "source_file", source_file)
        return [f"  feeds      marts.{table}: {count:,} rows"] if count else []
    by_week = f"SELECT {week}, count(*) FROM marts.{table} WHERE source_file = ? GROUP BY 1 ORDER BY 1"
    rows = marts.execute(by_week, [source_file]).fetchall()
    told = [f"{name or 'no week'} {count:,}" for name, count in rows]
    return _labelled("feeds", [f"marts.{table} by {week}: {told[0]}", *told[1:]]) if told else []
