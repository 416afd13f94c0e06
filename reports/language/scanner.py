"""A cursor over the source of a page that always knows its line."""

from __future__ import annotations

import re

from reports.language.errors import PageError
from reports.language.tree import Place


class Scanner:
    """Reads a page's text from left to right."""

    def __init__(self, page: str, text: str, first_line: int = 1) -> None:
        self.page, self.text, self.at = page, text, 0
        self._first_line = first_line

    @property
    def line(self) -> int:
        """The line of the cursor in the file."""
        return self._first_line + self.text.count("\n", 0, self.at)

    @property
    def place(self) -> Place:
        """Page and line of the cursor."""
        return Place(self.page, self.line)

    @property
    def done(self) -> bool:
        """Whether the text is read to its end."""
        return self.at >= len(self.text)

    @property
    def starts_line(self) -> bool:
        """Whether nothing but blanks stands before the cursor on its line."""
        start = self.text.rfind("\n", 0, self.at) + 1
        return not self.text[start : self.at].strip()

    def rest_of_line_is_blank(self) -> bool:
        """Whether nothing but blanks follows on the line."""
        end = self.text.find("\n", self.at)
        return not self.text[self.at : end if end >= 0 else len(self.text)].strip()

    def skip_line_end(self) -> None:
        """Go to the start of the next line."""
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end + 1

    def sees(self, prefix: str) -> bool:
        """Whether the text goes on with `prefix`."""
        return self.text.startswith(prefix, self.at)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take what matches at the cursor, or nothing."""
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def until(self, end: str, what: str) -> str:
        """Take the text up to `end`, and `end` itself.

        Raises PageError at the opening line when it is missing.
        """
        place = self.place
        stop = self.text.find(end, self.at)
        if stop < 0:
            raise PageError(place.page, place.line, f"{what} is not closed: {end!r} is missing")
        taken = self.text[self.at : stop]
        self.at = stop + len(end)
        return taken

    def braces(self) -> str:
        """Take `{…}` and give what is inside, with quotes and inner braces minded."""
        place, depth, quote, start = self.place, 0, "", self.at
        while not self.done:
            char = self.text[self.at]
            self.at += 1
            if quote:
                if char == "\\":
                    self.at += 1
                elif char == quote:
                    quote = ""
            elif char in "'\"":
                quote = char
            elif char == "{":
                depth += 1
            elif char == "}":
                depth -= 1
                if depth == 0:
                    return self.text[start + 1 : self.at - 1].strip()
        raise PageError(
            place.page, place.line, "a brace is opened and not closed: write \\{ for a literal one"
        )

    def error(self, message: str, tag: str | None = None) -> PageError:
        """A PageError at the cursor."""
        return PageError(self.page, self.line, message, tag)
