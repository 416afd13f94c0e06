"""Quarantine: rows that can't be read, as text, with the reason and what to do. Personal columns are left
out.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.exports.clock import zone_of
from orchestration.exports.contract import Column
from orchestration.exports.headers import normalise
from orchestration.exports.masking import masked, prose_of
from orchestration.exports.problems import Problem, Refused
from orchestration.exports.reasons import why
from orchestration.exports.receipts import Reason
from orchestration.exports.recognise import Match, repeats_header
from orchestration.exports.rows import UNDECODED, Ragged, of_fields
from orchestration.exports.values import Reading, is_total, needs_zone

HEADER = ("sheet", "source_row", "column", "value", "reason", "what_to_do")
SHOWN_ROWS = 3


@dataclass(frozen=True)
class BadRow:
    """One row that can't be read, and the text of its columns that are no personal data."""

    sheet: str
    row: int
    column: str | None
    value: str | None
    reason: str
    advice: str
    cells: tuple[tuple[str, str], ...]


_RAGGED_ADVICE = "Export again; a text with a line break or a comma may stand there without quotation marks."
_DECODING_ADVICE = "Export again, in UTF-8; two files in different encodings may have been joined."
_TOTAL_ADVICE = "Nothing to do, if it is one; else fill in the value that is missing."
_PASTED = "Nothing is lost by it; better export once more in one piece."


def bad_rows(
    rejected: Iterable[tuple[int, list[str], dict[str, str | None]]],
    match: Match,
    reading: Reading,
    sheet: str,
    header: Sequence[str],
    count: int,
) -> list[BadRow]:
    """Reasons for rejected rows: (number, failing columns, text by column).

    Raises Refused where one of them is the header of other columns; `count` is how many rows there are.
    """
    columns = {column.name: column for column in match.table.columns}
    of_row = [c.name for c in columns.values() if c.reads == "row_currency" and c.name in match.bound]
    zones = [c for c in columns.values() if c.reads == "zone" and c.name in match.bound]
    labels = {f"part_{i}": label for i, (label, _) in enumerate(match.parts)}
    found = []
    for row, failing, texts in rejected:
        name = failing[0] if failing else None
        column = columns.get(name or "") or Column(name="part", type="DECIMAL(20,4)", reads="money")
        value = texts.get(name) if name else None
        if zones and value and needs_zone(column, value):
            said = texts.get(zones[0].name) or ""
            if zone_of(said) is None:  # the time may be well: without its zone nobody knows when that is
                name, column, value = zones[0].name, zones[0], said
        reason, advice = why(column, value, reading, (texts.get(of_row[0]) or "") if of_row else None)
        if repeats_header(texts.values(), match.table):
            _require_same_header(row, texts, columns, count)
            reason, advice = "this is a header again: two exports were pasted together.", _PASTED
        elif (value is None or is_total(value)) and any(map(is_total, filter(None, texts.values()))):
            reason, advice = "this looks like a total and not like a row.", _TOTAL_ADVICE
        place = match.bound.get(name or "")
        title = match.title(header, place) if place is not None else labels.get(name or "", name or "")
        kept = {key: _masked(columns.get(key), text) for key, text in texts.items()}
        cells = tuple((key, text or "") for key, text in kept.items() if not key.startswith("part_"))
        value = kept.get(name) if name else None
        found.append(BadRow(sheet, row, title, value, reason, advice, cells))
    return found


def _masked(column: Column | None, text: str | None) -> str | None:
    """A text as it may be kept: what can't be read may be anything, so every column is looked at as prose."""
    if text is None:
        return None
    code = column is not None and column.reads in ("text", "id") and prose_of(column) == "code"
    return masked(text, "catalogue" if code else "prose")


def _require_same_header(
    row: int, texts: Mapping[str, str | None], columns: Mapping[str, Column], count: int
) -> None:
    """Raises Refused where the header that stands in a row says that other columns follow."""
    for name, text in texts.items():
        aliases = columns[name].aliases if name in columns else ()
        if text and aliases and normalise(text) not in map(normalise, aliases):
            raise Refused(
                f"row {row} is the header of other columns: two different exports were pasted together.",
                "Drop the two as files of their own.",
                count,
            )


def ragged_rows(ragged: Sequence[Ragged], match: Match, sheet: str) -> list[BadRow]:
    """Records whose fields don't line up with the header: which field is which can't be told, so none is
    kept.
    """
    return [
        BadRow(
            sheet,
            item.row,
            None,
            None,
            f"{item.reason}.",
            _DECODING_ADVICE if item.reason == UNDECODED else _RAGGED_ADVICE,
            (),
        )
        for item in ragged
    ]


def without_shifted(
    bad: Sequence[BadRow], records: Iterable[tuple[int, list[str] | str]], width: int
) -> list[BadRow]:
    """The bad rows, those emptied whose record has another number of fields than the header.

    A blank field too many at the end is usual and harms nothing. In a row that can't be read it says that a
    comma moved every field by one: what stands under `state` may be a postcode then, and no text is kept.
    """
    wanted = {row.row for row in bad if row.cells}
    shifted: dict[int, int] = {}
    for number, cells in records:
        if number in wanted:
            wanted.remove(number)
            if isinstance(cells, list) and len(cells) != width:
                shifted[number] = len(cells)
        if not wanted:
            break
    return [_emptied(row, shifted[row.row], width) if row.row in shifted else row for row in bad]


def _emptied(row: BadRow, fields: int, width: int) -> BadRow:
    reason = f"{of_fields(fields, width)}."
    return BadRow(row.sheet, row.row, None, None, reason, _RAGGED_ADVICE, ())


def reasons_of(rows: Iterable[BadRow]) -> tuple[Reason, ...]:
    """How many rows each reason holds back, the most first. No value of a row is in it."""
    counted = Counter((row.column, row.reason) for row in rows)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0][0] or "", item[0][1]))
    return tuple(Reason(column, reason, number) for (column, reason), number in ordered)


def problems_of(
    name: str, rows: Sequence[BadRow], where: str = "See the file in quarantine."
) -> list[Problem]:
    """The first bad rows as problems, and one that counts the rest and says where they are all named."""
    found = [
        Problem(name, row.reason, row.advice, row.row, row.column, row.value) for row in rows[:SHOWN_ROWS]
    ]
    if len(rows) > SHOWN_ROWS:
        rest = len(rows) - SHOWN_ROWS
        found.append(Problem(name, f"{rest:,} more row{'s' * (rest != 1)} can't be read.", where))
    return found


_FORMULA = re.compile("[=+\\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")


def as_text(value: str | int | None) -> str | int | None:
    """A cell for a CSV that people open: what a spreadsheet would run as a formula gets an apostrophe.

    A number stays what it is, whatever its sign. A carriage return becomes a line feed: left bare, it would
    end the row for many readers.
    """
    if not isinstance(value, str):
        return value
    formula = _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if formula else text


def write_quarantine(path: Path, rows: Sequence[BadRow]) -> None:
    """Write bad rows, one line each: where, why, what to do, then the row's own columns by canonical name.

    No cell of it is a formula, see `as_text`.
    """
    names = list(dict.fromkeys(name for row in rows for name, _ in row.cells))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*HEADER, *(f"row.{name}" for name in names)])
        for row in rows:
            cells = dict(row.cells)
            lead = (row.sheet, row.row, row.column, row.value, row.reason, row.advice)
            writer.writerow(map(as_text, (*lead, *(cells.get(name, "") for name in names))))
