"""The parts of a parsed page.

Each knows its page and line, so that a late error still points at the source.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where something stands in a source file."""

    page: str
    line: int


@dataclass(frozen=True)
class Text:
    """Literal Markdown."""

    place: Place
    text: str


@dataclass(frozen=True)
class Expression:
    """`{expr}`: its source between the braces."""

    place: Place
    source: str


@dataclass(frozen=True)
class Attribute:
    """`name=…` of a tag: text and expressions in their order; a bare name has no parts and means true."""

    place: Place
    name: str
    parts: tuple[str | Expression, ...] | None


@dataclass(frozen=True)
class Tag:
    """`<Component …>body</Component>`, or `<Component …/>`."""

    place: Place
    name: str
    attributes: tuple[Attribute, ...]
    body: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Each:
    """`{#each rows as row, index}…{:else}…{/each}`."""

    place: Place
    source: str
    name: str
    index: str | None
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]


@dataclass(frozen=True)
class If:
    """`{#if a}…{:else if b}…{:else}…{/if}`: conditions with their bodies, in order."""

    place: Place
    branches: tuple[tuple[str, tuple[Node, ...]], ...]
    otherwise: tuple[Node, ...]


Node = Text | Expression | Tag | Each | If


@dataclass(frozen=True)
class Query:
    """A named SQL fence, or a file of front matter's `queries`."""

    place: Place
    name: str
    sql: str


@dataclass(frozen=True)
class Page:
    """A parsed page: what its front matter says, its queries in order, its body."""

    name: str
    title: dict[str, str]
    position: int
    variables: dict[str, object] = field(default_factory=dict)
    queries: tuple[Query, ...] = ()
    body: tuple[Node, ...] = ()
