"""The format tags of pages (`usd0`, `pct1`, `num0`, …) in each language, on Babel's locale data.

Null prints as a dash, never as 0. A tag with k, m or b shortens; in Chinese the steps are 万 and 亿.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

NULL = "–"
MINUS = "\u2212"
LOCALES = {"en": "en_US", "zh": "zh_Hans_CN"}
CURRENCIES = ("USD", "GBP", "EUR", "CNY", "MYR", "THB", "VND", "PHP", "IDR", "SGD", "MXN", "BRL", "JPY")

_NUMBER = re.compile(r"(num|money|pp|" + "|".join(code.lower() for code in CURRENCIES) + r")([0-4])([kmb]?)$")
_PERCENT = re.compile(r"(pct|mult)([0-3])$")
_STEPS = {
    "en": {"k": (3, "K"), "m": (6, "M"), "b": (9, "B")},
    "zh": {"k": (4, "万"), "m": (4, "万"), "b": (8, "亿")},
}
_SIGNED = "+"


class FormatError(Exception):
    """There is no such format."""


@dataclass(frozen=True)
class Formatter:
    """Writes values for one language; `money…` means the reporting currency."""

    language: str
    reporting_currency: str = "USD"

    @property
    def locale(self) -> str:
        """Babel's name of the language."""
        return LOCALES[self.language]

    def __call__(self, value: Any, tag: str | None = None, currency: str | None = None) -> str:
        """A value as text. A leading `+` in the tag shows the sign. Raises FormatError for an unknown tag."""
        signed = bool(tag) and str(tag).startswith(_SIGNED)
        name = str(tag).removeprefix(_SIGNED) if tag else _by_type(value)
        if value is None or value != value:
            self._known(name)
            return NULL
        text = self._one(value, name, currency)
        if signed and isinstance(value, int | float | Decimal) and re.search(r"[1-9]", text) and value > 0:
            text = f"+{text}"
        return text

    def power(self, step: str) -> int:
        """The power of ten that k, m or b stands for in this language."""
        return _STEPS[self.language][step][0]

    def _known(self, name: str) -> None:
        if name in ("id", "text", "shortdate", "date", "week") or _NUMBER.match(name) or _PERCENT.match(name):
            return
        raise FormatError(f"there is no format {name!r}")

    def _one(self, value: Any, name: str, currency: str | None) -> str:
        self._known(name)
        if name in ("id", "text", "week"):
            return str(value)
        if name in ("shortdate", "date"):
            return self._date(value, name)
        number = _decimal(value)
        if found := _PERCENT.match(name):
            digits = int(found[2])
            if found[1] == "mult":
                return self._digits(number, digits) + "×"
            return self._digits(number * 100, digits) + "%"
        found = _NUMBER.match(name)
        assert found is not None  # _known said so
        unit = None if found[1] in ("num", "pp") else found[1].upper()
        if unit == "MONEY":
            unit = currency or self.reporting_currency
        if found[1] == "pp":
            number *= 100
        text = self._shortened(number, int(found[2]), found[3])
        return self._with_unit(text, unit, found[1])

    def _shortened(self, number: Decimal, digits: int, step: str) -> str:
        if not step:
            return self._digits(number, digits)
        power, sign = _STEPS[self.language][step]
        if abs(number) < Decimal(10) ** power:
            return self._digits(number, digits if abs(number) < 10 and number % 1 else 0)
        return self._digits(number / Decimal(10) ** power, digits) + sign

    def _digits(self, number: Decimal, digits: int) -> str:
        rounded = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        text = f"{abs(rounded):,.{digits}f}"
        return f"{MINUS}{text}" if rounded < 0 else text

    def _with_unit(self, text: str, unit: str | None, kind: str) -> str:
        if kind == "pp":
            return f"{text} 个百分点" if self.language == "zh" else f"{text} pp"
        if unit is None:
            return text
        from babel.numbers import get_currency_symbol

        symbol = get_currency_symbol(unit, locale=self.locale)
        if len(symbol) == 3 and symbol.isalpha():
            symbol += "\u00a0"
        return f"{MINUS}{symbol}{text[1:]}" if text.startswith(MINUS) else f"{symbol}{text}"

    def _date(self, value: Any, name: str) -> str:
        from babel.dates import format_date

        day = value.date() if isinstance(value, datetime) else value
        if isinstance(day, str):
            day = date.fromisoformat(day[:10])
        if name == "shortdate":
            return format_date(day, "M月d日" if self.language == "zh" else "MMM d", locale=self.locale)
        return format_date(
            day, "yyyy年M月d日" if self.language == "zh" else "MMM d, yyyy", locale=self.locale
        )


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise FormatError(f"{value!r} is not a number")
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _by_type(value: Any) -> str:
    if isinstance(value, bool):
        return "text"
    if isinstance(value, int):
        return "num0"
    if isinstance(value, float | Decimal):
        return "num2"
    return "date" if isinstance(value, date) else "text"
