"""What the titles of charts say: the finding where there is one, else what the chart shows."""

from decimal import Decimal
from typing import Any

import pytest

from reports.formats import Formatter
from reports.messages import find
from reports.words.charts import ads_title, legs_title, moves_title
from reports.words.returns import cohorts_title, curve_title, fault_title
from reports.words.sentences import told
from tests.conventions.test_metrics import declared

EN, ZH = Formatter("en", "USD"), Formatter("zh", "USD")


def moves(before: int, now: int, **effects: int) -> list[dict[str, Any]]:
    levels = [("previous_cm3", before, True), ("cm3", now, True)]
    moved = [(f"effect_{name}", value, False) for name, value in effects.items()]
    return [
        {"effect": effect, "amount": Decimal(amount), "is_total": is_total}
        for effect, amount, is_total in (levels[0], *moved, levels[1])
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (moves(1500, 700, ads=-1200, volume=400), "What moved the margin most: ads and promotion, −$1,200"),
        (moves(700, 1500, ads=-100, volume=900), "What moved the margin most: volume, +$900"),
        # The largest effect goes against the change, so it did not make it.
        (moves(1500, 1400, ads=-450, returns=-450, volume=800), "From last week's margin to this week's"),
        (moves(1500, 700, ads=-199, volume=-199, mix=-199, fees=-199, fx=-4),
         "From last week's margin to this week's"),
        ([], "From last week's margin to this week's"),
    ],
)  # fmt: skip
def test_the_largest_effect_is_named_where_it_made_the_change(rows: list[dict[str, Any]], said: str) -> None:
    assert told([moves_title(rows)], EN) == said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_effect_of_the_bridge_has_a_word(language: str) -> None:
    effects = [metric["name"] for metric in declared() if metric["name"].startswith("effect_")]
    assert len(effects) > 8
    assert [name for name in effects if not isinstance(find(language, f"effects.{name}"), str)] == []


def weeks(*pairs: tuple[int | None, int | None]) -> list[dict[str, Any]]:
    return [{"ad_spend": spend, "cm3": cm3} for spend, cm3 in pairs]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (weeks((5, 9), (6, 8), (7, 8), (9, 3)),
         "Advertising is the highest of 4 weeks, what was left after it the lowest"),
        (weeks((5, 9), (6, 2), (7, 8), (9, 3)), "Advertising is the highest of 4 weeks"),
        # Of a week without a margin nobody knows whether it was lower.
        (weeks((5, 9), (6, None), (7, 8), (9, 3)), "Advertising is the highest of 4 weeks"),
        (weeks((5, 9), (6, 2), (7, 8), (4, 3)), "Advertising is the lowest of 4 weeks"),
        (weeks((5, 9), (6, 2), (7, 8), (6, 3)), "Advertising and what was left after it"),
        (weeks((5, 9), (6, 2), (9, 3)), "Advertising and what was left after it"),
        (weeks((5, 9), (6, 2), (7, 8), (4, 3), (None, None)), "Advertising and what was left after it"),
    ],
)  # fmt: skip
def test_a_record_of_advertising_is_told(rows: list[dict[str, Any]], said: str) -> None:
    assert told([ads_title(rows)], EN) == said


def times(carrier: str, *hours: int | None) -> list[dict[str, Any]]:
    first = 21 - len(hours)
    return [
        {"carrier": carrier, "week": f"2026-W{first + n:02}", "km_p50_hours": one}
        for n, one in enumerate(hours)
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (times("Swift", 90, 92, 88, 90, 125) + times("Slow", 210, 210, 214, 212, 215),
         "Swift takes longer than usual: half within 125 hours, usually 90"),
        (times("Swift", 90, 92, 88, 90, 110),
         "No carrier whose time is known takes longer than usual from first scan to door"),
        # This week is not known, or has no past to be held against.
        (times("Swift", 90, 92, 88, 90, None), "How long half of the parcels take from first scan to door"),
        (times("Swift", 90, 92, 200), "How long half of the parcels take from first scan to door"),
        ([], "How long half of the parcels take from first scan to door"),
    ],
)  # fmt: skip
def test_a_carrier_slower_than_its_own_past_is_named(rows: list[dict[str, Any]], said: str) -> None:
    assert told([legs_title("2026-W20", rows)], EN) == said


def faults(*pairs: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"fault": fault, "total_return_cost": Decimal(cost)} for fault, cost in pairs]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (faults(("seller", 60), ("buyer", 40)), "The seller is at fault for most of the cost: $60 of $100"),
        (faults(("seller", 50), ("buyer", 50)), "What returns cost by fault"),
        (faults(("unknown", 80), ("buyer", 20)), "What returns cost by fault"),
        ([], "What returns cost by fault"),
    ],
)
def test_a_fault_is_named_from_more_than_half_on(rows: list[dict[str, Any]], said: str) -> None:
    assert told([fault_title(rows)], EN) == said


def curve(shop: str, *rates: float) -> list[dict[str, Any]]:
    return [
        {"shop_id": shop, "age_weeks": age, "returned_rate": Decimal(str(rate))}
        for age, rate in enumerate(rates, 1)
    ]


def test_a_curve_is_told_by_the_age_at_which_most_has_come_in_every_shop() -> None:
    quick = curve("a", 0.01, 0.045, 0.05, 0.05, 0.05, 0.05)
    slow = curve("b", 0.01, 0.02, 0.03, 0.046, 0.05, 0.05)
    assert (
        told([curve_title(quick)], EN) == "Nine tenths of what comes back has come within 2 weeks of delivery"
    )
    assert "within 4 weeks" in told([curve_title(quick + slow)], EN)
    assert told([curve_title(quick + slow)], ZH) == "九成的退货在送达 4 周内发生"
    plain = "How returns come in"
    assert [told([curve_title(rows)], EN) for rows in ([], quick[:4], curve("c", *[0.0] * 6))] == [plain] * 3


def cohorts(*rates_by_week: tuple[str, ...]) -> list[dict[str, Any]]:
    """The newest week last; of each its rates from the first age on."""
    return [
        {"order_week": f"2026-W{week:02}", "age_weeks": age, "returned_rate": Decimal(rate)}
        for week, rates in enumerate(rates_by_week, 10)
        for age, rate in enumerate(rates, 1)
    ]


FOUR_WEEKS = [("0.01", "0.03", "0.05"), ("0.01", "0.02", "0.04"), ("0.01", "0.04"), ("0.01", "0.03")]


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        ("0.05", "2026-W14 has more back than any of 4 weeks before: 5.0%"),
        # As much as the largest before is no record.
        ("0.04", "2026-W14 is in the usual range: 4.0% back"),
        ("0.02", "2026-W14 is in the usual range: 2.0% back"),
        ("0", "2026-W14 has less back than any of 4 weeks before: 0.0%"),
    ],
)
def test_the_newest_cohort_is_held_against_those_before_it_at_its_age(newest: str, said: str) -> None:
    # The week after it has one age: too young to say anything.
    assert told([cohorts_title(cohorts(*FOUR_WEEKS, ("0.01", newest), ("0.09",)))], EN) == (
        f"{said} within 2 weeks of delivery, usually 3.0%"
    )


def test_a_cohort_without_a_past_says_what_the_chart_shows() -> None:
    plain = "How each order week comes in"
    few = cohorts(*FOUR_WEEKS)
    unknown = [row | {"returned_rate": None} for row in cohorts(*FOUR_WEEKS, ("0.01", "0.05"))]
    assert [told([cohorts_title(rows)], EN) for rows in ([], few, unknown)] == [plain] * 3
