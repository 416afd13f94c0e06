"""Amounts and counts: how the text of a number becomes one, as SQL, and never by guessing.

What the engine's own cast would take beyond plain notation (`1e3`, `1_000`, `0x10`) is none of it an amount:
an exponent is what a spreadsheet leaves of a number that it found too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

SYMBOLS = {
    "USD": ("US$", "$"), "GBP": ("£",), "EUR": ("€",), "SGD": ("S$", "$"), "BRL": ("R$",), "IDR": ("Rp",),
    "VND": ("₫", "đ"), "THB": ("฿",), "PHP": ("₱",), "MYR": ("RM",), "CNY": ("¥", "元", "RMB"), "JPY": ("¥",),
    "MXN": ("MX$", "$"),
}  # fmt: skip
WHOLE_CURRENCIES = frozenset({"IDR", "VND", "JPY", "KRW"})
BLANKS = r"E' \t\r\n'"
_EXOTIC = ("'e'", "'E'", "'_'", "chr(11)", "chr(12)")
"""What the engine's cast to a decimal takes beyond plain notation: exponents, `1_000`, two odd blanks."""
_LOST = r"0{1,4}[1-9]|[1-8]|9{1,4}([^9]|$)"
"""Decimals behind those that are kept. Five noughts or nines are nobody's: they are what a spreadsheet or a
program makes of 0.1 + 0.2.
"""

_ALIKE = {
    "0123456789": "０１２３４５６７８９", "0123456789 ": "٠١٢٣٤٥٦٧٨٩\u00a0",
    "0123456789  ": "۰۱۲۳۴۵۶۷۸۹\u202f\u2009",
    ".,-+()$¥£": "．，－＋（）＄￥￡", "---": "−–﹣", "''": "’ʼ", ".,": "٫٬",
}  # fmt: skip
"""Characters written for a plain one: full-width and Arabic digits, the minus sign, narrow blanks."""
_WITHOUT_WIDTH = "\u200b\ufeff"
_PLAIN = str.maketrans("".join(_ALIKE.values()), "".join(_ALIKE), _WITHOUT_WIDTH)


def _either(signs: Iterable[str]) -> str:
    return "|".join(sign.replace("$", "[$]") for sign in signs)


_EVERY_SIGN = _either(
    [
        *sorted({sign for signs in SYMBOLS.values() for sign in signs if len(sign) > 2}),
        "[A-Z]{3}",
        *sorted(
            {sign for signs in SYMBOLS.values() for sign in signs if len(sign) < 3}, key=len, reverse=True
        ),
    ]
)
"""Of two that begin alike the longer first: `RMB` is not `RM`."""


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _plainly(raw: str) -> str:
    """The text in plain characters, without outer blanks and what has no width."""
    written = _literal("".join(_ALIKE.values()) + _WITHOUT_WIDTH)
    return undressed(f"trim(translate({raw}, {written}, {_literal(''.join(_ALIKE))}), {BLANKS})")


def undressed(text: str) -> str:
    """SQL: a value out of the clothes that keep spreadsheets from reading it: `'12.50` and `="12.50"`."""
    return f"regexp_replace({text}, '^''|^=\"(.*)\"$', '\\1')"


def plainly(text: str) -> str:
    """The same of a text in Python."""
    return text.translate(_PLAIN).strip()


def _cast(text: str, stored: str, is_plain: bool = False) -> str:
    """Digits, a point and a minus sign as a number. `is_plain`: what else the text may hold is looked for
    elsewhere (`exotic`).
    """
    cast = f"try_cast({text} AS {stored})"
    return (
        cast if is_plain else f"CASE WHEN NOT regexp_matches({text}, '[^0-9. \\t\\r\\n+-]') THEN {cast} END"
    )


def exotic(texts: Sequence[str]) -> str:
    """SQL: whether any of the texts has a character that the engine takes in a number and we don't.

    All of them are looked at as one text: a pattern matched cell by cell costs twice what the cast does.
    """
    joined = f"concat({', '.join(texts)})"
    return " OR ".join(f"contains({joined}, {mark})" for mark in _EXOTIC)


def scale_of(stored: str) -> int:
    """How many decimals a type keeps: 4 of `DECIMAL(18,4)`."""
    return int(stored.rstrip(")").rpartition(",")[2])


def loses(text: str, scale: int, quick: bool = False) -> str:
    """SQL: whether a number's text has more than `scale` decimals, noise of a float aside.

    `quick`: of numbers without groups, signs of a currency, and odd digits. Few texts are long enough to be
    looked at: `0.12345` is, and of the shorter ones only `.12345`, in front of which nothing stands.
    """
    plain = text if quick else _plainly(text)
    tests = [f"strlen({text}) > {scale + 1}"]
    if quick:
        tests.append(f"(strlen({text}) > {scale + 2} OR {text} < '/')")
        tests.append(f"instr(replace({text}, ',', '.'), '.') BETWEEN 1 AND strlen({text}) - {scale + 1}")
    tests.append(f"regexp_matches({plain}, '[.,]\\d{{{scale}}}({_LOST})')")
    return f"({' AND '.join(tests)})"


def has_codes(sample: str) -> bool:
    """Whether a sample of a file's text has an amount behind its currency's code: `GBP 12.00`."""
    return _CODED.search(sample) is not None


