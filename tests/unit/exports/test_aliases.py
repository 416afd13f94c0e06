"""Two columns of a file that are one column of the contract by two names: the first named counts, a blank of
it is filled from the other, and where the two differ somebody is told.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from orchestration.exports.check import check_file
from orchestration.exports.contract import shipped_contracts
from orchestration.exports.drift import Finding
from tests.unit.exports.test_workbooks import INCOME, income_row
from tests.unit.exports.writing import ORDER_FILE, ORDER_HEADER, Home, csv_text, order_row, workbook_bytes

READY, HANDED = "RTS Time", "RTH Time"
BOTH = f"{READY} / {HANDED}"
ONE, TWO = "05/14/2026 1:02:03 PM", "05/15/2026 1:02:03 PM"
FIRST, SECOND = datetime(2026, 5, 14, 20, 2, 3), datetime(2026, 5, 15, 20, 2, 3)
KINDS = ["utf-8", "utf-16", "xlsx"]


def drop(home: Home, header: list[str], rows: list[list[str]], kind: str = "utf-8") -> None:
    """An order export with further columns, as text or as a workbook."""
    every = [[*order_row(SKU_ID=str(n)), *row] for n, row in enumerate(rows)]
    table = [[*ORDER_HEADER, *header], *every]
    if kind == "xlsx":
        home.drop("us", "orders", "orders.xlsx", workbook_bytes({"OrderSKUList": table}))
    else:
        home.drop("us", "orders", ORDER_FILE, csv_text(table[0], every).encode(kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("rows", "landed", "findings"),
    [
        ([[ONE, TWO], [ONE, ONE]], [FIRST, FIRST], (Finding("alias_differs", BOTH, "2", "orders", 1),)),
        ([[ONE, ONE], [ONE, "2026-05-14 13:02:03"]], [FIRST, FIRST], ()),
        ([[ONE, "soon"], [ONE, TWO]], [FIRST, FIRST], (Finding("alias_differs", BOTH, "2, 3", "orders", 2),)),
        ([[ONE, ""], [ONE, "\t"]], [FIRST, FIRST], ()),
        ([["", TWO], ["\t", TWO], [" ", ""]], [SECOND, SECOND, None], ()),
    ],
)
def test_of_two_names_of_one_column_the_first_counts_and_what_the_second_holds_else_is_told(
    home: Home, rows: list[list[str]], landed: list[datetime], findings: tuple[Finding, ...], kind: str
) -> None:
    drop(home, [READY, HANDED], rows, kind)
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.findings) == (len(rows), findings)
    assert [row[0] for row in home.rows("orders", "ready_at")] == landed


def test_which_name_counts_is_the_contracts_order_and_not_the_files(home: Home) -> None:
    drop(home, [HANDED, READY], [[TWO, ONE]])
    (receipt,) = home.land().receipts
    assert receipt.findings == (Finding("alias_differs", BOTH, "2", "orders", 1),)
    assert home.rows("orders", "ready_at") == [(FIRST,)]


def test_three_names_of_one_column_fill_each_other_in_turn(home: Home) -> None:
    (home.settings.home / "contracts").mkdir()
    said = "source: orders\ntables: {orders: {aliases: {ready_at: [Handover]}}}\n"
    (home.settings.home / "contracts" / "ready.yaml").write_text(said, encoding="utf-8")
    rows = [["", "", TWO], ["", ONE, TWO], [ONE, TWO, TWO], [ONE, ONE, ONE]]
    drop(home, [READY, HANDED, "Handover"], rows)
    (receipt,) = home.land().receipts
    assert receipt.findings == (
        Finding("alias_differs", BOTH, "4", "orders", 1),
        Finding("alias_differs", f"{READY} / Handover", "3, 4", "orders", 2),
    )
    assert [row[0] for row in home.rows("orders", "ready_at")] == [SECOND, FIRST, FIRST, FIRST]


def test_a_row_that_only_the_second_name_spoils_is_quarantined_under_both(home: Home) -> None:
    drop(home, [READY, HANDED], [["", "soon"], [ONE, "soon"]])
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (1, 1)
    (bad,) = home.quarantined()
    assert (bad["source_row"], bad["column"], bad["value"]) == ("2", BOTH, "soon")


def test_a_home_says_which_of_two_names_is_wrong(home: Home) -> None:
    drop(home, [READY, HANDED], [[ONE, TWO], [ONE, ""]])
    assert [f.kind for f in home.land().receipts[0].findings] == ["alias_differs"]
    (home.settings.home / "contracts").mkdir()
    said = f"source: orders\ntables: {{orders: {{ignored: [{READY}]}}}}\n"
    (home.settings.home / "contracts" / "ready.yaml").write_text(said, encoding="utf-8")
    (receipt,) = home.land().receipts
    assert receipt.findings == ()
    assert [row[0] for row in home.rows("orders", "ready_at")] == [SECOND, None]


@pytest.mark.parametrize("kind", ["utf-8", "xlsx"])
def test_a_header_that_is_passed_over_is_read_where_its_column_has_no_other(home: Home, kind: str) -> None:
    drop(home, ["Region"], [["NCR"]], kind)
    assert home.land().receipts[0].findings == ()
    assert home.rows("orders", "state") == [("NCR",)]


def test_a_header_that_is_passed_over_neither_fills_nor_contradicts(home: Home) -> None:
    drop(home, ["Province", "Region"], [["Metro Manila", "NCR"], ["", "NCR"]])
    assert home.land().receipts[0].findings == ()
    assert home.rows("orders", "state") == [("Metro Manila",), (None,)]


@pytest.mark.parametrize(("second", "findings"), [(-0.3, 0), ("-0.30", 0), (-0.4, 1), ("", 0)])
def test_the_money_of_a_second_name_is_not_added_to_that_of_the_first(
    home: Home, second: float | str, findings: int
) -> None:
    total = {"Total settlement amount": 9.0, "Adjustment amount": -0.3}
    sheet = [[*INCOME, "Ajustment amount"], [*income_row(**total), second]]
    home.drop("us", "settlements", "income.xlsx", workbook_bytes({"Order details": sheet}))
    (receipt,) = home.land().receipts
    told = Finding("alias_differs", "Adjustment amount / Ajustment amount", "2", "settlements", 1)
    assert [f for f in receipt.findings if f.kind in ("alias_differs", "broken_sum")] == [told] * findings
    parts = home.rows("settlement_amounts", "amount_local, column_name")
    assert [amount for amount, name in parts if name == "Adjustment amount"] == [Decimal("-0.3")]
    assert home.rows("settlements", "adjustment_local") == [(Decimal("-0.3"),)]


def test_a_subtotal_of_a_second_name_fills_a_blank_and_its_sum_holds(home: Home) -> None:
    sheet = [[*INCOME, "Total fees"], [*income_row(Fees=""), "-0.7"]]
    home.drop("us", "settlements", "income.xlsx", workbook_bytes({"Order details": sheet}))
    (receipt,) = home.land().receipts
    assert [f for f in receipt.findings if f.kind in ("alias_differs", "broken_sum")] == []
    assert home.rows("settlements", "fees_local") == [(Decimal("-0.7"),)]


def test_a_check_names_both_columns_the_rows_and_what_to_do(home: Home) -> None:
    drop(home, [READY, HANDED], [[ONE, TWO], [ONE, ONE], [ONE, TWO]])
    text = check_file(home.settings.inbox / "us" / "orders" / ORDER_FILE, home.settings).text()
    assert (
        "two columns for one thing, first one read where it is filled, and the second holds something else: "
        f"{BOTH} (first in row 2, 4; 2 rows). What the second holds in these rows did not land: compare one "
        "with the platform, and name the header that is wrong among the `ignored` ones in the home's "
        "contracts/."
    ) in text


@pytest.mark.parametrize(
    ("source", "table", "column", "kept"),
    [
        ("ads", "ads_live", "attributed_orders", "SKU orders (Current shop)"),
        ("ads", "ads_live", "attributed_sales_local", "Gross revenue (Current shop)"),
        ("orders", "orders", "purchase_channel", "Purchase Channel"),
        ("settlements", "settlements", "statement_on", "Statement date (UTC)"),
        ("tracking", "tracking_events", "carrier", "carrier"),
        ("tracking", "tracking_events", "location", "location"),
    ],
)
def test_names_that_stand_for_a_column_and_mean_something_else_beside_it_are_passed_over(
    source: str, table: str, column: str, kept: str
) -> None:
    (found,) = [t for t in shipped_contracts()[source].tables if t.name == table]
    (names,) = [c.aliases for c in found.columns if c.name == column]
    assert kept in names
    assert kept not in found.ignored
    assert {*names} & {*found.ignored}
