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
    assert (
        "it lies in inbox/us/returns/, where no file of orders is looked for. Move it to inbox/us/orders/."
        in report.text()
    )


RATES = "date,from_currency,to_currency,rate\n2026-05-13,CNY,USD,0.1384\n"
ORDERS = csv_text(ORDER_HEADER, [order_row()])


@pytest.mark.parametrize(
    ("place", "text", "read_for", "where"),
    [
        ("_all/fx_rates", RATES, "_all", None),
        ("_all/fx_rates/2026", RATES, "_all", None),
        ("us/fx_rates", RATES, "_all", "_all/fx_rates"),
        ("_all/orders", RATES, "_all", "_all/fx_rates"),
        ("_all", RATES, "_all", "_all/fx_rates"),
        (".", RATES, "_all", "_all/fx_rates"),
        ("br/orders", ORDERS, "br", None),
        ("us/orders/may", ORDERS, "us", None),
        ("_all/orders", ORDERS, "us", "<shop>/orders"),
        ("_all/fx_rates", ORDERS, "us", "<shop>/orders"),
        ("uk/nothing", ORDERS, "uk", "uk/orders"),
        ("uk", ORDERS, "uk", "uk/orders"),
        ("nobody/orders", ORDERS, "us", "<shop>/orders"),
        (".", ORDERS, "us", "<shop>/orders"),
    ],
)
def test_a_check_and_a_landing_agree_where_in_the_inbox_a_file_may_lie(
    home: Home, place: str, text: str, read_for: str, where: str | None
) -> None:
    path = home.settings.inbox / place / "All order-2026-05-18-05_30.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("05/13/2026 1:02:03 PM", "2026-05-13 13:02:03"), encoding="utf-8")
    report = check_file(path, home.settings)
    assert (report.would_land, report.shop_id) == (where is None, read_for)
    assert [problem.advice for problem in report.problems if "looked for" in problem.message] == (
        [f"Move it to inbox/{where}/."] if where else []
    )
    assert bool([r for r in home.land().receipts if r.rows_landed]) == (where is None)


@pytest.mark.parametrize("name", ["o.csv.crdownload", "~$o.xlsx", ".o.csv", "o.csv.period.yaml"])
def test_a_check_says_of_a_file_that_landings_pass_over_why(home: Home, name: str) -> None:
    path = home.drop("us", "orders", name, ORDERS)
    report = check_file(path, home.settings)
    assert (report.would_land, len(report.problems)) == (False, 1)
    assert "passed over" in report.text() or "never lands" in report.text()
    assert home.land().receipts == []


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
        "SKU Unit Original Price has more decimals than are kept, rounded half up (first in row 2; 1 row). "
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


def test_a_file_of_which_no_row_can_be_read_would_not_land(home: Home) -> None:
    path = home.drop_orders([order_row(SKU_ID=str(n), Order_ID="5.76E+17") for n in range(5)])
    report = check_file(path, home.settings)
    assert not report.would_land
    text = report.text()
    assert (
        "2 more rows can't be read. Once the file has landed, the one in quarantine names them all." in text
    )
    assert text.endswith("would not land: none of its rows can be read.")


def test_a_header_without_rows_would_land(home: Home) -> None:
    report = check_file(home.drop_orders([]), home.settings)
    assert report.would_land
    assert report.text().endswith("would land.")


def test_a_file_that_a_spreadsheet_saved_as_one_column_is_told_so(home: Home) -> None:
    lines = csv_text(ORDER_HEADER, [order_row()]).splitlines()
    quoted = "\n".join('"' + line.replace('"', '""') + '"' for line in lines)
    report = check_file(home.drop("us", "orders", "o.csv", quoted), home.settings)
    assert "each of its lines is one field" in report.text()


def test_fields_may_be_parted_by_a_bar(home: Home) -> None:
    path = home.drop("us", "orders", "o.csv", csv_text(ORDER_HEADER, [order_row()], delimiter="|"))
    assert check_file(path, home.settings).would_land
    assert home.land().rows_landed == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [("{\\rtf1 hello}", "a text document"), ("[InternetShortcut]\nURL=https://x\n", "a link to a web page")],
)
def test_what_is_no_table_is_called_what_it_is(home: Home, text: str, kind: str) -> None:
    report = check_file(home.drop("us", "orders", "o.csv", text), home.settings)
    assert f"this is neither a CSV nor a workbook but {kind}." in report.text()
