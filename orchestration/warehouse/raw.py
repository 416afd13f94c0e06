"""`raw`: views over the landed Parquet, and what the configuration says, in the warehouse.

A view names its files one by one, those with a receipt and no others: a file that a killed landing left
behind, or that another landing is writing, is never seen. Nothing is copied, so preparing costs the same for
a gigabyte as for a row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.exports.contract import Table
from orchestration.exports.deliveries import told
from orchestration.exports.drift import drift_text
from orchestration.exports.newness import still_open
from orchestration.exports.overlays import contracts_of
from orchestration.exports.receipts import LANDED, Receipt, parquet_path, read_receipts
from orchestration.exports.values import literal
from orchestration.exports.vocabulary import Name, names_of
from orchestration.rules import read_rules, rules_digest, table_columns
from orchestration.settings import Settings
from orchestration.warehouse.history import entries_before, identity, inputs, views
from orchestration.warehouse.reference_rates import create_reference_rates, reference_rates_version
from orchestration.warehouse.views import history_view, landed_deliveries, landed_files, raw_view
from orchestration.weeks import newest_complete_week

if TYPE_CHECKING:
    import duckdb

LAYOUT_VERSION = "12"
"""Raise it when the views or tables made here change."""

_FILE = "shop_id VARCHAR, source VARCHAR, source_file VARCHAR, sha256 VARCHAR, exported_at TIMESTAMP"
_PLAIN = {
    "source_files": "shop_id VARCHAR, source VARCHAR, source_file VARCHAR, sha256 VARCHAR, status VARCHAR, "
    "reason VARCHAR, exported_at TIMESTAMP, rows_read BIGINT, rows_landed BIGINT, rows_quarantined BIGINT, "
    "contract_version VARCHAR, layout VARCHAR, drift VARCHAR, exported_at_from VARCHAR, "
    "first_exported_at TIMESTAMP, delivery_count INTEGER",
    "file_findings": f"{_FILE}, finding_number INTEGER, kind VARCHAR, table_name VARCHAR, subject VARCHAR, "
    "detail VARCHAR, row_count BIGINT, finding VARCHAR, advice VARCHAR",
    "quarantine_reasons": f"{_FILE}, reason_number INTEGER, column_name VARCHAR, reason VARCHAR, "
    "row_count BIGINT",
    "shops": "shop_id VARCHAR, market VARCHAR, currency VARCHAR, timezone VARCHAR, seller_type VARCHAR, "
    "import_vat_is_cost BOOLEAN",
    "ad_accounts": "ad_account_id VARCHAR, shop_id VARCHAR, timezone VARCHAR, currency VARCHAR, "
    "spend_includes_vat BOOLEAN",
    "shop_fee_overrides": "shop_id VARCHAR, fee_type VARCHAR, rate DECIMAL(17,8), "
    "amount_per_unit DECIMAL(20,4), valid_from DATE, fee_source VARCHAR",
    "shop_claim_terms": "shop_id VARCHAR, carrier VARCHAR, lost_after_days INTEGER, claim_from_days INTEGER, "
    "claim_until_days INTEGER, damage_until_days INTEGER, liability_limit DECIMAL(20,4), "
    "limit_currency VARCHAR, liability_basis VARCHAR, terms_source VARCHAR",
    "shop_return_rates": "shop_id VARCHAR, component VARCHAR, grade VARCHAR, amount DECIMAL(20,4), "
    "rate DECIMAL(17,8), valid_from DATE, rate_source VARCHAR",
    "shop_probations": "shop_id VARCHAR, valid_from DATE, valid_to DATE",
    "run_context": "reporting_currency VARCHAR, as_of TIMESTAMP, newest_complete_week VARCHAR",
    "landed_files": "shop_id VARCHAR, source VARCHAR, sha256 VARCHAR, source_file VARCHAR, "
    "exported_at TIMESTAMP, file_order INTEGER",
    "deliveries": "shop_id VARCHAR, source VARCHAR, sha256 VARCHAR, source_file VARCHAR, "
    "exported_at TIMESTAMP, delivery_order INTEGER",
    "inputs": "kind VARCHAR, shop_id VARCHAR, name VARCHAR, digest VARCHAR, label VARCHAR",
    "prepared": "digest VARCHAR",
} | table_columns()


class NothingLanded(Exception):
    """No order export has landed, so there is no moment to report as of; the message says what to do."""


@dataclass(frozen=True)
class RunContext:
    """What a run is about: the moment it knows the shops at (UTC), the newest week to close, and a
    fingerprint of both
    the landing and the configuration."""

    as_of: datetime
    newest_complete_week: str
    fingerprint: str


def fingerprint(settings: Settings, receipts: Sequence[Receipt]) -> str:
    """A digest of what the warehouse is a function of: the receipts, the shops, and the names of the home."""
    ledger = sorted(
        (r.shop_id, r.source, r.sha256, r.status, r.contract_version, r.reading, r.exported_at or "")
        for r in receipts
    )
    shops = [shop.model_dump(mode="json") for shop in settings.shops]
    whole = {"ledger": ledger, "shops": shops, "reporting_currency": settings.reporting_currency}
    if names := names_of(settings.home):
        whole["names"] = [astuple(name) for name in names]
    if rules := rules_digest(settings):
        whole["rules"] = rules
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def run_context(settings: Settings, receipts: Sequence[Receipt]) -> RunContext:
    """As of when, which week, which landing. Raises NothingLanded where no order export has landed."""
    moments = [
        r.exported_at for r in receipts if r.source == "orders" and r.status == LANDED and r.exported_at
    ]
    if not moments:
        raise NothingLanded(
            f"No order export has landed. Drop one under {settings.inbox}/<shop>/orders/ and run again; "
            "`suanqing demo` writes a made-up shop's."
        )
    as_of = datetime.fromisoformat(max(moments)).replace(tzinfo=UTC)
    week = newest_complete_week(as_of, [shop.timezone for shop in settings.shops])
    return RunContext(as_of, str(week), fingerprint(settings, receipts))


def read_run_context(settings: Settings) -> RunContext:
    """The context of what has landed so far. Raises NothingLanded where no order export has landed."""
    return run_context(settings, read_receipts(settings))


def prepare_raw(settings: Settings) -> RunContext:
    """Bring the `raw` schema of the warehouse up to date with landing and configuration; costs little when it
    is.

    Raises NothingLanded where no order export has landed.
    """
    receipts = read_receipts(settings)
    context = run_context(settings, receipts)
    known = inputs(settings, receipts)
    before = entries_before(settings, identity(known, context.fingerprint))
    layout = f"{LAYOUT_VERSION} {reference_rates_version()}"
    digest = f"{layout} {settings.landing} {context.fingerprint} {_whole_digest([receipts, known, before])}"
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with _warehouse(settings.warehouse) as connection:
        if _prepared(connection) == digest:
            return context
        connection.execute("BEGIN")
        create_views(connection, settings, receipts, names_of(settings.home))
        create_reference_rates(connection)
        for name, sql in views(before):
            connection.execute(f"CREATE OR REPLACE VIEW raw.{name} AS {sql}")
        plain = _plain_rows(settings, receipts, context, digest) | {"inputs": [astuple(one) for one in known]}
        for name, rows in plain.items():
            _create_table(connection, name, rows)
        connection.execute("COMMIT")
    return context


@contextmanager
def _warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    connection = duckdb.connect(str(path))
    try:
        yield connection
    finally:
        connection.close()


def _prepared(connection: duckdb.DuckDBPyConnection) -> str | None:
    import duckdb

    try:
        row = connection.execute("SELECT digest FROM raw.prepared").fetchone()
    except duckdb.CatalogException:
        return None
    return row[0] if row else None


def _whole_digest(told: Sequence[Any]) -> str:
    """All that receipts, inputs and history say, also what decides no number: names, counts, findings."""
    return hashlib.sha256(repr(list(told)).encode()).hexdigest()


def create_views(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    receipts: Sequence[Receipt],
    names: tuple[Name, ...],
) -> None:
    """Make the views over the landed files of these receipts, and the two tables that date them.

    `names` are the home's own, which the views read as the known ones.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    connection.execute("CREATE SCHEMA IF NOT EXISTS history")
    _create_table(connection, "landed_files", landed_files(receipts))
    _create_table(connection, "deliveries", landed_deliveries(receipts))
    for contract in contracts_of(settings.home).values():
        for table in contract.tables:
            raw = raw_view(table, contract.source, _files(settings.landing, table, receipts), names)
            connection.execute(f"CREATE OR REPLACE VIEW raw.{table.name} AS {raw}")
            if table.keys:
                history = history_view(table, contract.source)
                connection.execute(f"CREATE OR REPLACE VIEW history.{table.name} AS {history}")


