"""What stands around a text and is none of it, as SQL: blanks, and the `="…"` of a spreadsheet."""

from __future__ import annotations

from orchestration.exports.amounts import BLANKS, undressed


def trimmed(raw: str) -> str:
    """Text without outer blanks and the `="…"` that keeps spreadsheets off; null where nothing is left.

    Trimming costs twenty times what looking at the ends does, and the ends of most texts are clean; an ID's
    one TAB is cut off instead.
    """
    trim = f"nullif(trim({raw}, {BLANKS}), '')"
    first = _ends_blank(raw)
    second = " OR ".join(f"suffix({raw}, E'{blank}\\t')" for blank in ("\\t", " ", "\\n", "\\r"))
    cut = f"CASE WHEN {second} THEN {trim} ELSE left({raw}, -1) END"
    formula = f"WHEN starts_with({raw}, '=\"') THEN nullif({undressed(raw)}, '')"
    return f"CASE WHEN {first} THEN {trim} WHEN suffix({raw}, chr(9)) THEN {cut} {formula} ELSE {raw} END"


def _ends_blank(text: str) -> str:
    return f"{text} < '!' OR suffix({text}, ' ') OR suffix({text}, chr(10)) OR suffix({text}, chr(13))"


def has_outer_blank(text: str) -> str:
    """SQL: whether a text has something around it to be cut off (true for some control characters, too)."""
    return f"""({_ends_blank(text)} OR suffix({text}, chr(9)) OR starts_with({text}, '="'))"""
