"""Why a cell can't be read, in words that fit its value; and that it can't be read."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from orchestration.exports.check import check_file
from orchestration.exports.contract import Column
from orchestration.exports.drift import Finding
from orchestration.exports.reasons import why
from orchestration.exports.values import Reading, cell
from reports.messages import translated_sentence
from tests.unit.exports.writing import ORDER_FILE, Home, order_row

US = Reading("US", "USD", "America/Los_Angeles", "mdy", zones=("UTC",))
BR = Reading("BR", "BRL", "America/Sao_Paulo", "dmy")
SCIENTIFIC = "this is in scientific notation, as a spreadsheet shortens long numbers."
PERCENT = "this is a percentage, which no value of this column is."
FAILED = "this is what a program leaves of a calculation that failed."
MARKS = "its comma or point may part thousands or decimals, which is not guessed."
NO_ID = "this is no ID: it holds other characters than the digits 0 to 9."
COMMA = "its comma is a decimal mark, which market US does not write."
LETTERS = "this has letters beside its number."
SERIAL = "this is a spreadsheet's number of a day and no date."
YEAR = "its year does not lie between 2000 and 2100."
SHORT = "its year has two digits, so that day, month and year can be taken for each other."


def large(limit: str) -> str:
    return f"this is too large: the most that can be kept is {limit}."


def small(limit: str) -> str:
    return f"this is too small: the least that can be kept is {limit}."


def read(column: Column, value: str, reading: Reading) -> tuple[bool, Any]:
    """Whether a cell can't be read, and what it is read as."""
    item = cell(column, "c0", reading)
    query = f"SELECT coalesce({item.bad}, false), {item.final} FROM (SELECT c0, {item.parsed} AS v_x FROM t)"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT $1 AS c0", [value])
        found = connection.execute(query).fetchone()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("reads", "type_", "value", "reason"),
    [
        ("integer", "INTEGER", "2147483648", large("2,147,483,647")),
        ("integer", "INTEGER", "3,000,000,000", large("2,147,483,647")),
        ("integer", "INTEGER", "-2147483649", small("-2,147,483,647")),
        ("integer", "BIGINT", "9223372036854775808", large("9,223,372,036,854,775,807")),
        ("masked_integer", "BIGINT", "99999999999999999999", large("9,223,372,036,854,775,807")),
        ("integer", "INTEGER", "two", "this is no number."),
        ("integer", "INTEGER", "1E+05", SCIENTIFIC),
        ("integer", "INTEGER", "50%", PERCENT),
        ("integer", "INTEGER", "1.234", MARKS),
        ("integer", "INTEGER", "NaN", FAILED),
        ("money", "DECIMAL(20,4)", "100000000000000", large("99,999,999,999,999.9999")),
        ("money", "DECIMAL(20,4)", "$100,000,000,000,000.00", large("99,999,999,999,999.9999")),
        ("money", "DECIMAL(20,4)", "(100000000000000)", small("-99,999,999,999,999.9999")),
        ("money", "DECIMAL(20,4)", "1.2E+3", SCIENTIFIC),
        ("money", "DECIMAL(20,4)", "12.5 %", PERCENT),
        ("money", "DECIMAL(20,4)", "nan", FAILED),
        ("money", "DECIMAL(20,4)", "-∞", FAILED),
        ("money", "DECIMAL(20,4)", "1.234,56", COMMA),
        ("money", "DECIMAL(20,4)", "1.2.3", "this is no amount in USD as market US writes it."),
        ("money", "DECIMAL(20,4)", "a lot", "this is no amount in USD as market US writes it."),
        ("number", "DECIMAL(12,4)", "123456789", large("99,999,999.9999")),
        ("number", "DECIMAL(12,4)", "123456789,5", large("99,999,999.9999")),
        ("number", "DECIMAL(12,4)", "1,250", MARKS),
        ("number", "DECIMAL(12,4)", "Infinity", FAILED),
        ("number", "DECIMAL(12,4)", "heavy", "this is no number."),
        ("number", "DECIMAL(12,4)", "0.33kg", LETTERS),
        ("positive", "DECIMAL(12,4)", "0.33 kg", LETTERS),
        ("integer", "INTEGER", "2件", LETTERS),
        ("money", "DECIMAL(20,4)", "20.07美元", "this is no amount in USD as market US writes it."),
        ("positive", "DECIMAL(17,8)", "0.000000001", "this is 0 with the 8 decimals that are kept."),
        ("positive", "DECIMAL(17,8)", "0.0", "this is no number above 0."),
        ("positive", "DECIMAL(17,8)", "-7", "this is no number above 0."),
        ("positive", "DECIMAL(17,8)", "1e-5", SCIENTIFIC),
        ("positive", "DECIMAL(17,8)", "1000000000", large("999,999,999.99999999")),
        ("rate", "DECIMAL(17,8)", "150%", "this is no rate between 0 % and 100 %."),
        ("rate", "DECIMAL(17,8)", "1E-1", SCIENTIFIC),
        ("date", "DATE", "05/13/20026", YEAR),
        ("date", "DATE", "20026-05-13", YEAR),
        ("date", "DATE", "1970-01-01", YEAR),
        ("timestamp", "TIMESTAMP", "05/13/0026 10:00:00", YEAR),
        ("timestamp", "TIMESTAMP", "12/31/2126", YEAR),
        ("timestamp", "TIMESTAMP", "5/13/26 13:02", SHORT),
        ("timestamp", "TIMESTAMP", "46155", SERIAL),
        ("timestamp", "TIMESTAMP", "46155.5431", SERIAL),
        ("date", "DATE", "99999", "this is no date as this export writes it (month/day/year)."),
        ("date", "DATE", "02/30/2026", "this is no date as this export writes it (month/day/year)."),
        ("date", "DATE", "13/05/2026", "this is no date as this export writes it (month/day/year)."),
        ("instant", "TIMESTAMP", "46155", SERIAL),
        ("instant", "TIMESTAMP", "20026-05-13T10:00:00Z", YEAR),
        ("instant", "TIMESTAMP", "noon", "this is no date as this export writes it (month/day/year)."),
        ("money", "DECIMAL(20,4)", '="n/a"', "this is no amount in USD as market US writes it."),
        ("money", "DECIMAL(20,4)", "''12.50", "this is no amount in USD as market US writes it."),
        ("digits", "VARCHAR", "５７６０００", NO_ID),
        ("digits", "VARCHAR", "57600000000000000A", NO_ID),
        ("digits", "VARCHAR", "5.76E+17",
         "this is no ID; a spreadsheet may have turned it into a number and lost its last digits."),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_read_is_told_in_words_that_fit_it(
    reads: Any, type_: str, value: str, reason: str
) -> None:
    column = Column(name="x", type=type_, reads=reads)
    assert read(column, value, US)[0]
    said, advice = why(column, value, US)
    assert said == reason
    assert advice
    told = translated_sentence("zh", "reason", reason)
    assert told is not None


@pytest.mark.parametrize(
    ("reads", "type_", "value", "landed"),
    [
        ("integer", "INTEGER", "2147483647", "2147483647"),
        ("integer", "INTEGER", "２", "2"),
        ("integer", "INTEGER", "'2", "2"),
        ("integer", "INTEGER", '="2"', "2"),
        ("integer", "INTEGER", "\u200b2", "2"),
        ("money", "DECIMAL(20,4)", "'12.50", "12.5000"),
        ("money", "DECIMAL(20,4)", '="-12.50"', "-12.5000"),
        ("number", "DECIMAL(12,4)", '="0.35"', "0.3500"),
        ("timestamp_utc", "TIMESTAMP", '="2026-05-13 13:02:03"', "2026-05-13 13:02:03"),
        ("date", "DATE", "'2026-05-13", "2026-05-13"),
        ("integer", "INTEGER", "１，２３４", "1234"),
        ("integer", "BIGINT", "9223372036854775807", "9223372036854775807"),
        ("money", "DECIMAL(20,4)", "99999999999999.9999", "99999999999999.9999"),
        ("number", "DECIMAL(12,4)", "99999999.9999", "99999999.9999"),
        ("number", "DECIMAL(12,4)", "０．３５", "0.3500"),
        ("positive", "DECIMAL(17,8)", "0.00000001", "1E-8"),
        ("rate", "DECIMAL(17,8)", "１５％", "0.15000000"),
        ("timestamp_utc", "TIMESTAMP", "12/31/2099 23:59:59", "2099-12-31 23:59:59"),
        ("date", "DATE", "2000-01-01", "2000-01-01"),
    ],
)
def test_what_a_type_holds_to_its_limit_is_read_and_so_are_wide_digits(
    reads: Any, type_: str, value: str, landed: str
) -> None:
    is_bad, found = read(Column(name="x", type=type_, reads=reads), value, US)
    assert (is_bad, str(found)) == (False, landed)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("12,345", MARKS),
        ("R$ 100.000.000.000.000,00", large("99,999,999,999,999.9999")),
        ("12.34.5", "this is no amount in BRL as market BR writes it."),
    ],
)
def test_an_amount_with_a_decimal_comma_is_told_by_its_own_marks(value: str, reason: str) -> None:
    column = Column(name="x", type="DECIMAL(20,4)", reads="money")
    assert read(column, value, BR)[0]
    assert why(column, value, BR)[0] == reason


