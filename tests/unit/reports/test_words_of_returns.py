"""The rules of the words about returns: what is said, in which order, and when nothing is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from reports.formats import Formatter
from reports.words.returns import decisions, finding_sentences, lead, limit_sentence, tree_title
from reports.words.sentences import told

EN, ZH = Formatter("en", "USD"), Formatter("zh", "USD")


def finding(
    dimension: str = "sku", label: str = "US-LEG-L", told_first: int = 1240, **more: Any
) -> dict[str, Any]:
    return {
        "shop_id": "us-main", "place": 1, "dimension": dimension, "label": label, "product_name": "Leggings",
        "compared_count": 80, "share_back": Decimal("0.24"), "other_return_rate": Decimal("0.08"),
        "rate_ratio": Decimal("3"), "week_count": 8, "main_reason": "Too small",
        "main_reason_share": Decimal("0.61"), "excess_cost": Decimal(1240), "is_told_already": False,
        "excess_cost_told_first": Decimal(told_first),
    } | more  # fmt: skip


def limit(reason: str, cm3: int | None, sku: str = "US-MUG", **more: Any) -> dict[str, Any]:
    return {
        "shop_id": "us-main", "seller_sku": sku, "product_name": "Mug", "week_count": 8,
        "cm3": None if cm3 is None else Decimal(cm3), "returned_rate": Decimal("0.3"),
        "break_even_rate": Decimal("0.2"), "usual_return_rate": Decimal("0.05"), "verdict_reason": reason,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            finding(),
            "In us-main, US-LEG-L (Leggings) comes back 3.0× as often as its siblings: 24.0% of 80 orders"
            " (61% of the returns “Too small”) against 8.0%. That cost $1,240 more over 8 weeks.",
        ),
        (
            finding("carrier", "Bluebird", rate_ratio=None, other_return_rate=Decimal(0)),
            "In us-main, what Bluebird carries comes back, unlike the same goods with other carriers:"
            " 24.0% of 80 orders (61% of the returns “Too small”) against 0.0%. That cost $1,240 more over"
            " 8 weeks.",
        ),
        (
            finding("reason", "Too small"),
            "In us-main, 24% of the returns of Leggings are “Too small” (80 orders came back) against 8%"
            " elsewhere in the shop. That cost $1,240 more over 8 weeks.",
        ),
    ],
)
def test_a_finding_is_told_with_its_rates_its_reason_and_its_money(row: dict[str, Any], said: str) -> None:
    assert told(finding_sentences([row]), EN) == said


@pytest.mark.parametrize("dimension", ["sku", "size", "reason", "carrier", "warehouse", "creator"])
def test_every_kind_of_finding_has_words_in_both_languages(dimension: str) -> None:
    sentences = finding_sentences([finding(dimension)])
    assert "$1,240" in told(sentences, EN) and "{" not in told(sentences, EN)
    assert "1,240" in told(sentences, ZH) and "{" not in told(sentences, ZH)


def test_what_another_finding_tells_is_not_told_again_and_nothing_makes_no_sentence() -> None:
    assert finding_sentences([]) == []
    assert finding_sentences([finding(is_told_already=True), finding(told_first=0)]) == []


def test_the_dearest_is_told_first_whatever_its_place() -> None:
    rows = [finding(label="A", told_first=5, place=1), finding(label="B", told_first=90, place=2)]
    assert [sentence.values["label"] for sentence in finding_sentences(rows)] == ["B", "A"]


def test_the_lead_says_the_cost_the_change_and_what_stands_out() -> None:
    week = {"total_return_cost": Decimal(300), "previous_total_return_cost": Decimal(250)}
    assert told(lead("2026-W20", [week], []), EN) == (
        "Returns refunded in 2026-W20 cost $300 (+$50 against the week before)."
    )
    rows = [finding(told_first=100), finding(told_first=20), finding(is_told_already=True)]
    assert told(lead("2026-W20", [week], rows), EN).endswith(
        "2 differences are more than chance; together they cost $120 over their weeks."
    )
    first = {"total_return_cost": Decimal(300), "previous_total_return_cost": None}
    assert told(lead("2026-W20", [first], []), EN) == "Returns refunded in 2026-W20 cost $300."


@pytest.mark.parametrize(
    ("assumed", "before", "said"),
    [
        (
            127,
            4,
            "Of it $127 is assumed by the rate card, as no invoice has told it yet (the week before: $4).",
        ),
        (
            127,
            0,
            "Of it $127 is assumed by the rate card, as no invoice has told it yet (the week before: $0).",
        ),
        (127, None, "Of it $127 is assumed by the rate card, as no invoice has told it yet."),
        (0, 4, ""),
        (None, None, ""),
    ],
)
def test_the_lead_says_how_much_of_the_cost_is_assumed_beside_what_was_the_week_before(
    assumed: int | None, before: int | None, said: str
) -> None:
    week = {
        "total_return_cost": Decimal(300), "previous_total_return_cost": None,
        "assumed_return_cost": None if assumed is None else Decimal(assumed),
        "previous_assumed_return_cost": None if before is None else Decimal(before),
    }  # fmt: skip
    assert told(lead("2026-W20", [week], []), EN) == f"Returns refunded in 2026-W20 cost $300. {said}".strip()
    assert ("127" in told(lead("2026-W20", [week], []), ZH)) == bool(assumed)


def test_a_week_without_any_row_had_no_refund() -> None:
    assert told(lead("2026-W20", [], []), EN) == "No refund was paid in 2026-W20."


def test_decisions_are_ranked_by_money_and_name_a_sku_once() -> None:
    rows = [finding(told_first=50), finding("carrier", "Bluebird", told_first=400)]
    limits = [
        limit("loses_without_returns", -200),
        limit("returns_above_break_even", -999, sku="US-LEG-L"),
        limit("returns_more_than_siblings", 80, sku="US-CAP"),
        limit("returns_above_break_even", None, sku="US-HAT"),
    ]
    labels = [sentence.values["label"] for sentence in decisions(rows, limits)]
    assert labels == ["Bluebird", "US-MUG", "US-LEG-L"]


def test_no_more_than_a_handful_is_asked_of_a_monday() -> None:
    limits = [limit("loses_without_returns", -10 * number, sku=f"S{number}") for number in range(1, 9)]
    labels = [sentence.values["label"] for sentence in decisions([], limits)]
    assert labels == ["S8", "S7", "S6", "S5", "S4"]


@pytest.mark.parametrize(
    "reason",
    [
        "loses_without_returns",
        "loses_at_the_usual_rate",
        "returns_above_break_even",
        "returns_more_than_siblings",
    ],
)
def test_every_reason_to_stop_or_fix_has_words_in_both_languages(reason: str) -> None:
    for formatter in (EN, ZH):
        said = told([limit_sentence(limit(reason, -120))], formatter)
        assert "US-MUG" in said and "120" in said and "{" not in said


def test_the_cost_tree_is_titled_by_its_largest_stated_part_beside_the_refund() -> None:
    rows = [
        {"part": part, "amount": Decimal(amount), "is_total": part == "total_return_cost"}
        for part, amount in (
            ("refund", 700),
            ("assumed_cost", 120),
            ("outbound_freight_wasted", 80),
            ("return_compensation", -90),
            ("total_return_cost", 810),
        )
    ]
    assert told([tree_title(rows)], EN) == (
        "Returns cost $810; the largest stated part beside the refund: “Outbound freight in vain”, $80"
    )
    assert told([tree_title([])], EN) == told([tree_title(rows[:1])], EN) == "What returns cost"


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (None, "What returns cost in 2026-W20 is not known."),
        (0, "No refund was paid in 2026-W20."),
        (5, "Returns refunded in 2026-W20 cost $5."),
    ],
)
def test_a_cost_of_returns_that_nobody_knows_is_not_none(total: int | None, said: str) -> None:
    summary = [{"total_return_cost": None if total is None else Decimal(total)}]
    assert told(lead("2026-W20", summary, []), EN) == said
