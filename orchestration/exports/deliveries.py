"""Under which names and as of when the same bytes came: what decides which export is the newest.

The bytes land once. That they come again says something only when it says another time: an export that
reads as it did two exports ago is the newest all the same. All this is a function of names and file times,
never of when or in which order files were landed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

FROM_NAME, FROM_FILE_TIME, FROM_FILE = "file name", "file time", "the file itself"
_COPY = re.compile(r"\s*\((\d+)\)$")


@dataclass(frozen=True, order=True)
class Delivery:
    """One name under which bytes came. Times are UTC, `YYYY-MM-DD HH:MM:SS`.

    `exported_at` is what the bytes state, else the time in the name, else the file's own; `file_time` is the
    file's own in any case: it orders two contents that one name says the same time of.
    """

    exported_at: str
    source_file: str
    exported_at_from: str
    file_time: str


def copy_number(source_file: str) -> int:
    """2 for `income (2).xlsx`: the later download of two of the same name. 0 for a name without a number."""
    stem = source_file.rpartition("/")[2].rpartition(".")[0]
    found = _COPY.search(stem)
    return int(found[1][:9]) if found else 0


def told(deliveries: Iterable[Delivery], until: str | None = None) -> list[Delivery]:
    """The deliveries that count, oldest first: those up to `until` (UTC); where a name or the bytes say when,
    those alone.

    The time of a file whose name says nothing may be the time at which somebody copied it.
    """
    present = sorted(d for d in deliveries if until is None or d.exported_at <= until)
    named = [d for d in present if d.exported_at_from != FROM_FILE_TIME]
    return named or present


def representative(deliveries: Sequence[Delivery]) -> Delivery:
    """The delivery that names the bytes: of the newest export time, the original before its copies."""
    newest = max(d.exported_at for d in deliveries)
    same = (d for d in deliveries if d.exported_at == newest)
    return min(same, key=lambda d: (copy_number(d.source_file), d.source_file, d.file_time))


def rank(deliveries: Sequence[Delivery]) -> tuple[str, int, str, str]:
    """What orders contents: export time; of the same time, the later copy, then the later file."""
    return max((d.exported_at, copy_number(d.source_file), d.file_time, d.source_file) for d in deliveries)


def with_delivery(
    known: Sequence[Delivery], new: Delivery, others: Callable[[], Iterable[Delivery]]
) -> tuple[Delivery, ...]:
    """The deliveries of some bytes after they came (again). `others` gives those of other bytes of the
    source; it is only asked where it matters.

    A file that merely lies where it lay, or was touched, says nothing new. If other bytes lay under its name
    in between, it was put back: that is a delivery.
    """
    before = [d for d in known if d.source_file == new.source_file]
    if new in known or not before:
        return tuple(sorted({*known, new}))
    last = max(d.file_time for d in before)
    here = (d.file_time for d in others() if d.source_file == new.source_file)
    if not any(last < since <= new.file_time for since in here):
        return tuple(known)
    kept = {d for d in known if replace(d, file_time="") != replace(new, file_time="")}
    return tuple(sorted({*kept, new}))
