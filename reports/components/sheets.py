"""A table's exact values, for its CSV twin and the workbook: every row, typed, with its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reports.blocks import Sheet, SheetColumn
from reports.components.spec import Attributes
from reports.context import Context
from reports.language.runtime import Rows
from reports.safety import Withheld

_TAG = re.compile(r"\+?([a-z]+?)([0-4])[kmb]?$")
_TEXTS = ("id", "text", "week")


def make_sheet(
    context: Context,
    wanted: str,
    title: str,
    columns: Sequence[Attributes],
    labels: Sequence[str],
    data: Rows,
) -> Sheet:
    """The sheet of a query's columns, as they are named in the table."""
    given = list(columns)
    names = [str(column["id"]) for column in given]
    for column in columns:
        # An amount in the shop's own currency means nothing without it.
        currency = str(column.get("currency", ""))
        if currency and currency not in names:
            names.append(currency)
            given.append({"id": currency})
            labels = [*labels, context.label(currency)]
    rows = tuple(tuple(_value(context, column, row) for column in given) for row in data)
    described = tuple(
        _column(context, column, label, [row[index] for row in rows])
        for index, (column, label) in enumerate(zip(given, labels, strict=True))
    )
    return Sheet(context.sheet_name(wanted), title, described, rows)


def _value(context: Context, column: Attributes, row: Mapping[str, Any]) -> Any:
    value = row[str(column["id"])]
    if isinstance(value, Withheld):
        return context.format(value)
    if "translate" in column:
        return context.told(column, row, value)
    return context.word(str(column["codes"]), value) if "codes" in column and value is not None else value


def _column(context: Context, column: Attributes, label: str, values: Sequence[Any]) -> SheetColumn:
    tag = str(column.get("fmt", ""))
    known = [value for value in values if value is not None]
    if "codes" in column or tag in _TEXTS:
        return SheetColumn(label)
    if known and all(isinstance(value, date | datetime) for value in known):
        return SheetColumn(label, "date")
    if not known or not all(_is_number(value) for value in known):
        return SheetColumn(label)
    found = _TAG.match(tag)
    kind, digits = (found[1], int(found[2])) if found else ("num", 0)
    if kind == "pct":
        return SheetColumn(label, "percent", "0–1", digits)
    if kind == "money":
        unit = "" if "currency" in column else context.formatter.reporting_currency
        return SheetColumn(label, "number", unit, 2)
    unit = kind.upper() if len(kind) == 3 and kind != "num" else ""
    whole = all(value == int(value) for value in known)
    return SheetColumn(label, "number", unit, 2 if unit else max(digits, 0 if whole else 2))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
