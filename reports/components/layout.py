"""Components that hold text: Grid, Alert, Details, Tabs, Note; and the break of a page."""

from __future__ import annotations

from typing import Literal

from reports.blocks import Container, Nothing, PageBreak
from reports.components.spec import Attributes, Component, Content, words
from reports.context import Context, whole_number
from reports.language.runtime import RenderProblem

Kind = Literal["grid", "alert", "details", "note", "tabs", "tab"]
_STATUSES = ("info", "positive", "warning", "negative")


def _container(kind: Kind, context: Context, attributes: Attributes, content: Content) -> Container:
    status = str(attributes.get("status", ""))
    if status and status not in _STATUSES:
        raise RenderProblem(f"status={status!r} must be one of {', '.join(_STATUSES)}")
    return Container(
        kind, content.body,
        title=context.format(attributes.get("title", attributes.get("label", ""))),
        status=status,
        columns=whole_number(attributes.get("cols", 2), "cols"),
    )  # fmt: skip


def _grid(context: Context, attributes: Attributes, content: Content) -> Container:
    return _container("grid", context, attributes, content)


def _alert(context: Context, attributes: Attributes, content: Content) -> Container:
    return _container("alert", context, attributes, content)


def _details(context: Context, attributes: Attributes, content: Content) -> Container:
    return _container("details", context, attributes, content)


def _note(context: Context, attributes: Attributes, content: Content) -> Container:
    return _container("note", context, attributes, content)


def _tabs(context: Context, attributes: Attributes, content: Content) -> Container:
    return _container("tabs", context, attributes, content)


def _tab(context: Context, attributes: Attributes, content: Content) -> Container:
    return _container("tab", context, attributes, content)


def _commentary(context: Context, attributes: Attributes, content: Content) -> Container | Nothing:
    """A person's remarks on the week, where there are any."""
    if not context.remarks:
        return Nothing()
    return Container("alert", context.remarks, title=context.say("frame.remarks"), status="info")


def _page_break(context: Context, attributes: Attributes, content: Content) -> PageBreak:
    return PageBreak()


COMPONENTS = (
    Component("Grid", words("cols"), holds_text=True, build=_grid),
    Component("Alert", words("status title"), holds_text=True, build=_alert),
    Component("Details", words("title"), required=words("title"), holds_text=True, build=_details),
    Component("Tabs", holds_text=True, build=_tabs),
    Component("Tab", words("label"), required=words("label"), holds_text=True, build=_tab),
    Component("Commentary", build=_commentary),
    Component("PageBreak", build=_page_break),
    Component("Note", words("title"), holds_text=True, build=_note),
)
