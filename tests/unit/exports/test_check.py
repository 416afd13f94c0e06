"""`suanqing check`: says what a file is and leaves no trace."""

from __future__ import annotations

import pytest

from orchestration.exports.check import check_file
from tests.unit.exports.writing import ORDER_HEADER, Home, csv_text, order_row


def test_a_good_file_is_named_with_its_layout_rows_and_shop(home: Home) -> None:
    path = home.drop_orders([order_row(), order_row(SKU_ID="2", Quantity="two")])
    report = check_file(path, home.settings)
    assert (report.would_land, report.source, report.layout, report.shop_id) == (
        True,
        "orders",
        "plain",
        "us",
    )
    assert report.tables["orders"].rows_quarantined == 1
    assert "row 3, column Quantity, value 'two'" in report.text()
    assert "would land, but for the rows named" in report.text()


def test_checking_touches_nothing_in_the_home(home: Home) -> None:
    path = home.drop_orders([order_row()])
    before = sorted(home.settings.home.rglob("*"))
    check_file(path, home.settings)
    assert sorted(home.settings.home.rglob("*")) == before


def test_a_file_anywhere_is_read_for_the_shop_that_is_named(home: Home) -> None:
    path = home.settings.home / "somewhere.csv"
    path.write_text(csv_text(ORDER_HEADER, [order_row(Created_Time="13/05/2026 10:00:00")]), encoding="utf-8")
    assert check_file(path, home.settings, shop_id="uk").would_land
    assert not check_file(path, home.settings, shop_id="us").would_land
    assert "there is no shop nobody" in check_file(path, home.settings, shop_id="nobody").text()


def test_a_file_of_another_source_is_named_and_would_not_land_where_it_lies(home: Home) -> None:
    path = home.drop("us", "returns", "r.csv", csv_text(ORDER_HEADER, [order_row()]))
    report = check_file(path, home.settings)
    assert (report.would_land, report.source) == (False, "orders")
    assert "Move it to the folder orders" in report.text()


def test_a_stranger_a_folder_and_a_missing_file_are_answered(home: Home) -> None:
    path = home.drop("us", "orders", "x.csv", "a,b,c\n1,2,3\n")
    for asked in (path, path.parent, path.with_name("gone.csv")):
        report = check_file(asked, home.settings)
        assert not report.would_land
        assert report.problems[0].advice


def test_a_check_says_of_each_note_what_to_do(home: Home) -> None:
    path = home.drop_orders([order_row(**{"SKU Unit Original Price": "12.34567"})])
    text = check_file(path, home.settings).text()
    assert (
        "SKU Unit Original Price has more decimals than are kept, rounded half up (first in row 2, 1 row). "
        in text
    )
    assert "check one of these rows" in text


@pytest.mark.parametrize(
    ("header", "closest"), [("订单状态", "orders (plain)"), ("Creator Username", "orders (plain)")]
)
def test_a_header_that_many_exports_have_makes_a_file_no_export_of_another_source(
    home: Home, header: str, closest: str
) -> None:
    path = home.drop("us", "orders", "cn.csv", f"订单号,{header},SKU ID,商品名称,数量\n1,2,3,4,5\n")
    (problem,) = check_file(path, home.settings).problems
    assert f"closest is {closest}, row 1 as its header" in problem.message
