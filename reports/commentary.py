"""A person's remarks on a week: Markdown beside the home's data, joined when the report is rendered.

It is written by a person of the house, and still nothing of it is run: HTML is shown as text, pictures are
not loaded, headings stay below those of the page.
"""

from __future__ import annotations

import re
from pathlib import Path

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+", re.MULTILINE)
_MARKS = re.compile("[\ue000-\uf8ff\u202a-\u202e\u2066-\u2069]")
_LONGEST = 20_000


class CommentaryError(Exception):
    """A file of remarks can't be read; the message names it."""


def read_commentary(folder: Path | None, week: str, language: str) -> str:
    """The remarks on a week: `<week>.<language>.md`, else `<week>.md`; empty where there are none.

    Raises CommentaryError for a file that is no text, or too long to be remarks.
    """
    for name in (f"{week}.{language}.md", f"{week}.md"):
        path = folder / name if folder else None
        if path and path.is_file():
            return harmless(_read(path))
    return ""


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CommentaryError(f"{path} is not UTF-8: save it as UTF-8 text.") from None
    if len(text) > _LONGEST:
        raise CommentaryError(
            f"{path} has {len(text)} characters, {_LONGEST} are room for remarks: shorten it."
        )
    return text


def harmless(text: str) -> str:
    """Markdown without what could leave it: tags become text, pictures become links."""
    text = _MARKS.sub("", text.replace("\r\n", "\n")).replace("&", "&amp;")
    text = text.replace("<", "&lt;").replace("![", r"!\[")
    return _HEADING.sub("#### ", text).strip()
