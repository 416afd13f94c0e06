"""One pass over a file's bytes: its hash, and what its lines tell about rows."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
_EMPTY = 2
"""Bytes of an empty line, its line end included."""
_TAIL = 4
"""Bytes at the end that hold a line end in every encoding, even before the mark that ended old files."""
_PIECE = 1 << 20


@dataclass(frozen=True)
class Scan:
    """What a pass over the bytes found. `blank_lines`: empty lines stand between records and shift their
    numbers; `lines` are physical ones. `has_nuls`: bytes of a text were lost, or its letters have several.
    """

    sha256: str
    lines: int
    blank_lines: bool
    ends_in_newline: bool
    has_nuls: bool = False


def scan(path: Path, is_text: bool) -> Scan:
    """Hash a file and look at its lines. The lengths of lines tell most: they cost a tenth of the hash."""
    digest, tail, begun, lines, shortest = hashlib.sha256(), b"", 0, 0, 1 << 30
    nuls = False
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            if is_text:
                lengths = list(map(len, io.BytesIO(chunk)))
                lengths[0] += begun
                begun = 0 if chunk.endswith(b"\n") else lengths.pop()
                lines += len(lengths)
                shortest = min(shortest, min(lengths, default=shortest))
                nuls = nuls or b"\0" in chunk
            tail = (tail + chunk[-_TAIL:])[-_TAIL:]
    blank = shortest <= _EMPTY and _has_blank_record(path)
    ended = tail.rstrip(b"\0\x1a").endswith((b"\n", b"\r"))
    return Scan(digest.hexdigest(), lines + bool(begun), blank, ended, nuls)


def _has_blank_record(path: Path) -> bool:
    """Whether an empty line stands outside quotation marks, with something after it."""
    quoted, blank = False, False
    with path.open("rb") as stream:
        for line in iter(lambda: stream.readline(_PIECE), b""):
            if blank and line.strip():
                return True
            blank = blank or (not quoted and not line.strip(b"\r\n"))
            quoted ^= bool(line.count(b'"') % 2)
    return False
