"""Receipts: the ledger of what has landed. A file has landed when its receipt is there, and not before."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.deliveries import Delivery, representative, told
from orchestration.exports.drift import Finding, finding_of, finding_to_dict

if TYPE_CHECKING:
    from orchestration.settings import Settings

RECEIPTS = "receipts"
LANDED, REFUSED = "landed", "refused"


@dataclass(frozen=True)
class TableRows:
    """What one raw table got from a file, in rows."""

    rows_read: int
    rows_landed: int
    rows_quarantined: int

    def plus(self, more: TableRows) -> TableRows:
        """These rows and those of another sheet."""
        return TableRows(*map(sum, zip(astuple(self), astuple(more), strict=True)))


@dataclass(frozen=True)
class Reason:
    """Why rows of a file are in quarantine: the header that can't be read, if one, and how many rows."""

    column: str | None
    reason: str
    rows: int


@dataclass(frozen=True)
class Receipt:
    """What became of one file. rows_read = rows_landed + rows_quarantined, always.

    `exported_at` is UTC in ISO form, None where a refused file says nothing of it. `reading` is a digest of
    all that the file was read by besides its bytes (contract, shop configuration): another reading means the
    file is read anew. `formats` records that reading in words. `tables` counts the rows per raw table; rows
    derived from rows don't count. `deliveries` are the names and times under which the bytes came; the file's
    name and export time are the newest of them. `stated_at` is the moment of export that the bytes state
    themselves. `columns` has by raw table which header each column was read from, `shapes` what the values of
    unknown headers look like. `reasons` say why rows are in quarantine. `sheets` has by
    raw table the sheets of a workbook and the number after which the rows of each are counted,
    `words` the words of its watched columns.
    """

    shop_id: str
    source: str
    source_file: str
    sha256: str
    size: int
    status: str
    reason: str | None
    advice: str | None
    exported_at: str | None
    exported_at_from: str | None
    rows_read: int
    rows_landed: int
    rows_quarantined: int
    contract_version: str
    reading: str
    layout: str | None = None
    findings: tuple[Finding, ...] = ()
    tables: dict[str, TableRows] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    deliveries: tuple[Delivery, ...] = ()
    stated_at: str | None = None
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    sheets: dict[str, dict[str, int]] = field(default_factory=dict)
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def path_under(self, landing: Path) -> Path:
        """Where this receipt lies."""
        return receipt_path(landing, self.shop_id, self.source, self.sha256)


def delivered(receipt: Receipt, deliveries: Sequence[Delivery]) -> Receipt:
    """The receipt of bytes that came so: their name and export time follow from their deliveries."""
    named = representative(told(deliveries))
    landed = receipt.status == LANDED
    return replace(
        receipt,
        deliveries=tuple(deliveries),
        source_file=named.source_file,
        exported_at=named.exported_at if landed else None,
        exported_at_from=named.exported_at_from if landed else None,
    )


def receipt_path(landing: Path, shop_id: str, source: str, sha256: str) -> Path:
    """`landing/receipts/<shop>/<source>/<sha256>.json`."""
    return landing / RECEIPTS / shop_id / source / f"{sha256}.json"


def parquet_path(landing: Path, table: str, shop_id: str, sha256: str) -> Path:
    """`landing/<table>/<shop>/<sha256>.parquet`."""
    return landing / table / shop_id / f"{sha256}.parquet"


def write_receipt(landing: Path, receipt: Receipt) -> None:
    """Move a receipt into place: the last act of landing a file."""
    path = receipt.path_under(landing)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    node = asdict(receipt) | {"findings": [finding_to_dict(finding) for finding in receipt.findings]}
    text = json.dumps(node, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def read_receipt(path: Path) -> Receipt | None:
    """A receipt, or None where there is none that can be read (a torn one counts as not landed)."""
    try:
        node = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: TableRows(**rows) for name, rows in node.pop("tables").items()}
        findings = [finding_of(finding) for finding in node.pop("findings", ())]
        findings += [Finding("other", text) for text in node.pop("drift", ())]  # as it was once written
        deliveries = tuple(Delivery(**delivery) for delivery in node.pop("deliveries", ()))
        reasons = tuple(Reason(**reason) for reason in node.pop("reasons", ()))
        receipt = Receipt(
            **node, findings=tuple(findings), tables=tables, deliveries=deliveries, reasons=reasons
        )
        return receipt if deliveries else _delivered_once(receipt)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _delivered_once(receipt: Receipt) -> Receipt:
    """A receipt from before deliveries were kept: all it knows is one name and one time."""
    moment, source = receipt.exported_at, receipt.exported_at_from
    if moment is None or source is None:
        return receipt
    return replace(receipt, deliveries=(Delivery(moment, receipt.source_file, source, moment),))


def read_receipts_in(landing: Path) -> list[Receipt]:
    """All receipts of a landing, ordered by shop, source, file and hash."""
    found = (read_receipt(path) for path in (landing / RECEIPTS).glob("*/*/*.json"))
    present = [receipt for receipt in found if receipt is not None]
    return sorted(present, key=lambda r: (r.shop_id, r.source, r.source_file, r.sha256))


def read_receipts(settings: Settings) -> list[Receipt]:
    """All receipts of a home, ordered by shop, source, file and hash."""
    return read_receipts_in(settings.landing)
