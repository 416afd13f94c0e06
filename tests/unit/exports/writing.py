"""A home with three shops, and ways to write export files into its inbox."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb

from orchestration.exports.landing import LandingResult, land_inbox
from orchestration.exports.receipts import read_receipts
from orchestration.settings import Settings
from orchestration.warehouse.raw import create_views

SHOPS = """\
reporting_currency: USD
timezone: Asia/Shanghai
shops:
  - id: us
    market: US
    currency: USD
    timezone: America/Los_Angeles
    seller_type: local
    ad_accounts: [{id: "7001", timezone: America/New_York, currency: USD}]
  - {id: uk, market: UK, currency: GBP, timezone: Europe/London, seller_type: cross_border}
  - {id: br, market: BR, currency: BRL, timezone: America/Sao_Paulo, seller_type: local}
"""
ORDER_HEADER = (
    "Order ID",
    "Order Status",
    "SKU ID",
    "Seller SKU",
    "Product Name",
    "Quantity",
    "SKU Unit Original Price",
    "SKU Subtotal After Discount",
    "Created Time",
    "Paid Time",
    "Buyer Username",
    "Recipient",
    "Phone #",
)
DEFAULT_ORDER = {
    "Order ID": "576000000000000001\t",
    "Order Status": "Completed",
    "SKU ID": "1729000000000000001\t",
    "Seller SKU": "MUG-1",
    "Product Name": "Mug, blue",
    "Quantity": "1",
    "SKU Unit Original Price": "12.50",
    "SKU Subtotal After Discount": "11.25",
    "Created Time": "05/13/2026 1:02:03 PM\t",
    "Paid Time": "\t",
    "Buyer Username": "tom.secret",
    "Recipient": "Tom Secret",
    "Phone #": "(+1)415-000-0000",
}
DROPPED = 1_782_864_000
ORDER_FILE = "All order-2026-05-18-05_30.csv"


def order_row(**values: str) -> list[str]:
    """One row of an order export; keywords name columns with blanks written as underscores."""
    named = {name.replace("_", " "): value for name, value in values.items()}
    return [named.get(name, DEFAULT_ORDER[name]) for name in ORDER_HEADER]


def csv_text(
    header: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n"
) -> str:
    """A CSV as text."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def column_letters(index: int) -> str:
    """0 → A, 26 → AA."""
    return (column_letters(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)


def workbook_bytes(
    sheets: dict[str, Sequence[Sequence[Any]]], dimension: str | None = None, one_row: bool = False
) -> bytes:
    """A plain .xlsx: numbers as number cells, text inline. `one_row` puts every cell into a row element
    tagged r="1".
    """

    def cell(value: Any, at: str) -> str:
        if isinstance(value, int | float):
            return f'<c r="{at}"><v>{value!r}</v></c>'
        return (
            f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
            if value
            else ""
        )

    def sheet(rows: Sequence[Sequence[Any]]) -> str:
        lines = []
        for number, row in enumerate(rows, 1):
            cells = [cell(value, f"{column_letters(i)}{number}") for i, value in enumerate(row)]
            tagged = (
                [f'<row r="1">{c}</row>' for c in cells]
                if one_row
                else [f'<row r="{number}">{"".join(cells)}</row>']
            )
            lines += tagged
        size = f'<dimension ref="{dimension}"/>' if dimension else ""
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        return f"<worksheet {space}>{size}<sheetData>{''.join(lines)}</sheetData></worksheet>"

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="rId{i}" Type="{relations}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{targets}'
        "</Relationships>",
    }
    for number, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet(rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


@dataclass
class Home:
    """A home under test."""

    settings: Settings

    def drop(self, shop: str, source: str, name: str, content: str | bytes) -> Path:
        """Put a file into the inbox; its own time is the same in every home, since receipts note it."""
        path = self.settings.inbox / shop / source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (DROPPED, DROPPED))
        return path

    def drop_orders(self, rows: Sequence[Sequence[str]], shop: str = "us", name: str = ORDER_FILE) -> Path:
        """Put an order export into the inbox, with the BOM the platform writes."""
        return self.drop(shop, "orders", name, "\ufeff" + csv_text(ORDER_HEADER, rows))

    def land(self, source: str | None = None) -> LandingResult:
        """Land the inbox; every receipt's rows must add up."""
        result = land_inbox(self.settings, source=source, settle=0)
        for receipt in result.receipts:
            assert receipt.rows_read == receipt.rows_landed + receipt.rows_quarantined
        return result

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Landed rows of a table in file order, in the files' own words."""
        with duckdb.connect() as connection:
            create_views(connection, self.settings, read_receipts(self.settings), names=())
            return connection.execute(
                f"SELECT {columns} FROM raw.{table} ORDER BY exported_at, source_file, source_row"
            ).fetchall()

    def quarantined(self) -> list[dict[str, str]]:
        """All quarantined rows."""
        found = []
        for path in sorted(self.settings.quarantine.rglob("*.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                found += list(csv.DictReader(stream))
        return found
