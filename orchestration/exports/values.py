"""How the text of a cell becomes a value, as SQL over the reader's columns.

Each column gets three expressions: `parsed` (from the raw text `r`, in the inner query), `final` (from the
parsed value, in the outer query) and `bad` (true when the text is there but can't be read). Nothing is
guessed: what does not fit the contract is bad, and a bad cell quarantines its row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.exports.amounts import (
    BLANKS,
    amount,
    contradicts,
    exotic,
    integer,
    loses,
    number,
    plain_amount,
    scale_of,
    undressed,
    without_code,
)
from orchestration.exports.blanks import trimmed
from orchestration.exports.clock import to_utc, zone_of
from orchestration.exports.contract import TIMES, Column, DateOrder, Layout
from orchestration.exports.dates import YEAR_FIRST, date_formats
from orchestration.exports.privacy import sql_pseudonym

MONEY_STORED = "DECIMAL(18,4)"
"""Money lands in 64 bits (half the cost of 128 to write and read); the raw views widen it to the published
type.
"""

COMMA_MARKETS = frozenset({"ID", "VN", "BR", "DE", "ES", "FR", "IT"})

_UNTRIMMED = frozenset({"text", "label"})
"""What `trims` spares: columns of few words, in which outer blanks are found at once when all is written."""
_TOTAL = r"(?i)((grand|sub)[ -]?)?totals?\b.*|合[计計].*|[总總小][计計].*|jumlah\b.*|tổng( cộng)?\b.*|รวม.*"
"""How the cell of an ID begins in a row of totals under the table."""
_TOTALS = re.compile(_TOTAL)


def is_total(text: str) -> bool:
    """Whether the text of a cell begins as one in a row of totals does."""
    return _TOTALS.fullmatch(text.strip()) is not None


_YEAR_2000, _YEAR_2100 = 946_684_800_000_000, 4_102_444_800_000_000


@dataclass(frozen=True)
class Reading:
    """What a file's text is read by: all of it comes from the contract, the shop and the file name."""

    market: str
    currency: str
    timezone: str
    date_order: DateOrder
    layout: str = ""
    date_order_12_hours: DateOrder | None = None
    """The order in a file that writes its times with AM and PM, where that is another."""
    zones: tuple[str, ...] = ()
    ad_account: str = ""
    ad_currency: str = ""
    report_from: str = ""
    report_to: str = ""
    decimal_comma: bool | None = None
    file_zone: str = ""
    """The time zone that the file itself states, in its name or in a sheet; blank where it states none."""
    currency_of_row: str = ""
    """The reader's column that says in which currency the money of a row is; blank where none does."""
    quick: bool = False
    """Expressions that may call a readable cell unreadable, but never the reverse: a first try at half the
    cost. Some leave a test to `state`, which makes it for all cells of a row at once.
    """
    has_codes: bool = True
    """Whether amounts may have the code of their currency in front, which `quick` then looks for."""
    trims: bool = True
    """False: texts are taken with their outer blanks; who reads so looks for them in what is written."""

    @property
    def has_decimal_comma(self) -> bool:
        """True where the last mark of an amount may be a comma: as declared, else as the market writes."""
        return self.market in COMMA_MARKETS if self.decimal_comma is None else self.decimal_comma

    def in_layout(self, layout: Layout) -> Reading:
        """The reading of a file in a layout, which may say itself how its values are written."""
        return replace(
            self,
            layout=layout.name,
            date_order=layout.date_order or self.date_order,
            decimal_comma=self.decimal_comma if layout.decimal_comma is None else layout.decimal_comma,
            timezone=layout.timezone or self.timezone,
            currency=layout.currency or self.currency,
        )


@dataclass(frozen=True)
class Cell:
    """The SQL of one column: see the module's docstring. `parsed` None: a constant, `final` says it all."""

    column: Column
    raw: str | None
    parsed: str | None
    final: str
    bad: str | None = None
    number: str | None = None
    """Of a quick reading: the text that must not be exotic for `parsed` to be right."""
    rounded: str | None = None
    """Whether the text has more decimals than land: a quick reading has such a row read again and counted."""


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _strptime(raw: str, reading: Reading) -> str:
    """Microseconds since 1970 of the local time: comparing integers is cheaper than comparing timestamps."""
    formats = ", ".join(map(literal, date_formats(reading.date_order, by_hand=not reading.quick)))
    if not reading.quick:  # browsers and spreadsheets write narrow blanks before AM and PM
        raw = undressed(f"replace(replace({raw}, chr(8239), ' '), chr(160), ' ')")
    return f"epoch_us(try_strptime({raw}, [{formats}]))"


