"""The careful way: rows one by one in Python, for what the engine's CSV reader can't take as it is.

Workbooks, other encodings, empty lines in the middle, records with too few or too many fields. What comes out
is a clean copy: a CSV in UTF-8 with the columns the contract lands, each row with its number, buyers already
pseudonymised. No personal column is written, not even here.
"""

from __future__ import annotations

import csv
import gc
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from orchestration.exports.files import (
    LONGEST_RECORD,
    Facts,
    TextForm,
    decoded_lines,
    is_damaged,
    too_long,
)
from orchestration.exports.privacy import BLANKS, pseudonym
from orchestration.exports.problems import Refused
from orchestration.exports.recognise import Found, Match
from orchestration.exports.workbooks import NumberTexts, Sheet, cell_text

_BATCH = 64
"""Rows converted at a time: more than fit the processor's cache cost a fifth more."""
PIECE = 512 * _BATCH
"""Rows of a sheet that the engine is given while the next ones are still being copied."""
_AMOUNT = re.compile(r"^[^A-Za-z0-9]{0,2}[A-Za-z]{0,3}\W{0,3}\d[\d.,\s]*\W{0,2}$")
UNDECODED = "its text can't be decoded"
_QUOTED, _CAREFUL = re.compile('[,"\n]'), re.compile('[,"\n\r\0]')
_FLOATS, _TEXTS = {float}, {str}
_NOTHING = " \t\r\n\0\x1a"
"""What a cell without anything in it may hold; old systems end a file with \x1a."""


@dataclass(frozen=True)
class Ragged:
    """A record that is not a row of its table: its number, how many fields it has, and the fields."""

    row: int
    fields: int
    reason: str
    cells: tuple[str, ...]


@dataclass
class Copied:
    """What the clean copy holds, and what could not be copied."""

    paths: list[Path]
    fields: tuple[str, ...]
    ragged: list[Ragged] = field(default_factory=list)
    rows: int = 0


OnPiece = Callable[[Path, tuple[str, ...]], None]
"""What is told of each piece of a clean copy, as soon as it is written: where it is, and its fields."""


def csv_records(facts: Facts, form: TextForm) -> Iterator[tuple[int, list[str] | str]]:
    """Each record with its number, counted from 1 as a spreadsheet does; a string instead of fields says what
    is wrong.

    Raises Refused where the text ends inside a record.
    """
    lines = _Lines(decoded_lines(facts, form.encoding))
    reader = csv.reader(lines, delimiter=form.delimiter, strict=True)
    number = 0
    while True:
        number += 1
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError:
            raise Refused(
                f"the text can't be decoded beyond row {number}.",
                "Download it again, as CSV in UTF-8 or as Excel.",
                number,
            ) from None
        except csv.Error as error:
            if "end of data" in str(error):
                raise cut_off(number) from None
            lines.again()
            yield number, "its quotation marks don't match"
        else:
            if lines.is_padding:
                raise cut_off(number)
            yield number, UNDECODED if lines.is_damaged else cells


class _Lines:
    """The lines of a text, those of the record that is being read remembered."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._record: list[str] = []
        self._waiting: deque[str] = deque()
        self._size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self._record.append(line)
        self._size += len(line)
        if self._size > LONGEST_RECORD:
            raise too_long()
        return line

    def begin(self) -> None:
        """A new record begins."""
        self._record.clear()
        self._size = 0

    def again(self) -> None:
        """Let the record end with its first line: a quotation mark left open in it swallowed the others."""
        self._waiting.extendleft(reversed(self._record[1:]))

    @property
    def is_damaged(self) -> bool:
        """Whether the record holds bytes that could not be decoded."""
        return any(map(is_damaged, self._record))

    @property
    def is_padding(self) -> bool:
        """Whether the record is nothing but the NULs that stand where a file was not written to its end."""
        return any("\0" in line for line in self._record) and not "".join(self._record).strip("\0\r\n")


def cut_off(number: int) -> Refused:
    """The refusal of a file that ends in the middle of a record."""
    return Refused(
        f"the file is cut off: record {number} is incomplete, or a quotation mark in it is never closed.",
        "Download it again and drop the whole file.",
        max(number - 1, 0),
    )


@dataclass(frozen=True)
class _Wanted:
    """Which cells of a row are copied, by their place in the header, and which of them not as they are."""

    places: list[int]
    buyers: frozenset[int]
    guarded: frozenset[int]
    key: bytes
    nulls: tuple[str, ...] = ()
    """Texts that mean nothing: no buyer is called so."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the clean copy."""
        return "_row", *(f"c{place}" for place in self.places)


def _wanted(match: Match, key: bytes, nulls: tuple[str, ...] = ()) -> _Wanted:
    buyers = {
        match.bound[c.name] for c in match.table.columns if c.reads == "buyer" and c.name in match.bound
    }
    guarded = {place for _, place in match.unknown} if match.layout.takes_unknown_money else set()
    guarded |= {*match.unnamed}
    summed = {place for _, total, parts in match.sums for place in (total, *parts)}
    landing = {*match.bound.values(), *(place for _, place in match.parts), *guarded}
    again = {other: place for _, place, other in (*match.twice, *match.alike) if place in landing}
    buyers |= {other for other, place in again.items() if place in buyers}
    guarded |= {other for other, place in again.items() if place in guarded}
    places = sorted({*landing, *again, *summed})
    return _Wanted(places, frozenset(buyers), frozenset(guarded), key, nulls)


def fields_of(match: Match) -> tuple[str, ...]:
    """The fields that a clean copy of a matched table has."""
    return _wanted(match, b"").fields


