"""What a compiled page may call: reading rows, operators that know null, loops.

Everything else is out of its reach.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from jinja2 import Undefined

from reports.language.errors import did_you_mean, or_nearest
from reports.safety import Judged, Withheld


class RenderProblem(Exception):
    """Something in a page can't be rendered; the renderer adds page and line."""


class NameProblem(RenderProblem):
    """A page names what is not there; the renderer knows which names are."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no {name!r} here")


class Rows(Sequence[Mapping[str, Any]]):
    """The result of a query: rows as mappings, with the query's name and its columns, also when it is
    empty. What failed checks reach of it is `judged`; what must not be shown stands in it as withheld.
    """

    def __init__(
        self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], judged: Judged | None = None
    ) -> None:
        self.name, self.columns = name, tuple(columns)
        self.judged = judged or Judged()
        hidden = {column: Withheld(checks) for column, checks in self.judged.withheld.columns.items()}
        self._rows = [dict(zip(self.columns, row, strict=True)) | hidden for row in rows]

    @property
    def withheld(self) -> Withheld | None:
        """Why nothing of it may be shown."""
        return Withheld(self.judged.withheld.rows) if self.judged.withheld.rows else None

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, name: str) -> list[Any]:
        """All values of a column. Raises RenderProblem for one the query does not give."""
        if name not in self.columns:
            raise RenderProblem(
                f"query {self.name!r} has no column {name!r}; {did_you_mean(name, self.columns)}"
            )
        return [row[name] for row in self._rows]


def get(thing: Any, key: Any) -> Any:
    """`thing.key` or `thing[key]`, for rows, mappings, lists and texts only."""
    if isinstance(thing, Undefined):
        raise NameProblem(str(thing._undefined_name).removeprefix("v_"))
    if isinstance(thing, Withheld) or isinstance(key, Withheld):
        return thing if isinstance(thing, Withheld) else key
    if isinstance(thing, Rows) and thing.withheld is not None and (key == "length" or isinstance(key, int)):
        return Withheld(thing.withheld.checks, is_count=key == "length")
    if key == "length" and isinstance(thing, Sequence):
        return len(thing)
    if isinstance(thing, Rows) and not isinstance(key, int):
        hint = "" if key in thing.columns else or_nearest(str(key), ("length", *thing.columns))
        raise RenderProblem(f"query {thing.name!r} is a list of rows: write {thing.name}[0].{key}{hint}")
    if isinstance(thing, Mapping):
        if key not in thing:
            raise RenderProblem(f"there is no {key!r} here; {did_you_mean(str(key), map(str, thing))}")
        return thing[key]
    if isinstance(thing, Sequence) and isinstance(key, int):
        if not 0 <= key < len(thing):
            what = f"query {thing.name!r}" if isinstance(thing, Rows) else "the list"
            raise RenderProblem(f"{what} has {len(thing)} rows, row {key} was asked: guard it with {{#if}}")
        return thing[key]
    raise RenderProblem(f"{key!r} can't be read from {'null' if thing is None else type(thing).__name__}")


_ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
}
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def operate(op: str, left: Any, right: Any) -> Any:
    """An operator of the page. Arithmetic with null is null; a comparison with null is false; / 0 is null."""
    for side in (left, right):
        if isinstance(side, Undefined):
            get(side, "")
    if isinstance(left, Withheld) or isinstance(right, Withheld):
        return _withheld(op, left, right)
    if op in ("==", "==="):
        return bool(left == right)
    if op in ("!=", "!=="):
        return bool(left != right)
    if left is None or right is None:
        return False if op in _ORDER else None
    left, right = _number(left), _number(right)
    try:
        if op in _ORDER:
            return _ORDER[op](left, right)
        if op == "/" and right == 0:
            return None
        return _ARITHMETIC[op](left, right)
    except TypeError:
        raise RenderProblem(f"{left!r} {op} {right!r} can't be reckoned") from None


def _withheld(op: str, left: Any, right: Any) -> Any:
    """Withheld as well. Only whether there are rows is answered: there may be, so their place stays."""
    if isinstance(left, Withheld) and left.is_count and right == 0:
        if op in (">", "!=", "!=="):
            return True
        if op in ("==", "===", "<="):
            return False
    return left if isinstance(left, Withheld) else right


def reason(value: Any) -> Withheld | None:
    """Why a value is withheld; None for one that may be shown."""
    return value if isinstance(value, Withheld) else value.withheld if isinstance(value, Rows) else None


def goes(value: Any) -> bool:
    """Whether a value is true; a withheld one is not, and is never false either: ask `reason` first."""
    return reason(value) is None and bool(value)


def negated(value: Any) -> Any:
    """`!value`."""
    why = reason(value)
    return not value if why is None else why


def _number(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


def coalesce(left: Any, right: Any) -> Any:
    """`left ?? right`."""
    return right if left is None else left


def each(thing: Any) -> Iterable[Any]:
    """What `{#each}` runs over."""
    if isinstance(thing, Undefined):
        get(thing, "")
    if thing is None or isinstance(thing, str | Mapping) or not isinstance(thing, Iterable):
        raise RenderProblem("{#each} needs the rows of a query")
    return thing