def _unreadable(raw: str, parsed: str, reading: Reading) -> str:
    if reading.quick:
        return f"({parsed} IS NULL AND {raw} IS NOT NULL)"
    return f"CASE WHEN {parsed} IS NULL AND {raw} IS NOT NULL THEN trim({raw}, {BLANKS}) <> '' ELSE false END"


def _time_cell(column: Column, raw: str, parsed: str, reading: Reading, zone_raw: str | None) -> Cell:
    bad = f"({_unreadable(raw, parsed, reading)} OR {parsed} < {_YEAR_2000} OR {parsed} > {_YEAR_2100})"
    text = _strptime(raw, reading)
    if column.reads == "date":
        return Cell(column, raw, text, f"make_timestamp({parsed})::DATE", bad)
    if column.reads == "timestamp_utc":
        return Cell(column, raw, text, f"make_timestamp({parsed})", bad)
    if column.reads == "instant":
        return _instant_cell(column, raw, parsed, reading, zone_raw)
    if column.reads in ("timestamp", "timestamp_file") or zone_raw is None:
        zone = zone_of((reading.file_zone or "UTC") if column.reads == "timestamp_file" else reading.timezone)
        assert zone is not None, reading
        return Cell(column, raw, text, to_utc(parsed, zone), bad)
    known = {name: zone for name in reading.zones if (zone := zone_of(name)) is not None}
    whens = " ".join(f"WHEN {literal(name)} THEN {to_utc(parsed, zone)}" for name, zone in known.items())
    final = f"CASE {zone_raw} {whens} END" if whens else "NULL::TIMESTAMP"
    unknown = (
        f"({parsed} IS NOT NULL AND coalesce({zone_raw} NOT IN ({', '.join(map(literal, known))}), true))"
    )
    return Cell(column, raw, text, final, f"({bad} OR {unknown if known else 'true'})")


_EXACT = "[+-]\\d{2}:?\\d{2}$|Z\\s*$|^\\s*\\d{10}(\\d{3})?\\s*$"
"""What ends a time that needs no zone: an offset, Z; or milliseconds or seconds since 1970."""


def is_exact(raw: str) -> str:
    """SQL: whether the text of an instant says by itself which instant it is."""
    return f"regexp_matches({raw}, {literal(_EXACT)})"


def needs_zone(column: Column, text: str) -> bool:
    """Whether the text of a time is read in the zone that stands beside it."""
    return column.reads == "zoned_timestamp" or (
        column.reads == "instant" and re.search(_EXACT, text) is None
    )


def _instant_cell(column: Column, raw: str, parsed: str, reading: Reading, zone_raw: str | None) -> Cell:
    """An instant as tracking services write it. Without an offset it is local to the zone beside it, and
    where the file has no column of zones, to the shop's.
    """
    iso = f"replace(trim({raw}, {BLANKS}), 'Z', '+00:00')"
    offsets = ", ".join(
        literal(f"%Y-%m-%d{between}%H:%M:%S{fraction}%z") for between in "T " for fraction in ("", ".%f")
    )
    digits = f"try_cast({raw} AS BIGINT)"
    local = ", ".join(literal(form) for form in (*YEAR_FIRST, "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M"))
    text = (
        f"CASE WHEN NOT {is_exact(raw)} THEN epoch_us(try_strptime(trim({raw}, {BLANKS}), [{local}])) "
        f"WHEN {digits} > 100000000000 THEN {digits} * 1000 "
        f"WHEN {digits} IS NOT NULL THEN {digits} * 1000000 "
        f"ELSE epoch_us(try_strptime({iso}, [{offsets}])) END"
    )
    zone = zone_of(reading.timezone)
    assert zone is not None, reading.timezone
    elsewhere, unknown = to_utc(parsed, zone), "false"
    if zone_raw is not None:
        known = {name: found for name in reading.zones if (found := zone_of(name)) is not None}
        whens = " ".join(f"WHEN {literal(name)} THEN {to_utc(parsed, at)}" for name, at in known.items())
        elsewhere = f"CASE {zone_raw} {whens} END" if known else "NULL::TIMESTAMP"
        other = f"coalesce({zone_raw} NOT IN ({', '.join(map(literal, known))}), true)" if known else "true"
        unknown = f"({parsed} IS NOT NULL AND NOT {is_exact(raw)} AND {other})"
    bad = f"({_unreadable(raw, parsed, reading)} OR {parsed} < {_YEAR_2000} OR {parsed} > {_YEAR_2100})"
    final = f"CASE WHEN {is_exact(raw)} THEN make_timestamp({parsed}) ELSE {elsewhere} END"
    return Cell(column, raw, text, final, f"({bad} OR {unknown})")


