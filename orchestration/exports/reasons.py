"""Why a cell can't be read, and what to do: in the words that fit its value, none of which they repeat.

A reason is counted over all rows that it holds back, so the value itself stands beside it and not in it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from orchestration.exports.amounts import other_currency, plainly, scale_of
from orchestration.exports.contract import TIMES, Column
from orchestration.exports.values import Reading, stored_type

_ADVICE = "Export the file again. If the value is wrong at its source too, correct it there first."
_MISSING = "Every row needs one, and of merged cells the first alone has it: export again, or fill it in."
_OTHER_SHOP = "Correct shops.yaml or move the file to the shop it belongs to."
_UNSAVED = "Export again and don't save the file from a spreadsheet program."
_OWN_DATE = f"{_UNSAVED} In a file of your own, write days as 2026-05-31."
_OWN_NUMBER = f"{_UNSAVED} In a file of your own, write 1250.50."
_UNGROUPED = "Write it with a point before decimals and nothing between thousands: 1250.5."

_REASONS = {
    "row_currency": ("this is no currency code of three letters.", _ADVICE),
    "positive": ("this is no number above 0.", _ADVICE),
    "rate": ("this is no rate between 0 % and 100 %.", "Write it as 15% or 0.15."),
    "flag": ("this is neither yes nor no.", "Write yes or no, or leave it blank."),
    "zone": ("this is no time zone.", "Write a name like Asia/Shanghai, or an offset like +08:00."),
}
_NUMBERS = frozenset({"money", "integer", "masked_integer", "number", "positive", "rate"})
_WHOLE = {"INTEGER": 2**31 - 1, "BIGINT": 2**63 - 1}

_FAILED = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_NO_NUMBER = re.compile(r"(?i)[-+]?(nan|inf(inity)?|∞)")
_EXPONENT = re.compile(r"[-+]?\d+([.,]\d+)?[eE][-+]?\d+")
_PERCENT = re.compile(r"[-+]?\d[\d.,]*\s*[%％]")
_DIGITS = re.compile(r"\D{0,6}(\d[\d.,' ]*)\D{0,6}")
_FLOATED = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+|\d+\.0+")
_SERIAL = re.compile(r"(\d{5})([.,]\d+)?")
_YEAR = re.compile(r"(\d{3,})[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{3,})")
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3}|\.\d{3})+")
_COMMA = re.compile(r"\D{0,6}\d+([. ']\d{3})*,\d{1,2}\D{0,6}")
_WITH_LETTERS = re.compile(r"[-+]?\d[\d.,' ]*[^\W\d_].*")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?!\d)")


def why(column: Column, value: str | None, reading: Reading, currency: str | None = None) -> tuple[str, str]:
    """The reason a cell can't be read, and what to do. `currency`: what its row says, where a column does."""
    text = (value or "").strip()
    if not text:
        return "the value is missing.", _MISSING
    if set(text) == {"#"}:
        return "this is what a spreadsheet shows where a column is too narrow.", _UNSAVED
    if _FAILED.fullmatch(text):
        return "this is the error of a spreadsheet's formula.", "Export again, or mend the formula."
    if column.reads in TIMES:
        return _why_no_time(text, reading)
    if column.reads in _NUMBERS and (told := _why_no_number(column, text, reading)):
        return told
    match column.reads:
        case "digits" if not _FLOATED.fullmatch(text):
            return "this is no ID: it holds other characters than the digits 0 to 9.", _ADVICE
        case "id" | "digits":
            return (
                "this is no ID; a spreadsheet may have turned it into a number and lost its last digits.",
                _UNSAVED,
            )
        case "money":
            return _why_no_amount(text, reading, currency)
        case "currency" | "ad_currency":
            own = reading.ad_currency if column.reads == "ad_currency" else reading.currency
            return f"this currency contradicts {own}.", _OTHER_SHOP
        case "integer" if column.minimum is not None or column.maximum is not None:
            words = [f"at least {column.minimum}"] if column.minimum is not None else []
            words += [f"at most {column.maximum}"] if column.maximum is not None else []
            return f"this is no whole number of {' and '.join(words)}.", _ADVICE
    return _REASONS.get(column.reads, ("this is no number.", _ADVICE))


