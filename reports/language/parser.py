"""Source of a page to its tree. Refuses what is not in the subset, with its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from reports.language.errors import PageError, or_nearest, unknown_component
from reports.language.front_matter import read_front_matter
from reports.language.scanner import Scanner
from reports.language.tree import Attribute, Each, Expression, If, Node, Page, Place, Query, Tag, Text

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ ]*([\w+-]*)[ ]*([^\n`]*)\n")
_TAG = re.compile(r"<([A-Z][A-Za-z0-9]*)")
_CLOSING_TAG = re.compile(r"</([A-Z][A-Za-z0-9]*)\s*>")
_HTML = re.compile(r"</?([a-z][a-z0-9-]*)[\s/>]")
_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORD = re.compile(r"[^\s>\"'{}=<]+?(?=\s|/?>)")
_BLANKS = re.compile(r"\s*")
_CODE = re.compile(r"`[^`\n]+`")
_PLAIN = re.compile(r"[^\n<{`\\\ue000-\uf8ff]+|\n")
_EACH = re.compile(r"#each\s+(.+?)\s+as\s+([A-Za-z_]\w*)\s*(?:,\s*([A-Za-z_]\w*))?$", re.DOTALL)
_LOGIC = ("#each", "#if", ":else", "/each", "/if", "@partial")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")

Closer = tuple[str, str, Place]


def parse_page(
    path: Path, tags: Collection[str], queries: Path | None = None, partials: Path | None = None
) -> Page:
    """Read a page. Raises PageError for whatever is outside the subset.

    `tags` are the components there are, for a pair that does not match; `queries` is the folder of the SQL
    files that front matter names, `partials` that of `{@partial "…"}`.
    """
    text = path.read_text(encoding="utf-8")
    return parse_source(path.name, text, tags, queries, partials or path.parent / "partials")


def parse_source(
    page: str, text: str, tags: Collection[str], queries: Path | None = None, partials: Path | None = None
) -> Page:
    """Like `parse_page`, of a text that is already read."""
    matter, body, first_line = read_front_matter(page, text.replace("\r\n", "\n"), queries)
    parser = _Parser(Scanner(page, body, first_line), tags, partials)
    nodes = parser.whole()
    found = matter.queries + tuple(parser.queries)
    names = [query.name for query in found]
    for query in found:
        if names.count(query.name) > 1:
            raise PageError(query.place.page, query.place.line, f"two queries are named {query.name!r}")
    return Page(page, matter.title, matter.position, matter.variables, found, nodes)


class _Parser:
    """One file's parser; a partial gets one of its own."""

    def __init__(
        self, scanner: Scanner, tags: Collection[str], partials: Path | None, within: tuple[str, ...] = ()
    ) -> None:
        self.scanner, self.tags, self.partials = scanner, tags, partials
        self.within = (*within, scanner.page)
        self.queries: list[Query] = []

    def whole(self) -> tuple[Node, ...]:
        nodes, closer = self._nodes()
        if closer:
            raise PageError(closer[2].page, closer[2].line, f"{_spelt(closer)} closes nothing that is open")
        return nodes

    def _nodes(self) -> tuple[tuple[Node, ...], Closer | None]:
        """Nodes up to something that closes (`{:else}`, `{/if}`, `</Tag>`) or the end."""
        nodes: list[Node] = []
        scanner = self.scanner
        while not scanner.done:
            if scanner.starts_line and (fence := scanner.match(_FENCE)):
                self._fence(fence, nodes)
            elif scanner.sees("{"):
                if closer := self._braces(nodes):
                    return tuple(nodes), closer
            elif scanner.sees("<"):
                if closer := self._angle(nodes):
                    return tuple(nodes), closer
            else:
                self._literal(nodes)
        return tuple(nodes), None

    def _add_text(self, nodes: list[Node], text: str, place: Place) -> None:
        if nodes and isinstance(nodes[-1], Text):
            nodes[-1] = Text(nodes[-1].place, nodes[-1].text + text)
        else:
            nodes.append(Text(place, text))

    def _literal(self, nodes: list[Node]) -> None:
        scanner, place = self.scanner, self.scanner.place
        found = scanner.match(_PLAIN) or scanner.match(_CODE)
        if found:
            self._add_text(nodes, found[0], place)
        elif scanner.sees("\\{") or scanner.sees("\\}"):
            self._add_text(nodes, scanner.text[scanner.at + 1], place)
            scanner.at += 2
        elif "\ue000" <= scanner.text[scanner.at] <= "\uf8ff":
            raise scanner.error("a private-use character can't stand in a page")
        else:
            self._add_text(nodes, scanner.text[scanner.at], place)
            scanner.at += 1

    def _fence(self, fence: re.Match[str], nodes: list[Node]) -> None:
        scanner = self.scanner
        marks, language, name = fence[1], fence[2], fence[3].strip()
        place = Place(scanner.page, scanner.line - 1)
        text = scanner.until("\n" + marks, f"the code fence {marks}{language}")
        scanner.skip_line_end()
        if language != "sql" or not name:
            self._add_text(nodes, f"{marks}{language}\n{text}\n{marks}\n", place)
            return
        if not _IDENTIFIER.match(name):
            raise PageError(place.page, place.line, f"{name!r} can't name a query: use letters, digits and _")
        self.queries.append(Query(place, name, text))

    def _standing_alone(self, nodes: list[Node], starts_line: bool) -> None:
        """A logic tag alone on its line takes the whole line with it, so loops can make list items and
        rows.
        """
        if not (starts_line and self.scanner.rest_of_line_is_blank()):
            return
        self.scanner.skip_line_end()
        if nodes and isinstance(nodes[-1], Text):
            nodes[-1] = Text(nodes[-1].place, nodes[-1].text.rstrip(" \t"))

    def _braces(self, nodes: list[Node]) -> Closer | None:
        scanner, place, starts_line = self.scanner, self.scanner.place, self.scanner.starts_line
        inside = scanner.braces()
        if inside[:1] not in ("#", ":", "/", "@"):
            nodes.append(Expression(place, inside))
            return None
        self._standing_alone(nodes, starts_line)
        if inside.startswith("#each"):
            nodes.append(self._each(inside, place))
        elif re.match(r"#if\s", inside):
            nodes.append(self._if(inside[3:].strip(), place))
        elif inside.startswith("@partial"):
            nodes.extend(self._partial(inside, place))
        elif inside in ("/each", "/if") or re.match(r":else(\s+if\s|$)", inside):
            return ("logic", inside, place)
        else:
            hint = or_nearest(inside.split()[0], _LOGIC, "{{{}")
            raise PageError(place.page, place.line, f"{{{inside}}} is not supported{hint}")
        return None

    def _each(self, inside: str, place: Place) -> Each:
        found = _EACH.match(inside)
        if not found:
            raise PageError(place.page, place.line, f"write {{#each rows as row}}, not {{{inside}}}")
        body, closer = self._nodes()
        otherwise: tuple[Node, ...] = ()
        if closer and closer[1] == ":else":
            otherwise, closer = self._nodes()
        self._closed_by(closer, "/each", place, "{#each}")
        return Each(place, found[1], found[2], found[3], body, otherwise)

    def _if(self, condition: str, place: Place) -> If:
        branches: list[tuple[str, tuple[Node, ...]]] = []
        otherwise: tuple[Node, ...] = ()
        body, closer = self._nodes()
        branches.append((condition, body))
        while closer and (found := re.match(r":else\s+if\s+(.+)$", closer[1], re.DOTALL)):
            body, closer = self._nodes()
            branches.append((found[1], body))
        if closer and closer[1] == ":else":
            otherwise, closer = self._nodes()
        self._closed_by(closer, "/if", place, "{#if}")
        return If(place, tuple(branches), otherwise)

    def _closed_by(self, closer: Closer | None, wanted: str, place: Place, what: str) -> None:
        if closer and closer[1] == wanted:
            return
        if what.startswith("<") and wanted not in self.tags:
            raise unknown_component(place.page, place.line, wanted, self.tags)
        if closer is None:
            raise PageError(place.page, place.line, f"{what} is not closed")
        misspelt = closer[0] == "tag" and closer[1] not in self.tags
        hint = or_nearest(closer[1], [wanted], "</{}>") if misspelt else ""
        told = f"{_spelt(closer)} stands inside the {what} of line {place.line}{hint}"
        raise PageError(closer[2].page, closer[2].line, told)

    def _partial(self, inside: str, place: Place) -> tuple[Node, ...]:
        found = re.match(r"@partial\s+[\"']([\w-]+\.md)[\"']$", inside)
        path = self.partials / found[1] if found and self.partials else None
        if path is None or not path.is_file():
            raise PageError(place.page, place.line, f"{{{inside}}}: there is no such partial")
        if path.name in self.within:
            circle = " → ".join((*self.within, path.name))
            raise PageError(place.page, place.line, f"partials go round in a circle: {circle}")
        source = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        parser = _Parser(Scanner(path.name, source), self.tags, self.partials, self.within)
        nodes = parser.whole()
        self.queries.extend(parser.queries)
        return nodes

    def _angle(self, nodes: list[Node]) -> Closer | None:
        scanner, place, starts_line = self.scanner, self.scanner.place, self.scanner.starts_line
        if scanner.sees("<!--"):
            scanner.until("-->", "the comment")
            self._standing_alone(nodes, starts_line)
        elif found := scanner.match(_CLOSING_TAG):
            self._standing_alone(nodes, starts_line)
            return ("tag", found[1], place)
        elif found := scanner.match(_TAG):
            nodes.append(self._tag(found[1], place))
        elif found := _HTML.match(scanner.text, scanner.at):
            raise scanner.error("HTML tags are not supported: use Markdown or a component", f"<{found[1]}>")
        else:
            self._literal_angle(nodes, place)
        return None

    def _literal_angle(self, nodes: list[Node], place: Place) -> None:
        self._add_text(nodes, "<", place)
        self.scanner.at += 1

    def _tag(self, name: str, place: Place) -> Tag:
        scanner = self.scanner
        attributes: list[Attribute] = []
        while True:
            scanner.match(_BLANKS)
            if scanner.done:
                raise PageError(place.page, place.line, "the tag is not closed: '>' is missing", f"<{name}>")
            if scanner.sees("/>"):
                scanner.at += 2
                return Tag(place, name, tuple(attributes))
            if scanner.sees(">"):
                scanner.at += 1
                break
            attributes.append(self._attribute(name))
        body, closer = self._nodes()
        self._closed_by(closer, name, place, f"<{name}>")
        return Tag(place, name, tuple(attributes), body)

    def _attribute(self, tag: str) -> Attribute:
        scanner, place = self.scanner, self.scanner.place
        found = scanner.match(_ATTRIBUTE)
        if not found:
            raise scanner.error(f"{scanner.text[scanner.at]!r} can't stand in a tag", f"<{tag}>")
        if not scanner.sees("="):
            return Attribute(place, found[0], None)
        scanner.at += 1
        if scanner.sees("{"):
            inner = scanner.place
            return Attribute(place, found[0], (Expression(inner, scanner.braces()),))
        for quote in "\"'":
            if scanner.sees(quote):
                scanner.at += 1
                return Attribute(place, found[0], self._quoted(quote))
        word = scanner.match(_WORD)
        if not word:
            raise scanner.error(f"{found[0]}= has no value", f"<{tag}>")
        return Attribute(place, found[0], (word[0],))

    def _quoted(self, quote: str) -> tuple[str | Expression, ...]:
        scanner, place = self.scanner, self.scanner.place
        parts: list[str | Expression] = []
        text = ""
        while not scanner.sees(quote):
            if scanner.done:
                raise PageError(place.page, place.line, f"a text is not closed: {quote} is missing")
            if scanner.sees("{"):
                inner = scanner.place
                parts += [text, Expression(inner, scanner.braces())]
                text = ""
                continue
            text += scanner.text[scanner.at]
            scanner.at += 1
        scanner.at += 1
        return (*[part for part in parts if part != ""], *((text,) if text or not parts else ()))


def _spelt(closer: Closer) -> str:
    return f"{{{closer[1]}}}" if closer[0] == "logic" else f"</{closer[1]}>"
