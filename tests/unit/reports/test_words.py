"""The rules of the words: what is said, when nothing is, and that both languages say the same."""

import re
from decimal import Decimal

import pytest

from reports.formats import Formatter
from reports.language.runtime import Rows
from reports.words.facts import Breach, Facts, Movement, gather
from reports.words.rules import (
    breach_sentences,
    bridge_title,
    dispatch_title,
    headline,
    no_breach,
    reason_title,
    subject,
    trend_title,
)
from reports.words.sentences import told

EN, ZH = Formatter("en", "USD"), Formatter("zh", "USD")


def facts(cm3: int | None, before: int | None, *movements: tuple[str, str, int], **more: object) -> Facts:
    moved = tuple(Movement(kind, name, name, Decimal(amount)) for kind, name, amount in movements)
    return Facts(
        "2026-W20",
        cm3=None if cm3 is None else Decimal(cm3),
        previous_cm3=None if before is None else Decimal(before),
        movements=moved,
        **{"net_sales": Decimal(9000), **more},  # type: ignore[arg-type]
    )


def breach(weeks: int = 1, due: int = 500, enforced: bool = False, value: str = "0.08") -> Breach:
    return Breach(
        "us-main",
        "late_dispatch_rate",
        Decimal(value),
        Decimal("0.10" if enforced else "0.04"),
        enforced,
        40,
        due,
        weeks,
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            facts(None, 100, net_sales=None),
            "No shop has orders in 2026-W20, so there is nothing to report.",
        ),
        (
            facts(None, 100, unknown_cost_lines=297),
            "Net sales were $9,000; what stays of them is not known, because 297 order lines have no product"
            " cost.",
        ),
        (
            facts(None, None, unknown_cost_lines=1),
            "Net sales were $9,000; what stays of them is not known, because 1 order line has no product"
            " cost.",
        ),
        (
            facts(None, 100),
            "Net sales were $9,000; what stays of them is not known, because an amount of each order is.",
        ),
        (
            facts(1000, 1000, unknown_cost_lines=3, cm1_left_out=Decimal(450)),
            "Contribution margin held at $1,000 ($0 against the week before)."
            " 3 order lines without a product cost are left out of it.",
        ),
        (
            facts(
                1500,
                1000,
                ("line", "ad_spend", 400),
                ("line", "net_sales", 200),
                missing_costs=("ads", "affiliate_orders"),
            ),
            "Contribution margin rose 50% to $1,500, mainly because net sales rose by $200."
            " Not all of its costs are in it, as exports are missing: Ads, Affiliate orders.",
        ),
        (
            facts(1000, 1000, unknown_cost_lines=3, cm1_left_out=Decimal(449)),
            "Contribution margin held at $1,000 ($0 against the week before).",
        ),
        (
            facts(900, None),
            "$900 of contribution margin stayed of $9,000 net sales;"
            " the week before has none to compare with.",
        ),
        (facts(1040, 1000), "Contribution margin held at $1,040 (+$40 against the week before)."),
        (facts(1000, 1000), "Contribution margin held at $1,000 ($0 against the week before)."),
        (
            facts(1500, 1000, ("line", "net_sales", 600), ("line", "ad_spend", -100)),
            "Contribution margin rose 50% to $1,500, mainly because net sales rose by $600.",
        ),
        (
            facts(600, 1000, ("line", "ad_spend", -700), ("line", "net_sales", 300)),
            "Contribution margin fell 40% to $600, mainly because advertising rose by $700,"
            " while net sales rose by $300.",
        ),
        (
            facts(
                600, 1000, ("line", "net_sales", -250), ("line", "platform_fees", -150), ("line", "duty", -99)
            ),
            "Contribution margin fell 40% to $600, mainly because net sales fell by $250"
            " and platform fees rose by $150.",
        ),
        (
            facts(600, 1000, ("line", "duty", -99), ("line", "storage", -98)),
            "Contribution margin fell 40% to $600.",
        ),
        (
            facts(-50, 400, ("line", "return_cost", -450)),
            "The week lost $50 after earning $400 the week before,"
            " mainly because the cost of returns beside the refund rose by $450.",
        ),
        (facts(400, -50), "The week earned $400 after losing $50 the week before."),
        (facts(-50, -400), "The loss shrank by $350 to $50."),
        (facts(-400, -50), "The loss grew by $350 to $400."),
        (facts(-400, -410), "The week lost $400 again, about as much as the week before."),
        (facts(400, 0), "Contribution margin rose to $400 from nothing."),
    ],
)
def test_the_first_sentence_names_the_change_and_its_cause_with_its_money(what: Facts, said: str) -> None:
    assert told(headline(what), EN) == said


