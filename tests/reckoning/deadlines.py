"""Deadlines from the words of the rules, one order at a time: days are walked, zones are Python's own.

Shares nothing with the models but the seeds that hold the rules. Holidays come from the library itself.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "fulfillment"
FIRST_YEAR, LAST_YEAR = 2024, 2028
LIBRARY_NAMES = {"UK": ("GB", "ENG")}
Row = dict[str, str]


@dataclass(frozen=True)
class Order:
    """What a deadline depends on. `instant` is UTC; payment and order are the same here."""

    market: str
    seller_type: str
    order_type: str
    timezone: str
    instant: datetime
    handling_days: int | None = None
    handling_is_calendar: bool = False
    closes_on: date | None = None


@cache
def public_holidays(market: str) -> frozenset[date]:
    """The holidays of a market, from the library."""
    country, subdivision = LIBRARY_NAMES.get(market, (market, None))
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=years))


def is_working_day(market: str, day: date, week: str) -> bool:
    """Monday to Friday, or to Saturday, unless it is a holiday."""
    return day.weekday() <= (5 if week == "mon_sat" else 4) and day not in public_holidays(market)


def working_days_after(market: str, day: date, number: int, week: str) -> date | None:
    """Walk the calendar day by day; None outside the years that are known."""
    if day.year < FIRST_YEAR:
        return None
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(market, day, week)
    return day if day.year <= LAST_YEAR else None


def _clock(text: str) -> time:
    return time.fromisoformat(text)


@dataclass
class Rulebook:
    """The shipped rules and those of a home (which win), as rows of text."""

    own: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        with (SEEDS / "sla_rules.csv").open(encoding="utf-8", newline="") as file:
            self.shipped = list(csv.DictReader(file))
        self._found: dict[tuple[str, str, str, str, date], Row | None] = {}

    def rule(self, order: Order, step: str, day: date) -> Row | None:
        """The rule in force on the shop-local day of the order."""
        key = (order.market, order.seller_type, order.order_type, step, day)
        if key not in self._found:
            self._found[key] = self._search(order, step, day)
        return self._found[key]

    def _search(self, order: Order, step: str, day: date) -> Row | None:
        best: tuple[tuple[int, int, int, str], Row] | None = None
        for home, rows in ((0, self.shipped), (1, self.own)):
            for row in rows:
                fits = (
                    row["step"] == step
                    and row["market"] in (order.market, "*")
                    and row["seller_type"] in (order.seller_type, "any")
                    and row["order_type"] in (order.order_type, "any")
                    and row["valid_from"] <= day.isoformat()
                    and (not row["valid_to"] or row["valid_to"] >= day.isoformat())
                )
                rank = (home, row["seller_type"] != "any", row["order_type"] != "any", row["valid_from"])
                if fits and (best is None or rank > best[0]):
                    best = (rank, row)
        return best[1] if best else None

    def due_at(self, order: Order, step: str) -> datetime | None:
        """The last instant in time (UTC, naive). None without a rule, a handling time, or a calendar."""
        local_day = order.instant.astimezone(ZoneInfo(order.timezone)).date()
        rule = self.rule(order, step, local_day)
        if rule is None:
            return None
        if rule["day_kind"] == "hours":
            return (order.instant + timedelta(hours=int(rule["days"]))).replace(tzinfo=None)
        zone = ZoneInfo(rule["timezone"] or order.timezone)
        day = _due_day(order, rule, order.instant.astimezone(zone))
        if day is None:
            return None
        cut_off = datetime.combine(day, _clock(rule["cut_off"]), zone)
        return cut_off.astimezone(UTC).replace(tzinfo=None)


def _due_day(order: Order, rule: Row, started: datetime) -> date | None:
    day, number = started.date(), int(rule["days"])
    if rule["starts_after"] == "closure" and order.closes_on:
        day = order.closes_on
    elif rule["starts_after"] in ("handling", "closure"):
        if order.handling_days is None:
            return None
        if order.handling_is_calendar:
            day += timedelta(days=order.handling_days)
        else:
            number += order.handling_days
    if rule["day_kind"] == "calendar":
        return day + timedelta(days=int(rule["days"]))
    week = rule["working_week"]
    is_working = is_working_day(order.market, day, week)
    if rule["order_cut_off"]:
        is_next = not is_working or started.time() >= _clock(rule["order_cut_off"])
        number += is_next
    elif number == 0 and not is_working:
        number = 1
    return working_days_after(order.market, day, number, week)
