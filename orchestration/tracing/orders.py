"""What is known of an order, and from where: `suanqing trace ORDER_ID`.

First every row of every export that speaks of it, snapshot by snapshot, with what changed; then what the
published marts make of it, line by line, and which exports each amount rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from orchestration.exports.contract import Table
from orchestration.exports.overlays import contracts_of
from orchestration.exports.receipts import read_receipts
from orchestration.settings import Settings
from orchestration.tracing.margins import margins_of
from orchestration.tracing.text import PRIVATE, Places, money, paragraph, said
from orchestration.tracing.warehouse import NothingToTrace, open_warehouse
from orchestration.warehouse.publish import open_snapshot

if TYPE_CHECKING:
    import duckdb

BY_ORDER = ("order_id", "order_or_adjustment_id", "related_order_id")
BY_PARCEL = ("tracking_id", "return_tracking_id")
_CONTEXT = ("shop_id",)

Row = dict[str, Any]


def trace_order(settings: Settings, order_id: str, shop_id: str | None = None) -> list[str]:
    """The lines about an order. Raises NothingToTrace where no landed row has it."""
    with open_warehouse(settings) as warehouse:
        tables = [t for c in contracts_of(settings.home).values() for t in c.tables]
        told = {t.name: _rows_of_order(warehouse, t, order_id, shop_id) for t in tables if t.parts_of is None}
        parcels = _parcels(told)
        for table in tables:
            if parcels and not told.get(table.name) and table.parts_of is None:
                told[table.name] = _rows_of_parcels(warehouse, table, parcels, shop_id)
    if not any(told.values()):
        where = f"shop {shop_id}" if shop_id else "any shop"
        raise NothingToTrace(f"No export that has landed speaks of order {order_id} in {where}.")
    lines, places = [f"order {order_id}"], Places(read_receipts(settings))
    for table in tables:
        if rows := told.get(table.name):
            lines += ["", *_history(table, rows, places)]
    if settings.snapshot.exists():
        with open_snapshot(settings.snapshot) as marts:
            lines += margins_of(marts, order_id, shop_id, places)
    return lines


def _rows_of_order(
    warehouse: duckdb.DuckDBPyConnection, table: Table, order_id: str, shop_id: str | None
) -> list[Row]:
    keys = [c.name for c in table.landed if c.name in BY_ORDER]
    return _rows(warehouse, table, keys, [order_id], shop_id)


def _rows_of_parcels(
    warehouse: duckdb.DuckDBPyConnection, table: Table, parcels: Sequence[str], shop_id: str | None
) -> list[Row]:
    keys = [c.name for c in table.landed if c.name in BY_PARCEL]
    return _rows(warehouse, table, keys, parcels, shop_id)


def _rows(
    warehouse: duckdb.DuckDBPyConnection,
    table: Table,
    keys: Sequence[str],
    values: Sequence[str],
    shop_id: str | None,
) -> list[Row]:
    """Every snapshot of the rows that hold one of the values, oldest first; of one shop only if named."""
    if not keys:
        return []
    place = f"history.{table.name}" if table.keys else f"raw.{table.name}"
    order = "delivery_order" if table.keys else "file_order"
    marks = ", ".join("?" * len(values))
    asked = " OR ".join(f"{key} IN ({marks})" for key in keys)
    shop = " AND shop_id = ?" if shop_id else ""
    cursor = warehouse.execute(
        f"SELECT * FROM {place} WHERE ({asked}){shop} ORDER BY {order}, source_row",
        [*list(values) * len(keys), *([shop_id] if shop_id else [])],
    )
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _parcels(told: dict[str, list[Row]]) -> list[str]:
    found = {row[key] for rows in told.values() for row in rows for key in BY_PARCEL if row.get(key)}
    return sorted(found)


def _history(table: Table, rows: Sequence[Row], places: Places) -> Iterator[str]:
    """A table's rows by key: the first snapshot whole, then what changed in each later one."""
    by_key: dict[tuple[Any, ...], list[Row]] = {}
    keys = [key for key in table.keys if key != "shop_id"]
    for row in rows:
        own = tuple(row[key] for key in keys) if keys else (row["file_sha256"], row["source_row"])
        by_key.setdefault((row["shop_id"], *own), []).append(row)
    for (shop, *values), snapshots in by_key.items():
        title = " / ".join(said(value) for value in values) if keys else ""
        yield f"{table.name}  {shop}  {title}".rstrip()
        yield from _snapshots(table, keys, snapshots, places)


def _snapshots(table: Table, keys: Sequence[str], snapshots: Sequence[Row], places: Places) -> Iterator[str]:
    shown = [c.name for c in table.landed if c.name not in (*keys, *_CONTEXT) and c.name not in PRIVATE]
    amounts = {c.name for c in table.landed if c.reads == "money"}

    def value(row: Row, name: str) -> str:
        return money(row[name], row.get("currency")) if name in amounts else said(row[name])

    before: Row | None = None
    for row in snapshots:
        where = places.said(row["source_file"], row["source_row"], table.name)
        yield f"  {said(row['exported_at'])}  {where}"
        if before is None:
            values = [f"{name} {value(row, name)}" for name in shown if row[name] not in (None, "", 0)]
            yield from paragraph(values, 6)
        else:
            changed = [f"{n}: {value(before, n)} → {value(row, n)}" for n in shown if row[n] != before[n]]
            yield from paragraph(changed or ["no change"], 6)
        before = row
