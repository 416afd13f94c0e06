"""What a component declares: its attributes, what it may hold, and the function that builds its block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ANY_ATTRIBUTE = "*"
Attributes = Mapping[str, Any]
Children = Sequence[tuple[str, Attributes]]


@dataclass(frozen=True)
class Content:
    """What stands between a tag and its end: other tags (of a table or a chart), or text with marks."""

    children: Children = ()
    body: str = ""


@dataclass(frozen=True)
class Component:
    """One tag of the language. `build` is None for what stands only inside its `parent`."""

    name: str
    attributes: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    parent: str = ""
    holds_text: bool = False
    build: Callable[..., Any] | None = None


def words(text: str) -> frozenset[str]:
    """A set of names from a text with blanks between them."""
    return frozenset(text.split())