@pytest.mark.parametrize(
    ("cm3", "before", "english", "chinese"),
    [
        (700, 1300, "contribution margin $700, down $600", "边际贡献 US$700，较上周减 US$600"),
        (-700, -1300, "contribution margin −$700, up $600", "边际贡献 −US$700，较上周增 US$600"),
        # Half a unit is what is printed as nothing.
        ("700.5", 700, "contribution margin $701, unchanged", "边际贡献 US$701，与上周持平"),
        (0, None, "contribution margin $0", "边际贡献 US$0"),
        (None, 700, "net sales $9,000, contribution margin not known", "净销售额 US$9,000，边际贡献未知"),
    ],
)
def test_the_subject_is_the_margin_and_by_how_much_it_moved(
    cm3: int | str | None, before: int | None, english: str, chinese: str
) -> None:
    what = facts(None if cm3 is None else Decimal(cm3), before)
    assert [told([subject(what)], formatter) for formatter in (EN, ZH)] == [english, chinese]
    assert told([subject(facts(None, 700, net_sales=None))], ZH) == "无订单"


@pytest.mark.parametrize(
    ("amount", "name", "is_named"),
    [(-100, "Lamp", True), (-99, "Lamp", False), (300, "Lamp", False), (-300, "unallocated", False)],
)
def test_an_sku_is_named_only_when_it_carries_a_quarter_of_the_change(
    amount: int, name: str, is_named: bool
) -> None:
    said = told(headline(facts(600, 1000, ("sku", name, amount))), EN)
    assert ("alone earned" in said) is is_named


def test_no_sku_is_blamed_for_a_change_that_is_not_significant() -> None:
    assert "Lamp" not in told(headline(facts(960, 1000, ("sku", "Lamp", -40))), EN)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("901", ""),
        ("900", " Once the returns still to come are counted, about $900 of it should stay."),
        ("-5", " Once the returns still to come are counted, the week is expected to lose $5."),
    ],
)
def test_returns_to_come_are_told_from_a_tenth_of_the_margin_on(expected: str, said: str) -> None:
    what = facts(1000, 1000, cm3_expected=Decimal(expected))
    assert (
        told(headline(what), EN) == f"Contribution margin held at $1,000 ($0 against the week before).{said}"
    )


def test_a_breach_is_told_with_its_orders_its_limit_and_how_long_it_has_lasted() -> None:
    said = told(headline(facts(1000, 1000, breaches=(breach(weeks=2),))), EN)
    assert said.endswith(
        "us-main dispatched 8.0% of its due orders late (40 of 500),"
        " above the recommended 4%, for 2 weeks in a row."
    )
    said = told(headline(facts(1000, 1000, breaches=(breach(enforced=True, value="0.12"),))), EN)
    assert said.endswith("beyond the 10% at which TikTok Shop limits orders.")


def test_a_rate_of_a_handful_of_orders_makes_no_sentence() -> None:
    assert "dispatched" not in told(headline(facts(1000, 1000, breaches=(breach(due=19),))), EN)
    assert "dispatched" in told(headline(facts(1000, 1000, breaches=(breach(due=20),))), EN)


def test_both_languages_tell_the_same_numbers_in_the_same_choice() -> None:
    what = facts(
        600, 1000, ("line", "ad_spend", -700), ("line", "net_sales", 300), ("sku", "Lamp", -200),
        breaches=(breach(weeks=3),), cm3_expected=Decimal(300),
    )  # fmt: skip
    english, chinese = (sorted(re.findall(r"\d[\d,.]*\d|\d", told(headline(what), f))) for f in (EN, ZH))
    assert english == chinese
    assert "广告费增加 US$700" in told(headline(what), ZH)


def test_a_name_in_a_sentence_is_shown_and_never_filled_in() -> None:
    said = told(headline(facts(600, 1000, ("sku", "{cm3} <b>\n=x", -400))), EN)
    assert "{cm3} <b> =x alone earned $400 less" in said


METRIC_COLUMNS = ("shop_id", "week", "metric", "value", "numerator", "denominator", "recommended_threshold",
                  "enforced_threshold", "verdict")  # fmt: skip


def history(*verdicts: str) -> Rows:
    rows = [
        ("us-main", f"2026-W{17 + n}", "late_dispatch_rate", 0.08, 40, 500, 0.04, 0.10, verdict)
        for n, verdict in enumerate(verdicts)
    ]
    return Rows("metric_history", METRIC_COLUMNS, rows)


@pytest.mark.parametrize(
    ("verdicts", "weeks"),
    [
        (("ok", "above_recommended", "ok", "enforced"), [1]),
        (("ok", "above_recommended", "enforced", "above_recommended"), [3]),
        (("above_recommended", "no_data", "no_data", "above_recommended"), [1]),
        (("enforced", "enforced", "enforced", "ok"), []),
        (("enforced", "enforced", "enforced", "no_data"), []),
    ],
)
def test_weeks_in_a_row_end_with_the_week_and_stop_at_the_first_good_one(
    verdicts: tuple[str, ...], weeks: list[int]
) -> None:
    found = gather("2026-W20", [], [], history(*verdicts)).breaches
    assert [one.weeks for one in found] == weeks


