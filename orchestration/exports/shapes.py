"""What the values of a column that nobody knows look like: the shape alone is kept, never a value."""

from __future__ import annotations

import re
from collections.abc import Iterable

LOOKED_AT = 200
MOST = 0.8
_SHAPES = (
    ("digits", re.compile(r"\d{1,30}")),
    ("time", re.compile(r"(\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?)([ T]+\d{1,2}:\d{2}.*)?")),
    ("amount", re.compile(r"[^\w\s]?\s?(?:[A-Z]{3}\s?)?[-(]?[^\w\s]?[\d.,]+\)?\s?(?:%|[A-Z]{3})?")),
)


def shape_of(values: Iterable[str | None]) -> str:
    """`digits`, `time`, `amount`, `text`, or `empty`: what most of the values read as."""
    texts = [text for value in values if value is not None and (text := value.strip())]
    if not texts:
        return "empty"
    for name, pattern in _SHAPES:
        if sum(pattern.fullmatch(text) is not None for text in texts) >= MOST * len(texts):
            return name
    return "text"