def test_a_count_below_its_least_is_not_called_too_small_to_be_kept() -> None:
    column = Column(name="x", type="INTEGER", reads="integer", minimum=0)
    assert why(column, "-3000000000", US)[0] == "this is no whole number of at least 0."
    assert why(column, "3000000000", US)[0] == large("2,147,483,647")


def test_no_reason_repeats_the_value_that_it_is_counted_without(home: Home) -> None:
    rows = [order_row(SKU_ID=str(n), Quantity=str(3_000_000_000 + n)) for n in range(3)]
    rows.append(order_row(SKU_ID="9", Created_Time="05/13/20026 1:02:03 PM"))
    home.drop_orders(rows)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_quarantined) == (4, 4)
    assert [(reason.reason, reason.rows) for reason in receipt.reasons] == [
        (large("2,147,483,647"), 3),
        (YEAR, 1),
    ]


def test_a_check_names_file_row_column_value_and_what_to_do(home: Home) -> None:
    home.drop_orders([order_row(), order_row(SKU_ID="2", Quantity="3000000000")])
    text = check_file(home.settings.inbox / "us" / "orders" / ORDER_FILE, home.settings).text()
    assert (
        "row 3, column Quantity, value '3000000000': this is too large: the most that can be kept is "
        "2,147,483,647. Export the file again. If the value is wrong at its source too, correct it there "
        "first."
    ) in text


