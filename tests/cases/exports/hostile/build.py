"""Hostile files that are binary, or too large to keep: each built anew, by name."""

from __future__ import annotations

import gzip
import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.unit.exports.writing import ORDER_HEADER, column_letters, csv_text, order_row, workbook_bytes

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STYLES = (
    f'<styleSheet xmlns="{SPACE}"><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
"""Style 1 is a date and time."""
PERSON = {"Buyer_Username": "canary.buyer", "Recipient": "Canary Person", "Phone_#": "(+1)415-555-0199"}


def order(number: int, **values: str) -> list[str]:
    """A row of an order export of the US, told apart by its number; its buyer is the canary."""
    ids = {"Order_ID": f"5760000000000000{number:02}", "SKU_ID": f"17290000000000000{number:02}"}
    return order_row(**{**PERSON, **ids, **values})


THREE = [order(1), order(2), order(3)]


def text_cell(at: str, text: str) -> str:
    """A cell of text."""
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def sheet_rows(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells; a value that begins with `<` is the inside of a cell, then a `|` and its attributes."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for index, value in enumerate(row):
            at = f"{column_letters(index)}{number}"
            if value.startswith("<"):
                inside, _, attributes = value.partition("|")
                cells.append(f'<c r="{at}" {attributes}>{inside}</c>')
            elif value:
                cells.append(text_cell(at, value))
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(lines)


def book(
    sheets: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
    prologue: str = "",
    properties: str = "",
    after: str = "",
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The parts of an .xlsx whose sheets are given as the XML inside `sheetData`."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" state="{"hidden" if name in hidden else "visible"}" '
        f'r:id="rId{i}"/>'
        for i, name in enumerate(sheets, 1)
    )
    numbers = range(1, len(sheets) + 1)
    targets = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in numbers
    )
    extras = extra or {}
    if "xl/styles.xml" in extras:
        targets += f'<Relationship Id="rId90" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    if "xl/sharedStrings.xml" in extras:
        targets += f'<Relationship Id="rId91" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{SHEET_TYPE}"/>' for i in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SPACE}" xmlns:r="{RELATIONS}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{targets}'
        "</Relationships>",
    }
    for number, rows in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{prologue}<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        )
    return {**parts, **extras}


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return to.getvalue()


def orders_book(*sheets: Sequence[Sequence[str]], **how: Any) -> bytes:
    """An .xlsx with one or more sheets of orders, headers on top."""
    named = {
        f"Sheet{i}" if i > 1 else "OrderSKUList": sheet_rows([ORDER_HEADER, *rows])
        for i, rows in enumerate(sheets, 1)
    }
    return packed(book(named, **how))


def with_cell(number: int, header: str, value: str) -> list[str]:
    """An order with one cell replaced by raw XML."""
    return [value if name == header else text for name, text in zip(ORDER_HEADER, order(number), strict=True)]