def _number_cell(column: Column, raw: str, parsed: str, reading: Reading) -> Cell:
    bad = _unreadable(raw, parsed, reading)
    scale = scale_of(stored_type(column)) if "," in column.type else 0
    limits = [
        f"{parsed} {sign} {limit}"
        for sign, limit in (("<", column.minimum), (">", column.maximum))
        if limit is not None
    ]
    if limits:
        bad = f"({bad} OR coalesce({' OR '.join(limits)}, false))"
    match column.reads:
        case "money":
            comma = reading.has_decimal_comma
            of_row = reading.currency_of_row
            if not reading.quick:
                text = amount(raw, MONEY_STORED, reading.currency, comma, any_sign=bool(of_row))
                if of_row:
                    bad = f"({bad} OR {contradicts(raw, of_row, reading.currency)})"
                return Cell(column, raw, text, parsed, bad, None, loses(raw, scale))
            has_codes = reading.has_codes and not of_row
            bare = without_code(raw, reading.currency) if has_codes else raw
            rounded = None if comma else loses(bare, scale, quick=True)
            return Cell(column, raw, plain_amount(bare, MONEY_STORED, comma), parsed, bad, bare, rounded)
        case "integer":
            return Cell(column, raw, integer(raw, column.type), parsed, bad)
        case "masked_integer":
            shown = f"CASE WHEN NOT starts_with({raw}, '<') THEN {integer(raw, column.type)} END"
            bad = f"(NOT coalesce(regexp_full_match({raw}, '<\\s*\\d+\\s*'), false) AND {bad})"
            return Cell(column, raw, shown, parsed, bad)
        case "is_masked":
            return Cell(column, raw, f"coalesce(starts_with({raw}, '<'), false)", parsed)
        case "rate":
            percents = f"replace({raw}, '％', '%')"
            whole = number(f"replace({percents}, '%', '')", column.type)
            text = f"CASE WHEN contains({percents}, '%') THEN ({whole} / 100)::{column.type} ELSE {whole} END"
            bad = f"({bad} OR coalesce({parsed} NOT BETWEEN 0 AND 1, false))"
            percent, share = loses(raw, scale - 2), loses(raw, scale)
            rounded = f"CASE WHEN contains({percents}, '%') THEN {percent} ELSE {share} END"
            return Cell(column, raw, text, parsed, bad, None, rounded)
    text = number(raw, column.type, is_plain=reading.quick)
    if column.reads == "positive":
        bad = f"({bad} OR coalesce({parsed} <= 0, false))"
    rounded = loses(raw, scale, reading.quick)
    return Cell(column, raw, text, parsed, bad, raw if reading.quick else None, rounded)


def is_untrimmed(column: Column, reading: Reading) -> bool:
    """Whether a column lands with the outer blanks of its texts."""
    return not reading.trims and column.lands and column.reads in _UNTRIMMED


YES, NO = ("yes", "y", "true", "1", "是"), ("no", "n", "false", "0", "否")


def _flag_cell(column: Column, raw: str, parsed: str, reading: Reading) -> Cell:
    yes, no = (", ".join(map(literal, words)) for words in (YES, NO))
    word = f"lower(trim({raw}, {BLANKS}))"
    text = f"CASE WHEN {word} IN ({yes}) THEN true WHEN {word} IN ({no}) THEN false END"
    return Cell(column, raw, text, parsed, _unreadable(raw, parsed, reading))


def _ours(column: Column, text: str) -> str:
    """The text, or what the contract says it is called here."""
    if not column.values:
        return text
    whens = " ".join(f"WHEN {literal(theirs.lower())} THEN {literal(ours)}" for theirs, ours in column.values)
    return f"CASE lower({text}) {whens} ELSE {text} END"


def _quick_digits(column: Column, raw: str, parsed: str) -> Cell:
    """Digits that are their number's own text, but for one TAB: through the number costs half of trimming
    and matching. Leading zeros and more than twenty digits are left to the thorough reading.
    """
    bad = f"coalesce({raw} NOT IN ({parsed}, {parsed} || chr(9)), {raw} IS NOT NULL)"
    return Cell(column, raw, f"try_cast({raw} AS UBIGINT)::VARCHAR", parsed, bad)