def copy_clean(
    records: Iterable[tuple[int, list[str] | str]],
    found: Found,
    to: Path,
    key: bytes,
    nulls: tuple[str, ...] = (),
    whole_end: bool = True,
) -> Copied:
    """Write the clean copy of the records below the header. `whole_end` False: the last record may be cut
    off.
    """
    match = found.match
    wanted = _wanted(match, key, nulls)
    copied = Copied([to], wanted.fields)
    short: Ragged | None = None
    with to.open("w", encoding="utf-8", newline="") as stream:
        write = csv.writer(stream, lineterminator="\n").writerow
        for number, cells in records:
            if number <= found.first:
                continue
            short = None
            if isinstance(cells, str):
                copied.ragged.append(Ragged(number, 0, cells, ()))
                continue
            if len(cells) != match.width:
                if not any(cell.strip(_NOTHING) for cell in cells):
                    continue
                if trouble := _trouble(cells, match.width):
                    short = Ragged(number, len(cells), trouble, tuple(cells))
                    copied.ragged.append(short)
                    continue
            copied.rows += 1
            write([number, *(_clean(cells[at], at, wanted) for at in wanted.places)])
    if short is not None and not whole_end and short.fields < match.width:
        raise cut_off(short.row)
    return copied


def copy_sheet(
    sheet: Sheet,
    found: Found,
    to: Path,
    key: bytes,
    nulls: tuple[str, ...] = (),
    on_piece: OnPiece | None = None,
) -> Copied:
    """Write the clean copy of a sheet's rows below the header: `to`, and behind it further pieces of a large
    sheet. With more than one, `on_piece` is told of each.

    A sheet has millions of cells, so they are gone through by columns: texts pass as they are, numbers are
    looked up, and only a batch that holds one of the rare characters is gone through text by text.
    """
    wanted = _wanted(found.match, key, nulls)
    copied = Copied([], wanted.fields)
    batches = _batches(_sheet_records(sheet, found, wanted, copied), copied, wanted)
    with _uncollected():
        while not copied.paths or (on_piece and copied.rows == len(copied.paths) * PIECE):
            path = to.with_suffix(f".{len(copied.paths)}.csv") if copied.paths else to
            copied.paths.append(path)
            with path.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(islice(batches, PIECE // _BATCH if on_piece else None))
            if on_piece and copied.rows >= PIECE:
                on_piece(path, copied.fields)
    return copied


def _batches(records: Iterator[tuple[Any, ...]], copied: Copied, wanted: _Wanted) -> Iterator[str]:
    """The clean copy of the rows, a batch of them at a time."""
    number_text = NumberTexts().__getitem__
    odd = [(wanted.places.index(place), place) for place in sorted(wanted.buyers | wanted.guarded)]
    while batch := list(islice(records, _BATCH)):
        copied.rows += len(batch)
        numbers, *cells = zip(*batch, strict=True)
        columns = [_fields(column, number_text) for column in cells]
        for at, place in odd:
            columns[at] = [_field(_clean(text, place, wanted)) for text in _texts(cells[at], number_text)]
        yield "\n".join(map(",".join, zip(map(str, numbers), *columns, strict=True))) + "\n"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: millions of cells make none, and it would go through them all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _fields(cells: Sequence[Any], number_text: Callable[[float], str]) -> Sequence[str]:
    """The cells of a column as fields of a CSV: most columns hold one kind of them. Numbers need no quotation
    marks, and few columns hold a text that does: to ask that of a whole column costs a third of having each
    of its cells written with care.
    """
    kinds = set(map(type, cells))
    if kinds == _FLOATS:
        return list(map(number_text, cells))
    texts = cells if kinds == _TEXTS else _texts(cells, number_text)
    return list(map(_field, texts)) if _CAREFUL.search("".join(texts)) else texts


def _field(text: str) -> str:
    text = _plain(text)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _texts(cells: Sequence[Any], number_text: Callable[[float], str]) -> list[str]:
    """The cells of a column as texts."""
    return [
        value
        if value.__class__ is str
        else number_text(value)
        if value.__class__ is float
        else cell_text(value)
        for value in cells
    ]


def _sheet_records(sheet: Sheet, found: Found, wanted: _Wanted, copied: Copied) -> Iterator[tuple[Any, ...]]:
    """Number and wanted cells of each row; rows with something beyond the header's width go to `ragged`."""
    width = found.match.width
    pick = itemgetter(0, *(place + 1 for place in wanted.places))
    for number, row in enumerate(islice(sheet.cells(), found.first, None), found.first + 1):
        if sheet.width > width:
            if all(value.__class__ is str and not value.strip() for value in row):
                continue
            beyond = row[width:]
            if beyond.count("") < len(beyond):
                texts = [cell_text(value) for value in row]
                if trouble := _trouble(texts, width):
                    copied.ragged.append(Ragged(number, len(texts), trouble, tuple(texts)))
                    continue
        row.insert(0, number)
        yield pick(row)


def _trouble(cells: list[str], width: int) -> str | None:
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return of_fields(len(cells), width)
    return None


def of_fields(count: int, width: int) -> str:
    """What is said of a record that has another number of fields than the header."""
    return f"it has {count} field{'s' * (count != 1)} where the header has {width}"


def _plain(text: str) -> str:
    """Plain line ends, and a mark for a byte that was lost: without it, a number would close up around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _clean(text: str, place: int, wanted: _Wanted) -> str:
    text = _plain(text)
    if place in wanted.buyers:
        return "" if text in wanted.nulls or not text.strip(BLANKS) else pseudonym(wanted.key, text)
    if place in wanted.guarded and text.strip() and not _AMOUNT.match(text.strip()):
        return (
            "?"  # a column nobody knows may be personal: only what looks like an amount is looked at further
        )
    return text
