"""Recognition: which export a file is, told by its header and never by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from orchestration.exports.contract import CONSTANTS, Contract, Contracts, Layout, Table
from orchestration.exports.files import HEADER_DEPTH
from orchestration.exports.headers import normalise, shown
from orchestration.exports.problems import Refused


@dataclass(frozen=True)
class Match:
    """A header that fits a table: where each column and each money part is read from.

    `bound`: canonical column → position. `parts`: (label, position) of money columns that become rows of the
    child table. `unknown`: (header, position) of what the contract does not know. `twice`: (header, the
    position that is read, the other) of headers that occur again; `duplicates`: those nobody expected twice.
    `alike`: (both headers, the position that is read, the other) of two names of one column.
    `sums`: (header, its position, the positions of what it is the sum of). `in_utc`: columns whose header
    says so.
    """

    source: str
    table: Table
    layout: Layout
    width: int
    bound: dict[str, int]
    parts: tuple[tuple[str, int], ...]
    unknown: tuple[tuple[str, int], ...]
    duplicates: tuple[str, ...]
    sums: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
    in_utc: frozenset[str] = frozenset()
    twice: tuple[tuple[str, int, int], ...] = ()
    alike: tuple[tuple[str, int, int], ...] = ()
    unnamed: tuple[int, ...] = ()
    """Places between the others at which no header stands."""

    @property
    def currency_of_row(self) -> int | None:
        """Where a row says which currency its money is in; None where no column does."""
        return next(
            (self.bound.get(column.name) for column in self.table.columns if column.reads == "row_currency"),
            None,
        )

    def title(self, header: Sequence[str], place: int) -> str:
        """The header that is read at a position, as it is shown; both where two names of one column are."""
        return next((both for both, first, _ in self.alike if first == place), shown(header[place]))


@dataclass(frozen=True)
class Found:
    """A match and where its header stands: `header` and `first` are record indices, of the header and of the
    data.
    """

    match: Match
    header: int
    first: int


@lru_cache(maxsize=4096)
def _positions(header: tuple[str, ...]) -> tuple[dict[str, int], tuple[tuple[str, int, int], ...]]:
    places: dict[str, int] = {}
    twice = []
    for place, name in enumerate(map(normalise, header)):
        if not name:
            continue
        if name in places:
            twice.append((shown(header[place]), places[name], place))
        else:
            places[name] = place
    return places, tuple(twice)


def _place(table: Table, places: dict[str, int], header: str) -> int | None:
    """Where a header stands, under its own name or an alias of its column."""
    key = normalise(header)
    if key in places or key not in table.groups:
        return places.get(key)
    group = table.groups[key]
    return next(
        (places[alias] for alias, other in table.groups.items() if other == group and alias in places), None
    )


def _has(table: Table, places: dict[str, int], header: str) -> bool:
    return _place(table, places, header) is not None


def _missing(table: Table, layout: Layout, places: dict[str, int]) -> list[str]:
    unmarked = [header for header in layout.marks if normalise(header) not in places]
    return [*(header for header in layout.required if not _has(table, places, header)), *unmarked]


@lru_cache(maxsize=4096)
def match_header(header: tuple[str, ...], contract: Contract) -> Match | None:
    """The table of a contract whose layout a header fulfils, or None."""
    places, _ = _positions(header)
    best: Match | None = None
    for table in contract.readable:
        for layout in table.layouts:
            if not _missing(table, layout, places):
                found = _bind(contract.source, table, layout, header)
                if any(table is mapping for mapping in contract.mappings):
                    return found
                if best is None or len(found.bound) > len(best.bound):
                    best = found
                break
    return best


def _bind(source: str, table: Table, layout: Layout, header: tuple[str, ...]) -> Match:
    places, twice = _positions(header)
    bound: dict[str, int] = {}
    passed_over = {normalise(h) for h in (*table.personal, *table.ignored)}
    for column in table.columns:
        if column.reads not in CONSTANTS:
            # A name that is passed over is read only where its column has no other.
            for key in sorted(map(normalise, column.aliases), key=passed_over.__contains__):
                if key in places:
                    bound[column.name] = places[key]
                    break
    alike = tuple(_alike(table, header, places, bound, passed_over))
    others = {other for _, _, other in alike}
    roles = {normalise(label): label for label in layout.parts}
    aliases = table.by_header
    parts = []
    for key, place in places.items():
        if place in others:
            continue  # the same money under a second name
        label = roles.get(key)
        if label is None and layout.parts:
            label = next(
                (
                    roles[normalise(a)]
                    for c in aliases.get(key, ())
                    for a in c.aliases
                    if normalise(a) in roles
                ),
                None,
            )
        if label is not None:
            parts.append((label, place))
    quiet = {
        normalise(h)
        for h in (*table.personal, *table.ignored, *layout.subtotals, *layout.informational, *layout.parts)
    }
    patterns = [pattern for pattern in quiet if "*" in pattern]
    unknown = tuple(
        (shown(header[place]), place)
        for key, place in places.items()
        if key not in aliases and key not in quiet and not any(fnmatchcase(key, p) for p in patterns)
    )
    repeated = {normalise(h) for h in layout.repeated}
    return Match(
        source,
        table,
        layout,
        len(header),
        bound,
        tuple(parts),
        unknown,
        tuple(dict.fromkeys(name for name, *_ in twice if normalise(name) not in repeated)),
        _sums(table, layout, places, bound),
        frozenset(name for name, place in bound.items() if "(utc)" in normalise(header[place])),
        twice,
        alike,
        tuple(place for place, name in enumerate(header) if not normalise(name)),
    )


def _alike(
    table: Table,
    header: Sequence[str],
    places: dict[str, int],
    bound: dict[str, int],
    passed_over: set[str],
) -> Iterator[tuple[str, int, int]]:
    """Further names of columns that are bound already, in the contract's order, but for those it passes over:
    they stand for the column where it is missing, and hold something else where it is there.
    """
    told = {*bound.values()}
    for column in table.columns:
        first = bound.get(column.name)
        for key in map(normalise, column.aliases if first is not None else ()):
            place = places.get(key)
            if first is not None and place is not None and place not in told and key not in passed_over:
                told.add(place)
                yield f"{shown(header[first])} / {shown(header[place])}", first, place


def _sums(
    table: Table, layout: Layout, places: dict[str, int], bound: dict[str, int]
) -> tuple[tuple[str, int, tuple[int, ...]], ...]:
    """The layout's identities as positions. A subtotal that a file lacks stands for its own parts."""

    def place_of(header: str) -> int | None:
        column = table.groups.get(normalise(header))
        return bound.get(column) if column in bound else _place(table, places, header)

    parts_of = {normalise(identity.total): identity.parts for identity in layout.identities}

    def positions(headers: Sequence[str]) -> Iterator[int]:
        for header in headers:
            if (place := place_of(header)) is not None:
                yield place
            else:
                yield from positions(parts_of.get(normalise(header), ()))

    found = []
    for identity in layout.identities:
        total, parts = place_of(identity.total), tuple(dict.fromkeys(positions(identity.parts)))
        if total is not None and parts:
            found.append((identity.total, total, parts))
    return tuple(found)