def _why_no_amount(text: str, reading: Reading, currency: str | None) -> tuple[str, str]:
    own = (currency or "").strip().upper() or reading.currency
    if sign := other_currency(plainly(text), own):
        if currency is not None:
            return "this is in another currency than its row says.", "Correct the one that is wrong."
        return f"this amount is in {sign}, the shop's currency is {own}.", _OTHER_SHOP
    if not reading.has_decimal_comma and _COMMA.fullmatch(plainly(text)):
        return f"its comma is a decimal mark, which market {reading.market} does not write.", _OWN_NUMBER
    return f"this is no amount in {own} as market {reading.market} writes it.", _ADVICE


def _why_no_time(text: str, reading: Reading) -> tuple[str, str]:
    serial = _SERIAL.fullmatch(text)
    if serial and 36_526 <= int(serial[1]) <= 73_050:  # 2000 to 2100, in days since 1900
        return "this is a spreadsheet's number of a day and no date.", _OWN_DATE
    if (year := _YEAR.match(text)) and not 2000 <= int(year[1] or year[2]) <= 2100:
        return "its year does not lie between 2000 and 2100.", _ADVICE
    if _SHORT_YEAR.match(text):
        return "its year has two digits, so that day, month and year can be taken for each other.", _OWN_DATE
    order = {"dmy": "day/month/year", "mdy": "month/day/year", "ymd": "year-month-day"}[reading.date_order]
    return f"this is no date as this export writes it ({order}).", _ADVICE


def _why_no_number(column: Column, text: str, reading: Reading) -> tuple[str, str] | None:
    """What a number is instead, or that it is beyond what its type holds."""
    if _NO_NUMBER.fullmatch(text):
        return (
            "this is what a program leaves of a calculation that failed.",
            "Export again, or mend it there.",
        )
    if _EXPONENT.fullmatch(text):
        return "this is in scientific notation, as a spreadsheet shortens long numbers.", _OWN_NUMBER
    if column.reads == "rate":
        return None
    if _PERCENT.fullmatch(text):
        return "this is a percentage, which no value of this column is.", _ADVICE
    most, size = _most(column), _size(text, column, reading)
    if size is not None and size > most:
        return f"this is too large: the most that can be kept is {most:,}.", _ADVICE
    if size is not None and size < -most and column.minimum is None:
        return f"this is too small: the least that can be kept is {-most:,}.", _ADVICE
    if _GROUPED.fullmatch(text):
        return "its comma or point may part thousands or decimals, which is not guessed.", _UNGROUPED
    if column.reads != "money" and _WITH_LETTERS.fullmatch(text):
        return "this has letters beside its number.", "Write the number alone, in the unit of its column."
    if column.reads == "positive" and size == 0 and re.search("[1-9]", text):
        return f"this is 0 with the {scale_of(column.type)} decimals that are kept.", _ADVICE
    return None


def _most(column: Column) -> Decimal:
    """The largest number that a column's type holds."""
    if column.type in _WHOLE:
        return Decimal(_WHOLE[column.type])
    kept = stored_type(column)
    digits = int(kept.partition("(")[2].partition(",")[0])
    return Decimal(10**digits - 1).scaleb(-scale_of(kept))


def _size(text: str, column: Column, reading: Reading) -> Decimal | None:
    """The whole part of what a text would be as a number, None where it is none by any notation."""
    plain = plainly(text)
    found = _DIGITS.fullmatch(plain)
    if found is None:
        return None
    comma = reading.has_decimal_comma if column.reads == "money" else "." not in plain
    is_whole = column.type in _WHOLE
    whole = found[1] if is_whole and comma else found[1].rpartition("," if comma else ".")[0] or found[1]
    size = Decimal(re.sub(r"\D", "", whole) or 0)
    return -size if plain.startswith(("-", "(")) or plain.endswith("-") else size
