"""Files: what kind of file it is, how its text is encoded and separated, and whether it holds still."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from orchestration.exports.problems import Refused
from orchestration.exports.scanning import Scan, scan

_CHUNK = 1 << 20
_HEAD = 256 << 10
LARGE = 32 << 20
"""From this size on a file is hashed beside its reading and not before it."""
HEADER_DEPTH = 20
"""How many records from the top a header is looked for in: banner rows stand above it."""
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
csv.field_size_limit(16 << 20)


@dataclass(frozen=True)
class Facts:
    """A file as it was when first looked at. A large one is scanned beside its reading: `scan()` waits."""

    path: Path
    size: int
    mtime_ns: int
    is_workbook: bool
    head: bytes
    scan: Callable[[], Scan]
    is_scanned: bool


@dataclass(frozen=True)
class TextForm:
    """How a text file is written: its encoding, what separates its fields, and its first records."""

    encoding: str
    delimiter: str
    newline: str
    records: tuple[tuple[str, ...], ...]
    ends: tuple[int, ...]
    """For each of the first records, the number of the physical line it ends on."""


def _stat(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def examine(path: Path, pool: Executor | None = None) -> Facts:
    """Look at a file: its head now, its hash and lines now too, or in `pool` where it is large.

    Raises Refused when it is empty or can't be opened.
    """
    try:
        size, mtime = _stat(path)
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise _unreadable(error) from None
    if not head:
        raise Refused("the file is empty.", "Download it again.")
    workbook = head.startswith(_WORKBOOK)
    if pool is not None and size >= LARGE:
        return Facts(path, size, mtime, workbook, head, pool.submit(_scan, path, not workbook).result, False)
    found = _scan(path, not workbook)
    return Facts(path, size, mtime, workbook, head, lambda: found, True)


def _scan(path: Path, is_text: bool) -> Scan:
    try:
        return scan(path, is_text)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> Refused:
    return Refused(
        f"the file can't be opened ({error.strerror}).",
        "Check its permissions and drop it again.",
        transient=True,
    )


def require_unchanged(facts: Facts) -> None:
    """Raises Refused when the file changed since it was examined: somebody is still writing it."""
    try:
        same = _stat(facts.path) == (facts.size, facts.mtime_ns)
    except OSError:
        same = False
    if not same:
        raise Refused(
            "the file changed while it was read: it is still being written.",
            "Nothing is lost: it is taken by the next run.",
            transient=True,
        )


def _utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def guess_encoding(data: bytes) -> str:
    """The encoding of text: as marked, else UTF-8 where it fits, else UTF-16, GB18030 or cp1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    nulls = data[:4096]
    if b"\0" in nulls:
        return "utf-16-le" if nulls[1::2].count(0) >= nulls[::2].count(0) else "utf-16-be"
    if _utf8(data):
        return "utf-8"
    return "gb18030" if _reads_as_chinese(data) else "cp1252"


def _reads_as_chinese(data: bytes) -> bool:
    text = codecs.getincrementaldecoder("gb18030")(errors="replace").decode(data)
    beyond = [character for character in text if ord(character) > 127]
    common = sum(
        "\u4e00" <= character <= "\u9fff" or character in "，。（）：；、％￥" for character in beyond
    )
    return bool(beyond) and common / len(beyond) > 0.8


def _records(text: str, delimiter: str) -> tuple[list[tuple[str, ...]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, ends = [], []
    try:
        for record in reader:
            records.append(tuple(record))
            ends.append(reader.line_num)
            if len(records) > HEADER_DEPTH + 2:
                break
    except csv.Error:
        pass
    return records, ends


def text_form(facts: Facts) -> TextForm:
    """How a text file is written, from its head."""
    encoding = guess_encoding(facts.head)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(facts.head)
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith(("%PDF", "<html", "<!DOCTYPE", "<?xml", "{")):
        raise Refused(
            "this is neither a CSV nor a workbook.",
            "Download the export again, as CSV or Excel, and drop that file.",
        )
    best: tuple[list[tuple[str, ...]], list[int], str] = ([], [], ",")
    for delimiter in ",\t;":
        records, ends = _records(text, delimiter)
        if max(map(len, records), default=0) > max(map(len, best[0]), default=0):
            best = records, ends, delimiter
    newline = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n" if "\n" in text else "\r"
    return TextForm(encoding, best[2], newline, tuple(best[0]), tuple(best[1]))


def decoded_lines(facts: Facts, encoding: str) -> Iterator[str]:
    """The file's text, line by line with line ends kept. An encoding that only the head fitted is guessed
    again, whole.
    """
    if encoding == "utf-8" and not _utf8_whole(facts.path):
        encoding = "gb18030" if _reads_as_chinese(facts.path.read_bytes()) else "cp1252"
    errors = "replace" if encoding == "cp1252" else "strict"
    with facts.path.open(encoding=encoding, errors=errors, newline="") as stream:
        first = True
        for line in stream:
            yield line.removeprefix("\ufeff") if first else line
            first = False


def _utf8_whole(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
