"""Workbooks: income, ads, and the ways in which a spreadsheet lies about itself."""

from __future__ import annotations

import csv
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.exports.contract import shipped_contracts
from orchestration.exports.drift import Finding
from orchestration.exports.recognise import find_header
from orchestration.exports.rows import copy_sheet
from orchestration.exports.workbooks import Sheet, cell_text
from tests.unit.exports.writing import ORDER_HEADER, Home, order_row, workbook_bytes

INCOME = (
    "Statement date (UTC)",
    "Statement ID",
    "Payment ID",
    "Status",
    "Currency",
    "Type",
    "Order/adjustment ID  ",
    "SKU ID",
    "Quantity",
    "Total settlement amount",
    "Net sales",
    "Gross sales",
    "Seller discount",
    "Shipping",
    "Return shipping fee",
    "Fees",
    "Referral fee",
    "Brand new fee",
    "Adjustment amount",
    "Adjustment reason",
    "Related order ID",
    "Customer payment",
)
ADS = (
    "Campaign name",
    "Campaign ID",
    "Product ID",
    "Cost",
    "SKU orders",
    "Gross revenue",
    "Gross revenue",
    "Currency",
)
ADS_NAME = "GMV Max product-7001-2026-05-11-2026-05-17.xlsx"
MANAGER = ("Campaign name", "Primary status", "Cost", "Impressions", "Clicks (destination)", "Currency")


def income_row(**values: Any) -> list[Any]:
    row = dict.fromkeys(INCOME, "")
    row |= {
        "Statement date (UTC)": "2026/05/14",
        "Statement ID": "3500000000000000001",
        "Currency": "USD",
        "Type": "Order",
        "Order/adjustment ID  ": "576000000000000001",
        "SKU ID": "1729000000000000001",
        "Quantity": "1",
        "Total settlement amount": 9.3,
        "Net sales": 10,
        "Gross sales": "12",
        "Seller discount": -2,
        "Fees": "-0.7",
        "Referral fee": -0.6,
        "Brand new fee": "-0.1",
        "Adjustment amount": "/",
        "Customer payment": 11,
    }
    return list((row | {key.replace("_", " "): value for key, value in values.items()}).values())


def test_a_settlement_lands_with_one_child_row_per_part_and_none_for_subtotals(home: Home) -> None:
    sheets = {
        "Reports": [["a", "b"], ["Timezone", "UTC"]],
        "Order details": [INCOME, income_row()],
        "Withdrawal records": [
            [
                "Transaction type",
                "Reference ID",
                "Request time",
                "Amount",
                "Status",
                "Success time",
                "Bank account",
            ],
            ["Payments", "R1", "2026/05/14 10:00:00", "9.30", "Transferred", "", "DE89 3704"],
        ],
        "Notes": [["anything"]],
    }
    home.drop("us", "settlements", "income_2026-05-18-05_30.xlsx", workbook_bytes(sheets))
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.layout) == (2, 2, "us_statement")
    assert receipt.findings == (
        Finding("new_amount", "Brand new fee", table="settlements"),
        Finding("unknown_sheet", "Notes"),
    )
    assert home.rows(
        "settlements", "statement_on, settlement_local, net_sales_local, adjustment_local, source_row"
    ) == [(date(2026, 5, 14), Decimal("9.3"), Decimal("10"), None, 2)]
    assert home.rows("settlement_amounts", "source_row, column_name, amount_local") == [
        (2, "Gross sales", Decimal("12")),
        (2, "Seller discount", Decimal("-2")),
        (2, "Referral fee", Decimal("-0.6")),
        (2, "Brand new fee", Decimal("-0.1")),
    ]
    assert b"DE89" not in b"".join(p.read_bytes() for p in home.settings.landing.rglob("*") if p.is_file())


