"""What does not land although its row does is told: decimals, a second column, letters, lost bytes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.exports.contract import Column
from orchestration.exports.drift import Finding
from orchestration.exports.values import Reading, cell
from tests.unit.exports.test_workbooks import INCOME, income_row
from tests.unit.exports.writing import ORDER_FILE, ORDER_HEADER, Home, csv_text, order_row, workbook_bytes

PRICE = "SKU Unit Original Price"
ENCODINGS = ["utf-8", "utf-16"]


def orders_of(prices: list[str]) -> str:
    """An order export with a row for each price."""
    return csv_text(
        ORDER_HEADER, [order_row(SKU_ID=str(n), **{PRICE: price}) for n, price in enumerate(prices)]
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("price", "amount"),
    [
        ("12.34567", "12.3457"),
        ("12.34565", "12.3457"),
        ("-12.34565", "-12.3457"),
        ("1.23456", "1.2346"),
        ("12.34001", "12.34"),
        ("12.34004\t", "12.34"),
        ("12.340000001", "12.34"),
        (".12345", "0.1235"),
        ("-.12345", "-0.1235"),
        ("0.00004", "0"),
        ("$1,234.56789", "1234.5679"),
        ("USD 12.34567", "12.3457"),
        ("(12.34567)", "-12.3457"),
        ("12．34567", "12.3457"),
    ],
)
def test_an_amount_of_more_decimals_than_land_is_told_with_its_rows(
    home: Home, price: str, amount: str, encoding: str
) -> None:
    home.drop("us", "orders", ORDER_FILE, orders_of(["12.50", price, "12.5", "", price]).encode(encoding))
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (5, 0)
    assert [f for f in receipt.findings if f.kind != "no_line_end"] == [
        Finding("rounded", PRICE, "3, 6", "orders", 2)
    ]
    assert home.rows("orders", "unit_price_local")[1] == (Decimal(amount),)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "price",
    ["12.3456", "0.1234", "12.34560000", "12.340000000000001", "0.30000000000000004", "4.9299999999999997",
     "1234567", "$1,234.5600", "", "\t"],
)  # fmt: skip
def test_noise_of_a_float_and_noughts_at_the_end_are_no_decimals_that_are_lost(
    home: Home, price: str, encoding: str
) -> None:
    home.drop("us", "orders", ORDER_FILE, orders_of(["12.50", price]).encode(encoding))
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.findings) == (2, ())


def test_rounded_amounts_of_a_quarantined_row_are_not_counted(home: Home) -> None:
    rows = [order_row(SKU_ID="1", Quantity="x", **{PRICE: "1.23456"}), order_row(SKU_ID="2")]
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, rows))
    (receipt,) = home.land().receipts
    assert (receipt.rows_quarantined, receipt.findings) == (1, ())


def test_a_market_with_a_decimal_comma_tells_its_rounded_amounts_too(home: Home) -> None:
    row = order_row(**{"Created Time": "13/05/2026 13:02:03", PRICE: "R$ 1.234,56789"})
    home.drop("br", "orders", ORDER_FILE, csv_text(ORDER_HEADER, [row]))
    (receipt,) = home.land().receipts
    assert [f for f in receipt.findings if f.kind == "rounded"] == [
        Finding("rounded", PRICE, "2", "orders", 1)
    ]


def test_a_settlement_tells_rounded_parts_new_amounts_and_totals_by_their_headers(home: Home) -> None:
    exact = income_row(**{"Order/adjustment ID  ": "576000000000000002", "Referral fee": 0.1 + 0.2})
    odd = {"Referral fee": -0.60001, "Brand new fee": "-0.12345", "Total settlement amount": "9.30001"}
    sheets = {"Order details": [INCOME, exact, income_row(**odd)]}
    home.drop("us", "settlements", "income.xlsx", workbook_bytes(sheets))
    (receipt,) = home.land().receipts
    assert sorted(f.subject for f in receipt.findings if f.kind == "rounded") == [
        "Brand new fee", "Referral fee", "Total settlement amount",
    ]  # fmt: skip
    assert {f.detail for f in receipt.findings if f.kind == "rounded"} == {"3"}


@pytest.mark.parametrize(
    ("rate", "kept", "findings"),
    [
        ("0.13845679", "0.13845679", ()),
        ("0.1384567891", "0.13845679", (Finding("rounded", "rate", "2", "fx_rates", 1),)),
        ("7.2", "7.2", ()),
    ],
)
def test_a_rate_keeps_eight_decimals_and_tells_of_more(
    home: Home, rate: str, kept: str, findings: tuple[Finding, ...]
) -> None:
    text = f"date,from_currency,to_currency,rate\n2026-05-13,CNY,USD,{rate}\n"
    home.drop("_all", "fx_rates", "fx.csv", text)
    (receipt,) = home.land().receipts
    assert receipt.findings == findings
    assert home.rows("fx_rates", "rate") == [(Decimal(kept),)]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (["12.50", "12.50"], Finding("duplicate_column", PRICE, table="orders")),
        (["12.5", "$12.500"], Finding("duplicate_column", PRICE, table="orders")),
        (["", "\t"], Finding("duplicate_column", PRICE, table="orders")),
        (["12.50", "13"], Finding("duplicate_differs", PRICE, "3", "orders", 1)),
        (["n/a", "13"], Finding("duplicate_differs", PRICE, "2, 3", "orders", 2)),
    ],
)
def test_a_header_that_stands_twice_is_told_with_the_rows_in_which_the_second_differs(
    home: Home, seconds: list[str], expected: Finding, encoding: str
) -> None:
    rows = [[*order_row(SKU_ID=str(n)), second] for n, second in enumerate(seconds)]
    text = csv_text([*ORDER_HEADER, PRICE], rows)
    home.drop("us", "orders", ORDER_FILE, text.encode(encoding))
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.findings) == (2, (expected,))
    assert home.rows("orders", "unit_price_local") == [(Decimal("12.5"),)] * 2


def test_a_header_that_stands_twice_and_first_is_blank_has_lost_what_the_second_holds(home: Home) -> None:
    rows = [[*order_row(**{PRICE: ""}), "13"]]
    home.drop("us", "orders", ORDER_FILE, csv_text([*ORDER_HEADER, PRICE], rows))
    (receipt,) = home.land().receipts
    assert receipt.findings == (Finding("duplicate_differs", PRICE, "2", "orders", 1),)


@pytest.mark.parametrize("header", ["Referral fee", "Brand new fee", "Total settlement amount", "Type"])
@pytest.mark.parametrize("value", [-9.87, "9.87"])
def test_a_settlement_with_a_header_twice_says_where_the_second_differs(
    home: Home, header: str, value: float | str
) -> None:
    first, second = income_row(), income_row(**{"Order/adjustment ID  ": "576000000000000002"})
    sheet = [[*INCOME, header], [*first, first[INCOME.index(header)]], [*second, value]]
    home.drop("us", "settlements", "income.xlsx", workbook_bytes({"Order details": sheet}))
    (receipt,) = home.land().receipts
    assert receipt.rows_landed == 2
    assert [f for f in receipt.findings if f.kind.startswith("duplicate")] == [
        Finding("duplicate_differs", header, "3", "settlements", 1)
    ]


def test_a_personal_header_that_stands_twice_is_told_and_neither_is_read(home: Home) -> None:
    text = csv_text([*ORDER_HEADER, "Recipient"], [[*order_row(), "Jerry Secret"]])
    home.drop("us", "orders", ORDER_FILE, text.encode("utf-16"))
    (receipt,) = home.land().receipts
    assert receipt.findings == (Finding("duplicate_column", "Recipient", table="orders"),)
    kept = b"".join(p.read_bytes() for p in home.settings.landing.rglob("*") if p.is_file())
    assert b"Jerry" not in kept


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("price", ["12\0.50", "1\x0023", "12.50\0", "\x0012.50", "\0\0"])
def test_a_number_with_a_lost_byte_in_it_is_no_amount_whoever_reads_the_file(
    home: Home, price: str, encoding: str
) -> None:
    home.drop("us", "orders", ORDER_FILE, orders_of(["12.50", price]).encode(encoding))
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (1, 1)
    (row,) = home.quarantined()
    assert (row["source_row"], row["column"]) == ("3", PRICE)
    assert row["reason"] == "this is no amount in USD as market US writes it."


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_with_a_lost_byte_in_it_shows_where(home: Home, encoding: str) -> None:
    row = order_row(Product_Name="Mug\0 blue")
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, [row]).encode(encoding))
    home.land()
    assert home.rows("orders", "product_name") == [("Mug\ufffd blue",)]


@pytest.mark.parametrize("above", [0, 4000])
@pytest.mark.parametrize(
    ("encoding", "name", "kind"),
    [
        ("cp1252", "Café £5", "windows_1252"),
        ("gb18030", "陶瓷杯子，蓝色", "gb18030"),
        ("shift_jis", "青いマグカップです", None),
        ("cp874", "แก้วเซรามิกสีฟ้า", None),
        ("big5", "陶瓷杯子，藍色的", None),
    ],
)
def test_an_encoding_that_was_guessed_is_told_wherever_its_first_letter_stands(
    home: Home, encoding: str, name: str, kind: str | None, above: int
) -> None:
    rows = [order_row(SKU_ID=str(n)) for n in range(above)] + [order_row(Product_Name=name)]
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, rows).encode(encoding))
    (receipt,) = home.land().receipts
    (finding,) = receipt.findings
    assert finding.kind in ([kind] if kind else ["windows_1252", "gb18030"])
    assert "if letters look wrong" in finding.advice


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.from_regex(r"-?[0-9]{0,5}\.[0-9]{0,12}\t?|-?[0-9]{1,9}", fullmatch=True), min_size=1, max_size=40
    )
)
def test_quick_and_thorough_tell_the_same_decimals_as_arithmetic(texts: list[str]) -> None:
    reading = Reading("US", "USD", "America/Los_Angeles", "mdy")
    column = Column(name="x", type="DECIMAL(20,4)", reads="money")
    quick, thorough = (cell(column, "c", each).rounded for each in (replace(reading, quick=True), reading))
    query = f"SELECT c, coalesce({quick}, false), coalesce({thorough}, false) FROM (SELECT unnest($1) AS c)"
    for text, *told in duckdb.execute(query, [texts]).fetchall():
        behind = text.strip().partition(".")[2][4:]
        is_noise = behind.startswith(("00000", "99999"))
        assert told == [bool(behind.strip("0")) and not is_noise] * 2, text
