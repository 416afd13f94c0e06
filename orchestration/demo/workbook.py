"""Workbooks whose sheets are written by SQL.

A settlement sheet of a large shop has hundreds of thousands of rows of sixty cells: a writer that visits
cells in Python needs minutes for it. Here a row's XML is one text made by DuckDB (inline strings, escaped
there), copied to a file as lines, and the files are zipped as they are. Time stamps inside the zip are
fixed, so equal content means equal bytes.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb

from orchestration.demo.store import copy_lines

ROW_LIMIT = 1_048_576
_STAMP = (1980, 1, 1, 0, 0, 0)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
_TAIL = "</sheetData></worksheet>"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Value = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and where its XML lies; either text or a file of lines."""

    name: str
    text: str = ""
    file: Path | None = None


def number_cell(sql: str) -> str:
    """SQL that makes a number cell; `sql` is a text of a number."""
    return f"'<c><v>' || {sql} || '</v></c>'"


def text_cell(sql: str) -> str:
    """SQL that makes a text cell; `sql` is a text without markup (wrap it in `xml()` when it may have
    any)."""
    return f"'<c t=\"inlineStr\"><is><t>' || {sql} || '</t></is></c>'"


def row_text(cells: Sequence[str]) -> str:
    """SQL of a row's XML from the SQL of its cells; neighbouring constants become one, which halves the
    work."""
    text = "concat('<row>', " + ", ".join(cells) + ", '</row>')"
    return text.replace("', '", "").replace("' || '", "")


def constant_cells(values: Sequence[Value]) -> str:
    """The cells of a row of fixed values, as XML."""
    return "".join(_cell(value) for value in values)


def _cell(value: Value) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def rows_xml(rows: Sequence[Sequence[Value]]) -> str:
    """Rows of fixed values as XML."""
    return "".join(f"<row>{constant_cells(row)}</row>" for row in rows)


def small_sheet(name: str, rows: Sequence[Sequence[Value]]) -> Sheet:
    """A sheet of a few rows."""
    return Sheet(name, _HEAD + rows_xml(rows) + _TAIL)


def query_sheet(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    lead: Sequence[Sequence[Value]],
    query: str,
    scratch: Path,
) -> tuple[Sheet, int]:
    """A sheet of a query whose one column `line` is a row's XML, below the lead rows; returns it and its row
    count.

    Raises ValueError when the sheet would be longer than Excel allows.
    """
    rows = copy_lines(connection, query, scratch, _HEAD + rows_xml(lead))
    if rows + len(lead) > ROW_LIMIT:
        raise ValueError(
            f"sheet {name!r} would have {rows} rows, more than a sheet can hold: make fewer orders a week"
        )
    return Sheet(name, file=scratch), rows


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Zip the sheets into a workbook; files of lines are removed afterwards."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _parts(sheets):
            archive.writestr(_entry(name), text.encode(), compresslevel=1)
        for number, sheet in enumerate(sheets, start=1):
            with archive.open(
                _entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=sheet.file is not None
            ) as target:
                if sheet.file is None:
                    target.write(sheet.text.encode())
                else:
                    with sheet.file.open("rb") as source:
                        shutil.copyfileobj(source, target, 1 << 20)
                    target.write(_TAIL.encode())
    for sheet in sheets:
        if sheet.file is not None:
            sheet.file.unlink()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _parts(sheets: Sequence[Sheet]) -> list[tuple[str, str]]:
    """The package's small parts: content types, relationships, workbook."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>'
    )
    root = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    listed = "".join(
        f'<sheet name="{escape(s.name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, s in zip(numbers, sheets, strict=True)
    )
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return [
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        ),
    ]
