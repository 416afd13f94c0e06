"""All tags of the language: those that work, and those that are part of it but not supported yet."""

from __future__ import annotations

from collections.abc import Mapping

from reports.components import charts, layout, table, values
from reports.components.spec import Component, words

_NOT_YET = words(
    "AreaChart ReferenceArea Heatmap FunnelChart Histogram ScatterPlot BoxPlot Sparkline CohortTriangle"
    " Tabs PageBreak"
)


def known_components() -> Mapping[str, Component]:
    """Every component by its tag."""
    built = (*values.COMPONENTS, *table.COMPONENTS, *charts.COMPONENTS, *layout.COMPONENTS)
    return {
        component.name: component for component in (*built, *(Component(name) for name in sorted(_NOT_YET)))
    }
