"""The package of a workbook, looked at before the library opens it.

The library trusts what an archive and a sheet say of their size: one cell at the end of a sheet makes it ask
for half a terabyte, and the process dies. It also reads a formula's error as a blank. Both are found here, in
one pass over the unpacked XML that keeps nothing of it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from orchestration.exports.problems import Refused

_LARGEST = 2 << 30
_RATIO = 1000
_MOST_CELLS = 32 << 20
"""Cells of the rectangle that a sheet spans, unless its XML is as large: 24 bytes of memory each."""
_CHUNK = 1 << 20
_PART = 1 << 14
_LONGEST_CELL = 1 << 16
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{6,7})"')
_FAR_DOWN = re.compile(rb' r="[A-Z]{1,3}(\d{6,7})"')
_WIDTHS = (
    (re.compile(rb' r="[A-Z]{3}\d'), 16384),
    (re.compile(rb' r="[K-Z][A-Z]\d'), 702),
)
_FAR = re.compile(rb' r="(?:[A-Z]{3}|[K-Z][A-Z]|[A-Z]{0,2}\d{6})')
"""A cell or row beyond column JZ or row 99,999; a sheet without any is small enough in any case."""
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(.*?)</c>', re.DOTALL)
_AT, _VALUE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"'), re.compile(rb"<v>([^<]*)</v>")
_AGAIN = "Download it again from the platform."

Errors = Mapping[str, Mapping[int, Mapping[int, str]]]
"""By sheet, row and column (both from 0): what stands in a cell whose formula failed, like `#REF!`."""
_PIVOT = b"/relationships/pivotTable"


@dataclass(frozen=True)
class Package:
    """What the library does not tell of a workbook: failed formulas, and the sheets that are pivot tables."""

    errors: Errors = field(default_factory=dict)
    pivots: frozenset[str] = frozenset()


@dataclass
class _Sheet:
    """What was seen of one sheet so far: its extent, its bytes, its errors."""

    rows: int = 99_999
    columns: int = 286
    size: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)

    def look(self, text: bytes) -> None:
        """Take in a piece of the sheet's XML."""
        if _FAR.search(text):
            self._measure(text)
        if b' t="e"' in text:
            for attributes, inside in _ERROR.findall(text):
                at, value = _AT.search(attributes), _VALUE.search(inside)
                if at and value:
                    row = self.errors.setdefault(int(at[2]) - 1, {})
                    row[_column(at[1])] = value[1].decode("utf-8", "replace")

    def _measure(self, text: bytes) -> None:
        self.rows = max(self.rows, *map(int, _ROW.findall(text)), *map(int, _FAR_DOWN.findall(text)))
        wider = (columns for pattern, columns in _WIDTHS if columns > self.columns and pattern.search(text))
        self.columns = next(wider, self.columns)
        if self.rows * self.columns > max(_MOST_CELLS, 2 * self.size):
            raise Refused("a sheet of the workbook spans more cells than memory holds.", _AGAIN)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def inspect_package(data: bytes) -> Package:
    """Look at a workbook's bytes. Raises Refused for what can't be opened safely, and says what it is."""
    if not data.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(
                "the workbook is protected by a password.", "Save it without a password and drop that."
            )
        return Package()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            _require_workbook(entries, len(data))
            errors = {name: found for name, entry in entries.items() if (found := _inspect(data, entry))}
            pivots = _pivots(archive, entries)
            if not errors and not pivots:
                return Package()
            names = _sheet_names(archive)
            return Package(
                {names[member]: found for member, found in errors.items() if member in names},
                frozenset(names[member] for member in pivots if member in names),
            )
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, ValueError, KeyError, IndexError,
            NotImplementedError, RuntimeError):  # fmt: skip
        raise Refused(
            "the workbook is cut off or damaged.", "Download it again; don't rename other files to .xlsx."
        ) from None


def _require_workbook(entries: Mapping[str, zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries.values())
    if unpacked > _LARGEST or unpacked > _RATIO * max(size, 1 << 16):
        raise Refused("the workbook unpacks to far more than an export holds.", _AGAIN)
    if "xl/workbook.bin" in entries:
        raise Refused("this is a binary workbook (.xlsb).", "Save it as .xlsx and drop that.")
    if "xl/workbook.xml" not in entries and "content.xml" not in entries:
        raise Refused("this is an archive and no workbook.", "Unpack it and drop the files that it holds.")


def _inspect(data: bytes, entry: zipfile.ZipInfo) -> dict[int, dict[int, str]]:
    """Unpack one member piece by piece; the errors in it, where it is a sheet."""
    sheet, rest, first = _Sheet(), b"", True
    is_sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
    for piece in _unpacked(data, entry):
        if first and b"<!DOCTYPE" in piece[:4096]:
            raise Refused("the workbook's XML declares entities: no export does.", _AGAIN)
        first = False
        sheet.size += len(piece)
        if sheet.size > entry.file_size:
            raise Refused("the workbook unpacks to more than it says.", _AGAIN)
        if is_sheet:
            text = rest + piece
            sheet.look(text)
            begun = text.rfind(b"<c ", -_LONGEST_CELL)
            rest = text[begun:] if begun >= 0 else b""
    return sheet.errors


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    header = data[entry.header_offset : entry.header_offset + 30]
    start = (
        entry.header_offset
        + 30
        + int.from_bytes(header[26:28], "little")
        + int.from_bytes(header[28:30], "little")
    )
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK))
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise zipfile.BadZipFile


def _inflated(packed: bytes) -> Iterator[bytes]:
    """Unpacked pieces of at most `_CHUNK` bytes. What is left over of the input is copied each time, so it is
    given in small parts.
    """
    inflate = zlib.decompressobj(-15)
    for at in range(0, len(packed), _PART):
        part = packed[at : at + _PART]
        while part and not inflate.eof:
            if piece := inflate.decompress(part, _CHUNK):
                yield piece
            part = inflate.unconsumed_tail
    if rest := inflate.flush():
        yield rest


def _pivots(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> set[str]:
    """The sheets that a pivot table stands on, by the names of their members."""
    if not any(name.startswith("xl/pivotTables/") for name in entries):
        return set()
    folder, suffix = "xl/worksheets/_rels/", ".rels"
    return {
        f"xl/worksheets/{name[len(folder) : -len(suffix)]}"
        for name in entries
        if name.startswith(folder) and name.endswith(suffix) and _PIVOT in archive.read(name)
    }


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names that the sheets are shown by, by the names of their members."""
    relations = {
        node.get("Id"): posixpath.normpath(posixpath.join("/xl", node.get("Target") or "")).lstrip("/")
        for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            target = next((relations.get(v) for key, v in node.items() if key.endswith("}id")), None)
            if target is not None:
                found[target] = node.get("name") or ""
    return found
