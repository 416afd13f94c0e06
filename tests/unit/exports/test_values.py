"""How a cell's text becomes a value, notation by notation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.exports.amounts import exotic
from orchestration.exports.blanks import has_outer_blank
from orchestration.exports.contract import Column
from orchestration.exports.values import Reading, cell

MARKETS = {
    "US": Reading("US", "USD", "America/Los_Angeles", "mdy"),
    "UK": Reading("UK", "GBP", "Europe/London", "dmy"),
    "SG": Reading("SG", "SGD", "Asia/Singapore", "dmy"),
    "BR": Reading("BR", "BRL", "America/Sao_Paulo", "dmy"),
    "ID": Reading("ID", "IDR", "Asia/Jakarta", "dmy"),
    "VN": Reading("VN", "VND", "Asia/Ho_Chi_Minh", "dmy"),
}
TYPES = {
    "money": "DECIMAL(20,4)",
    "integer": "INTEGER",
    "masked_integer": "BIGINT",
    "is_masked": "BOOLEAN",
    "rate": "DECIMAL(17,8)",
    "number": "DECIMAL(12,4)",
    "positive": "DECIMAL(12,4)",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
}
BAD = "bad"


def read(text: str | None, reads: str, reading: Reading) -> Any:
    """The value a cell's text gets, or BAD."""
    return read_all([text], reads, reading)[0]


def read_all(texts: list[str | None], reads: str, reading: Reading) -> list[Any]:
    """The value that each of the texts gets, or BAD."""
    column = Column(name="x", type=TYPES.get(reads, "VARCHAR"), reads=reads)  # type: ignore[arg-type]
    made = cell(column, "c", reading)
    inner = f"SELECT c, {made.parsed} AS v_x FROM (SELECT unnest($1::VARCHAR[]) AS c)"
    bad = f"{made.bad or 'false'} OR {exotic([made.number]) if made.number else 'false'}"
    query = f"SELECT coalesce({bad}, false), {made.final} FROM ({inner})"
    return [BAD if bad else value for bad, value in duckdb.execute(query, [texts]).fetchall()]


@pytest.mark.parametrize(
    ("market", "text", "amount"),
    [
        ("US", "40", "40"),
        ("US", "15.69", "15.69"),
        ("US", "$1,234.50", "1234.5"),
        ("US", "-$3.00", "-3"),
        ("US", "$-3.00", "-3"),
        ("US", "(3.25)", "-3.25"),
        ("US", "US$5", "5"),
        ("US", "USD 5.10", "5.1"),
        ("US", "−2.00", "-2"),
        ("US", " 7.5\t", "7.5"),
        ("UK", "GBP 39.99", "39.99"),
        ("UK", "£39.99", "39.99"),
        ("UK", "GBP 1,239.99", "1239.99"),
        ("UK", "GBP -4.00", "-4"),
        ("SG", "SGD 12.34", "12.34"),
        ("SG", "S$12.34", "12.34"),
        ("BR", "BRL 35.91", "35.91"),
        ("BR", "BRL 35,91", "35.91"),
        ("BR", "R$ 62,90", "62.9"),
        ("BR", "R$ 1.234,56", "1234.56"),
        ("BR", "234.9", "234.9"),
        ("BR", "1.234", "1234"),
        ("ID", "25000", "25000"),
        ("ID", "Rp12.000", "12000"),
        ("ID", "12,000", "12000"),
        ("VN", "1.250.000₫", "1250000"),
        ("ID", "12.3450", "12.345"),
    ],
)
def test_an_amount_is_read_in_every_notation_of_its_market(market: str, text: str, amount: str) -> None:
    assert read(text, "money", MARKETS[market]) == Decimal(amount)


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("US", "35,91"),
        ("US", "GBP 3.00"),
        ("US", "£3.00"),
        ("UK", "$3.00"),
        ("UK", "USD 3.00"),
        ("BR", "12,345"),
        ("US", "1.2.3"),
        ("US", "12,34,567"),
        ("US", "abc"),
        ("US", "4.8O"),
        ("SG", "RM 5.00"),
        ("US", "$$5"),
    ],
)
def test_an_amount_of_another_currency_or_notation_is_not_guessed(market: str, text: str) -> None:
    assert read(text, "money", MARKETS[market]) == BAD


@pytest.mark.parametrize("text", [None, "", "  ", "\t"])
def test_an_empty_amount_is_null_and_not_an_error(text: str | None) -> None:
    assert read(text, "money", MARKETS["US"]) is None


@pytest.mark.parametrize(
    ("market", "text", "moment"),
    [
        ("US", "05/13/2026 1:02:03 PM\t", datetime(2026, 5, 13, 20, 2, 3)),
        ("US", "5/3/2026 12:00:00 AM", datetime(2026, 5, 3, 7)),
        ("US", "05/03/2026 13:02:03", datetime(2026, 5, 3, 20, 2, 3)),
        ("US", "2026-05-03 13:02:03", datetime(2026, 5, 3, 20, 2, 3)),
        ("UK", "13/05/2026 13:02:03\t", datetime(2026, 5, 13, 12, 2, 3)),
        ("UK", "3/5/2026 1:02:03 PM", datetime(2026, 5, 3, 12, 2, 3)),
        ("UK", "2026/01/03 13:02:03", datetime(2026, 1, 3, 13, 2, 3)),
        ("ID", "03/05/2026 06:00:00", datetime(2026, 5, 2, 23)),
    ],
)
def test_a_time_is_read_in_the_order_of_its_market_and_lands_in_utc(
    market: str, text: str, moment: datetime
) -> None:
    assert read(text, "timestamp", MARKETS[market]) == moment


