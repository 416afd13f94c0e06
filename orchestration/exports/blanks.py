"""Blanks at the ends of a text, as SQL."""

from __future__ import annotations

from orchestration.exports.amounts import BLANKS


def trimmed(raw: str) -> str:
    """Text without outer blanks, null where nothing is left.

    Trimming costs twenty times what looking at the ends does, and the ends of most texts are clean; an ID's
    one TAB is cut off instead.
    """
    trim = f"nullif(trim({raw}, {BLANKS}), '')"
    first = _ends_blank(raw)
    second = " OR ".join(f"suffix({raw}, E'{blank}\\t')" for blank in ("\\t", " ", "\\n", "\\r"))
    cut = f"CASE WHEN {second} THEN {trim} ELSE left({raw}, -1) END"
    return f"CASE WHEN {first} THEN {trim} WHEN suffix({raw}, chr(9)) THEN {cut} ELSE {raw} END"


def _ends_blank(text: str) -> str:
    return f"{text} < '!' OR suffix({text}, ' ') OR suffix({text}, chr(10)) OR suffix({text}, chr(13))"


def has_outer_blank(text: str) -> str:
    """SQL: whether a text has outer blanks to be trimmed off (true for some control characters, too)."""
    return f"({_ends_blank(text)} OR suffix({text}, chr(9)))"
