"""Text from data made safe for Markdown and HTML, and to be pasted into a spreadsheet: shown, never run."""

from __future__ import annotations

import html
import re
import unicodedata

# Marks that turn the direction of what follows, and characters that are not seen at all.
_DIRECTION = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]")
_BLANKS = re.compile(r"\s+")
_MARKDOWN = re.compile(r"([\\`*_\[\]#|~])")
_LINKS = re.compile(r"(?i)(?<=http)(s?):(?=//)|(?<=www)\.|(?<=mailto):")
_LEADING = re.compile(r"^(\d+)([.)])(?=\s|$)")
# What a spreadsheet reads as a formula: a sign, but for a number alone; full-width signs too.
_FORMULA = re.compile(r"[=+@＝＋－＠]|-(?![\d.,]+%?$)(?=.)")
LONGEST = 72


def plain(text: object, longest: int = LONGEST) -> str:
    """Text on one line, without controls and direction marks, cut with an ellipsis.

    What a spreadsheet would take for a formula gets an apostrophe, since tables are copied from reports.
    """
    shown = _BLANKS.sub(" ", _DIRECTION.sub("", str(text))).strip()
    shown = "".join(char for char in shown if unicodedata.category(char) not in ("Cc", "Cs"))
    if len(shown) > longest:
        shown = shown[: longest - 1].rstrip() + "…"
    return f"'{shown}" if _FORMULA.match(shown) else shown


def for_markdown(text: str) -> str:
    """Plain text as Markdown that is shown unchanged: no emphasis, links, mentions, cells or tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN.sub(r"\\\1", text)
    text = _LINKS.sub(lambda found: found[0].replace(":", "&#58;").replace(".", "&#46;"), text)
    text = _LEADING.sub(r"\1\\\2", text.replace("@", "&#64;"))
    return "\\" + text if text[:1] in ("-", "+") and text[1:2].isspace() else text


def for_html(text: str) -> str:
    """Plain text as HTML, safe in an attribute too."""
    return html.escape(text, quote=True)
