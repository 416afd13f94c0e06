"""What was published, kept for ever: `<home>/history/<number>-<digest>/`, one folder a publication.

A publication says only what it changed: the lines of complete weeks whose amounts differ from what was last
published, the rates that do, and the inputs (files, rules, configuration) it had and the one before had not.
A folder is written beside the candidate and moved into place by one rename just before readers get the
snapshot, so that whatever a reader may have seen is in the history. It is never written to again, and it is
no part of the warehouse: delete that, and what was published is still known. docs/decisions/0019.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.receipts import LANDED, Receipt
from orchestration.rules import rules_digest
from orchestration.settings import DBT_PROJECT, SHARED_FOLDER, Settings
from orchestration.warehouse.reference_rates import reference_rates_version

if TYPE_CHECKING:
    import duckdb

AMOUNTS = ("sales", "refunds", "shipping", "goods", "fulfilment", "fees", "return_cost", "ads", "creators")
_KEYS = ("shop_id", "order_id", "sku_id")
_AMOUNT = "DECIMAL(20,4)"
COLUMNS = {
    "published_lines": {
        "sequence": "INTEGER", **dict.fromkeys(_KEYS, "VARCHAR"), "order_week": "VARCHAR",
        "counts_in_margin": "BOOLEAN", **dict.fromkeys(AMOUNTS, _AMOUNT),
    },
    "published_rates": {
        "sequence": "INTEGER", "shop_id": "VARCHAR", "week": "VARCHAR", "metric": "VARCHAR",
        "value": "DECIMAL(9,6)",
    },
    "published_inputs": {
        "sequence": "INTEGER", "as_of": "TIMESTAMP", "newest_complete_week": "VARCHAR", "kind": "VARCHAR",
        "shop_id": "VARCHAR", "name": "VARCHAR", "digest": "VARCHAR", "label": "VARCHAR",
    },
}  # fmt: skip
_NOW = {"published_lines": "int_restatements__lines_now", "published_rates": "int_restatements__rates_now"}


@dataclass(frozen=True)
class Input:
    """One thing that decides numbers: a landed file, a rule, the models, a shop's configuration."""

    kind: str
    shop_id: str
    name: str
    digest: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One publication in the history; `identity` is a digest of all inputs."""

    sequence: int
    identity: str
    folder: Path


def inputs(settings: Settings, receipts: Sequence[Receipt]) -> list[Input]:
    """All that the numbers of a run are a function of, in a fixed order."""
    found = [
        Input("file", r.shop_id, r.source, r.sha256, r.source_file) for r in receipts if r.status == LANDED
    ]
    found += [
        Input("configuration", shop.id, "shops", _digest(shop.model_dump_json().encode()), "shops.yaml")
        for shop in settings.shops
    ]
    for path in sorted((DBT_PROJECT / "seeds").rglob("*.csv")):
        found.append(Input("rule", SHARED_FOLDER, path.stem, _digest(path.read_bytes()), path.name))
    found += [
        Input("rule", SHARED_FOLDER, name, digest, f"rules/{name}") for name, digest in rules_digest(settings)
    ]
    found.append(Input("models", SHARED_FOLDER, "models", _models_digest(), "dbt_project"))
    archive = f"the ECB's reference rates, {reference_rates_version()}"
    found.append(Input("file", SHARED_FOLDER, "fx_rates", _digest(archive.encode()), archive))
    return sorted(set(found), key=lambda one: (one.kind, one.shop_id, one.name, one.digest, one.label))


def identity(found: Sequence[Input], fingerprint: str) -> str:
    """A digest of all inputs: the same identity means the same numbers."""
    told = [(one.kind, one.shop_id, one.name, one.digest) for one in found]
    return _digest(json.dumps([fingerprint, told]).encode())


def entries(settings: Settings) -> list[Entry]:
    """The publications, oldest first."""
    found = []
    for path in sorted(settings.history.glob("[0-9]*/publication.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        found.append(Entry(told["sequence"], told["identity"], path.parent))
    return found


def entries_before(settings: Settings, current: str) -> list[Entry]:
    """What was published before the state of this identity; the newest, if it is this state, is not."""
    found = entries(settings)
    return found[:-1] if found and found[-1].identity == current else found


def views(before: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Name and SQL of each view of `raw` over these publications."""
    for name, columns in COLUMNS.items():
        if before:
            files = ", ".join(
                "'" + str(e.folder / f"{name}.parquet").replace("'", "''") + "'" for e in before
            )
            yield name, f"SELECT {', '.join(columns)} FROM read_parquet([{files}])"
        else:
            typed = ", ".join(f"NULL::{kind} AS {column}" for column, kind in columns.items())
            yield name, f"SELECT {typed} WHERE false"


