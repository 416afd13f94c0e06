"""The simulation's tables inside an in-memory DuckDB, where joins and text are made; files of lines copied
out of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np

from orchestration.demo import catalogue
from orchestration.demo.catalogue import CARRIERS, PRODUCTS, SHOPS, SKUS
from orchestration.demo.clock import Span
from orchestration.demo.draws import Table
from orchestration.demo.world import World

_MACROS = (
    "create macro cents(x) as (x::decimal(18,0) * 0.01::decimal(3,2))::decimal(18,2)::varchar",
    "create macro bare(x) as case when x % 100 = 0 then (x // 100)::varchar"
    " when x % 10 = 0 then (x // 100)::varchar || '.' || (x % 100 // 10)::varchar else cents(x) end",
    "create macro quoted(s) as '\"' || replace(s, '\"', '\"\"') || '\"'",
    "create macro field(s) as case when regexp_matches(s, '[,\"\\n]') then quoted(s) else s end",
    "create macro us_time(s) as strftime(make_timestamp(s * 1000000), '%m/%d/%Y %-I:%M:%S %p')",
    "create macro uk_time(s) as strftime(make_timestamp(s * 1000000), '%d/%m/%Y %H:%M:%S')",
    "create macro iso_time(s) as strftime(make_timestamp(s * 1000000), '%Y-%m-%d %H:%M:%S')",
    "create macro iso_day(d) as strftime(make_timestamp(d * 86400000000), '%Y-%m-%d')",
    "create macro slash_day(d) as strftime(make_timestamp(d * 86400000000), '%Y/%m/%d')",
    "create macro xml(s) as replace(replace(replace(replace(s, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),"
    " '\"', '&quot;')",
)


@dataclass
class FileRow:
    """What truth knows about one file: counted while it is written."""

    shop_id: str
    source: str
    source_file: str
    rows_read: int
    rows_quarantined: int = 0
    is_duplicate: bool = False


@dataclass
class Inbox:
    """The inbox under a home: where files go, when they were exported, and what has been written so far."""

    root: Path
    span: Span
    files: list[FileRow] = field(default_factory=list)

    def path(self, shop_id: str, source: str, name: str) -> Path:
        """The path of a file; its folder is made."""
        folder = self.root / shop_id / source
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def wrote(
        self, path: Path, rows: int, exported_utc: int, *, broken: int = 0, duplicate: bool = False
    ) -> None:
        """Note a finished file (`rows` counts broken ones too) and give it its export time as time stamp.

        Nobody exports nothing: a file that has no rows is removed again.
        """
        if rows == 0:
            path.unlink()
            return
        os.utime(path, (exported_utc, exported_utc))
        self._note(path, rows, broken, duplicate)

    def wrote_no_export(self, path: Path, records: int, dropped_utc: int) -> None:
        """Note a file that is not what its name says: all its records are quarantined with it."""
        os.utime(path, (dropped_utc, dropped_utc))
        self._note(path, records, records, False)

    def _note(self, path: Path, rows: int, broken: int, duplicate: bool) -> None:
        relative = path.relative_to(self.root)
        shop_id, source = relative.parts[0], relative.parts[1]
        self.files.append(FileRow(shop_id, source, relative.as_posix(), rows, broken, duplicate))


def open_store(world: World) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the simulation's tables and the text macros."""
    connection = duckdb.connect(":memory:")
    connection.execute("set preserve_insertion_order = true")
    for macro in _MACROS:
        connection.execute(macro)
    load(connection, "orders", {**world.sales.orders, "o": np.arange(len(world.sales.orders["id"]))})
    load(connection, "lines", {**world.sales.lines, "line": np.arange(len(world.sales.lines["o"]))})
    load(
        connection,
        "parcels",
        {**world.journeys.parcels, "parcel": np.arange(len(world.journeys.parcels["o"]))},
    )
    load(connection, "returns", world.returns)
    load(connection, "commissions", world.commissions)
    load(connection, "gmv_max", world.gmv_max)
    load(connection, "ads_manager", world.ads_manager)
    load(connection, "parcel_charges", world.charges)
    load(connection, "storage", world.storage)
    _load_catalogue(connection)
    return connection


