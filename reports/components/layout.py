"""Components that hold text: Grid, Alert, Details, Note."""

from __future__ import annotations

from typing import Literal

from reports.blocks import Container
from reports.components.spec import Attributes, Component, Content, words
from reports.context import Context, whole_number
from reports.language.runtime import RenderProblem

Kind = Literal["grid", "alert", "details", "note"]
_STATUSES = ("info", "positive", "warning", "negative")


def _container(kind: Kind, context: Context, attributes: Attributes, content: Content) -> Container:
    status = str(attributes.get("status", ""))
    if status and status not in _STATUSES:
        raise RenderProblem(f"status={status!r} must be one of {', '.join(_STATUSES)}")
    return Container(
        kind, content.body,
        title=context.format(attributes.get("title", "")),
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


COMPONENTS = (
    Component("Grid", words("cols"), holds_text=True, build=_grid),
    Component("Alert", words("status title"), holds_text=True, build=_alert),
    Component("Details", words("title"), required=words("title"), holds_text=True, build=_details),
    Component("Note", words("title"), holds_text=True, build=_note),
)