@pytest.mark.parametrize("odd", ["-1e2", "see note", "₱3"])
@pytest.mark.parametrize("good", [9, 10, 40])
def test_a_new_amount_lands_where_nine_in_ten_cells_read_as_money_and_the_others_are_told(
    home: Home, good: int, odd: str
) -> None:
    ids = [f"57600000000000000{n:02}" for n in range(good + 1)]
    rows = [income_row(**{"Order/adjustment ID  ": each}) for each in ids]
    rows[4][INCOME.index("Brand new fee")] = odd
    home.drop("us", "settlements", "income.xlsx", workbook_bytes({"Order details": [INCOME, *rows]}))
    (receipt,) = home.land().receipts
    fees = home.rows("settlement_amounts", "source_row, amount_local, column_name = 'Brand new fee'")
    landed = [(row, amount) for row, amount, is_new in fees if is_new]
    said = [f for f in receipt.findings if f.subject == "Brand new fee"]
    assert receipt.rows_landed == good + 1
    if good == 9:
        assert (landed, said) == ([], [Finding("new_column", "Brand new fee", table="settlements")])
        return
    assert landed == [(row, Decimal("-0.1")) for row in range(2, good + 3) if row != 6]
    assert said == [
        Finding("new_amount", "Brand new fee", table="settlements"),
        Finding("unread_amount", "Brand new fee", "6", "settlements", 1),
    ]


def test_an_adjustment_is_a_part_under_its_own_name_and_a_bad_part_quarantines_the_row(home: Home) -> None:
    adjustment = income_row(
        Type="Platform penalty",
        Gross_sales="",
        Seller_discount="",
        Referral_fee="",
        Brand_new_fee="",
        Adjustment_amount="-5.00",
        SKU_ID="/",
    )
    sheets = {"Order details": [INCOME, adjustment, income_row(Referral_fee="six")]}
    home.drop("us", "settlements", "income_2026-05-18-05_30.xlsx", workbook_bytes(sheets))
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (1, 1)
    assert home.rows("settlement_amounts", "column_name, amount_local, sku_id") == [
        ("Adjustment amount", Decimal("-5"), None)
    ]
    (bad,) = home.quarantined()
    assert (bad["sheet"], bad["source_row"], bad["column"], bad["value"]) == (
        "Order details",
        "3",
        "Referral fee",
        "six",
    )


def test_a_settlement_in_another_currency_than_the_shops_is_quarantined(home: Home) -> None:
    sheets = {"Order details": [INCOME, income_row(Currency="GBP")]}
    home.drop("us", "settlements", "income_2026-05-18-05_30.xlsx", workbook_bytes(sheets))
    result = home.land()
    assert result.receipts[0].rows_quarantined == 1
    assert result.problems[0].message == "this currency contradicts USD."


def test_the_order_grain_settlement_of_the_misspelt_header_lands_too(home: Home) -> None:
    header = [
        "Order\\adjustment ID",
        "Type ",
        "Order created time(UTC)",
        "Order settled time",
        "Currency",
        "Total settlement amount",
        "Total revenue",
        "Subtotal before discounts",
        "Total fees",
        "Transaction fee",
        "Seller shipping fee",
        "Actual shipping fee",
        "Ajustment amount",
        "Related order ID",
    ]
    row = [
        "576000000000000001",
        "Order",
        "2026/05/01",
        "2026/05/14",
        "BRL",
        "90",
        "100",
        "100",
        "-10",
        "-4",
        "-6",
        "-6",
        "",
        "/",
    ]
    text = ";".join(header) + "\n" + ";".join(row) + "\n"
    home.drop("br", "settlements", "income_2026-05-18-05_30.csv", text)
    (receipt,) = home.land().receipts
    assert (receipt.layout, receipt.rows_landed) == ("sea_order", 1)
    amounts = home.rows("settlement_amounts", "column_name, amount_local::INTEGER")
    assert amounts == [
        ("Subtotal before discounts", 100),
        ("Transaction fee", -4),
        ("Actual shipping fee", -6),
    ]


@pytest.mark.parametrize("how", [{"dimension": "A1:A1"}, {"dimension": "A1:ZZ99999"}, {"one_row": True}])
def test_a_workbook_is_read_by_its_cells_whatever_it_says_of_its_size(
    home: Home, how: dict[str, Any]
) -> None:
    rows = [ORDER_HEADER, order_row(), order_row(SKU_ID="2")]
    home.drop("us", "orders", "o.xlsx", workbook_bytes({"OrderSKUList": rows}, **how))
    (receipt,) = home.land().receipts
    assert receipt.rows_landed == 2


