"""Rendering of a compiled page: Jinja2's sandbox, with errors led back to the page's own line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from reports.components.spec import Component, Content
from reports.components.withheld import in_place, spared, warned_of, withheld_in
from reports.context import Context
from reports.language.compiler import Compiled
from reports.language.errors import PageError, or_nearest
from reports.language.runtime import (
    NameProblem,
    RenderProblem,
    coalesce,
    each,
    get,
    goes,
    negated,
    operate,
    reason,
)
from reports.language.tree import Place

_FILE = "<page>"


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)


@cache
def _template(source: str) -> Template:
    """The template of a source; both languages share it, since its texts are variables."""
    environment = _environment()
    code = environment.compile(source, filename=_FILE)
    return Template.from_code(environment, code, environment.make_globals(None))


def render_template(
    compiled: Compiled, variables: Mapping[str, Any], context: Context, components: Mapping[str, Component]
) -> str:
    """Markdown with marks; the blocks are in the context's document.

    Raises PageError with the page's line.
    """
    template = _template(compiled.source)
    names = {f"v_{name}": value for name, value in variables.items()}
    try:
        return template.render(**names, **_helpers(compiled, context, components))
    except PageError:
        raise
    except (RenderProblem, UndefinedError) as error:
        place = _place(error, compiled)
        hint = or_nearest(error.name, variables) if isinstance(error, NameProblem) else ""
        raise PageError(place.page, place.line, str(error).replace("'v_", "'") + hint) from error


def _place(error: BaseException, compiled: Compiled) -> Place:
    """The place of the template's innermost line in the traceback."""
    line, step = 1, error.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename == _FILE:
            line = step.tb_lineno
        step = step.tb_next
    return compiled.places[min(line, len(compiled.places)) - 1]


def _helpers(compiled: Compiled, context: Context, components: Mapping[str, Component]) -> dict[str, Any]:
    def component(name: str, attributes: dict[str, Any], children: Any = None, caller: Any = None) -> str:
        return _built(components[name], attributes, children, caller, context)

    def inline(value: Any) -> str:
        return context.inline(_defined(value))

    def join(parts: list[Any]) -> str:
        return "".join(part if isinstance(part, str) else context.format(_defined(part)) for part in parts)

    def fmt(value: Any, tag: Any) -> str:
        return context.format(_defined(value), str(tag))

    return {
        "_lit": compiled.constants, "_get": get, "_op": operate, "_coalesce": coalesce, "_each": each,
        "_truth": lambda value: bool(_defined(value)), "_inline": inline, "_join": join, "_fmt": fmt,
        "_component": component, "_reason": reason, "_goes": goes, "_not": negated,
        "_told": context.told_in_place,
        "_is_withheld": lambda value: reason(_defined(value)) is not None,
    }  # fmt: skip


def _defined(value: Any) -> Any:
    if isinstance(value, Undefined):
        get(value, "")
    return value


def _built(
    component: Component,
    attributes: dict[str, Any],
    children: Any,
    caller: Callable[[], str] | None,
    context: Context,
) -> str:
    """The mark (or text) that a component leaves in the page."""
    assert component.build is not None  # the compiler refused it otherwise
    for value in attributes.values():
        _defined(value)
    # Outside the try: a problem in the body has told its own tag and line already.
    content = Content([(name, given) for name, given in children or []], caller() if caller else "")
    try:
        withheld = withheld_in(component, attributes, content.children)
        if withheld is not None:
            block = in_place(component, attributes, context, withheld)
            return block if isinstance(block, str) else context.document.block(block)
        block = component.build(context, spared(attributes, context), content)
    except RenderProblem as error:
        raise RenderProblem(f"<{component.name}>: {error}") from None
    if isinstance(block, str):
        return str(block)
    if checks := warned_of(block, attributes, content.children):
        context.warned.append((len(context.document.blocks), checks))
    return context.document.block(block)
