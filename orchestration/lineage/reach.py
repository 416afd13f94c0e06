"""What statements are made of and failed checks reach: the shapes of it, for whoever must not import what
finds it out (`statements`, `models`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from expectations.results import CheckResult, CheckResults

ROWS = "*"
"""In place of a column: which rows the table has."""
REPEATS = "**"
"""In place of a column: that no row of the table stands there twice."""

ESSENTIAL: Mapping[str, frozenset[str]] = {
    "shop_weekly": frozenset({"shop_id", "week", "reporting_currency", "net_sales", "cm3"}),
    "order_lines": frozenset({"order_week"}),
    "calendar_weeks": frozenset({"week"}),
}
"""Without these there is no headline and no list of weeks: unsafe, they stop publication whole."""

Source = tuple[str, str]
"""A table with its schema, and a column of it, ROWS or REPEATS."""
Tables = Mapping[str, Iterable[str]]
"""The columns of every table, by schema and name."""

UNKNOWN_REACH = "it is not known which numbers depend on what failed"


@dataclass(frozen=True)
class Reads:
    """What a result is made of. A left join leaves the rows of its left side alone unless the right repeats.

    `copies` are the columns that stand there as they are in one other column.
    """

    columns: Mapping[str, frozenset[Source]]
    rows: frozenset[Source]
    repeats: frozenset[Source] = frozenset()
    copies: Mapping[str, Source] = field(default_factory=dict)

    @property
    def everything(self) -> frozenset[Source]:
        """All that anything of the result is made of."""
        return self.rows.union(*self.columns.values())


@dataclass(frozen=True)
class Reached:
    """A failed check, and the columns of each mart that depend on what it checked; ROWS: all of the mart."""

    check: CheckResult
    marts: Mapping[str, frozenset[str]]

    def hides(self, mart: str, column: str) -> bool:
        """Whether a column of a mart depends on what was checked."""
        return bool(self.marts.get(mart, frozenset()) & {column, ROWS})


@dataclass(frozen=True)
class Reach:
    """All failed checks of a validation with what each reaches; `stops` says why nothing may be published."""

    checks: tuple[Reached, ...]
    stops: str = ""

    @property
    def withheld(self) -> dict[str, frozenset[str]]:
        """What must not be shown: the columns of each mart that a failed blocking check reaches."""
        found: dict[str, frozenset[str]] = {}
        for one in self.checks:
            if one.check.blocks:
                for mart, columns in one.marts.items():
                    found[mart] = found.get(mart, frozenset()) | columns
        return {mart: columns if ROWS not in columns else frozenset({ROWS})
                for mart, columns in sorted(found.items())}  # fmt: skip


def why_nothing(results: CheckResults, checks: Iterable[Reached]) -> str:
    """Why nothing of a validation may be published; empty where something may."""
    if not results.evaluated:
        return "no check was evaluated"
    for one in checks:
        if not one.check.blocks:
            continue
        if not one.check.table:
            return f"{one.check.expectation}: {UNKNOWN_REACH}"
        for mart, essential in ESSENTIAL.items():
            if hidden := sorted(name for name in essential if one.hides(mart, name)):
                return f"{', '.join(hidden)} of {mart} depend on {one.check.table}: {one.check.expectation}"
    return ""