@pytest.mark.parametrize(
    ("market", "text"),
    [
        ("US", "13/05/2026 10:00:00"),
        ("UK", "05/13/2026 10:00:00"),
        ("US", "02/31/2026 10:00:00"),
        ("US", "5/3/26"),
        ("US", "05/03/2026 13:00:00 PM"),
        ("US", "soon"),
        ("UK", "46153.5"),
    ],
)
def test_a_time_that_contradicts_the_order_or_the_calendar_is_bad(market: str, text: str) -> None:
    assert read(text, "timestamp", MARKETS[market]) == BAD


@pytest.mark.parametrize(
    ("reads", "text", "value"),
    [
        ("integer", "2", 2),
        ("integer", "2.0", 2),
        ("integer", "1,234", 1234),
        ("integer", "2.5", BAD),
        ("integer", "1,23", BAD),
        ("masked_integer", "<5", None),
        ("masked_integer", "4,100", 4100),
        ("masked_integer", "<x", BAD),
        ("is_masked", "<5", True),
        ("is_masked", "12", False),
        ("is_masked", None, False),
        ("rate", "15%", Decimal("0.15")),
        ("rate", "0.15", Decimal("0.15")),
        ("rate", "15", BAD),
        ("number", "0,35", Decimal("0.35")),
        ("number", "heavy", BAD),
    ],
)
def test_a_number_is_read_as_its_kind_or_not_at_all(reads: str, text: str | None, value: Any) -> None:
    assert read(text, reads, MARKETS["US"]) == value


@pytest.mark.parametrize("text", ["5.76E+17", "5.76461e17", "576461413038785752.0", "5,76E+17"])
def test_an_id_that_went_through_a_float_is_bad(text: str) -> None:
    assert read(text, "digits", MARKETS["US"]) == BAD
    assert read(text, "id", MARKETS["US"]) == BAD


def test_an_id_stays_text_to_its_last_digit() -> None:
    assert read("1729000000000000001\t", "digits", MARKETS["US"]) == "1729000000000000001"
    assert read("1ZE+99.A\t", "id", MARKETS["US"]) == "1ZE+99.A"


def quickly(reading: Reading, has_codes: bool = True) -> Reading:
    return replace(reading, quick=True, has_codes=has_codes)


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(alphabet="0123456789.,-+()$£ GBPRSUD%Ee_x\t\v", max_size=12),
    market=st.sampled_from(sorted(MARKETS)),
    reads=st.sampled_from(["money", "integer", "timestamp", "number", "positive", "rate", "digits", "id"]),
    has_codes=st.booleans(),
)
def test_the_quick_reading_never_accepts_what_the_thorough_one_reads_otherwise(
    text: str, market: str, reads: str, has_codes: bool
) -> None:
    quick = read(text, reads, quickly(MARKETS[market], has_codes))
    if quick != BAD and text.strip():
        assert quick == read(text, reads, MARKETS[market])


@pytest.mark.parametrize("reads", ["money", "number", "digits"])
def test_no_character_makes_a_number_of_a_text_that_the_thorough_reading_takes_for_none(reads: str) -> None:
    patterns = ("1{}2", "{}12", "12{}", "1.{}5", "-{}1", "0{}1", "1{}+2", "1{}-2")
    characters = [chr(code) for code in (*range(1, 256), 0x2009, 0x202F, 0xFF11, 0x2212)]
    texts = [pattern.format(character) for character in characters for pattern in patterns]
    quick, thorough = (read_all([*texts], reads, r) for r in (quickly(MARKETS["US"]), MARKETS["US"]))
    told = {
        t: (q, value) for t, q, value in zip(texts, quick, thorough, strict=True) if q not in (BAD, value)
    }
    assert told == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("576000000000000001", "576000000000000001"),
        ("576000000000000001\t", "576000000000000001"),
        ("18446744073709551615", "18446744073709551615"),
        ("0576", BAD),
        ("18446744073709551616", BAD),
        ("576\t\t", BAD),
        (" 576", BAD),
        ("1e2", BAD),
        ("5_7", BAD),
        ("5.", BAD),
    ],
)
def test_the_quick_reading_takes_an_id_that_is_its_numbers_own_text_but_for_one_tab(
    text: str, value: str
) -> None:
    assert read(text, "digits", quickly(MARKETS["US"])) == value


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\r"])
def test_an_outer_blank_is_seen_at_both_ends_and_not_within(blank: str) -> None:
    texts = [f"{blank}a", f"a{blank}", f"a{blank}b", "a"]
    query = f"SELECT {has_outer_blank('t')} FROM (SELECT unnest($1) AS t)"
    assert [found for (found,) in duckdb.execute(query, [texts]).fetchall()] == [True, True, False, False]