# ---- compound files, in which old workbooks and encrypted new ones lie


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A minimal compound file (OLE2): streams of at least 4096 bytes each, in sectors of 512."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    chains: list[int] = []
    body = b""
    starts = {}
    for name, data in contents.items():
        count = -(-len(data) // sector)
        starts[name] = len(chains)
        chains += [*range(len(chains) + 1, len(chains) + count), end]
        body += data.ljust(count * sector, b"\0")
    directory = len(chains)
    entries = [_entry("Root Entry", 5, 1, end, 0)]
    for index, name in enumerate(contents):
        right = index + 2 if index + 1 < len(contents) else free
        entries.append(_entry(name, 2, free, starts[name], len(contents[name]), right))
    listing = b"".join(entries)
    sectors = -(-len(listing) // sector)
    listing = listing.ljust(sectors * sector, b"\0")
    chains += [*range(directory + 1, directory + sectors), end]
    tables = -(-(len(chains) + 1) // 128)
    tables = -(-(len(chains) + tables) // 128)
    first_table = len(chains)
    chains += [0xFFFFFFFD] * tables
    table = b"".join(struct.pack("<I", value) for value in chains).ljust(tables * sector, b"\xff")
    places = [first_table + i for i in range(tables)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, 4096, end, 0, end, 0
    )
    head += b"".join(struct.pack("<I", value) for value in [*places, *[free] * (109 - tables)])
    return head + body + listing + table


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    title = (name + "\0").encode("utf-16-le")
    child = child if kind == 5 else 0xFFFFFFFF
    lead = title.ljust(64, b"\0") + struct.pack("<HBBIII", len(title), kind, 1, 0xFFFFFFFF, right, child)
    return lead + b"\0" * 36 + struct.pack("<IQ", start, size)


def old_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """An .xls (BIFF8) with one sheet of text."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0x41, 0x06))

    end = record(0x0A, b"")
    labels = b"".join(
        record(0x204, struct.pack("<HHHHB", r, c, 0, len(text), 1) + text.encode("utf-16-le"))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    )
    size = record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    sheet = begin(0x10) + size + labels + end
    name = b"Orders"
    offset = len(begin(0x05)) + len(record(0x85, struct.pack("<IHBB", 0, 0, len(name), 0) + name)) + len(end)
    listed = record(0x85, struct.pack("<IHBB", offset, 0, len(name), 0) + name)
    return compound({"Workbook": begin(0x05) + listed + end + sheet})


def open_document(rows: Sequence[Sequence[str]], after: str = "") -> bytes:
    """An .ods with one sheet of text."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(v)}</text:p></table:table-cell>'
            for v in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Orders">'
        f"{lines}{after}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


# ---- archives that are larger inside than outside


def lying_archive() -> bytes:
    """A sheet of 300 MB whose directory says 100 bytes."""
    parts = book({"OrderSKUList": sheet_rows([ORDER_HEADER, *THREE])})
    huge = parts.pop("xl/worksheets/sheet1.xml")
    whole = packed(parts | {"xl/worksheets/sheet1.xml": huge})
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeezed.compress(huge.replace("</sheetData>", "").encode())
    body += b"".join(squeezed.compress(b" " * (1 << 20)) for _ in range(300)) + squeezed.flush()
    return _replaced(whole, "xl/worksheets/sheet1.xml", body, 100)


def _replaced(archive: bytes, name: str, body: bytes, size: int) -> bytes:
    """The archive with one member's compressed bytes exchanged, and any size declared for it."""
    at = io.BytesIO()
    directory = b""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        for entry in source.infolist():
            start = entry.header_offset + 30 + len(entry.filename.encode())
            data = archive[start : start + entry.compress_size]
            declared = entry.file_size
            if entry.filename == name:
                data, declared = body, size
            title = entry.filename.encode()
            common = struct.pack(
                "<HHHHHIIIHH", 20, 0, 8, 0, 33, entry.CRC, len(data), declared, len(title), 0
            )
            directory += (
                b"PK\1\2"
                + struct.pack("<H", 20)
                + common
                + struct.pack("<HHHII", 0, 0, 0, 0, at.tell())
                + title
            )
            at.write(b"PK\3\4" + common + title + data)
        count = len(source.infolist())
    begin = at.tell()
    return (
        at.getvalue()
        + directory
        + b"PK\5\6"
        + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), begin, 0)
    )


def declared_large() -> bytes:
    """A sheet that says it is 1 GB."""
    whole = packed(book({"OrderSKUList": sheet_rows([ORDER_HEADER, *THREE])}))
    with zipfile.ZipFile(io.BytesIO(whole)) as source:
        entry = source.getinfo("xl/worksheets/sheet1.xml")
        start = entry.header_offset + 30 + len(entry.filename.encode())
        body = whole[start : start + entry.compress_size]
    return _replaced(whole, "xl/worksheets/sheet1.xml", body, 1 << 30)


def nested_archive() -> bytes:
    """Archives in archives, nine deep, with a name that says workbook."""
    inner = packed({"0.txt": b"\0" * (10 << 20)})
    for level in range(8):
        inner = packed({f"{level}.zip": inner})
    return inner


def laughing(where: str) -> bytes:
    """A workbook whose XML defines entities by entities: three gigabytes of laughter."""
    names = ["lol", *(f"lol{i}" for i in range(1, 10))]
    entities = '<!ENTITY lol "lol">' + "".join(
        f'<!ENTITY {now} "{f"&{before};" * 10}">' for before, now in itertools.pairwise(names)
    )
    doctype = f'<?xml version="1.0"?><!DOCTYPE lolz [{entities}]>'
    if where == "sheet":
        rows = sheet_rows([ORDER_HEADER, *THREE]).replace("Mug, blue", "&lol9;", 1)
        return packed(book({"OrderSKUList": rows}, prologue=doctype))
    header = sheet_rows([ORDER_HEADER, order(1), with_cell(2, "Product Name", '<v>0</v>|t="s"')])
    strings = f'{doctype}<sst xmlns="{SPACE}"><si><t>&lol9;</t></si></sst>'
    return packed(book({"OrderSKUList": header}, extra={"xl/sharedStrings.xml": strings}))


def outside_entity() -> bytes:
    """A workbook whose XML asks for a file of the machine."""
    doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    rows = sheet_rows([ORDER_HEADER, *THREE]).replace("Mug, blue", "&secret;", 1)
    return packed(book({"OrderSKUList": rows}, prologue=doctype))


def far_cell(at: str) -> bytes:
    """Three orders, and one cell at the far end of the sheet: a dense grid would need half a terabyte."""
    row = at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = sheet_rows([ORDER_HEADER, *THREE]) + f'<row r="{row}">{text_cell(at, "x")}</row>'
    return packed(book({"OrderSKUList": rows}))


def many_sheets() -> bytes:
    """Three hundred sheets that are nothing, and one of orders."""
    sheets = {f"Sheet {i}": sheet_rows([["x"]]) for i in range(300)}
    return packed(book({**sheets, "OrderSKUList": sheet_rows([ORDER_HEADER, *THREE])}))


def dated_1904() -> bytes:
    """Dates as numbers counted from 1904: 44692.5 is 2026-05-12 12:00 there."""
    rows = sheet_rows([ORDER_HEADER, with_cell(1, "Created Time", '<v>44692.5</v>|s="1"')])
    parts = book(
        {"OrderSKUList": rows}, properties='<workbookPr date1904="1"/>', extra={"xl/styles.xml": STYLES}
    )
    return packed(parts)


def dated_1900() -> bytes:
    """Dates as numbers with a date's style (46154.5 is 2026-05-12 12:00), and one without it."""
    styled = with_cell(1, "Created Time", '<v>46154.5</v>|s="1"')
    bare = with_cell(2, "Created Time", "<v>46154.5</v>|")
    return packed(
        book({"OrderSKUList": sheet_rows([ORDER_HEADER, styled, bare])}, extra={"xl/styles.xml": STYLES})
    )


def typed_cells() -> bytes:
    """Formulas with and without a kept result, errors, booleans, numbers as text, an ID as a number."""
    return orders_book(
        [
            with_cell(1, "Quantity", "<f>1+1</f><v>2</v>|"),
            with_cell(2, "Quantity", "<f>1+1</f>|"),
            with_cell(3, "SKU Unit Original Price", '<v>#REF!</v>|t="e"'),
            with_cell(4, "Quantity", '<v>1</v>|t="b"'),
            with_cell(5, "Order ID", "<v>576461413038785752</v>|"),
            with_cell(6, "SKU Unit Original Price", "<v>12.5</v>|"),
            with_cell(7, "Product Name", '<v>#N/A</v>|t="e"'),
            with_cell(8, "Order ID", '<v>576461413038785752</v>|t="str"'),
        ]
    )


def merged_cells() -> bytes:
    """An order's ID merged over its rows: only the first cell has it."""
    merged = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    return orders_book([order(1), order(2, Order_ID=""), order(3, Order_ID="")], after=merged)


def wide_header() -> bytes:
    """A header of ten million columns."""
    return b"\xef\xbb\xbfOrder ID,Order Status" + b",Extra column" * 10_000_000 + b"\n1,2\n"


def wide_row() -> bytes:
    """Three orders, one of which has three million fields."""
    lines = csv_text(ORDER_HEADER, THREE).splitlines(keepends=True)
    lines[2] = lines[2].rstrip("\n") + "," * 3_000_000 + "x\n"
    return "".join(lines).encode()


def large_cell(megabytes: int) -> bytes:
    """Three orders, one of them with a product name of so many megabytes."""
    return csv_text(
        ORDER_HEADER, [order(1), order(2, Product_Name="x" * (megabytes << 20)), order(3)]
    ).encode()


def endless_line() -> bytes:
    """A header, then 80 MB without a line end."""
    return csv_text(ORDER_HEADER, []).encode() + b"x" * (80 << 20)


def late_cp1252() -> bytes:
    """Letters that break UTF-8 far below the part that is looked at first."""
    rows = [order(n % 100, SKU_ID=str(n)) for n in range(3000)]
    return csv_text(ORDER_HEADER, [*rows, order(1, Product_Name="Café")]).encode("cp1252")


def _workbook(**how: Any) -> Callable[[], bytes]:
    return lambda: workbook_bytes({"OrderSKUList": [ORDER_HEADER, *THREE]}, **how)


def _sheets() -> bytes:
    return orders_book(THREE, [order(4), order(5)])


def _hidden() -> bytes:
    return orders_book(THREE, [order(4)], hidden=["Sheet2"])


def _hidden_first() -> bytes:
    return orders_book(THREE, [order(4)], hidden=["OrderSKUList"])


def _pivot() -> bytes:
    """A pivot table whose fields are an export's headers: Excel can lay one out like that."""
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/pivotTable" Target="../pivotTables/pivotTable1.xml"/></Relationships>'
    )
    extra = {"xl/pivotTables/pivotTable1.xml": "<pivotTableDefinition/>"}
    return orders_book(THREE, [order(4)], extra={**extra, "xl/worksheets/_rels/sheet2.xml.rels": links})


def _of_another_shop() -> bytes:
    named = {"US": [ORDER_HEADER, *THREE], "UK": [ORDER_HEADER, order(4)]}
    return packed(book({name: sheet_rows(rows) for name, rows in named.items()}))


BUILT: dict[str, Callable[[], bytes]] = {
    "whole.xlsx": _workbook(),
    "rows-all-tagged-1.xlsx": _workbook(one_row=True),
    "dimension-too-small.xlsx": _workbook(dimension="A1:A1"),
    "dimension-too-large.xlsx": _workbook(dimension="A1:XFD1048576"),
    "cut-in-half.xlsx": lambda: (whole := _workbook()())[: len(whole) // 2],
    "only-a-signature.xlsx": lambda: b"PK\3\4 not really",
    "nothing-but-an-archive.xlsx": lambda: packed({"readme.txt": "hello"}),
    "csv-in-an-archive.zip": lambda: packed({"orders.csv": csv_text(ORDER_HEADER, THREE)}),
    "csv-compressed.csv.gz": lambda: gzip.compress(csv_text(ORDER_HEADER, THREE).encode(), mtime=0),
    "seven-zip.csv": lambda: b"7z\xbc\xaf\x27\x1c\0\4" + b"\0" * 60,
    "bomb-of-zeros.xlsx": lambda: packed({"xl/workbook.xml": b"\0" * (120 << 20)}),
    "bomb-nested.xlsx": nested_archive,
    "bomb-that-lies.xlsx": lying_archive,
    "sheet-claiming-a-gigabyte.xlsx": declared_large,
    "laughs-in-sheet.xlsx": lambda: laughing("sheet"),
    "laughs-in-strings.xlsx": lambda: laughing("strings"),
    "entity-from-outside.xlsx": outside_entity,
    "far-cell-xfd.xlsx": lambda: far_cell("XFD1048576"),
    "far-cell-row.xlsx": lambda: far_cell("ZZ1048576"),
    "far-cell-near.xlsx": lambda: far_cell("N200"),
    "encrypted.xlsx": lambda: compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\1" * 5000}),
    "old.xls": lambda: old_workbook([ORDER_HEADER, *THREE]),
    "old-cut.xls": lambda: old_workbook([ORDER_HEADER, *THREE])[:900],
    "ole-garbage.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\7" * 2000,
    "open-document.ods": lambda: open_document([ORDER_HEADER, *THREE]),
    "open-document-repeated.ods": lambda: open_document(
        [ORDER_HEADER, *THREE],
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>",
    ),
    "binary.xlsb": lambda: packed({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\0" * 40}),
    "hidden-sheet-too.xlsx": _hidden,
    "hidden-sheet-first.xlsx": _hidden_first,
    "several-sheets.xlsx": _sheets,
    "sheet-copied.xlsx": lambda: orders_book(THREE, [*THREE, order(4)]),
    "sheet-that-contradicts.xlsx": lambda: orders_book(THREE, [order(4), order(3, Order_Status="Canceled")]),
    "sheet-of-another-shop.xlsx": _of_another_shop,
    "sheet-with-a-pivot.xlsx": _pivot,
    "many-sheets.xlsx": many_sheets,
    "no-sheet-of-orders.xlsx": lambda: packed(book({"Sheet1": sheet_rows([["a", "b"], ["1", "2"]])})),
    "empty-sheets.xlsx": lambda: packed(book({"Sheet1": "", "Sheet2": ""})),
    "header-only.xlsx": lambda: orders_book([]),
    "dates-from-1904.xlsx": dated_1904,
    "dates-as-numbers.xlsx": dated_1900,
    "cells-of-every-type.xlsx": typed_cells,
    "merged-cells.xlsx": merged_cells,
    "header-of-ten-million-columns.csv": wide_header,
    "row-of-three-million-fields.csv": wide_row,
    "cell-of-a-megabyte.csv": lambda: large_cell(1),
    "cell-of-five-megabytes.csv": lambda: large_cell(5),
    "cell-of-twenty-megabytes.csv": lambda: large_cell(20),
    "line-without-end.csv": endless_line,
    "broken-utf-8-far-below.csv": late_cp1252,
}
