"""All tags of the language."""

from __future__ import annotations

from collections.abc import Mapping

from reports.components import charts, layout, spreads, table, values
from reports.components.spec import Component


def known_components() -> Mapping[str, Component]:
    """Every component by its tag."""
    built = (values, table, charts, spreads, layout)
    return {component.name: component for module in built for component in module.COMPONENTS}