@pytest.mark.parametrize(
    ("verdicts", "is_new"),
    [(("ok", "enforced"), True), (("no_data", "enforced"), False), (("enforced",), False)],
)
def test_a_breach_is_called_new_only_when_the_week_before_was_within_the_limit(
    verdicts: tuple[str, ...], is_new: bool
) -> None:
    rows = history(*["ok"] * (4 - len(verdicts)), *verdicts)
    shown = Rows("metric_history", METRIC_COLUMNS, [tuple(row.values()) for row in rows[-len(verdicts) :]])
    breaches = gather("2026-W20", [], [], shown).breaches
    said = told(headline(facts(1000, 1000, breaches=breaches)), EN)
    assert said.endswith(", after a week within it.") is is_new


def test_the_second_reading_of_late_dispatch_makes_no_sentence_of_its_own() -> None:
    row = ("a", "2026-W20", "late_dispatch_rate_including_fbt", 0.12, 12, 100, 0.04, 0.10, "enforced")
    assert gather("2026-W20", [], [], Rows("metric_history", METRIC_COLUMNS, [row])).breaches == ()


def test_an_enforced_breach_comes_before_a_larger_recommended_one() -> None:
    rows = [
        ("a", "2026-W20", "late_dispatch_rate", 0.09, 9, 100, 0.04, None, "above_recommended"),
        ("b", "2026-W20", "late_dispatch_rate", 0.11, 11, 100, 0.04, 0.10, "enforced"),
    ]
    found = gather("2026-W20", [], [], Rows("metric_history", METRIC_COLUMNS, rows)).breaches
    assert [one.shop_id for one in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([5, 4, 3, 2], "Contribution margin is the lowest of 4 weeks"),
        ([2, 4, 3, 5], "Contribution margin is the highest of 4 weeks"),
        ([1, 6, 4, 3], "Contribution margin fell for 2 weeks in a row, by $3 together"),
        ([9, 1, 2, 3], "Contribution margin rose for 2 weeks in a row, by $2 together"),
        ([100, 1000, 975, 950], "Contribution margin fell for 2 weeks in a row, by $50 together"),
        ([100, 1000, 975, 951], "Net sales and contribution margin"),
        ([9, 1, 3, 2], "Net sales and contribution margin"),
        ([9, 3, 2], "Net sales and contribution margin"),
    ],
)
def test_the_trend_is_titled_by_its_finding_or_by_its_name(values: list[int], said: str) -> None:
    rows = [{"cm3": Decimal(value)} for value in values]
    assert told([trend_title(facts(values[-1], None), rows)], EN) == said


def test_titles_say_what_the_figures_show() -> None:
    assert told([bridge_title(facts(600, None))], EN) == "Of $9,000 net sales, $600 stayed"
    assert told([bridge_title(facts(-600, None))], EN) == "$9,000 of net sales left a loss of $600"
    assert told([dispatch_title(facts(1, 1), True)], EN) == "Late dispatch is within the limit in every shop"
    late = dispatch_title(facts(1, 1, breaches=(breach(weeks=2),)), True)
    assert told([late], EN) == "us-main dispatches too late for 2 weeks: 8.0%, limit 4%"
    assert told([dispatch_title(facts(1, 1), False)], EN) == "No order was due for dispatch this week"
    rows = [
        {"reason": "Too small", "total_return_cost": Decimal(60)},
        {"reason": "x", "total_return_cost": Decimal(40)},
    ]
    assert told([reason_title(rows)], ZH) == "“太小”成本最高：US$100 中占 US$60"
    even = [{"reason": str(n), "total_return_cost": Decimal(20)} for n in range(5)]
    assert told([reason_title(even)], EN) == "No single reason stands out: “0” costs most, $20 of $100"
    assert told([reason_title([])], EN) == "Cost of returns by reason"


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ([("2026-W20", "ok")], "Every rate is within its threshold."),
        (
            [("2026-W20", "ok"), ("2026-W20", "no_data")],
            "Every rate that could be judged is within its threshold; some had no order to judge.",
        ),
        ([("2026-W20", "ok"), ("2026-W19", "no_data")], "Every rate is within its threshold."),
        ([("2026-W20", "no_data"), ("2026-W19", "ok")], "No rate of this week could be judged."),
        ([("2026-W20", "no_rule")], "No rate of this week could be judged."),
        ([], "No rate of this week could be judged."),
    ],
)
def test_a_week_without_a_judged_rate_is_not_said_to_be_within_its_thresholds(
    history: list[tuple[str, str]], said: str
) -> None:
    rows = [{"week": week, "verdict": verdict} for week, verdict in history]
    assert told([no_breach("2026-W20", rows)], EN) == said


@pytest.mark.parametrize(("count", "more"), [(0, None), (10, None), (11, 1), (98, 88)])
def test_the_worst_ten_breaches_are_told_and_the_others_counted(count: int, more: int | None) -> None:
    said = [told([one], EN) for one in breach_sentences([breach(weeks=2)] * count)]
    assert len(said) == min(count, 10) + (more is not None)
    assert more is None or said[-1].startswith(f"{more} more rate")


def test_a_breach_of_too_few_orders_is_neither_told_nor_counted() -> None:
    assert len(breach_sentences([breach(due=19)] * 5 + [breach(due=20)])) == 1
