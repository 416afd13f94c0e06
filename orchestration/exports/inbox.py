"""The inbox: `inbox/<shop>/<source>/<file>`. The folder says shop and source; whatever else lies there is
named.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.exports.contract import Contract
from orchestration.exports.drift import Finding
from orchestration.exports.masking import kinds_in, masked_name
from orchestration.exports.problems import Problem, printable
from orchestration.exports.sidecars import is_sidecar, report_of
from orchestration.settings import SHARED_FOLDER, Settings

SHARED_SOURCES = frozenset({"fx_rates"})
STRUCTURE_TOLD_BY = "orders"
SETTLED_AFTER_SECONDS = 1.0
"""How long a file must not have changed before it is read."""
_COPY = re.compile(r"\s*\(\d+\)$")
_UNFINISHED = (".part", ".crdownload", ".tmp", ".download", ".partial")


@dataclass(frozen=True)
class Arrival:
    """A file in the inbox. `name` is its path as seen from the inbox: what can't be shown in it is spelt out,
    what looks personal masked.
    """

    path: Path
    name: str
    shop_id: str
    source: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding where something was masked in the name."""
        kinds = kinds_in(self.name)
        return (Finding("masked_name", detail=", ".join(kinds)),) if kinds else ()


def is_ignored(path: Path) -> bool:
    """True for what programs leave in folders and nobody means to land, and for sidecars."""
    name = path.name
    return (
        name.startswith((".", "~$"))
        or is_sidecar(path)
        or name.lower() in ("thumbs.db", "desktop.ini")
        or name.lower().endswith(_UNFINISHED)
    )


def _order(path: Path) -> tuple[str, str, int, str]:
    stem = _COPY.sub("", path.stem)
    return str(path.parent), stem, len(path.stem) - len(stem), path.name


def _told(path: Path, inbox: Path) -> str:
    """A path as seen from the inbox, safe to show and to store: people name files after people."""
    return masked_name(printable(path.relative_to(inbox).as_posix()))


def _listed(folder: Path, inbox: Path, problems: list[Problem]) -> tuple[list[Path], list[Path]]:
    """Files and folders in a folder. Links, pipes and devices are named and not followed.

    What they lead to may lie anywhere, change at any time, and never end.
    """
    files, folders = [], []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        advice = "Check its permissions."
        problems.append(
            Problem(_told(folder, inbox), f"the folder can't be opened ({error.strerror}).", advice)
        )
        return [], []
    for entry in entries:
        path = Path(entry.path)
        if is_ignored(path):
            continue
        if entry.is_symlink():
            advice = "Drop the file itself; the inbox as a whole may be a link."
            problems.append(Problem(_told(path, inbox), "this is a link and not followed.", advice))
        elif entry.is_dir():
            folders.append(path)
        elif entry.is_file():
            files.append(path)
        else:
            problems.append(
                Problem(_told(path, inbox), "this is a pipe, a socket or a device.", "Drop a file instead.")
            )
    return files, folders


def _files(folder: Path, inbox: Path, problems: list[Problem]) -> list[Path]:
    found, waiting = [], [folder]
    while waiting:
        files, folders = _listed(waiting.pop(), inbox, problems)
        found += files
        waiting += folders
    return sorted(found, key=_order)


def hold_still(arrivals: list[Arrival], seconds: float) -> tuple[list[Arrival], list[Problem]]:
    """The arrivals that nobody is writing to, and what is to be said of the others.

    A file touched within the last `seconds` is looked at again after as long. Half a download may end with a
    whole line, and would land as if it were all.
    """

    def look(arrival: Arrival) -> tuple[int, int] | None:
        try:
            status = arrival.path.stat()
        except OSError:
            return None
        return status.st_size, status.st_mtime_ns

    now = time.time()
    fresh = {a: seen for a in arrivals if (seen := look(a)) and abs(now - seen[1] / 1e9) < seconds}
    if fresh:
        time.sleep(seconds)
    moving = {arrival for arrival, seen in fresh.items() if look(arrival) != seen}
    told = [
        Problem(a.name, "the file is still being written.", "Nothing is lost: it is taken by the next run.")
        for a in sorted(moving, key=lambda arrival: arrival.name)
    ]
    return [arrival for arrival in arrivals if arrival not in moving], told