def without_code(raw: str, currency: str) -> str:
    """SQL: the text of an amount without its currency's code in front."""
    prefix = currency + " "
    after = f"substr({raw}, {len(prefix) + 1})"
    return f"CASE WHEN starts_with({raw}, {_literal(prefix)}) THEN {after} ELSE {raw} END"


def plain_amount(bare: str, stored: str, decimal_comma: bool, is_plain: bool = True) -> str:
    """SQL: an amount in plain notation, null for many others. `is_plain`: what is `exotic` is told apart
    elsewhere.
    """
    cast = _cast(bare, stored, is_plain)
    return f"CASE WHEN NOT contains({bare}, '.') THEN {cast} END" if decimal_comma else cast


def contradicts(raw: str, currency_of_row: str, own: str) -> str:
    """SQL: whether an amount has the sign of another currency than its row; than `own` where that has none.

    Codes of three letters are signs too. What is no sign of a currency leaves no amount.
    """
    sign = f"upper(regexp_extract({_plainly(raw)}, {_literal(f'(?i:{_EVERY_SIGN})')}))"
    code = f"upper(coalesce(nullif(trim({currency_of_row}, {BLANKS}), ''), {_literal(own)}))"
    fitting = " ".join(
        f"WHEN {_literal(of)} THEN {sign} NOT IN ({', '.join(_literal(s.upper()) for s in ('', of, *signs))})"
        for of, signs in SYMBOLS.items()
    )
    return f"coalesce(CASE {code} {fitting} ELSE {sign} NOT IN ('', {code}) END, false)"


def amount(raw: str, stored: str, currency: str, decimal_comma: bool, any_sign: bool = False) -> str:
    """SQL: an amount of money, in any notation of its market. `any_sign`: of whatever currency."""
    plain = plain_amount(without_code(raw, currency), stored, decimal_comma, is_plain=False)
    tokens = _EVERY_SIGN if any_sign else _either((currency, *SYMBOLS.get(currency, ())))
    text = f"trim(regexp_replace({_plainly(raw)}, {_literal(f'(?i:{tokens})')}, ''), {BLANKS})"
    text = f"regexp_replace({text}, '^\\((.+)\\)$|^(\\d.*)-$', '-\\1\\2')"
    whens = " ".join(
        f"WHEN regexp_full_match({text}, {_literal('[-+]? ?' + pattern)}) "
        f"THEN try_cast({read.format(t=text)} AS {stored})"
        for pattern, read in _notations(currency, decimal_comma)
    )
    return f"coalesce({plain}, CASE WHEN {raw} IS NULL THEN NULL {whens} END)"


def _notations(currency: str, decimal_comma: bool) -> list[tuple[str, str]]:
    """Patterns of amounts, and how each is made plain."""
    without = "regexp_replace({{t}}, '[{}]', '', 'g')".format
    if not decimal_comma:
        groups = r"(\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d{1,3}('\d{3})+|\d+)?(\.\d*)?"
        return [(groups, without(", ''"))]
    commas = r"\d{1,3}(,\d{3})+" if currency in WHOLE_CURRENCIES else r"\d{1,3}(,\d{3})+\.\d+"
    return [
        (
            r"\d{1,3}((\.\d{3})+|( \d{3})+|('\d{3})+)(,\d+)?",
            f"replace({without('. ' + chr(39) * 2)}, ',', '.')",
        ),
        (commas, without(", ")),
        (r"\d+(,\d{1,2})?", f"replace({without(' ')}, ',', '.')"),
        (r"\d+\.\d+", without(" ")),
    ]


def integer(raw: str, stored: str) -> str:
    """SQL: a whole number; `2.0` is one, `1,234` and `１２` too, `1e3` and `0x10` are none."""
    text = _plainly(raw)
    return (
        f"CASE WHEN NOT regexp_matches({raw}, '[^0-9 \\t-]') THEN try_cast({raw} AS {stored}) "
        f"WHEN regexp_full_match({text}, '[-+]?\\d+(\\.0*)?') THEN try_cast({text} AS {stored}) "
        f"WHEN regexp_full_match({text}, '[-+]?\\d{{1,3}}(,\\d{{3}})+') "
        f"THEN try_cast(replace({text}, ',', '') AS {stored}) END"
    )


def number(raw: str, stored: str, is_plain: bool = False) -> str:
    """SQL: a measure or a rate. A comma is decimal but where it could be a group: `1,250` is not guessed.

    `is_plain`: what is `exotic` is told apart elsewhere, and full-width digits are left to another reading.
    """
    text = f"trim({raw}, {BLANKS})" if is_plain else _plainly(raw)
    decimal = f"regexp_full_match({text}, '[-+]?(\\d+([.]\\d*)?|\\d+,(\\d{{1,2}}|\\d{{4,}})|0,\\d+)')"
    return (
        f"coalesce({_cast(raw, stored, is_plain)}, "
        f"CASE WHEN {decimal} THEN try_cast(replace({text}, ',', '.') AS {stored}) END)"
    )


_CODED = re.compile(r"[A-Z]{3} -?\d")
_MONEY_SIGN = re.compile(r"[A-Z]{1,3}\$|\b[A-Z]{3}(?![A-Za-z])|Rp|RM|[$£€¥￥₫đ฿₱₩₹]|(?<![美日欧港台])元")


def other_currency(value: str, own: str) -> str | None:
    """The currency sign in an amount that is not the shop's own, None where there is none."""
    found = _MONEY_SIGN.search(value)
    return found[0] if found and found[0] not in (own, *SYMBOLS.get(own, ())) else None
