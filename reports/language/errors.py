"""The one error of a page: where it is, which tag, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class PageError(Exception):
    """A page can't be compiled or rendered. Reads `fulfilment.md:12: <DataTabel>: …`."""

    def __init__(self, page: str, line: int, message: str, tag: str | None = None) -> None:
        self.page, self.line, self.message, self.tag = page, line, message, tag
        super().__init__(f"{page}:{line}: " + (f"{tag}: " if tag else "") + message)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint for a misspelt name: the nearest known one, else all of them."""
    names = sorted(known)
    if near := nearest(name, names):
        return f"did you mean {near}?"
    return f"known are {', '.join(names)}" if names else "there are none here"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one was meant to be; None where none is like it."""
    return next(iter(get_close_matches(name, sorted(known), n=1)), None)


def or_nearest(name: str, known: Iterable[str], shown: str = "{}") -> str:
    """The nearest known name as the end of a message; nothing where none is like it."""
    near = nearest(name, known)
    return f"; did you mean {shown.format(near)}?" if near else ""


def unknown_component(page: str, line: int, name: str, known: Iterable[str]) -> PageError:
    """The error of a tag that is none of the language."""
    return PageError(page, line, f"there is no such component; {did_you_mean(name, known)}", f"<{name}>")
