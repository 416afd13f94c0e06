"""What a report says of exports that have never landed, and of what is unknown without them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reports.formats import Formatter
from reports.render import render_week
from reports.words.missing import missing_sentences
from reports.words.sentences import told
from tests.unit.reports.snapshot import WEEK, write_snapshot

EN, ZH = Formatter("en", "USD"), Formatter("zh", "USD")


def rows(*missing: tuple[str, str]) -> list[dict[str, str]]:
    return [{"source": source, "shop_id": shop} for source, shop in missing]


@pytest.mark.parametrize(
    ("count", "named", "in_chinese"),
    [
        (1, "s1", "s1"),
        (3, "s1, s2, s3", "s1、s2、s3"),
        (4, "s1, s2, s3 and 1 more", "s1、s2、s3 等另外 1 家店铺"),
        (100, "s1, s2, s3 and 97 more", "s1、s2、s3 等另外 97 家店铺"),
    ],
)
def test_the_first_three_shops_are_named_and_the_others_counted(
    count: int, named: str, in_chinese: str
) -> None:
    said = missing_sentences(rows(*(("orders", f"s{number + 1}") for number in range(count))))
    assert told(said, EN).startswith(f"No export of orders has landed for {named}: ")
    assert told(said, ZH).startswith(f"{in_chinese} 尚无订单导出：")


def test_each_kind_has_its_sentence_in_the_order_of_the_rows_and_only_those_asked_for() -> None:
    missing = rows(("settlements", "a"), ("returns", "a"), ("returns", "b"), ("tracking", "b"))
    said = [told([one], EN) for one in missing_sentences(missing)]
    assert [sentence.split(" has landed for ")[0] for sentence in said] == [
        "No settlement", "No export of returns", "No export of tracking",
    ]  # fmt: skip
    (returns,) = missing_sentences(missing, ("returns",))
    assert "for a, b:" in told([returns], EN)
    assert missing_sentences([]) == ()


def test_a_report_without_returns_says_so_and_shows_no_table_of_none(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("use marts.marts")
        connection.execute("update shop_weekly set total_return_cost = null")
        connection.execute("delete from export_coverage")
        connection.execute(
            "insert into export_coverage values ('us-main', 'returns', 4, true, 0, null),"
            " ('uk-cross', 'returns', 4, true, 0, null), ('us-main', 'product_costs', 3, true, 0, null),"
            " ('us-main', 'tracking', 5, false, 0, null)"
        )
    render_week(snapshot, tmp_path / "out", WEEK, ["en"])
    report = (tmp_path / "out" / WEEK / "en" / "weekly-review.md").read_text("utf-8")
    summary, returns = (
        report.split(f"\n## {page}\n")[1].split("\n## ")[0] for page in ("Summary", "Returns")
    )
    assert "- No export of returns has landed for uk-cross, us-main: " in summary
    assert "**Total cost of returns: –**" in summary
    assert "product costs" not in summary.split("What needs a look")[1]
    assert returns.strip().startswith(f"What returns cost in {WEEK} is not known.")
    assert "- No export of returns has landed for uk-cross, us-main: " in returns
    assert "No refund was paid" not in returns
    assert "### Risk to the shop" in returns