def write_pending(
    connection: duckdb.DuckDBPyConnection, settings: Settings, found: Sequence[Input], fingerprint: str
) -> None:
    """Write what publishing the warehouse, attached as `warehouse`, would add to the history.

    Nothing when this very state is the newest published one, or the warehouse has no lines to keep.
    """
    pending = _pending(settings)
    shutil.rmtree(pending, ignore_errors=True)
    current = identity(found, fingerprint)
    known = entries(settings)
    tables = connection.execute(
        "select table_name from information_schema.tables where table_catalog = 'warehouse'"
    ).fetchall()
    if (known and known[-1].identity == current) or not {*_NOW.values()} <= {name for (name,) in tables}:
        return
    sequence = known[-1].sequence + 1 if known else 1
    pending.mkdir(parents=True)
    for name, query in _changes(sequence).items():
        target = str(pending / f"{name}.parquet").replace("'", "''")
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    told = {"sequence": sequence, "identity": current, "fingerprint": fingerprint}
    (pending / "publication.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


def commit_pending(settings: Settings) -> None:
    """Move what the candidate adds into the history; nothing when it adds nothing."""
    pending = _pending(settings)
    record = pending / "publication.json"
    if not record.exists():
        return
    told = json.loads(record.read_text(encoding="utf-8"))
    pending.rename(settings.history / f"{told['sequence']:06d}-{told['identity'][:12]}")


def discard_pending(settings: Settings) -> None:
    """Forget what the candidate would add: a publication that withholds something is no state to be
    compared with."""
    shutil.rmtree(_pending(settings), ignore_errors=True)


def _changes(sequence: int) -> dict[str, str]:
    week = "(select max(newest_complete_week) from warehouse.raw.run_context)"
    as_of = "(select max(as_of) from warehouse.raw.run_context)"
    keys = ", ".join(_KEYS)
    line = f"{keys}, order_week, counts_in_margin, {', '.join(AMOUNTS)}"
    gone = f"{keys}, order_week, true, {', '.join(f'0::{_AMOUNT}' for _ in AMOUNTS)}"
    lines_now = f"warehouse.intermediate.{_NOW['published_lines']}"
    last = _newest("published_lines", _KEYS)
    rates_now = f"warehouse.intermediate.{_NOW['published_rates']}"
    return {
        "published_lines": f"""
            select {sequence}::INTEGER as sequence, * from (
                (select {line} from {lines_now} where order_week <= {week} except select {line} from {last})
                union all
                (select {gone} from {last} anti join {lines_now} using ({keys})
                 where {" or ".join(f"{name} <> 0" for name in AMOUNTS)})
            ) order by {keys}""",
        "published_rates": f"""
            select {sequence}::INTEGER as sequence, * from (
                select shop_id, week, metric, value from {rates_now} where week <= {week}
                except select shop_id, week, metric, value
                from {_newest("published_rates", ("shop_id", "week", "metric"))}
            ) order by shop_id, week, metric""",
        "published_inputs": f"""
            select {sequence}::INTEGER as sequence, {as_of} as as_of, {week} as newest_complete_week,
                kind, shop_id, name, digest, label
            from warehouse.raw.inputs anti join warehouse.raw.published_inputs
                using (kind, shop_id, name, digest)
            union all select {sequence}::INTEGER, {as_of}, {week}, 'publication',
                '{SHARED_FOLDER}', 'publication', '', ''
            order by kind, shop_id, name, digest""",
    }


def _newest(table: str, keys: Sequence[str]) -> str:
    """What was last published of each key."""
    return (
        f"(select * from warehouse.raw.{table}"
        f" qualify row_number() over (partition by {', '.join(keys)} order by sequence desc) = 1)"
    )


def _pending(settings: Settings) -> Path:
    return settings.history / ".pending"


def _models_digest() -> str:
    digest = hashlib.sha256()
    for folder in ("models", "macros"):
        for path in sorted((DBT_PROJECT / folder).rglob("*.sql")):
            digest.update(f"{path.relative_to(DBT_PROJECT)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
