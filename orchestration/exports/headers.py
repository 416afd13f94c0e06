"""Headers: the same header spelt by two versions of the platform must be one header."""

from __future__ import annotations

import unicodedata


def normalise(header: str) -> str:
    """A header as it is compared: NFC, without BOM and outer blanks, inner blanks single, case folded."""
    text = unicodedata.normalize("NFC", header.replace("\ufeff", ""))
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())


def shown(header: str) -> str:
    """A header as it is shown to a person: NFC, trimmed."""
    return " ".join(unicodedata.normalize("NFC", header.replace("\ufeff", "")).split())
