"""The views over landed Parquet: `raw` dates each row as its file was last delivered, `history` has every
snapshot.

Parquet holds what the bytes say. Under which name and as of when they came is the ledger's to say (the same
bytes may come again later), so the views take it from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.exports.contract import Table
from orchestration.exports.deliveries import Delivery, rank, representative, told
from orchestration.exports.receipts import LANDED, Receipt
from orchestration.exports.sources import in_glob
from orchestration.exports.statements import view_columns
from orchestration.exports.values import literal, stored_type
from orchestration.exports.vocabulary import Name, named

LEADING = {
    "shop_id": "VARCHAR", "source_file": "VARCHAR", "file_sha256": "VARCHAR", "exported_at": "TIMESTAMP",
    "source_row": "INTEGER", "file_order": "INTEGER",
}  # fmt: skip

OrderedFile = tuple[str, str, str, str, str, int]
"""shop_id, source, sha256, source_file, exported_at, order: a row of raw.landed_files and raw.deliveries."""


def landed_files(receipts: Sequence[Receipt]) -> list[OrderedFile]:
    """The landed files, each at its newest delivery, in their order: see `_ordered`."""
    return _ordered([(r, told(r.deliveries)) for r in receipts if r.status == LANDED])


def landed_deliveries(receipts: Sequence[Receipt]) -> list[OrderedFile]:
    """Every moment at which landed bytes came, in their order: one snapshot of their rows each."""
    moments = []
    for receipt in receipts:
        if receipt.status == LANDED:
            counted = told(receipt.deliveries)
            for moment in sorted({delivery.exported_at for delivery in counted}):
                moments.append((receipt, [d for d in counted if d.exported_at == moment]))
    return _ordered(moments)


def _ordered(came: list[tuple[Receipt, list[Delivery]]]) -> list[OrderedFile]:
    """Oldest first, whatever was landed first: by export time; of the same time the later copy (`… (1)`),
    then the later file, then name and hash, so that the order is total.
    """
    ranked = sorted(
        (rank(deliveries), r.sha256, r.shop_id, r.source, representative(deliveries).source_file)
        for r, deliveries in came
    )
    return [
        (shop, source, sha256, name, moment, order)
        for order, ((moment, *_), sha256, shop, source, name) in enumerate(ranked)
    ]


def raw_view(table: Table, source: str, files: Mapping[str, Sequence[Path]], names: tuple[Name, ...]) -> str:
    """The query of `raw.<table>`: every row of its landed files, under the names that the home taught.

    `files`: the version of the contract that they were read by → the files.
    """
    if not files:
        every = {**LEADING, **{column.name: column.type for column in table.landed}}
        return f"SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in every.items())} WHERE false"
    row = "coalesce(_row, file_row_number + _first)::INTEGER AS source_row"
    own = {"shop_id": "landed.shop_id", "file_sha256": "files.sha256 AS file_sha256", "source_row": row}
    own |= {name: f"files.{name}" for name in ("source_file", "exported_at", "file_order")}
    leading = [own.get(name, name) for name in LEADING]
    stored = zip(table.landed, view_columns(table.landed), strict=True)
    columns = ", ".join([*leading, *(named(table.name, c.name, sql, names) for c, sql in stored)])
    return (
        f"SELECT {columns} FROM {_rows_of(table, files)} AS landed JOIN raw.landed_files AS files "
        f"ON files.sha256 = parse_filename(filename, true) AND files.shop_id = landed.shop_id "
        f"AND files.source = {literal(source)} WHERE _state IS NULL"
    )


def _rows_of(table: Table, files: Mapping[str, Sequence[Path]]) -> str:
    """SQL of all rows of the files. Those of one version of a contract have the same columns; what another
    version landed, and can't be read anew because it is no longer in the inbox, may lack some: null there.
    """
    lists = [", ".join(literal(in_glob(path)) for path in paths) for paths in files.values()]
    reads = [f"read_parquet([{paths}], filename = true, file_row_number = true)" for paths in lists]
    if len(reads) == 1 and not _lacks_columns(table, next(iter(files.values()))[0]):
        return reads[0]
    empty = ", ".join(f"NULL::{stored_type(column)} AS {column.name}" for column in table.landed)
    rows = " UNION ALL BY NAME ".join(f"SELECT * FROM {read}" for read in reads)
    return f"(SELECT {empty} WHERE false UNION ALL BY NAME {rows})"


def _lacks_columns(table: Table, file: Path) -> bool:
    import duckdb

    there = duckdb.execute(f"SELECT name FROM parquet_schema({literal(in_glob(file))})").fetchall()
    return not {column.name for column in table.landed} <= {name for (name,) in there}


def history_view(table: Table, source: str) -> str:
    """The query of `history.<table>`: every snapshot of every row, and from when to when it was the newest.

    As of a moment: `WHERE valid_from <= moment AND (valid_to IS NULL OR valid_to > moment)`.
    """
    keys = ", ".join(dict.fromkeys(["shop_id", *table.keys]))
    rows = ", ".join(f"rows.{name}" for name in ("source_row", *(c.name for c in table.landed)))
    return (
        f"SELECT *, exported_at AS valid_from, lead(exported_at) OVER (PARTITION BY {keys} "
        f"ORDER BY delivery_order, source_row) AS valid_to FROM (SELECT rows.shop_id, came.source_file, "
        f"rows.file_sha256, came.exported_at, came.delivery_order, {rows} FROM raw.{table.name} AS rows "
        f"JOIN raw.deliveries AS came ON came.sha256 = rows.file_sha256 AND came.shop_id = rows.shop_id "
        f"AND came.source = {literal(source)})"
    )
