"""How well a header and its values fit a column: by the words of the header, and by the shape of the values.

Nothing here says what a column is: it says how much it looks like it. Values are only ever shown as shapes, a
letter as A or a, a digit as 9.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence

from orchestration.exports.contract import Column
from orchestration.exports.headers import normalise
from orchestration.exports.vocabulary import CHARGES, seeded_names

_TIME = re.compile(
    r"(\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?P<clock>[T ]\d{1,2}:\d{2}.*)?$"
)
_MONEY = re.compile(r"[^\d\s.,-]{0,4}\s?\(?-?[^\d\s.,-]{0,3}\s?\d[\d.,]*\)?\s?[^\d\s]{0,3}$")
_WORD = re.compile(r"[^\W_]+")
_SHAPES: dict[str, Callable[[str], bool]] = {
    "digits": lambda text: re.fullmatch(r"\d{6,22}", text) is not None,
    "id": lambda text: re.fullmatch(r"[A-Za-z0-9-]{6,34}", text) is not None and any(map(str.isdigit, text)),
    "integer": lambda text: re.fullmatch(r"-?\d{1,9}(,\d{3})*", text) is not None,
    "money": lambda text: _MONEY.match(text) is not None and len(re.sub(r"\D", "", text)) < 14,
    "number": lambda text: re.fullmatch(r"-?\d{1,9}([.,]\d+)?", text) is not None,
    "rate": lambda text: re.fullmatch(r"\d{1,3}([.,]\d+)?\s?%?", text) is not None,
    "time": lambda text: _TIME.match(text) is not None,
    "clock": lambda text: (found := _TIME.match(text)) is not None and found["clock"] is not None,
    "currency": lambda text: re.fullmatch(r"[A-Za-z]{3}", text) is not None,
    "zone": lambda text: re.fullmatch(r"[A-Z][A-Za-z]+/[A-Z]\w+|UTC|[+-]\d{2}:?\d{2}", text) is not None,
    "flag": lambda text: text.lower() in ("yes", "no", "y", "n", "true", "false", "0", "1", "是", "否"),
    "words": lambda text: re.search(r"[^\W\d_]{2}", text) is not None,
}
_SHAPE_OF = {
    "digits": "digits", "id": "id", "integer": "integer", "masked_integer": "integer", "money": "money",
    "number": "number", "positive": "number", "rate": "rate", "flag": "flag", "row_currency": "currency",
    "currency": "currency", "ad_currency": "currency", "zone": "zone", "date": "time", "timestamp": "time",
    "timestamp_utc": "time", "timestamp_file": "time", "zoned_timestamp": "time", "instant": "time",
}  # fmt: skip
_POSSIBLE = 0.6
_TOTALS = ("合计", "总计", "总费用", "应收金额", "total", "amount due")


def words_alike(header: str, name: str) -> float:
    """How alike two headers are, 0 to 1: by their words in any order, by their letters, or by one being part
    of the other.
    """
    one, other = normalise(header).replace("_", " "), normalise(name).replace("_", " ")
    if one == other:
        return 1.0
    first, second = set(_WORD.findall(one)), set(_WORD.findall(other))
    shared = len(first & second) / len(first | second) if first and second else 0.0
    letters = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    is_part = min(len(one), len(other)) > 1 and (one in other or other in one)
    return 0.95 * max(shared, letters, 0.75 if is_part else 0.0)


def header_fit(header: str, column: Column) -> float:
    """How much a header resembles a column: its name or any header it is known by."""
    return max(words_alike(header, name) for name in (column.name, *column.aliases))


def values_fit(values: Sequence[str], column: Column) -> float | None:
    """The share of the values that can be the column's, None where there is no value; 0 is impossible."""
    if not values:
        return None
    kind = _SHAPE_OF.get(column.reads)
    if kind is None:
        plain = sum(_SHAPES["words"](text) or len(text) < 20 for text in values) / len(values)
        timed = sum(_SHAPES["time"](text) for text in values) / len(values)
        return plain if timed < _POSSIBLE else 0.0
    share = sum(_SHAPES[kind](text) for text in values) / len(values)
    return share if share >= _POSSIBLE else 0.0


def fit(header: str, values: Sequence[str], column: Column) -> float:
    """How well a header with its values fits a column, 0 to 1; 0 where the values can't be the column's."""
    by_name = header_fit(header, column)
    by_values = values_fit(values, column)
    if by_values == 0.0:
        return 0.0
    typed = column.reads in _SHAPE_OF
    weight = 0.35 if typed else 0.15
    return (1 - weight) * by_name + weight * (0.5 if by_values is None else by_values)


def charge_of(header: str) -> tuple[str, float] | None:
    """The known charge that a header names, and how surely; None where it names none."""
    key, known = normalise(header), seeded_names(CHARGES)
    if key in known:
        return known[key], 1.0
    words = set(_WORD.findall(key))
    parts = [name for name in known if (set(_WORD.findall(name)) <= words if name.isascii() else name in key)]
    longest = max(parts, key=len, default=None)
    return (known[longest], 0.8) if longest else None


def charges_in(
    header: Sequence[str], values: Sequence[Sequence[str]], places: Iterable[int]
) -> dict[int, tuple[str, float]]:
    """The columns that are each a charge, by place: named as one and holding amounts. Fewer than two are
    none: a file with a row per charge has one column of amounts, whatever it is called.
    """
    found = {place: charge for place in places if (charge := charge_of(header[place]))}
    amounts = {
        place: charge
        for place, charge in found.items()
        if sum(map(_SHAPES["money"], values[place])) >= _POSSIBLE * max(len(values[place]), 1)
    }
    return amounts if len(amounts) > 1 else {}


def is_total(header: str) -> bool:
    """True for the header of a sum of charges."""
    return any(word in normalise(header) for word in _TOTALS)


def shape(text: str) -> str:
    """A value without its content: letters as A or a, digits as 9, runs longer than four shortened."""
    drawn = re.sub(r"[^\W\d_]", lambda found: "A" if found[0].isupper() else "a", text.strip()[:60])
    drawn = re.sub(r"\d", "9", drawn)
    return re.sub(r"([Aa9])\1{4,}", lambda found: f"{found[1]}…{found[1]}", drawn)[:24]


def date_order_of(values: Sequence[str]) -> str | None:
    """The order of day and month that the values prove, None where they fit both."""
    if any(re.match(r"\d{4}[-/.]", text) for text in values):
        return "ymd"
    parts = [
        found.groups() for text in values if (found := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", text))
    ]
    if any(int(first) > 12 for first, _ in parts):
        return "dmy"
    return "mdy" if any(int(second) > 12 for _, second in parts) else None


def decimal_of(values: Sequence[str]) -> str | None:
    """The decimal mark that amounts prove: comma or point, None where they have none."""
    if any(re.search(r",\d{1,2}\D*$", text) for text in values):
        return "comma"
    return "point" if any(re.search(r"\.\d{1,2}\D*$", text) for text in values) else None