COSTS = "seller_sku,valid_from,unit_cost,currency"


@pytest.mark.parametrize("above", ["A,2026-01-01,1,CNY", "A,soon,1,CNY"])
@pytest.mark.parametrize(
    ("cost", "currency", "landed"),
    [
        ("￥12.5", "CNY", "12.5000"),
        ("12.5元", "cny", "12.5000"),
        ("RMB 12.5", "CNY", "12.5000"),
        ("RM 12.5", "MYR", "12.5000"),
        ("AUD 12.5", "AUD", "12.5000"),
        ("US$1,250.50", "USD", "1250.5000"),
        ("USD 12.5", "USD", "12.5000"),
        ("12.5", "CNY", "12.5000"),
        ("$12.5", "CNY", "this is in another currency than its row says."),
        ("USD 12.5", "CNY", "this is in another currency than its row says."),
        ("RMB 12.5", "MYR", "this is in another currency than its row says."),
        ("￥12.5", "USD", "this is in another currency than its row says."),
        ("12.5 pcs", "CNY", "this is no amount in CNY as market US writes it."),
        ("12,5", "CNY", "its comma is a decimal mark, which market US does not write."),
    ],
)
def test_an_amount_may_have_the_sign_of_its_rows_currency_and_no_other(
    home: Home, above: str, cost: str, currency: str, landed: str
) -> None:
    text = f'{COSTS}\n{above}\nB,2026-01-01,"{cost}",{currency}\n'
    home.drop("us", "product_costs", "costs.csv", text)
    home.land()
    found = [str(c) for sku, c in home.rows("product_costs", "seller_sku, unit_cost") if sku == "B"]
    found += [row["reason"] for row in home.quarantined() if row["row.seller_sku"] == "B"]
    assert found == [landed]