def _text_cell(column: Column, raw: str, parsed: str, reading: Reading) -> Cell:
    if column.reads == "digits" and reading.quick and not column.values:
        return _quick_digits(column, raw, parsed)
    text = _ours(column, raw if is_untrimmed(column, reading) else trimmed(raw))
    floated = "\\d+([.,]\\d+)?[eE]\\+?\\d+|\\d+\\.0+"
    match column.reads:
        case "label":
            # One word has one form: some systems write accents as marks of their own.
            return Cell(column, raw, f"nfc_normalize({text})", parsed)
        case "id":
            odd = f"contains({parsed}, '.') OR contains({parsed}, '+')"
            bad = f"CASE WHEN {odd} THEN regexp_full_match({parsed}, {literal(floated)}) ELSE false END"
            return Cell(column, raw, text, parsed, bad)
        case "digits":
            bad = f"coalesce(NOT regexp_full_match({parsed}, '\\d+'), false)"
            return Cell(column, raw, undressed(text), parsed, bad)
        case "buyer":
            return Cell(column, raw, sql_pseudonym(text), parsed)
        case "currency" | "ad_currency":
            own = reading.ad_currency if column.reads == "ad_currency" else reading.currency
            final = f"coalesce({parsed}, {literal(own)})"
            return Cell(column, raw, f"upper({text})", final, f"coalesce({parsed} <> {literal(own)}, false)")
        case "row_currency":
            bad = f"coalesce(NOT regexp_full_match({parsed}, '[A-Z]{{3}}'), false)"
            return Cell(column, raw, f"upper({text})", parsed, bad)
    return Cell(column, raw, text, parsed)


def _constant(column: Column, reading: Reading, default: str | None) -> Cell:
    value = default or {
        "shop_currency": reading.currency,
        "currency": reading.currency,
        "ad_currency": reading.ad_currency,
        "ad_account": reading.ad_account,
        "report_from": reading.report_from,
        "report_to": reading.report_to,
        "layout": reading.layout,
        "constant": column.constant,
    }.get(column.reads)
    return Cell(column, None, None, f"{literal(value) if value else 'NULL'}::{stored_type(column)}")


def stored_type(column: Column) -> str:
    """The type a column has in the landed Parquet."""
    return MONEY_STORED if column.type == "DECIMAL(20,4)" else column.type


def cell(
    column: Column, raw: str | None, reading: Reading, zone_raw: str | None = None, default: str | None = None
) -> Cell:
    """The SQL of a column, read from the reader's column `raw`; `raw` None: an absent or constant one.

    `default`: what it holds where the file has no such column.
    """
    if raw is None:
        return _constant(column, reading, default)
    parsed = f"v_{column.name}"
    if column.reads in TIMES:
        return _time_cell(column, raw, parsed, reading, zone_raw)
    if column.reads in ("money", "integer", "masked_integer", "is_masked", "rate", "number", "positive"):
        return _number_cell(column, raw, parsed, reading)
    if column.reads == "flag":
        return _flag_cell(column, raw, parsed, reading)
    return _text_cell(column, raw, parsed, reading)


def state(
    cells: Sequence[Cell],
    footer: tuple[str, str] | None,
    quick: bool = False,
    unknown: Sequence[Cell] = (),
) -> str:
    """SQL of a row's state: null = a record, 1 = blank, 2 = a total and no record, 3 = can't be read.

    `unknown`: cells that reject no row, but have one read again.
    """
    raws = sorted({item.raw for item in cells if item.raw is not None})
    bad = [item.bad for item in cells if item.bad is not None]
    numbers = [item.number for item in cells if item.number is not None]
    if numbers:
        bad.append(exotic(numbers))
    if quick:
        bad += [item.rounded for item in (*cells, *unknown) if item.rounded is not None]
    missing = [
        f"v_{item.column.name} IS NULL" for item in cells if item.column.required and item.raw and item.parsed
    ]
    blank = " AND ".join(f"coalesce(trim({raw}, {BLANKS}), '') = ''" for raw in raws)
    if quick:
        blank = f"coalesce({', '.join(raws)}, NULL) IS NULL"
    whens = []
    if footer:
        whens.append(f"WHEN starts_with(coalesce(v_{footer[0]}, ''), {literal(footer[1])}) THEN 2")
    if not quick:
        ids = [
            f"v_{c.column.name}" for c in cells if c.column.reads == "digits" and c.column.required and c.raw
        ]
        whens += [
            f"WHEN regexp_full_match(coalesce({name}, ''), {literal(_TOTAL)}) THEN 2" for name in ids[:1]
        ]
    if missing:
        whens.append(f"WHEN {' OR '.join(missing)} THEN CASE WHEN {blank} THEN 1 ELSE 3 END")
    if bad:
        whens.append(f"WHEN {' OR '.join(bad)} THEN 3")
    return f"(CASE {' '.join(whens)} END)::UTINYINT" if whens else "NULL::UTINYINT"
