"""The numbers of a week as published: what tells a report's versions apart, and what alerts look at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.lineage.reach import ROWS

HISTORY_WEEKS = 13
_RATES = "fulfillment_metrics_weekly"
_RATE_COLUMNS = (ROWS, "shop_id", "week", "metric", "value")
_KEYS = ("shop_id", "week", "reporting_currency")


@dataclass(frozen=True)
class WeekNumbers:
    """Each shop's metrics in a week, `all` among the shops, with the weeks before for comparison.

    `withheld` are the metrics that a failed check keeps from readers; `are_rates_withheld` says that no rate
    of fulfilment can be read at all.
    """

    week: str
    currency: str
    values: Mapping[tuple[str, str], Decimal]
    history: Mapping[tuple[str, str], Sequence[Decimal | None]]
    withheld: frozenset[str] = frozenset()
    are_rates_withheld: bool = False

    @property
    def shops(self) -> tuple[str, ...]:
        """The shops with a number in the week, without `all`."""
        return tuple(sorted({shop for shop, _ in self.values} - {"all"}))

    @property
    def metrics(self) -> frozenset[str]:
        """The metrics that an alert may name."""
        return frozenset(metric for _, metric in self.history)

    def is_withheld(self, metric: str) -> bool:
        """Whether a metric is published but for a failed check; of the rates nobody knows the names then."""
        return metric in self.withheld or (self.are_rates_withheld and metric not in self.metrics)

    @property
    def version(self) -> str:
        """A digest of the numbers: a report whose numbers are the same is the same report."""
        plain = [[shop, metric, _plain(value)] for (shop, metric), value in sorted(self.values.items())]
        return hashlib.sha256(json.dumps([self.week, self.currency, plain]).encode()).hexdigest()[:16]

    def totals(self, shop: str = "all") -> dict[str, str]:
        """The numbers of all shops together, or of one, as texts: what the next version is compared with."""
        return {metric: _plain(value) for (of, metric), value in sorted(self.values.items()) if of == shop}

    def only(self, shop: str) -> WeekNumbers:
        """The numbers of one shop: a version of its report moves when they do, and with nobody else's."""
        return replace(self, values={key: value for key, value in self.values.items() if key[0] == shop})


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def read_numbers(snapshot: Path, week: str) -> WeekNumbers:
    """The numbers of a week and the weeks before it. Raises duckdb.Error when the snapshot can't be read."""
    from orchestration.weeks import IsoWeek
    from reports.safety import read_safety
    from reports.snapshot import Snapshot

    weeks = [str(IsoWeek.parse(week).shift(-back)) for back in range(HISTORY_WEEKS, -1, -1)]
    span = {"first_week": weeks[0], "week": week}
    where = "week between getvariable('first_week') and getvariable('week')"
    with Snapshot(snapshot) as source:
        unsafe = read_safety(source).withheld
        withheld = frozenset(column for mart, column in unsafe if mart == "shop_weekly")
        no_rates = any(mart == _RATES and column in _RATE_COLUMNS for mart, column in unsafe)
        rows = source.rows(
            "shops", f"select * from marts.shop_weekly where {where} order by shop_id, week", span
        )
        rates = () if no_rates else source.rows(
            "rates",
            f"select shop_id, week, metric, value from marts.{_RATES} where {where} order by all", span,
        )  # fmt: skip
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in rows:
        for name, value in row.items():
            if name not in _KEYS and not name.startswith("previous_"):
                _keep(found, row["shop_id"], name, row["week"], value)
    for row in rates:
        if row["metric"] in withheld:
            continue
        _keep(found, row["shop_id"], row["metric"], row["week"], row["value"])
    currency = rows[0]["reporting_currency"] if len(rows) else "USD"
    return WeekNumbers(
        week, currency,
        {key: by_week[week] for key, by_week in found.items() if week in by_week},
        {key: [by_week.get(one) for one in weeks] for key, by_week in found.items()},
        withheld, no_rates,
    )  # fmt: skip


def _keep(
    found: dict[tuple[str, str], dict[str, Decimal]], shop: str, metric: str, week: str, value: Any
) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    found.setdefault((shop, metric), {}).setdefault(week, exact)
