"""The rows of a table in groups, with subtotals and a total.

A sum here is of what the table shows; a rate is never summed, and amounts of two currencies aren't either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.components.spec import Attributes
from reports.context import is_true
from reports.language.runtime import RenderProblem, Rows

Row = Mapping[str, Any]
_AGGREGATES = ("sum", "mean", "weightedMean", "min", "max", "count", "countDistinct", "none")


@dataclass(frozen=True)
class Line:
    """A line of a table: a row, the head of a group, or the total; the last two know the rows they sum."""

    row: Row | None
    group: Any = None
    rows: tuple[Row, ...] = ()
    is_total: bool = False


def lines_of(attributes: Attributes, data: Rows, limit: int) -> tuple[list[Line], int]:
    """Lines in their order, and how many rows are left out; totals count the rows left out as well."""
    rows = _sorted(list(data), str(attributes.get("sort", "")), data)
    shown, rest = rows[:limit], max(0, len(rows) - limit)
    lines: list[Line] = []
    if "groupBy" in attributes:
        column = str(attributes["groupBy"])
        with_sums = is_true(attributes.get("subtotals"))
        for group in dict.fromkeys(row[column] for row in shown):
            whole = tuple(row for row in rows if row[column] == group)
            lines.append(Line(None, group, whole if with_sums else ()))
            lines += [Line(row) for row in shown if row[column] == group]
    else:
        lines = [Line(row) for row in shown]
    if is_true(attributes.get("totalRow")) and rows:
        lines.append(Line(None, None, tuple(rows), is_total=True))
    return lines, rest


def _sorted(rows: list[Row], wanted: str, data: Rows) -> list[Row]:
    """Rows by `column` or `column desc`; what is null comes last either way."""
    if not wanted:
        return rows
    name, _, way = wanted.partition(" ")
    data.column(name)
    if way not in ("", "asc", "desc"):
        raise RenderProblem(f"sort={wanted!r} must be a column, or a column with asc or desc")
    known = [row for row in rows if row[name] is not None]
    known.sort(key=lambda row: row[name], reverse=way == "desc")
    return known + [row for row in rows if row[name] is None]


def total_of(column: Attributes, rows: Sequence[Row]) -> Any:
    """What stands in a column's total: a sum, another aggregate, a text, or None where nothing would be true.

    Raises RenderProblem for a weighted mean without a weight.
    """
    wanted = str(column.get("totalAgg", ""))
    name = str(column["id"])
    values = [row[name] for row in rows if row[name] is not None]
    if wanted and wanted not in _AGGREGATES:
        return wanted
    if wanted in ("count", "countDistinct"):
        return len(values) if wanted == "count" else len(set(values))
    if wanted == "none" or not _can_be_summed(column, rows, values, wanted):
        return None
    if wanted == "weightedMean":
        return _weighted(column, rows)
    numbers = [_decimal(value) for value in values]
    if wanted == "mean":
        return sum(numbers, Decimal(0)) / len(numbers)
    if wanted in ("min", "max"):
        return min(numbers) if wanted == "min" else max(numbers)
    return sum(numbers, Decimal(0))


def _can_be_summed(column: Attributes, rows: Sequence[Row], values: Sequence[Any], wanted: str) -> bool:
    if not values or not all(_is_number(value) for value in values):
        return False
    if "codes" in column or column.get("contentType") in ("sparkline", "link"):
        return False
    if not wanted and str(column.get("fmt", "")).lstrip("+").startswith(("pct", "mult", "id", "pp")):
        return False
    currency = column.get("currency")
    return not currency or len({row.get(str(currency)) for row in rows}) == 1


def _weighted(column: Attributes, rows: Sequence[Row]) -> Decimal | None:
    if "weightCol" not in column:
        raise RenderProblem("<Column>: totalAgg=weightedMean needs weightCol=")
    name, weight = str(column["id"]), str(column["weightCol"])
    pairs = [
        (_decimal(row[name]), _decimal(row[weight]))
        for row in rows
        if row[name] is not None and row[weight] is not None
    ]
    whole = sum((weighing for _, weighing in pairs), Decimal(0))
    return sum((value * weighing for value, weighing in pairs), Decimal(0)) / whole if whole else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _decimal(value: Any) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
