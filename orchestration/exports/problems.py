"""What is wrong with a file, said so that a person can mend it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_LONGEST_VALUE = 120


def printable(text: str) -> str:
    """Text that is safe on a terminal and in a log.

    What moves the cursor, turns the direction of writing, or is no character at all is spelt out (`\\x1b`).
    Names and values come from files that anybody may have written.
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text
    )


def shortened(text: str) -> str:
    """A value as it is quoted in a message: its beginning, where it is long."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (file as seen from the inbox, row and column as a spreadsheet shows
    them), what, what to do.

    `row`, `column` and `value` are None where the trouble isn't in one cell. No personal data: a value of a
    personal column is never quoted.
    """

    file: str
    message: str
    advice: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        where = printable(self.file)
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {printable(self.column)}"
        if self.value is not None:
            where += f", value {shortened(self.value)!r}"
        return f"{where}: {printable(self.message)} {printable(self.advice)}"


class Refused(Exception):
    """A whole file can't be landed: the reason and what to do about it.

    `rows` is how many records were counted in it, 0 where it could not be counted. `transient` marks a
    refusal that says nothing about the content (the file is still being written): no receipt is left, the
    next run tries again.
    """

    def __init__(self, reason: str, advice: str, rows: int = 0, transient: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.rows = rows
        self.transient = transient
