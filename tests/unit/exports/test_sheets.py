"""Several sheets of one table in one workbook: their rows land side by side, each with its own number."""

from __future__ import annotations

from orchestration.exports.drift import Finding
from orchestration.tracing.text import Places
from tests.unit.exports.test_workbooks import INCOME, income_row
from tests.unit.exports.writing import Home, workbook_bytes

NAME = "income_2026-05-18-05_30.xlsx"


def test_sheets_of_one_table_land_together_and_each_row_keeps_sheet_and_row(home: Home) -> None:
    june = {"Statement date (UTC)": "2026/06/03", "Statement_ID": "3500000000000000002"}
    other_order = [*INCOME[:3], "Brand older fee", *INCOME[3:]]
    moved = income_row(**june, Referral_fee=-0.8)
    sheets = {
        "Order details (June)": [
            other_order,
            [*moved[:3], "-0.05", *moved[3:]],
            [*moved[:3], "", *income_row(**june, Referral_fee="six")[3:]],
        ],
        "Order details": [INCOME, income_row(), income_row(SKU_ID="1729000000000000002")],
    }
    home.drop("us", "settlements", NAME, workbook_bytes(sheets))
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (4, 3, 1)
    assert receipt.sheets == {"settlements": {"Order details": 0, "Order details (June)": 3}}
    assert [f.subject for f in receipt.findings if f.kind == "new_amount"] == [
        "Brand new fee",
        "Brand older fee",
    ]
    rows = home.rows("settlements", "source_row, statement_id, sku_id")
    assert [(row, statement[-1], sku[-1]) for row, statement, sku in rows] == [
        (2, "1", "1"),
        (3, "1", "2"),
        (5, "2", "1"),
    ]
    amounts = home.rows("settlement_amounts", "column_name, source_row, amount_local")
    assert [(row, str(amount)[:4]) for name, row, amount in amounts if name == "Referral fee"] == [
        (2, "-0.6"),
        (3, "-0.6"),
        (5, "-0.8"),
    ]
    (bad,) = home.quarantined()
    assert (bad["sheet"], bad["source_row"], bad["value"]) == ("Order details (June)", "3", "six")
    file = f"us/settlements/{NAME}"
    said = [Places([receipt]).said(file, row, "settlements") for row in (3, 5)]
    assert said == [f"{file}, sheet Order details, row 3", f"{file}, sheet Order details (June), row 2"]


def test_a_sheet_that_repeats_lines_of_money_is_left_out_with_the_reason(home: Home) -> None:
    copy = [INCOME, income_row(), income_row(SKU_ID="1729000000000000003")]
    home.drop(
        "us", "settlements", NAME, workbook_bytes({"Order details": [INCOME, income_row()], "Copy": copy})
    )
    (receipt,) = home.land().receipts
    assert receipt.rows_landed == 1
    assert Finding("sheet_repeats", "Copy", "1/2", "settlements", 2) in receipt.findings
    assert receipt.sheets == {"settlements": {"Order details": 0}}
