"""`suanqing check --suggest`: what a home's contract file could say about a file that is not known.

It reads the header and some rows, finds the table the file resembles most, and writes the YAML to look over
and to save. It saves nothing, and shows of the values nothing but their shapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from orchestration.exports import rows
from orchestration.exports.contract import CONSTANTS, Column, Contract, Table
from orchestration.exports.files import HEADER_DEPTH, examine, text_form
from orchestration.exports.headers import normalise, shown
from orchestration.exports.masking import masked
from orchestration.exports.overlay_model import is_personal, personal_headers
from orchestration.exports.overlays import contracts_of
from orchestration.exports.resemblance import charges_in, date_order_of, decimal_of, fit, is_total, shape
from orchestration.exports.workbooks import read_sheets
from orchestration.settings import Settings

_SAMPLE = 200
_PROVIDER = "provider"
_LIKELY, _SURE = 0.5, 0.65
_NEEDED = 0.08
"""What a column that every row needs is ahead of one that may be blank, where a header fits both."""
_EXTENDS = 0.5
"""Share of headers that must be a table's own for a file to be a new form of it, not another's file. What is
unknown in such a file is rather new than renamed: it must resemble a column more.
"""


@dataclass(frozen=True)
class Sheet:
    """The header of a file and some of its values, by place."""

    header: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]


@dataclass
class Guess:
    """How a sheet could be read into a table: column → (header's place, confidence), and how well in all.

    `known` is the share of the sheet's headers that the table's contract knows as they are.
    """

    sheet: Sheet
    contract: Contract
    table: Table
    bound: dict[str, tuple[int, float]]
    known: float
    score: float
    charges: dict[int, tuple[str, float]] = field(default_factory=dict)
    """Place of a column that is a charge → the charge's known name, confidence; where there are several."""

    @property
    def extends(self) -> bool:
        """True where the file is a new form of the table's own export, not another one's file."""
        return self.known >= _EXTENDS and bool(self.table.layouts)


def suggest(path: Path, settings: Settings, source: str | None = None) -> tuple[str, Path] | None:
    """The YAML to look over and where to save it; None where nothing of the file resembles what is known.

    Raises Refused where the file can't be opened as a table.
    """
    contracts = contracts_of(settings.home)
    personal = personal_headers(contracts.values())
    guesses = [
        _guess(sheet, contract, table, personal)
        for sheet in _sheets(path)
        for contract in contracts.values()
        if source in (None, contract.source)
        for table in contract.readable
        if not any(table is mapping for mapping in contract.mappings)
    ]
    best = max(guesses, key=lambda guess: guess.score, default=None)
    if best is None or best.score < _LIKELY:
        return None
    writer = _Extension if best.extends else _Mapping
    return writer(best, path, settings, personal).text(), settings.contracts / f"{_slug(path)}.yaml"


def _sheets(path: Path) -> list[Sheet]:
    facts = examine(path)
    if facts.is_workbook:
        return [_sheet(sheet.top) for sheet in read_sheets(facts.path)]
    form = text_form(facts)
    records = islice(rows.csv_records(facts, form), _SAMPLE + HEADER_DEPTH)
    return [_sheet([cells for _, cells in records if not isinstance(cells, str)])]


def _sheet(records: Sequence[Sequence[str]]) -> Sheet:
    """The header is the row near the top with the most different words in it."""

    def words(record: Sequence[str]) -> int:
        return len({cell.strip() for cell in record if cell.strip() and not re.search(r"\d{3}", cell)})

    top = records[:HEADER_DEPTH]
    if not top:
        return Sheet((), ())
    at = max(range(len(top)), key=lambda index: (words(top[index]), -index))
    header = tuple(shown(cell) for cell in records[at])
    below = records[at + 1 :]
    columns = [
        [row[i].strip() for row in below if i < len(row) and row[i].strip()] for i in range(len(header))
    ]
    return Sheet(header, tuple(tuple(values[:_SAMPLE]) for values in columns))


def _is_personal(sheet: Sheet, place: int, known: frozenset[str]) -> bool:
    values = sheet.values[place]
    hits = sum(masked(text) != text for text in values)
    return is_personal(sheet.header[place], known) or (bool(values) and hits > 0.3 * len(values))


def _guess(sheet: Sheet, contract: Contract, table: Table, personal: frozenset[str]) -> Guess:
    own = {*table.by_header, *map(normalise, (*table.personal, *table.ignored))}
    filled = [place for place, name in enumerate(sheet.header) if name]
    known = sum(normalise(sheet.header[p]) in own for p in filled) / max(len(filled), 1)
    free = [place for place in filled if not _is_personal(sheet, place, personal)]
    columns = [c for c in table.columns if c.reads not in CONSTANTS and c.reads not in ("derived", "buyer")]
    replaced = next((t.replaces for t in contract.tables if t.parts_of == table.name), ())
    charges = charges_in(sheet.header, sheet.values, free) if replaced and known < _EXTENDS else {}
    if charges:
        free = [place for place in free if place not in charges and not is_total(sheet.header[place])]
        columns = [column for column in columns if column.name not in replaced]
    fits = [(fit(sheet.header[p], sheet.values[p], c), c.name, p) for p in free for c in columns]
    bound: dict[str, tuple[int, float]] = {}
    taken: set[int] = set()
    needed = {column.name for column in columns if column.required}
    for score, name, place in sorted(fits, key=lambda f: (-f[0] - _NEEDED * (f[1] in needed), f[2])):
        if score >= (_SURE if known >= _EXTENDS else _LIKELY) and name not in bound and place not in taken:
            bound[name] = (place, score)
            taken.add(place)
    required = [column.name for column in columns if column.required and not _can_be_said(column)]
    met = sum(bound[name][1] for name in required if name in bound) / max(len(required), 1)
    found = [*bound.values(), *charges.values()]
    share = sum(score for _, score in found) / max(len(free) + len(charges), 1)
    return Guess(sheet, contract, table, bound, known, 0.6 * met + 0.4 * share, charges)


def _can_be_said(column: Column) -> bool:
    """True for what may be the same for a whole file, and then stands in none of its columns."""
    return column.name == _PROVIDER or column.reads == "row_currency"


def _slug(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "mine"


def _said(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class _Writer:
    """What both kinds of proposal share: headers, comments, what is left over."""

    def __init__(self, guess: Guess, path: Path, settings: Settings, personal: frozenset[str]) -> None:
        self.guess, self.path, self.settings, self.personal = guess, path, settings, personal
        self.sheet = guess.sheet

    def evidence(self, place: int, score: float) -> str:
        """How sure it is, and what the values look like."""
        shapes = list(dict.fromkeys(shape(text) for text in self.sheet.values[place]))[:2]
        seen = f", values like {' or '.join(shapes)}" if shapes else ", no values"
        return f"# {score:.0%} sure{seen}"

    def rest(self) -> tuple[list[str], list[str]]:
        """Headers that are personal, and those that nothing is made of."""
        used = {place for place, _ in self.guess.bound.values()} | set(self.guess.charges)
        used |= {
            place for place, name in enumerate(self.sheet.header) if self.guess.charges and is_total(name)
        }
        table = self.guess.table
        own = (
            {*table.by_header, *map(normalise, (*table.personal, *table.ignored))}
            if self.guess.extends
            else set()
        )
        left = [
            place
            for place, name in enumerate(self.sheet.header)
            if name and place not in used and normalise(name) not in own
        ]
        private = [self.sheet.header[p] for p in left if _is_personal(self.sheet, p, self.personal)]
        return private, [self.sheet.header[p] for p in left if self.sheet.header[p] not in private]

    def opening(self) -> list[str]:
        """The first lines of the file."""
        return [
            f"# Proposed for {self.path.name}: look it over, correct it, save it. Nothing has been changed.",
            f"source: {self.guess.contract.source}",
        ]

    def quiet(self, indent: str) -> list[str]:
        """The headers to drop, and those to pass over."""
        private, left = self.rest()
        lines = [f"{indent}personal: [{', '.join(map(_said, private))}]"] if private else []
        if left:
            lines.append(f"{indent}# Nothing is made of these; take out what you want to be told of.")
            lines.append(f"{indent}ignored: [{', '.join(map(_said, left))}]")
        return lines


class _Extension(_Writer):
    """A new form of a shipped table: new headers for its columns."""

    def text(self) -> str:
        """The proposal as YAML."""
        lines = [*self.opening(), "tables:", f"  {self.guess.table.name}:"]
        by_header = self.guess.table.by_header
        fresh = {
            name: found
            for name, found in self.guess.bound.items()
            if normalise(self.sheet.header[found[0]]) not in by_header
        }
        if fresh:
            lines.append("    aliases:")
        for name, (place, score) in fresh.items():
            lines.append(f"      {name}: [{_said(self.sheet.header[place])}]  {self.evidence(place, score)}")
        return "\n".join([*lines, *self.quiet("    ")]) + "\n"


class _Mapping(_Writer):
    """A file of somebody else, mapped onto a table."""

    def text(self) -> str:
        """The proposal as YAML."""
        name = _slug(self.path)
        lines = [*self.opening(), "mappings:", f"  - name: {name}", f"    table: {self.guess.table.name}"]
        lines += self.manners()
        lines.append("    columns:")
        for column in self.guess.table.columns:
            if column.name in self.guess.bound:
                place, score = self.guess.bound[column.name]
                header = _said(self.sheet.header[place])
                lines.append(f"      {column.name}: {{from: {header}}}  {self.evidence(place, score)}")
            elif (column.required or column.name == _PROVIDER) and not self.is_replaced(column):
                lines.append(self.unfound(column, name))
        lines += self.charges()
        return "\n".join([*lines, *self.quiet("    ")]) + "\n"

    def is_replaced(self, column: Column) -> bool:
        """True for what the columns of charges say."""
        children = (table for table in self.guess.contract.tables if table.parts_of == self.guess.table.name)
        return bool(self.guess.charges) and any(column.name in child.replaces for child in children)

    def charges(self) -> list[str]:
        """The columns that are each a charge, and the one that is their sum."""
        if not self.guess.charges:
            return []
        lines = ["    charges:  # each of these columns is a charge"]
        for place, (known, score) in sorted(self.guess.charges.items()):
            header = _said(self.sheet.header[place])
            lines.append(f"      {header}: {_said(known)}  {self.evidence(place, score)}")
        total = next((name for name in self.sheet.header if is_total(name)), None)
        return [*lines, f"    total: {_said(total)}"] if total else lines

    def manners(self) -> list[str]:
        """How dates, amounts and times are written, where the values say it."""
        reads = {column.name: column.reads for column in self.guess.table.columns}
        texts: Mapping[str, list[str]] = {"time": [], "money": []}
        for name, (place, _) in self.guess.bound.items():
            if reads[name] in ("date", "timestamp", "timestamp_utc", "zoned_timestamp", "instant"):
                texts["time"].extend(self.sheet.values[place])
            elif reads[name] == "money":
                texts["money"].extend(self.sheet.values[place])
        texts["money"].extend(text for place in self.guess.charges for text in self.sheet.values[place])
        lines = []
        if order := date_order_of(texts["time"]):
            lines.append(f"    dateOrder: {order}")
        elif texts["time"]:
            lines.append("    dateOrder: dmy  # the dates fit both orders of day and month: look one up")
        if mark := decimal_of(texts["money"]):
            lines.append(f"    decimal: {mark}")
        if (
            not {"zoned_timestamp", "instant"}.isdisjoint(reads.values())
            and "event_zone" not in self.guess.bound
        ):
            zone = self.settings.shops[0].timezone
            lines.append(
                f"    timezone: {zone}  # nothing in the file says the zone: this is the first shop's"
            )
        return lines

    def unfound(self, column: Column, name: str) -> str:
        """A line for a needed column that no header fits."""
        if column.name == _PROVIDER:
            return f"      provider: {{value: {_said(name)}}}  # how reports shall call it"
        if column.reads == "row_currency":
            code = self.currency()
            return f"      {column.name}: {{value: {code}}}  # no column says it: correct it"
        return f'      {column.name}: {{from: "?"}}  # needed, and no header resembles it: name one'

    def currency(self) -> str:
        """The currency that a header names, else the first shop's."""
        named = {"元": "CNY", "rmb": "CNY", "¥": "CNY", "$": "USD", "£": "GBP", "€": "EUR"}
        headers = " ".join(self.sheet.header).lower()
        if code := re.search(r"\b(usd|cny|gbp|eur|sgd|idr|vnd|thb|php|myr|brl|hkd)\b", headers):
            return code[1].upper()
        return next(
            (code for sign, code in named.items() if sign in headers), self.settings.shops[0].currency
        )