def _misfiled(files: list[Path], inbox: Path, advice: str) -> list[Problem]:
    return [
        Problem(_told(path, inbox), "this file lies outside a source's folder.", advice) for path in files
    ]


def _alone(folder: Path, inbox: Path) -> list[Problem]:
    """Sidecars without the file they speak of: it was renamed, or its ending is missing in their name."""
    return [
        Problem(
            _told(path, inbox),
            f"there is no file {masked_name(report_of(path).name)!r} beside it that it could speak of.",
            "Name it as the report with its ending, and .period.yaml behind.",
        )
        for path in sorted(folder.rglob("*"))
        if is_sidecar(path) and not report_of(path).exists()
    ]


def walk(
    settings: Settings, contracts: Mapping[str, Contract], only: str | None = None, settle: float = 0
) -> tuple[list[Arrival], list[Problem]]:
    """The files to land, in a fixed order, and what lies in the inbox that no rule covers.

    Files that change within `settle` seconds are not among them, and told.

    Sources landed one by one share the inbox: what lies outside all of them is told by one of them only.
    """
    inbox = settings.inbox
    known = ", ".join(sorted(contracts))
    shops = {shop.id for shop in settings.shops}
    if not inbox.is_dir():
        return [], [
            Problem(
                "inbox", "there is no inbox.", f"Make {inbox}/<shop>/<source>/ and drop the exports there."
            )
        ]
    arrivals: list[Arrival] = []
    problems: list[Problem] = []
    loose, folders = _listed(inbox, inbox, problems)
    problems += _misfiled(loose, inbox, "Move it to inbox/<shop>/<source>/.")
    for folder in folders:
        if folder.name not in shops and folder.name != SHARED_FOLDER:
            advice = (
                f"Declare the shop in shops.yaml (known: {', '.join(sorted(shops))}) or rename the folder."
            )
            problems.append(Problem(_told(folder, inbox), "there is no shop of this name.", advice))
            continue
        loose, sources = _listed(folder, inbox, problems)
        problems += _misfiled(loose, inbox, f"Move it to the folder of its source ({known}).")
        shared = folder.name == SHARED_FOLDER
        for source in sources:
            if problem := _misplaced(source, inbox, contracts, shared, known):
                problems.append(problem)
            else:
                problems += _alone(source, inbox)
                arrivals += [
                    Arrival(path, _told(path, inbox), folder.name, source.name)
                    for path in _files(source, inbox, problems)
                ]
    if not arrivals and not problems:
        problems.append(
            Problem("inbox", "the inbox holds no files.", f"Drop exports under {inbox}/<shop>/<source>/.")
        )
    asked = [arrival for arrival in arrivals if only in (None, arrival.source)]
    still, moving = hold_still(asked, settle)
    return still, [*(problems if only in (None, STRUCTURE_TOLD_BY) else []), *moving]


def _misplaced(
    source: Path, inbox: Path, contracts: Mapping[str, Contract], shared: bool, known: str
) -> Problem | None:
    where = _told(source, inbox)
    if source.name not in contracts:
        return Problem(where, "there is no source of this name.", f"Rename the folder to one of: {known}.")
    if shared and source.name not in SHARED_SOURCES:
        return Problem(
            where, "this source belongs to a shop.", f"Move the folder to inbox/<shop>/{source.name}/."
        )
    if not shared and source.name in SHARED_SOURCES:
        return Problem(
            where,
            "this source belongs to all shops.",
            f"Move the folder to inbox/{SHARED_FOLDER}/{source.name}/.",
        )
    return None
