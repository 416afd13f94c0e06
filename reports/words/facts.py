"""What the rules look at: rows of the marts for one week, read once and the same for every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.safety import Withheld

Row = Mapping[str, Any]
_BEYOND = ("enforced", "above_recommended")
_COSTS = ("logistics_invoices", "ads", "affiliate_orders")
# A second reading of a rate that has its own sentence; its table has both.
_OTHER_READINGS = ("late_dispatch_rate_including_fbt",)


@dataclass(frozen=True)
class Movement:
    """By how much one line of the margin, or one SKU, moved contribution margin against the week before."""

    kind: str
    name: str
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Breach:
    """A rate of a shop that is beyond its threshold.

    `weeks` counts how many weeks in a row, this one included; `is_new` says the week before was within it.
    """

    shop_id: str
    metric: str
    value: Decimal
    threshold: Decimal
    is_enforced: bool
    numerator: int
    denominator: int
    weeks: int
    is_new: bool = False


@dataclass(frozen=True)
class Facts:
    """One week of all shops together. Amounts in the reporting currency; None where the marts have null.

    `missing_costs` are the exports of costs that have not landed for some shop which has such costs.
    """

    week: str
    cm3: Decimal | None = None
    previous_cm3: Decimal | None = None
    cm3_expected: Decimal | None = None
    net_sales: Decimal | None = None
    previous_net_sales: Decimal | None = None
    cm1_left_out: Decimal | None = None
    unknown_cost_lines: int = 0
    missing_costs: tuple[str, ...] = ()
    movements: tuple[Movement, ...] = ()
    breaches: tuple[Breach, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """Contribution margin against the previous calendar week; None when either week has none."""
        if self.cm3 is None or self.previous_cm3 is None:
            return None
        return self.cm3 - self.previous_cm3


def amount(value: Any) -> Decimal | None:
    """A number of the marts as a decimal; None where there is none, or it must not be shown."""
    if isinstance(value, Withheld):
        return None
    if value is None or isinstance(value, Decimal):
        return value
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def gather(
    week: str,
    summary: Sequence[Row],
    movements: Sequence[Row],
    metrics: Sequence[Row],
    missing: Sequence[Row] = (),
) -> Facts:
    """Facts from the rows of the queries `summary`, `movements`, `metric_history` and `missing_exports`."""
    totals = summary[0] if summary else {}
    return Facts(
        week=week,
        cm3=amount(totals.get("cm3")),
        previous_cm3=amount(totals.get("previous_cm3")),
        cm3_expected=amount(totals.get("cm3_expected")),
        net_sales=amount(totals.get("net_sales")),
        previous_net_sales=amount(totals.get("previous_net_sales")),
        cm1_left_out=amount(totals.get("cm1_left_out")),
        unknown_cost_lines=int(amount(totals.get("unknown_cost_line_count")) or 0),
        movements=tuple(
            Movement(row["kind"], row["name"], row["label"] or row["name"], moved)
            for row in movements
            if (moved := amount(row["movement"])) is not None
        ),
        breaches=_breaches(week, metrics),
        missing_costs=tuple(source for source in _COSTS if any(row["source"] == source for row in missing)),
    )


def _breaches(week: str, history: Sequence[Row]) -> tuple[Breach, ...]:
    """Breaches of the week, worst first, each with the number of weeks it has lasted."""
    found = []
    for row in history:
        if row["week"] != week or row["verdict"] not in _BEYOND or row["metric"] in _OTHER_READINGS:
            continue
        earlier = [
            other
            for other in history
            if (other["shop_id"], other["metric"]) == (row["shop_id"], row["metric"])
        ]
        enforced = row["verdict"] == "enforced"
        value = amount(row["value"])
        threshold = amount(row["enforced_threshold"] if enforced else row["recommended_threshold"])
        if value is None or threshold is None:
            continue
        found.append(
            Breach(
                row["shop_id"],
                row["metric"],
                value,
                threshold,
                enforced,
                int(row["numerator"] or 0),
                int(row["denominator"] or 0),
                _weeks_in_a_row(earlier),
                len(earlier) > 1 and earlier[-2]["verdict"] == "ok",
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_enforced, -_excess(one), one.shop_id, one.metric)))


def _excess(breach: Breach) -> Decimal:
    """How far beyond the threshold, as a share of it."""
    return abs(breach.value - breach.threshold) / (breach.threshold or Decimal(1))


def _weeks_in_a_row(history: Sequence[Row]) -> int:
    """The length of the run of breaches at the end of a history in ascending weeks."""
    count = 0
    for row in reversed(history):
        if row["verdict"] not in _BEYOND:
            break
        count += 1
    return count