def find_header(records: Sequence[Sequence[str]], contract: Contract) -> Found | None:
    """The header of a contract among the first records, below any banner rows, and where its data begins."""
    for index, record in enumerate(records[:HEADER_DEPTH]):
        if match := match_header(_trimmed(record), contract):
            after = records[index + 1] if index + 1 < len(records) else None
            skips = 1 if after is not None and _is_description(after, match) else 0
            return Found(match, index, index + 1 + skips)
    return None


def _trimmed(record: Sequence[str]) -> tuple[str, ...]:
    width = len(record)
    while width and not record[width - 1].strip("\ufeff \t"):
        width -= 1
    return tuple(record[:width])


_WORDS = frozenset({"text", "label", "flag", "id", "buyer", "zone"})
_PROSE = re.compile(r"[^\W\d_]{2,}")
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{4,}")
"""Languages written without blanks between words: Thai, Lao, Khmer, Japanese, Chinese."""
_DATA = re.compile(r"\d{5}|@|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
"""What stands in rows and not in headers: long numbers, addresses, dates."""


def _is_description(record: Sequence[str], match: Match) -> bool:
    """True for the row of explanations that some exports have under the header: words where values belong."""
    typed = [
        column for column in match.table.columns if column.reads not in _WORDS and column.name in match.bound
    ]
    texts = [record[match.bound[c.name]].strip() if match.bound[c.name] < len(record) else "" for c in typed]
    filled = [text for text in texts if text]
    prose = [
        text
        for text in filled
        if _PROSE.search(text) and not text[:1].isdigit() and not re.fullmatch(r"\D{0,4}\s?-?[\d.,]+", text)
    ]
    in_words = any(" " in text or _WITHOUT_BLANKS.search(text) for text in prose)
    return len(filled) >= 2 and len(prose) >= 0.6 * len(filled) and in_words


def repeats_header(texts: Iterable[str | None], table: Table) -> bool:
    """True for a row that is a header again: two exports were pasted together.

    `texts` are the row's cells; two of them must be headers of the table, in whatever place.
    """
    known = table.by_header
    return sum(normalise(text) in known for text in texts if text) >= 2


def elsewhere(records: Sequence[Sequence[str]], source: str, contracts: Contracts) -> str | None:
    """The other source whose export this is, if it is one."""
    for other, contract in contracts.items():
        if other != source and find_header(records, contract):
            return other
    return None


_MOST = 0.5
_SEPARATED = re.compile("[,;\t|]")


@dataclass(frozen=True)
class _Closest:
    """The layout that a record comes closest to being a header of."""

    share: float
    layout: str
    missing: list[str]
    unknown: list[str]
    index: int


def _closest(records: Sequence[Sequence[str]], contract: Contract) -> _Closest:
    best = _Closest(0, "", [], [], 0)
    for index, record in enumerate(records[:HEADER_DEPTH]):
        places, _ = _positions(_trimmed(record))
        for table in contract.readable:
            for layout in table.layouts:
                missing = _missing(table, layout, places)
                share = 1 - len(missing) / (len(layout.required) + len(layout.marks))
                if share > best.share:
                    known = {*table.by_header, *map(normalise, (*table.personal, *table.ignored))}
                    unknown = [shown(record[place]) for key, place in places.items() if key not in known]
                    best = _Closest(share, f"{table.name} ({layout.name})", missing, unknown, index)
    return best


def not_known(
    records: Sequence[Sequence[str]], contract: Contract, rows: int, others: Iterable[Contract] = ()
) -> Refused:
    """Why a file is no export of a source: the closest layout, what is missing, what it has instead.

    A layout of another source is named only where it is closer than those of the file's own folder, and most
    of its headers are there: one that many exports have says nothing.
    """
    near = [found for each in others if (found := _closest(records, each)).share > _MOST]
    best = max((_closest(records, contract), *near), key=lambda found: round(found.share, 6))
    if best.share == 0:
        return _without_header(records, contract, rows)
    unknown = [name for name in best.unknown if not _DATA.search(name)]
    other = f"; unknown {_listed(unknown)}" if unknown else ""
    return Refused(
        f"this is not an export I know: closest is {best.layout}, row {best.index + 1} as its header, "
        f"missing {_listed(best.missing)}{other}.",
        "Download the export with all its columns. What was renamed can be taught: "
        "`suanqing check --suggest` says how.",
        rows,
    )


def _without_header(records: Sequence[Sequence[str]], contract: Contract, rows: int) -> Refused:
    """The refusal of a file in which no row has anything of a header."""
    first = next((record for record in records if any(cell.strip() for cell in record)), ())
    if sum(bool(cell.strip()) for cell in first) == 1 and max(map(len, map(_SEPARATED.findall, first))) > 2:
        return Refused(
            "this is not an export I know: each of its lines is one field, as a spreadsheet saves what "
            "it has not split into columns.",
            "Drop the platform's own file.",
            rows,
        )
    if len(first) > 2 and sum(bool(_DATA.search(cell)) for cell in first) >= 2:
        return Refused(
            "this is not an export I know: it has no header, its first row looks like data.",
            "Download the export again with its header; which column is which is not guessed.",
            rows,
        )
    return Refused(
        f"this is not an export I know: none of its first {HEADER_DEPTH} rows is a header of "
        f"{contract.source}.",
        "Download the export again; if somebody saved it from Excel, drop the platform's own file. A file of "
        "another form can be taught: `suanqing check --suggest` says how.",
        rows,
    )


def _listed(names: Sequence[str], most: int = 6) -> str:
    quoted = [repr(name[:60]) for name in names[:most]]
    return ", ".join(quoted) + (f" and {len(names) - most} more" if len(names) > most else "")
