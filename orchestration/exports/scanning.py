"""One pass over a file's bytes: its hash, and what its lines tell about rows."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
_EMPTY = 2
"""Bytes of an empty line, its line end included."""


@dataclass(frozen=True)
class Scan:
    """What a pass over the bytes found. `blank_lines`: empty lines stand between records and shift their
    numbers; `lines` are physical ones.
    """

    sha256: str
    lines: int
    blank_lines: bool
    ends_in_newline: bool


def scan(path: Path, is_text: bool) -> Scan:
    """Hash a file and look at its lines. The lengths of lines tell most: they cost a tenth of the hash."""
    digest, last, begun, lines, shortest = hashlib.sha256(), b"", 0, 0, 1 << 30
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            if is_text:
                lengths = list(map(len, io.BytesIO(chunk)))
                lengths[0] += begun
                begun = 0 if chunk.endswith(b"\n") else lengths.pop()
                lines += len(lengths)
                shortest = min(shortest, min(lengths, default=shortest))
            last = chunk[-1:]
    blank = shortest <= _EMPTY and _has_blank_record(path)
    return Scan(digest.hexdigest(), lines + bool(begun), blank, last == b"\n")


def _has_blank_record(path: Path) -> bool:
    """Whether an empty line stands outside quotation marks, with something after it."""
    quoted, blank = False, False
    with path.open("rb") as stream:
        for line in stream:
            if blank and line.strip():
                return True
            blank = blank or (not quoted and not line.strip(b"\r\n"))
            quoted ^= bool(line.count(b'"') % 2)
    return False
