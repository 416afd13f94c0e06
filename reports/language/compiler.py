"""A page's tree to a Jinja2 template whose source holds no text of the page.

Every piece of template stands on a line of its own, and `places[n - 1]` says which line of which page made
line n: that is how an error while rendering still points at the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.components.spec import ANY_ATTRIBUTE, Component
from reports.language.errors import PageError, did_you_mean, or_nearest, unknown_component
from reports.language.expressions import ExpressionError, compile_expression
from reports.language.tree import Attribute, Each, Expression, If, Node, Page, Place, Tag, Text


@dataclass
class Compiled:
    """A template's source, the constants it reads, and the place in a page of each of its lines."""

    source: str = ""
    constants: list[Any] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


def compile_page(page: Page, components: Mapping[str, Component]) -> Compiled:
    """Compile a page's body. Raises PageError for unknown tags, attributes and expressions."""
    compiler = _Compiler(components)
    compiler.nodes(page.body, inside=False)
    compiler.compiled.source = "".join(compiler.lines)
    return compiler.compiled


class _Compiler:
    def __init__(self, components: Mapping[str, Component]) -> None:
        self.components = components
        self.compiled = Compiled()
        self.lines: list[str] = []

    def _constant(self, value: Any) -> str:
        self.compiled.constants.append(value)
        return f"_lit[{len(self.compiled.constants) - 1}]"

    def _emit(self, opening: str, code: str, closing: str, place: Place) -> None:
        self.lines.append(f"{opening} {code}\n{closing}")
        self.compiled.places.append(place)

    def _statement(self, code: str, place: Place) -> None:
        self._emit("{%", code, "%}", place)

    def _output(self, code: str, place: Place) -> None:
        self._emit("{{", code, "}}", place)

    def _expression(self, source: str, place: Place) -> str:
        try:
            return compile_expression(source, self._constant)
        except ExpressionError as error:
            raise PageError(place.page, place.line, str(error)) from None

    def nodes(self, nodes: Sequence[Node], inside: bool) -> None:
        """Compile nodes in order; `inside` a component, indentation is only layout and is dropped."""
        for node in nodes:
            if isinstance(node, Text):
                text = _dedented(node.text) if inside else node.text
                self._output(self._constant(text), node.place)
            elif isinstance(node, Expression):
                self._output(f"_inline({self._expression(node.source, node.place)})", node.place)
            elif isinstance(node, Each):
                self._each(node, inside)
            elif isinstance(node, If):
                self._if(node, inside)
            else:
                self._tag(node)

    def _each(self, node: Each, inside: bool) -> None:
        code = self._expression(node.source, node.place)
        self._told(f"if _is_withheld({code})", code, node.place)
        self._statement("else", node.place)
        self._statement(f"for v_{node.name} in _each({code})", node.place)
        if node.index:
            self._statement(f"set v_{node.index} = loop.index0", node.place)
        self.nodes(node.body, inside)
        if node.otherwise:
            self._statement("else", node.place)
            self.nodes(node.otherwise, inside)
        self._statement("endfor", node.place)
        self._statement("endif", node.place)

    def _told(self, condition: str, code: str, place: Place) -> None:
        """The reason in the place of what depends on a value that is withheld."""
        self._statement(condition, place)
        self._output(f"_told(_reason({code}))", place)

    def _if(self, node: If, inside: bool) -> None:
        for number, (condition, body) in enumerate(node.branches):
            code = self._expression(condition, node.place)
            self._told(f"{'elif' if number else 'if'} _is_withheld({code})", code, node.place)
            self._statement(f"elif _truth({code})", node.place)
            self.nodes(body, inside)
        if node.otherwise:
            self._statement("else", node.place)
            self.nodes(node.otherwise, inside)
        self._statement("endif", node.place)

    def _tag(self, tag: Tag) -> None:
        component = self._component(tag)
        if component.parent:
            raise self._error(tag, f"stands only inside <{component.parent}>")
        call = f"_component({self._constant(tag.name)}, {self._attributes(tag, component)}"
        if component.holds_text:
            self._statement(f"call {call})", tag.place)
            self.nodes(tag.body, inside=True)
            self._statement("endcall", tag.place)
        else:
            self._output(f"{call}, [{self._children(tag, component)}])", tag.place)

    def _children(self, tag: Tag, component: Component) -> str:
        codes = []
        for node in tag.body:
            if isinstance(node, Text) and not node.text.strip():
                continue
            if not isinstance(node, Tag) or node.name not in component.children:
                allowed = " and ".join(f"<{name}>" for name in sorted(component.children)) or "nothing"
                place = node.place
                hint = or_nearest(node.name, component.children, "<{}>") if isinstance(node, Tag) else ""
                raise PageError(place.page, place.line, f"holds {allowed} only{hint}", f"<{tag.name}>")
            child = self._component(node)
            codes.append(f"[{self._constant(node.name)}, {self._attributes(node, child)}]")
        return ", ".join(codes)

    def _component(self, tag: Tag) -> Component:
        component = self.components.get(tag.name)
        if component is None:
            raise unknown_component(tag.place.page, tag.place.line, tag.name, self.components)
        return component

    def _attributes(self, tag: Tag, component: Component) -> str:
        codes, seen = [], set()
        for attribute in tag.attributes:
            known = component.attributes
            if ANY_ATTRIBUTE not in known and attribute.name not in known:
                hint = did_you_mean(attribute.name, known)
                raise PageError(
                    attribute.place.page, attribute.place.line,
                    f"has no attribute {attribute.name!r}; {hint}", f"<{tag.name}>",
                )  # fmt: skip
            if attribute.name in seen:
                raise self._error(tag, f"{attribute.name} is given twice")
            seen.add(attribute.name)
            codes.append(f"{self._constant(attribute.name)}: {self._value(attribute)}")
        if missing := sorted(component.required - seen):
            raise self._error(tag, f"needs {', '.join(missing)}")
        return "{" + ", ".join(codes) + "}"

    def _value(self, attribute: Attribute) -> str:
        if attribute.parts is None:
            return "true"
        codes = [
            self._constant(part) if isinstance(part, str) else self._expression(part.source, part.place)
            for part in attribute.parts
        ]
        return codes[0] if len(codes) == 1 else f"_join([{', '.join(codes)}])"

    @staticmethod
    def _error(tag: Tag, message: str) -> PageError:
        return PageError(tag.place.page, tag.place.line, message, f"<{tag.name}>")


def _dedented(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(line.lstrip(" \t") for line in rest)])
