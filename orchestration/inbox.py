"""What lies in the inbox, told cheaply: by path, size and time, without reading a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

SETTLED_AFTER_SECONDS = 20.0


@dataclass(frozen=True)
class InboxState:
    """A digest of the inbox's files, how many there are, and whether nobody has touched one just now."""

    digest: str
    file_count: int
    is_quiet: bool


def inbox_state(inbox: Path, *, now: float) -> InboxState:
    """The state of an inbox at `now` (seconds since the epoch). Hidden files don't count.

    A file still being copied would land cut off; waiting until the folder is quiet costs one sensor tick.
    """
    digest, count, quiet = hashlib.sha256(), 0, True
    for path in sorted(inbox.rglob("*")):
        if path.name.startswith(".") or not path.is_file():
            continue
        stat = path.stat()
        digest.update(f"{path.relative_to(inbox)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
        count += 1
        quiet = quiet and now - stat.st_mtime > SETTLED_AFTER_SECONDS
    return InboxState(digest.hexdigest(), count, quiet)