def load(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> None:
    """Make a table of numpy columns of equal length."""
    connection.register("incoming", table)
    connection.execute(f"create table {name} as select * from incoming")
    connection.unregister("incoming")


def _load_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table skus (sku int, shop int, product int, seller_sku varchar, sku_id bigint, product_id"
        " bigint,"
        " product_name varchar, category varchar, variation varchar, price bigint, grams bigint)"
    )
    rows = []
    for sku in SKUS:
        product = PRODUCTS[sku.product]
        identity = (sku.index, sku.shop, sku.product, sku.seller_sku, sku.sku_id, sku.product_id)
        rows.append((*identity, product.name, product.category, sku.variation, product.price, product.weight))
    connection.executemany(f"insert into skus values ({', '.join('?' * 11)})", rows)
    connection.execute("create table carriers (carrier int, name varchar, prefix varchar)")
    connection.executemany(
        "insert into carriers values (?, ?, ?)", [(i, c.name, c.prefix) for i, c in enumerate(CARRIERS)]
    )
    for name, words in _WORDS.items():
        connection.execute(f"create macro {name}(n) as ({sql_list(words)})[1 + n::bigint]")


_WORDS: dict[str, Sequence[str]] = {
    "first_name": catalogue.FIRST_NAMES,
    "last_name": catalogue.LAST_NAMES,
    "street": catalogue.STREETS,
    "warehouse_name": catalogue.WAREHOUSES,
    "return_reason": catalogue.RETURN_REASONS,
    "us_state": [state[0] for state in catalogue.US_STATES],
    "us_city": [state[1] for state in catalogue.US_STATES],
    "us_zip": [state[2] for state in catalogue.US_STATES],
    "uk_country": [place[0] for place in catalogue.UK_COUNTRIES],
    "uk_county": [place[1] for place in catalogue.UK_COUNTRIES],
    "uk_town": [place[2] for place in catalogue.UK_COUNTRIES],
    "uk_zip": [place[3] for place in catalogue.UK_COUNTRIES],
    "us_payment": catalogue.US_PAYMENTS,
    "uk_payment": catalogue.UK_PAYMENTS,
    "currency_of": [shop.currency for shop in SHOPS],
    "creator_first": catalogue.CREATOR_WORDS[0],
    "creator_last": catalogue.CREATOR_WORDS[1],
    "campaign_name": [campaign[0] for campaign in catalogue.CAMPAIGNS],
    "campaign_id": [campaign[1] for campaign in catalogue.CAMPAIGNS],
}


def sql_list(words: Iterable[str]) -> str:
    """A list of texts as an SQL literal."""
    return "[" + ", ".join(sql_text(word) for word in words) + "]"


def sql_text(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def copy_lines(connection: duckdb.DuckDBPyConnection, query: str, path: Path, header: str) -> int:
    """Write the one text column `line` of a query as lines under a header, as they are; returns how many
    there were."""
    title = header.replace('"', '""')
    statement = (
        f'copy (select line as "{title}" from ({query})) to {sql_text(str(path))} '
        "(format csv, header true, quote '', escape '', delimiter '\x01')"
    )
    return int(connection.execute(statement).fetchall()[0][0])


def csv_line(values: Iterable[str]) -> str:
    """Values as one CSV record without its line end; a value is quoted when it must be."""
    return ",".join(
        f'"{v.replace(chr(34), chr(34) * 2)}"' if any(c in v for c in ',"\n') else v for v in values
    )


def write_text(path: Path, header: str, lines: Sequence[str]) -> int:
    """Write a small file of lines under a header; returns how many lines there were."""
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8", newline="")
    return len(lines)
