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
    near = get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"known are {', '.join(names)}" if names else "there are none here"