def _create_table(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE raw.{name} ({_PLAIN[name]})")
    _insert(connection, name, rows)


def _files(landing: Path, table: Table, receipts: Sequence[Receipt]) -> dict[str, list[Path]]:
    """The landed files of a table, by the version of the contract they were read by."""
    parent = table.parts_of or table.name
    found: dict[str, list[Path]] = {}
    for r in receipts:
        if r.status == LANDED and parent in r.tables and r.tables[parent].rows_landed:
            path = parquet_path(landing, table.name, r.shop_id, r.sha256)
            if table.replaces and not path.exists():
                continue  # an invoice with a row per charge has no columns of charges
            found.setdefault(r.contract_version, []).append(path)
    return found


def _ledger_rows(settings: Settings, receipts: Sequence[Receipt]) -> dict[str, list[tuple[Any, ...]]]:
    """What the receipts say of each file: its row counts, what drifted, why rows are in quarantine."""
    contracts, names = contracts_of(settings.home), names_of(settings.home)
    files, findings, reasons = [], [], []
    for r in receipts:
        leading = (r.shop_id, r.source, r.source_file, r.sha256)
        first = min((d.exported_at for d in told(r.deliveries)), default=None) if r.exported_at else None
        drifted = still_open(r.findings, contracts, names)
        files.append(
            (*leading, r.status, r.reason, r.exported_at, r.rows_read, r.rows_landed, r.rows_quarantined,
             r.contract_version, r.layout, drift_text(drifted), r.exported_at_from, first,
             len(r.deliveries))
        )  # fmt: skip
        findings += [
            (*leading, r.exported_at, number, f.kind, f.table, f.subject or None, f.detail or None, f.count,
             f.text, f.advice or None)
            for number, f in enumerate(drifted, 1)
        ]  # fmt: skip
        reasons += [
            (*leading, r.exported_at, number, why.column, why.reason, why.rows)
            for number, why in enumerate(r.reasons, 1)
        ]
    return {"source_files": files, "file_findings": findings, "quarantine_reasons": reasons}


def _plain_rows(
    settings: Settings, receipts: Sequence[Receipt], context: RunContext, digest: str
) -> dict[str, list[tuple[Any, ...]]]:
    as_of = context.as_of.replace(tzinfo=None)
    return {
        **_ledger_rows(settings, receipts),
        "shops": [
            (s.id, s.market, s.currency, s.timezone, s.seller_type, s.import_vat_is_cost)
            for s in settings.shops
        ],
        "ad_accounts": [
            (a.id, s.id, a.timezone, a.currency, a.spend_includes_vat)
            for s in settings.shops
            for a in s.ad_accounts
        ],
        "shop_fee_overrides": [
            (s.id, f.fee_type, f.rate, f.amount_per_unit, f.valid_from, f.source)
            for s in settings.shops
            for f in s.fee_overrides
        ],
        "shop_claim_terms": [
            (s.id, t.carrier, t.lost_after_days, t.claim_from_days, t.claim_until_days, t.damage_until_days,
             t.liability_limit, t.limit_currency, t.liability_basis, t.source)
            for s in settings.shops
            for t in s.claim_terms
        ],
        "shop_return_rates": [
            (s.id, r.component, r.grade, r.amount, r.rate, r.valid_from, r.source)
            for s in settings.shops
            for r in s.return_rate_card
        ],
        "shop_probations": [
            (s.id, period.valid_from, period.valid_to) for s in settings.shops for period in s.probation
        ],
        "run_context": [(settings.reporting_currency, as_of, context.newest_complete_week)],
        "prepared": [(digest,)],
        **read_rules(settings),
    }  # fmt: skip


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert a few rows in one statement per five hundred: row by row costs a millisecond each.

    Written out and not bound: for the first parameter that a process binds, the engine's client imports
    pandas, which costs a second and 60 MB.
    """
    for start in range(0, len(rows), 500):
        batch = rows[start : start + 500]
        written = ", ".join("(" + ", ".join(map(_written, row)) + ")" for row in batch)
        connection.execute(f"INSERT INTO raw.{table} VALUES {written}")


def _written(value: object) -> str:
    """A value as a literal of SQL; the column that takes it gives it its type."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value)
    # No statement can hold a NUL, but a text of somebody's file might.
    return " || chr(0) || ".join(map(literal, str(value).split("\0")))
