"""Headers: the same header spelt by two versions of the platform must be one header."""

from __future__ import annotations

import unicodedata


def _visible(text: str) -> str:
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def normalise(header: str) -> str:
    """A header as it is compared: NFC, without BOM, outer blanks and what has no width, inner blanks single,
    case folded.
    """
    text = unicodedata.normalize("NFC", _visible(header))
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())


def shown(header: str) -> str:
    """A header as it is shown to a person: NFC, trimmed."""
    return " ".join(unicodedata.normalize("NFC", _visible(header)).split())