@pytest.mark.parametrize(
    ("source", "text", "row"),
    [
        ("product_costs", f"{COSTS}\nA,2026-01-01,1,CNY\n合计,,1,\n", "3"),
        ("product_costs", f"{COSTS}\nA,2026-01-01,1,CNY\n,,Total: 1,\n", "3"),
        ("product_costs", f"{COSTS}\nA,2026-01-01,1,CNY\nall,Total,1,\n", "3"),
    ],
)
def test_a_total_that_can_not_be_told_from_a_row_is_called_one(
    home: Home, source: str, text: str, row: str
) -> None:
    home.drop("us", source, "x.csv", text)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (2, 1, 1)
    (bad,) = home.quarantined()
    assert (bad["source_row"], bad["reason"]) == (row, "this looks like a total and not like a row.")


@pytest.mark.parametrize("day", ["2026年5月13日", "2026.5.13", "2026.05.13 00:00:00", "2026年5月13日 00:00"])
def test_a_year_in_front_is_understood_as_people_write_it(home: Home, day: str) -> None:
    text = f"date,from_currency,to_currency,rate\n2026-05-12,CNY,USD,0.1384\n{day},CNY,USD,0.1384\n"
    home.drop("_all", "fx_rates", "fx.csv", text)
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (2, 0)
    assert [str(on) for (on,) in home.rows("fx_rates", "rate_on")] == ["2026-05-12", "2026-05-13"]


@pytest.mark.parametrize(
    ("time", "zone", "column", "value", "reason"),
    [
        ("2026-05-10 13:35:03", "PST", "timezone", "PST", "this is no time zone."),
        ("2026-05-10 13:35:03", "8", "timezone", "8", "this is no time zone."),
        ("2026-05-10 13:35:03", "", "timezone", "", "the value is missing."),
        ("noon", "Asia/Shanghai", "event_time", "noon",
         "this is no date as this export writes it (year-month-day)."),
        ("2026-13-10T13:35:03Z", "PST", "event_time", "2026-13-10T13:35:03Z",
         "this is no date as this export writes it (year-month-day)."),
    ],
)  # fmt: skip
def test_of_a_time_and_its_zone_the_one_that_is_wrong_is_named(
    home: Home, time: str, zone: str, column: str, value: str, reason: str
) -> None:
    text = f"tracking_number,event_time,timezone,status\nYT1,{time},{zone},delivered\n"
    home.drop("us", "tracking", "t.csv", text)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_quarantined) == (1, 1)
    (bad,) = home.quarantined()
    assert (bad["column"], bad["value"], bad["reason"]) == (column, value, reason)


@pytest.mark.parametrize(
    ("contrary", "findings"),
    [(0, ()), (1, (Finding("ambiguous_dates", "month/day/year", count=2),))],
)
def test_dates_of_both_orders_beside_each_other_make_those_doubtful_that_fit_both(
    home: Home, contrary: int, findings: tuple[Finding, ...]
) -> None:
    days = ["05/14/2026", "05/15/2026", "05/04/2026", "06/04/2026", *["16/05/2026"] * contrary]
    rows = [order_row(SKU_ID=str(n), Created_Time=f"{day} 1:02:03 PM") for n, day in enumerate(days)]
    home.drop_orders(rows)
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (4, contrary)
    assert receipt.findings == findings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("files", [1, 2])
@pytest.mark.parametrize(
    ("written", "landed"),
    [
        ('="MUG-1"', "MUG-1"),
        ('"=""MUG-1"""', "MUG-1"),
        ('=""', None),
        ("'MUG-1", "'MUG-1"),
    ],
)
def test_a_text_dressed_as_a_formula_lands_without_it(
    home: Home, written: str, landed: str | None, files: int, encoding: str
) -> None:
    for n in range(files):  # two small files are read in a lot
        text = f"snapshot_date,warehouse,seller_sku,on_hand,product_name\n2026-05-1{n},US1,A,1,{written}\n"
        home.drop("us", "inventory", f"i{n}.csv", text.encode(encoding))
    home.land()
    assert home.rows("inventory", "product_name") == [(landed,)] * files
