"""What is said of advertising and creators: the money behind it, or nothing where nothing is worth it."""

from decimal import Decimal
from typing import Any

import pytest

from reports.formats import Formatter
from reports.words.marketing import creator_sentences, spend_title, unallocated_sentence
from reports.words.sentences import told

EN, ZH = Formatter("en", "USD"), Formatter("zh", "USD")


def lost(creator: str, cm3: str | None, orders: int = 34) -> dict[str, Any]:
    return {"creator": creator, "shop_id": "us-main", "cm3": None if cm3 is None else Decimal(cm3),
            "order_count": orders, "net_sales": Decimal(900), "affiliate_commission": Decimal(80),
            "ad_spend": Decimal(40), "total_return_cost": Decimal(250)}  # fmt: skip


WEEK = [{"cm3": Decimal(1300), "ad_spend": Decimal(500)}]


def test_a_creator_that_lost_money_is_named_with_the_money_behind_it() -> None:
    said = creator_sentences([lost("mia", "-120")], WEEK)
    assert told(said, EN) == (
        "mia (us-main) lost $120 on 34 orders: $900 net sales, $80 commission, $40 advertising,"
        " $250 cost of returns."
    )
    assert told(said, ZH).startswith("mia（us-main）的 34 单亏损 US$120：净销售额 US$900，佣金 US$80")
    returned_none = lost("mia", "-120") | {"total_return_cost": Decimal(0)}
    assert told(creator_sentences([returned_none], WEEK), EN).endswith("$40 advertising.")
    assert "on 1 order:" in told(creator_sentences([lost("mia", "-120", 1)], WEEK), EN)


def test_a_hundredth_of_the_weeks_margin_is_worth_a_word_and_a_cent_less_is_not() -> None:
    rows = [lost("a", "-13.00"), lost("b", "-12.99")]
    assert [one.values["creator"] for one in creator_sentences(rows, WEEK)] == ["a"]
    assert [one.values["creator"] for one in creator_sentences(rows, [{"cm3": Decimal(-1300)}])] == ["a"]


def test_three_creators_at_most_the_largest_loss_first() -> None:
    rows = [lost(name, f"-{amount}") for name, amount in (("a", 90), ("b", 80), ("c", 70), ("d", 60))]
    assert [one.values["creator"] for one in creator_sentences(rows, WEEK)] == ["a", "b", "c"]


@pytest.mark.parametrize("summary", [[], [{"cm3": None}]])
def test_without_a_margin_nothing_is_said_of_creators(summary: list[dict[str, Any]]) -> None:
    assert creator_sentences([lost("a", "-90")], summary) == ()
    assert creator_sentences([], WEEK) == ()
    assert creator_sentences([lost("a", None)], WEEK) == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            (500, 1300),
            "$500 of advertising, $1,300 of contribution left after it:"
            " each 1 brought 3.60 before it was paid",
        ),
        ((500, -100), "$500 of advertising left a loss of $100: each 1 brought 0.80 before it was paid"),
        ((500, None), "Spend in the margin"),
        ((0, 1300), "Spend in the margin"),
        ((None, 1300), "Spend in the margin"),
    ],
)
def test_spend_is_told_with_what_it_left(row: tuple[int | None, int | None], said: str) -> None:
    spend, cm3 = (None if one is None else Decimal(one) for one in row)
    assert told([spend_title([{"ad_spend": spend, "cm3": cm3}])], EN) == said
    assert told([spend_title([])], EN) == "Spend in the margin"


@pytest.mark.parametrize(("alone", "is_said"), [("5.00", True), ("4.99", False), ("0", False)])
def test_spend_without_a_sale_is_told_from_a_twentieth_on(alone: str, is_said: bool) -> None:
    rows = [
        {"ad_spend": Decimal(60), "ad_spend_unallocated": Decimal(alone)},
        {"ad_spend": Decimal(40), "ad_spend_unallocated": None},
    ]
    said = told(unallocated_sentence(rows), EN)
    assert said.startswith("$5 of $100 ad spend (5%) found no sale") == is_said
    assert bool(said) == is_said
    assert unallocated_sentence([]) == ()