def test_an_id_that_a_spreadsheet_made_a_number_is_quarantined_and_small_numbers_are_read(home: Home) -> None:
    lost: list[Any] = order_row()
    lost[0] = 576461413038785752
    numbers: list[Any] = order_row(SKU_ID="2")
    numbers[5:8] = [2, 12.345, 0.1 + 0.2]
    home.drop("us", "orders", "o.xlsx", workbook_bytes({"OrderSKUList": [ORDER_HEADER, lost, numbers]}))
    result = home.land()
    assert "no ID" in result.problems[0].message
    assert home.rows("orders", "source_row, quantity, unit_price_local, subtotal_after_discount_local") == [
        (3, 2, Decimal("12.345"), Decimal("0.3"))
    ]


def test_an_ads_report_takes_account_and_period_from_its_name_below_any_banner(home: Home) -> None:
    row = ["Spring", "1800", "1729", 12.5, "3", "40.00", "99", "USD"]
    sheet = [["Exported by Ann"], [], ADS, row, ["Total of 1 campaign", "", "", 12.5]]
    home.drop("us", "ads", ADS_NAME, workbook_bytes({"Sheet1": sheet}))
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.layout) == (1, "gmv_max_product")
    assert receipt.findings == (Finding("duplicate_differs", "Gross revenue", "4", "ads_gmv_max", 1),)
    assert home.rows(
        "ads_gmv_max", "ad_account_id, report_from, report_to, attributed_sales_local, source_row"
    ) == [("7001", date(2026, 5, 11), date(2026, 5, 17), Decimal("40"), 4)]


def test_the_chinese_labels_of_an_ads_report_are_the_same_columns(home: Home) -> None:
    header = ["广告计划名称", "广告计划 ID", "商品 ID", "成本", "SKU 订单数", "总收入", "货币"]
    home.drop(
        "us",
        "ads",
        ADS_NAME,
        workbook_bytes({"数据": [header, ["春", "1800", "1729", "12.50", "3", "40", "USD"]]}),
    )
    home.land()
    assert home.rows("ads_gmv_max", "campaign_name, spend_local") == [("春", Decimal("12.5"))]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("GMV Max product.xlsx", "which ad account"),
        ("GMV Max product-9999-2026-05-11-2026-05-17.xlsx", "does not have"),
        ("GMV Max product-7001-2026-05-17-2026-05-11.xlsx", "last day before the first"),
        ("GMV Max product-7001-2026-02-30-2026-05-11.xlsx", "does not exist"),
    ],
)
def test_an_ads_report_whose_name_does_not_say_it_is_refused_with_the_words_to_write(
    home: Home, name: str, told: str
) -> None:
    home.drop("us", "ads", name, workbook_bytes({"Sheet1": [ADS, ["x", "1", "2", 3, "4", "5", "5", "USD"]]}))
    (receipt,) = home.land().receipts
    assert receipt.status == "refused"
    assert told in (receipt.reason or "")
    assert receipt.advice


def test_masked_counts_dashes_and_total_rows_of_the_ads_manager_are_no_numbers(home: Home) -> None:
    rows = [
        MANAGER,
        ["A", "Active", "3.20", "<5", "--", "USD"],
        ["B", "Active", "7", "1,200", "4", "USD"],
        ["Total of 2 campaigns", "--", "10.20", "1,204", "4", "USD"],
    ]
    home.drop("us", "ads", "Ads Manager-7001-2026-05-11-2026-05-17.xlsx", workbook_bytes({"Sheet1": rows}))
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_quarantined) == (2, 0)
    assert home.rows("ads_manager", "campaign_name, impressions, is_impressions_masked, clicks") == [
        ("A", None, True, None),
        ("B", 1200, False, 4),
    ]


def test_a_workbook_that_unpacks_to_absurd_size_is_refused(home: Home) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (80 << 20))
    home.drop("us", "orders", "bomb.xlsx", packed.getvalue())
    (receipt,) = home.land().receipts
    assert "unpacks to far more" in (receipt.reason or "")


def sheet_of(rows: list[list[Any]]) -> Sheet:
    top = [[cell_text(value) for value in row] for row in rows[:50]]
    return Sheet("Order details", top, len(rows), max(map(len, rows)), lambda: iter(rows))


