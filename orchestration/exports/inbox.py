"""The inbox: `inbox/<shop>/<source>/<file>`. The folder says shop and source; whatever else lies there is
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.exports.contract import Contract
from orchestration.exports.problems import Problem
from orchestration.exports.sidecars import is_sidecar, report_of
from orchestration.settings import SHARED_FOLDER, Settings

SHARED_SOURCES = frozenset({"fx_rates"})
STRUCTURE_TOLD_BY = "orders"
_COPY = re.compile(r"\s*\(\d+\)$")
_UNFINISHED = (".part", ".crdownload", ".tmp", ".download", ".partial")


@dataclass(frozen=True)
class Arrival:
    """A file in the inbox. `name` is its path as seen from the inbox."""

    path: Path
    name: str
    shop_id: str
    source: str


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


def _files(folder: Path) -> Iterator[Path]:
    found = [path for path in folder.rglob("*") if path.is_file() and not is_ignored(path)]
    return iter(sorted(found, key=_order))


def _subfolders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _loose(folder: Path, inbox: Path, advice: str) -> list[Problem]:
    loose = sorted(path for path in folder.iterdir() if path.is_file() and not is_ignored(path))
    return [
        Problem(str(path.relative_to(inbox)), "this file lies outside a source's folder.", advice)
        for path in loose
    ]


def _alone(folder: Path, inbox: Path) -> list[Problem]:
    """Sidecars without the file they speak of: it was renamed, or its ending is missing in their name."""
    return [
        Problem(
            path.relative_to(inbox).as_posix(),
            f"there is no file {report_of(path).name!r} beside it that it could speak of.",
            "Name it as the report with its ending, and .period.yaml behind.",
        )
        for path in sorted(folder.rglob("*"))
        if is_sidecar(path) and not report_of(path).exists()
    ]


def walk(
    settings: Settings, contracts: Mapping[str, Contract], only: str | None = None
) -> tuple[list[Arrival], list[Problem]]:
    """The files to land, in a fixed order, and what lies in the inbox that no rule covers.

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
    problems = _loose(inbox, inbox, "Move it to inbox/<shop>/<source>/.")
    for folder in _subfolders(inbox):
        if folder.name not in shops and folder.name != SHARED_FOLDER:
            advice = (
                f"Declare the shop in shops.yaml (known: {', '.join(sorted(shops))}) or rename the folder."
            )
            problems.append(Problem(folder.name, "there is no shop of this name.", advice))
            continue
        problems += _loose(folder, inbox, f"Move it to the folder of its source ({known}).")
        shared = folder.name == SHARED_FOLDER
        for source in _subfolders(folder):
            if problem := _misplaced(source, inbox, contracts, shared, known):
                problems.append(problem)
            else:
                problems += _alone(source, inbox)
                arrivals += [
                    Arrival(p, p.relative_to(inbox).as_posix(), folder.name, source.name)
                    for p in _files(source)
                ]
    if not arrivals and not problems:
        problems.append(
            Problem("inbox", "the inbox holds no files.", f"Drop exports under {inbox}/<shop>/<source>/.")
        )
    asked = [arrival for arrival in arrivals if only in (None, arrival.source)]
    return asked, problems if only in (None, STRUCTURE_TOLD_BY) else []


def _misplaced(
    source: Path, inbox: Path, contracts: Mapping[str, Contract], shared: bool, known: str
) -> Problem | None:
    where = source.relative_to(inbox).as_posix()
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
