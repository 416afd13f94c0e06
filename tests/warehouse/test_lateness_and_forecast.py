"""The demo's late fortnight is found and priced; chances and claims agree with a slow second reckoning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.demo.clock import to_date
from orchestration.demo.story import LATE_FROM, LATE_UNTIL
from orchestration.weeks import IsoWeek

Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def warehouse(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True)
    yield connection
    connection.close()


def test_the_late_fortnight_of_the_demo_is_found_named_and_priced(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select carrier, first_week, last_week, money_paid_for_sure, money_paid_at_most"
        " from marts.late_spells"
    ).fetchall()
    first, last = IsoWeek.of(to_date(LATE_FROM)), IsoWeek.of(to_date(LATE_UNTIL - 1))
    assert [row[:3] for row in found] == [("Bluebird Parcel", str(first), str(last))]
    # The compensations of the demo are all for this carrier in these weeks: they are in the price, once.
    charged = warehouse.execute(
        "select -sum(amount_local) from marts.settlement_lines"
        " where fee_type = 'customer_service_compensation'"
    ).fetchone()
    assert charged is not None and charged[0] > 0
    assert charged[0] <= found[0][3] <= found[0][4]


def test_what_lateness_cost_is_the_margins_own_line(warehouse: duckdb.DuckDBPyConnection) -> None:
    told = "select sum(late_compensation) from marts."
    lateness = warehouse.execute(f"{told}lateness_cost_weekly").fetchone()
    margin = warehouse.execute(f"{told}contribution_margin_weekly").fetchone()
    assert lateness == margin and lateness is not None and lateness[0] > 0


def _survival(spells: list[tuple[int, bool]], hours: int) -> Fraction:
    """Kaplan-Meier by the definition: of those still waiting at each hour, the share that gets no further."""
    share = Fraction(1)
    for hour in sorted({lasted for lasted, ended in spells if ended and lasted <= hours}):
        waiting = sum(1 for lasted, _ in spells if lasted >= hour)
        share *= 1 - Fraction(sum(1 for lasted, ended in spells if ended and lasted == hour), waiting)
    return share


def _leaning(spells: list[tuple[int, bool]], now: int, due: int, wider: float) -> float:
    """The share of those that waited as long and get no further, with 30 of the wider share beside them."""
    seen = sum(1 for lasted, _ in spells if lasted > now)
    own = float(_survival(spells, due) / _survival(spells, now)) if seen else 0.0
    return (seen * own + 30 * wider) / (seen + 30)


def test_a_chance_is_the_share_of_those_that_waited_as_long_leaning_on_wider_ones(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    groups: dict[tuple[Any, ...], list[tuple[int, bool]]] = defaultdict(list)
    for shop, house, carrier, leg, hours, ended, censored in warehouse.execute(
        "select shop_id, warehouse, carrier, leg, hours, ended_count, censored_count"
        " from intermediate.int_forecast__observations where weeks_ago = 0"
    ).fetchall():
        rows = [(hours, True)] * ended + [(hours, False)] * censored
        for group in ((leg,), (leg, shop), (leg, shop, carrier), (leg, shop, carrier, house)):
            groups[group] += rows
    asked = warehouse.execute(
        "select shop_id, warehouse, carrier, leg, now_hours, due_hours, pace_chance"
        " from intermediate.int_forecast__chances where weeks_ago = 0"
    ).fetchall()
    assert len(asked) > 20
    wrong = []
    for shop, house, carrier, leg, now, due, chance in asked:
        everybody = groups[leg,]
        assert sum(1 for lasted, _ in everybody if lasted > now) >= 30
        reckoned = float(_survival(everybody, due) / _survival(everybody, now))
        for group in ((leg, shop), (leg, shop, carrier), (leg, shop, carrier, house)):
            reckoned = _leaning(groups[group], now, due, reckoned)
        if abs(reckoned - float(chance)) > 0.000002:
            wrong.append((shop, house, carrier, leg, now, due, chance, reckoned))
    assert wrong == []


def test_no_forecast_of_the_past_knew_its_future(warehouse: duckdb.DuckDBPyConnection) -> None:
    peeked = warehouse.execute(
        "select count(*) from intermediate.int_forecast__situations as s"
        " inner join intermediate.int_forecast__steps as p using (shop_id, order_id, step)"
        " where p.paid_at >= s.moment_at or s.situation = 'done' and p.event_at >= s.moment_at"
        " or s.situation <> 'done' and p.event_at < s.moment_at"
    ).fetchone()
    assert peeked == (0,)


def test_every_claim_has_the_window_and_the_amount_of_its_terms(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    terms = {
        (shop, carrier): rest
        for shop, carrier, *rest in warehouse.execute(
            "select shop_id, carrier, lost_after_days, claim_from_days, claim_until_days, damage_until_days"
            " from intermediate.int_claims__terms"
        ).fetchall()
    }
    claims = warehouse.execute(
        "select shop_id, carrier, reason, shipped_on, delivered_on, last_news_on, first_claim_on,"
        " last_claim_on, landed_cost, liability_limit, claimable from marts.claims"
    ).fetchall()
    assert len(claims) > 20
    wrong = []
    for shop, carrier, reason, shipped, delivered, news, first, last, cost, limit, claimable in claims:
        lost_after, claim_from, claim_until, damage_until = terms[shop, carrier]
        begins, ends = shipped + timedelta(claim_from), shipped + timedelta(claim_until)
        if reason == "damaged":
            begins, ends = delivered, delivered + timedelta(damage_until)
        if reason == "lost":
            begins = max(begins, news + timedelta(lost_after))
        if (first, last) != (begins, ends) or claimable != min(Decimal(cost), Decimal(limit)):
            wrong.append((shop, carrier, reason, first, last, claimable))
    assert wrong == []
