"""Files: what kind of file it is, how its text is encoded and separated, and whether it holds still."""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from orchestration.exports.problems import Refused
from orchestration.exports.scanning import Scan, scan

_CHUNK = 1 << 20
_HEAD = 256 << 10
_SMALL, _SMALL_WORKBOOK = 8 << 20, 512 << 10
LARGE = 32 << 20
"""From this size on a file is hashed beside its reading and not before it."""
HEADER_DEPTH = 20
"""How many records from the top a header is looked for in: banner rows stand above it."""
LONGEST_RECORD = 16 << 20
"""Characters of the longest record that is read: no platform writes a longer one."""
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_PACKED = "a compressed file or an archive"
_OTHER_KINDS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"\x1f\x8b", _PACKED), (b"7z\xbc\xaf\x27\x1c", _PACKED), (b"Rar!", _PACKED), (b"\xfd7zXZ", _PACKED),
    (b"BZh", _PACKED), (b"\x28\xb5\x2f\xfd", _PACKED), (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a text document"), (b"[InternetShortcut]", "a link to a web page"),
    (b"SQLite format 3\0", "a database"), (b"\x7fELF", "a program"),
)  # fmt: skip
csv.field_size_limit(LONGEST_RECORD)


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

    @property
    def is_small(self) -> bool:
        """True where a second thread of the engine costs more than it does: it shares out eight megabytes of
        text at a time, a workbook's unpacked.
        """
        return self.size < (_SMALL_WORKBOOK if self.is_workbook else _SMALL)


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
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for somebody to write into it
        raise Refused(
            "this is no file but a folder, a pipe or a device.", "Drop the file itself.", transient=True
        )
    return status.st_size, status.st_mtime_ns


def examine(path: Path, pool: Executor | None = None) -> Facts:
    """Look at a file: its head now, its hash and lines now too, or in `pool` where it is large.

    Raises Refused when it can't be opened.
    """
    try:
        size, mtime = _stat(path)
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise _unreadable(error) from None
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
    if isinstance(error, FileNotFoundError):
        return Refused(
            "the file is gone: somebody moved or deleted it.",
            "Nothing to do, unless it should have landed: then drop it again.",
            transient=True,
        )
    return Refused(
        f"the file can't be opened ({error.strerror}).",
        "Check its permissions and drop it again.",
        transient=True,
    )


def require_unchanged(facts: Facts) -> None:
    """Raises Refused when the file changed since it was examined: somebody is still writing it."""
    try:
        same = _stat(facts.path) == (facts.size, facts.mtime_ns)
    except FileNotFoundError as error:
        raise _unreadable(error) from None
    except (OSError, Refused):
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
    first, second = data[:4096:2].count(0), data[1:4096:2].count(0)
    most = max(first, second)
    if most > 4 * min(first, second) and most > len(data[:4096]) / 10:
        return "utf-16-be" if first > second else "utf-16-le"
    return "utf-8" if _utf8(data) else _damaged_or_older(data)


def _damaged_or_older(data: bytes) -> str:
    """The encoding of what is not UTF-8 throughout: UTF-8 all the same, where most of its letters are."""
    text = data.decode("utf-8", "surrogateescape")
    beyond = [character for character in text if character > "\x7f"]
    if sum("\udc80" <= character <= "\udcff" for character in beyond) < len(beyond) / 2:
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
    """How a text file is written, from its head. Raises Refused when it is empty or no table."""
    encoding = guess_encoding(facts.head)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(facts.head)
    text = text.lstrip("\ufeff")
    _require_table(facts.head, text)
    best: tuple[list[tuple[str, ...]], list[int], str] = ([], [], ",")
    most = 0
    for delimiter in ",\t;|":
        records, ends = _records(text, delimiter)
        if (filled := _most_filled(records, most)) > most:
            best, most = (records, ends, delimiter), filled
    newline = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n" if "\n" in text else "\r"
    return TextForm(encoding, best[2], newline, tuple(best[0]), tuple(best[1]))


def _most_filled(records: list[tuple[str, ...]], least: int) -> int:
    """The most fields with something in them that a record has; records with `least` fields don't count."""
    return max(
        (sum(map(bool, map(str.strip, record))) for record in records if len(record) > least), default=0
    )


def _require_table(head: bytes, text: str) -> None:
    """Raises Refused when a file's beginning says that it is no table of text, and what it is instead."""
    again = "Download the export again, as CSV or Excel, and drop that file."
    if not text.strip(" \t\r\n\0\x1a"):
        raise Refused("the file is empty.", "Download it again.")
    kind = next((kind for mark, kind in _OTHER_KINDS if head.startswith(mark)), None)
    if kind is None:
        first = text.lstrip()[:1]
        kind = {"<": "a web page or XML, whatever its name says", "{": "JSON", "[": "JSON"}.get(first)
    if kind is not None:
        advice = "Unpack it and drop the files that it holds." if kind is _PACKED else again
        raise Refused(f"this is neither a CSV nor a workbook but {kind}.", advice)
    if len(head) == _HEAD and not re.search(r"[\r\n]", text):
        raise Refused(f"its first line is longer than {_HEAD >> 10} KB: no export has such a header.", again)


def decoded_lines(facts: Facts, encoding: str) -> Iterator[str]:
    """The file's text, line by line with line ends kept.

    Bytes that damage UTF-8 come out as lone surrogates (see `is_damaged`). Raises Refused for a line that no
    export has.
    """
    errors = {"cp1252": "replace", "utf-8": "surrogateescape", "utf-8-sig": "surrogateescape"}
    encoding = whole_encoding(facts, encoding)
    with facts.path.open(encoding=encoding, errors=errors.get(encoding, "strict"), newline="") as stream:
        first = True
        for line in iter(lambda: stream.readline(LONGEST_RECORD), ""):
            if len(line) >= LONGEST_RECORD:
                raise too_long()
            yield line.lstrip("\ufeff") if first else line
            first = False


def whole_encoding(facts: Facts, encoding: str) -> str:
    """The encoding of a file whose head has one: guessed again where only the head fitted it."""
    sample = _not_utf8(facts.path) if encoding == "utf-8" else b""
    return _damaged_or_older(sample) if sample else encoding


def too_long() -> Refused:
    """The refusal of a file with a record that no export has."""
    return Refused(
        f"it holds a record of more than {LONGEST_RECORD >> 20} million characters: no export does.",
        "Download it again; a quotation mark may stand in it that is never closed.",
    )


def is_damaged(text: str) -> bool:
    """True for text that holds bytes which could not be decoded."""
    return not text.isascii() and bool(_SURROGATE.search(text))


_SURROGATE = re.compile("[\udc80-\udcff]")


def _not_utf8(path: Path) -> bytes:
    """What stands around the first bytes of a file that are no UTF-8; empty where all of it is."""
    decoder, chunk = codecs.getincrementaldecoder("utf-8")(), b""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return chunk or b"\xff"
    return b""