def copied_lines(rows: list[list[Any]], to: Path) -> list[list[str]]:
    sheet = sheet_of(rows)
    found = find_header(sheet.top, shipped_contracts()["orders"])
    assert found is not None
    copy_sheet(sheet, found, to, b"key")
    with to.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_a_cell_of_each_type_has_its_own_text_in_the_clean_copy_whatever_stood_there_before(
    tmp_path: Path,
) -> None:
    moment = datetime(2026, 5, 13, 13, 2, 3)
    values = [1.0, True, 12.345, 5.76e17, 0.0, -0.0, moment, moment.date(), "a\r\nb", 1e-7, False, 1]
    texts = ["1", "TRUE", "12.3450", "5.76000000000000E+17", "0", "0", "2026-05-13 13:02:03", "2026-05-13"]
    texts += ["a\nb", "0.0000001", "FALSE", "1"]
    rows: list[list[Any]] = [list(ORDER_HEADER)]
    rows += [[*order_row()[:4], value, *order_row()[5:]] for value in values * 2]
    lines = copied_lines(rows, tmp_path / "clean.csv")
    after_row_number = 1 + ORDER_HEADER.index("Product Name")
    assert [line[after_row_number] for line in lines] == texts * 2
    assert [line[0] for line in lines] == [str(number) for number in range(2, 2 * len(values) + 2)]


@pytest.mark.parametrize("text", ['a "b", c', "a,b", 'a"', "a\nb", "a\0b", "", " ", "é,€", "\u2028,"])
def test_a_text_of_any_characters_comes_out_of_the_clean_copy_as_it_went_in(
    tmp_path: Path, text: str
) -> None:
    rows: list[list[Any]] = [list(ORDER_HEADER), *(order_row() for _ in range(70))]
    rows[50] = order_row(Product_Name=text, Seller_SKU=text)
    lines = copied_lines(rows, tmp_path / "clean.csv")
    assert {len(line) for line in lines} == {len(lines[0])} and len(lines) == 70
    assert lines[49].count(text.replace("\0", "\ufffd")) >= 2


def test_blank_rows_are_left_out_of_a_sheet_wider_than_its_header_and_a_zero_beyond_it_is_no_blank(
    tmp_path: Path,
) -> None:
    width = len(ORDER_HEADER)
    rows: list[list[Any]] = [[*ORDER_HEADER, ""], [*order_row(), ""], [""] * (width + 1)]
    rows += [[" "] + [""] * width, [*order_row(), 0.0], [*order_row(), " "]]
    sheet = sheet_of(rows)
    found = find_header(sheet.top, shipped_contracts()["orders"])
    assert found is not None
    copied = copy_sheet(sheet, found, tmp_path / "clean.csv", b"key")
    assert copied.rows == 2
    assert [(ragged.row, ragged.fields) for ragged in copied.ragged] == [(5, width + 1)]


@pytest.mark.parametrize("count", [63, 64, 128, 150])
@pytest.mark.parametrize(
    "last", [{}, {"Referral fee": "-0,6x"}], ids=["all can be read", "one can't be read"]
)
def test_a_sheet_that_the_engine_reads_in_pieces_lands_as_it_does_whole(
    home: Home, monkeypatch: pytest.MonkeyPatch, count: int, last: dict[str, str]
) -> None:
    ids = [f"5760000000000{n:05}" for n in range(count)]
    rows = [income_row(**{"Order/adjustment ID  ": each}) for each in ids[:-1]]
    rows.append(income_row(**{"Order/adjustment ID  ": ids[-1], **last}))
    data = workbook_bytes({"Order details": [INCOME, *rows]})

    def landed(piece: int) -> tuple[dict[str, bytes], list[str], list[tuple[Any, ...]]]:
        monkeypatch.setattr("orchestration.exports.rows.PIECE", piece)
        shutil.rmtree(home.settings.landing, ignore_errors=True)
        home.drop("us", "settlements", "income_2026-05-18-05_30.xlsx", data)
        result = home.land()
        files = {path.parts[-3]: path.read_bytes() for path in home.settings.landing.rglob("*.parquet")}
        numbers = home.rows("settlements", "source_row, order_or_adjustment_id")
        return files, [problem.message for problem in result.problems], numbers

    whole, in_pieces = landed(1 << 20), landed(64)
    assert whole == in_pieces
    assert len(whole[1]) == len(last)
    assert whole[2] == [(n, each) for n, each in enumerate(ids, 2) if not last or each != ids[-1]]
