"""Front matter: title, place among the pages, queries kept in files, and variables of the page's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from reports.language.errors import PageError, did_you_mean
from reports.language.tree import Place, Query


@dataclass(frozen=True)
class FrontMatter:
    """What stands between the two `---` at the top of a page."""

    title: dict[str, str] = field(default_factory=dict)
    position: int = 0
    variables: dict[str, object] = field(default_factory=dict)
    queries: tuple[Query, ...] = ()


def read_front_matter(page: str, text: str, queries: Path | None) -> tuple[FrontMatter, str, int]:
    """Front matter, the body after it, and the body's first line number.

    Raises PageError when it can't be read.
    """
    if not text.startswith("---\n"):
        return FrontMatter(), text, 1
    end = text.find("\n---\n", 3)
    if end < 0:
        raise PageError(page, 1, "the front matter is not closed: '---' is missing")
    try:
        declared = yaml.safe_load(text[4 : end + 1]) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line + 2) if mark else 1
        raise PageError(
            page, line, f"the front matter is not YAML: {getattr(error, 'problem', error)}"
        ) from None
    if not isinstance(declared, dict):
        raise PageError(page, 2, "the front matter must be keys with values, like 'title: Returns'")
    matter = FrontMatter(
        title=_title(page, declared.pop("title", {})),
        position=int(declared.pop("sidebar_position", 0)),
        queries=tuple(_query(page, entry, queries, text) for entry in declared.pop("queries", None) or []),
        variables=declared,
    )
    return matter, text[end + 5 :], text.count("\n", 0, end + 5) + 1


def _title(page: str, declared: Any) -> dict[str, str]:
    """A title is one text, or one per language."""
    if isinstance(declared, str):
        return {"": declared}
    if isinstance(declared, dict) and all(isinstance(text, str) for text in declared.values()):
        return dict(declared)
    raise PageError(page, 2, "title must be a text, or a text per language: {en: Returns, zh: 退货}")


def _query(page: str, entry: Any, folder: Path | None, text: str) -> Query:
    """An entry is `file.sql`, which names the query after the file, or `name: file.sql`."""
    name, file = next(iter(entry.items())) if isinstance(entry, dict) and len(entry) == 1 else (None, entry)
    needle = str(file)
    line = next((i for i, row in enumerate(text.split("\n"), 1) if needle in row), 1)
    if not isinstance(file, str) or not file.endswith(".sql"):
        raise PageError(page, line, f"queries: {entry!r} must be 'file.sql' or 'name: file.sql'")
    path = (folder / file) if folder else None
    if path is None or not path.is_file():
        known = [found.name for found in sorted(folder.glob("**/*.sql"))] if folder else []
        raise PageError(page, line, f"queries: there is no {file}; {did_you_mean(file, known)}")
    return Query(Place(file, 1), name or path.stem.replace("-", "_"), path.read_text(encoding="utf-8"))
