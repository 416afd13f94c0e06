"""The SQL that lands a file: one statement from the reader to Parquet, generated from a contract and a
header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.blanks import has_outer_blank
from orchestration.exports.contract import Column
from orchestration.exports.drift import Kind
from orchestration.exports.recognise import Match
from orchestration.exports.sources import FILE, Reader, Rows, in_glob
from orchestration.exports.values import (
    MONEY_STORED,
    Cell,
    Reading,
    cell,
    is_untrimmed,
    literal,
    state,
    stored_type,
)

BLANK, FOOTER, REJECTED = 1, 2, 3
LOT = "lot"
SERVICE_COLUMNS = ("shop_id", "_first", "_row", "_state")

if TYPE_CHECKING:
    import duckdb


def written(parquet: Path) -> Rows:
    """The rows of one written file."""
    return Rows(f"read_parquet({literal(in_glob(parquet))})")


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the same for all rows of a file. Its name and export time are the ledger's."""

    shop_id: str
    other_shops: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """The expressions by which a file's rows are read."""

    reader: Reader
    cells: tuple[Cell, ...]
    parts: tuple[tuple[str, Cell], ...]
    unknown: tuple[tuple[str, Cell], ...]
    state: str
    totals: tuple[Cell, ...] = ()
    """Money columns that neither land nor are parts: read to hold the sums against them."""
    sums: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """(header, its value, the values it is the sum of), as they are called in what was written."""
    untrimmed: tuple[str, ...] = ()
    """The columns that land with the outer blanks of their texts."""
    twice: tuple[tuple[Kind, str, Cell, Cell], ...] = ()
    """(what it is where they differ, header, what lands of it, what stands under the same header again, or
    under another of its column)."""

    @property
    def inner(self) -> str:
        """The reader's rows with each value parsed."""
        every = [*self.cells, *(item for _, item in self.parts), *(item for _, item in self.unknown)]
        every += [*self.totals, *(item for _, _, *both in self.twice for item in both)]
        raws = sorted({item.raw for item in every if item.raw is not None})
        row = ["_row"] if self.reader.is_clean_copy else []
        row += [f"{by} AS {FILE}"] if (by := self.reader.rows.by) else []
        parsed = [f"{item.parsed} AS v_{item.column.name}" for item in every if item.parsed is not None]
        return f"SELECT {', '.join([*row, *raws, *parsed])} FROM {self.reader.sql}"


def make_plan(match: Match, reader: Reader, reading: Reading) -> Plan:
    """The expressions for a matched header."""
    present = set(reader.fields)

    def raw(place: int | None) -> str | None:
        return f"c{place}" if place is not None and f"c{place}" in present else None

    zone = next((raw(match.bound.get(c.name)) for c in match.table.columns if c.reads == "zone"), None)
    of_row = match.currency_of_row
    reading = replace(reading, currency_of_row=(raw(of_row) or "") if of_row is not None else "")
    columns = [_as_read(column, match, reader) for column in match.table.columns]
    defaults = match.layout.defaults
    cells = tuple(
        cell(column, raw(match.bound.get(column.name)), reading, zone, defaults.get(column.name))
        for column in columns
    )
    parts = tuple((label, _extra(f"part_{i}", raw(at), reading)) for i, (label, at) in enumerate(match.parts))
    # No row is rejected for what unknown columns and totals hold, so nothing of them is left to its state.
    thorough = replace(reading, quick=False)
    unknown: tuple[tuple[str, Cell], ...] = ()
    if match.layout.takes_unknown_money:
        unknown = tuple(
            (h, _extra(f"unknown_{i}", raw(at), thorough)) for i, (h, at) in enumerate(match.unknown)
        )
    footer = (match.table.footer.column, match.table.footer.startsWith) if match.table.footer else None
    judged = [*cells, *(item for _, item in parts)]
    totals, sums = _sums(match, cells, parts, lambda place: _extra(f"total_{place}", raw(place), thorough))
    untrimmed = tuple(c.column.name for c in cells if c.raw and is_untrimmed(c.column, reading))
    twice = _twice(match, [*judged, *(item for _, item in unknown)], raw, thorough)
    states = state(judged, footer, reading.quick, [item for _, item in unknown])
    return Plan(reader, cells, parts, unknown, states, totals, sums, untrimmed, twice)


def _twice(
    match: Match, cells: Sequence[Cell], raw: Callable[[int], str | None], reading: Reading
) -> tuple[tuple[Kind, str, Cell, Cell], ...]:
    """What lands of columns that occur twice, and what stands there again, both read alike."""
    landing = {item.raw: item.column for item in reversed(cells) if item.raw and item.column.lands}
    found = []
    kinds: list[tuple[Kind, tuple[tuple[str, int, int], ...]]] = [
        ("duplicate_differs", match.twice),
        ("alias_differs", match.alike),
    ]
    for kind, header, one, other in ((kind, *each) for kind, columns in kinds for each in columns):
        if (column := landing.get(raw(one) or "")) is not None and raw(other) is not None:
            named = [column.model_copy(update={"name": f"twice_{place}"}) for place in (one, other)]
            found.append(
                (kind, header, cell(named[0], raw(one), reading), cell(named[1], raw(other), reading))
            )
    return tuple(found)


def _sums(
    match: Match,
    cells: Sequence[Cell],
    parts: Sequence[tuple[str, Cell]],
    extra: Callable[[int], Cell],
) -> tuple[tuple[Cell, ...], tuple[tuple[str, str, tuple[str, ...]], ...]]:
    """The layout's sums as parsed values, and the cells that have to be read for them alone."""
    values = {
        match.bound[item.column.name]: item.column.name
        for item in cells
        if item.column.reads == "money" and item.column.name in match.bound
    }
    for (_, place), (_, item) in zip(match.parts, parts, strict=True):
        values.setdefault(place, f"v_{item.column.name}")
    extras: list[Cell] = []

    def value(place: int) -> str:
        if place not in values:
            extras.append(extra(place))
            values[place] = f"v_{extras[-1].column.name}"
        return values[place]

    sums = tuple((header, value(total), tuple(map(value, added))) for header, total, added in match.sums)
    return tuple(extras), sums


def _as_read(column: Column, match: Match, reader: Reader) -> Column:
    """A column as this file has it: buyers hashed already in a copy, a time whose header says UTC."""
    if column.reads == "buyer" and reader.is_clean_copy:
        return column.model_copy(update={"reads": "text"})
    if column.reads == "timestamp_file" and column.name in match.in_utc:
        return column.model_copy(update={"reads": "timestamp_utc"})
    return column


def _extra(name: str, raw: str | None, reading: Reading) -> Cell:
    return cell(Column(name=name, type="DECIMAL(20,4)", reads="money"), raw, reading)


def _service(plan: Plan, origin: Origin) -> list[str]:
    row = "_row::INTEGER" if plan.reader.is_clean_copy else "NULL::INTEGER"
    return [
        f"{literal(origin.shop_id)} AS shop_id",
        f"{plan.reader.first_row}::INTEGER AS _first",
        f"{row} AS _row",
        f"{plan.state} AS _state",
    ]


def select_rows(plan: Plan, origin: Origin) -> str:
    """The rows of the raw table, with service columns."""
    landed = [f"{item.final} AS {item.column.name}" for item in plan.cells if item.column.lands]
    return f"SELECT {', '.join([*landed, *_service(plan, origin)])} FROM ({plan.inner})"


def has_padded(plan: Plan, parquet: Path) -> str:
    """One row where a text of the written file, which the plan did not trim, has outer blanks; else none.

    Column by column: of a dictionary-coded column the engine looks at each text once.
    """
    source = written(parquet).sql
    return " UNION ALL ".join(
        f"(SELECT 1 FROM {source} WHERE {has_outer_blank(name)} LIMIT 1)" for name in plan.untrimmed
    )


def copy_to(query: str, path: Path) -> str:
    """The statement that writes a query's rows to a Parquet file, in their order."""
    return f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet)"


def create_lot(plan: Plan, origin: Origin) -> str:
    """A temporary table of the rows that `select_rows` gives for each of several files, and their file."""
    landed = [f"{item.final} AS {item.column.name}" for item in plan.cells if item.column.lands]
    chosen = ", ".join([*landed, *_service(plan, origin), FILE])
    return f"CREATE OR REPLACE TEMP TABLE {LOT} AS SELECT {chosen} FROM ({plan.inner})"


def select_of_lot(file: int) -> str:
    """The rows of one file of a lot, in their order.

    A partitioned `COPY` would write all files at once, but turns the order of rows around where a file's rows
    stand in two of the engine's vectors.
    """
    return f"SELECT * EXCLUDE ({FILE}) FROM {LOT} WHERE {FILE} = {file}"


def create_wide(plan: Plan, origin: Origin) -> str:
    """A table with the rows and, beside them, every money part and every unknown column read as money."""
    return f"CREATE OR REPLACE TABLE wide AS {_select_into_wide(plan, origin)}"


def extend_wide(plan: Plan, origin: Origin) -> str:
    """The same of further rows."""
    return f"INSERT INTO wide {_select_into_wide(plan, origin)}"


def _select_into_wide(plan: Plan, origin: Origin) -> str:
    extras = [f"v_{item.column.name}" for _, item in (*plan.parts, *plan.unknown)]
    extras += [f"v_{item.column.name}" for item in plan.totals]
    odd = [f"coalesce({item.bad}, false) AS odd_{item.column.name}" for _, item in plan.unknown]
    landed = [f"{item.final} AS {item.column.name}" for item in plan.cells if item.column.lands]
    chosen = ", ".join([*landed, *extras, *odd, *_service(plan, origin)])
    return f"SELECT {chosen} FROM ({plan.inner})"


def select_wide(plan: Plan) -> str:
    """The rows of the raw table, from the table with parts."""
    names = [item.column.name for item in plan.cells if item.column.lands]
    return f"SELECT {', '.join([*names, *SERVICE_COLUMNS])} FROM wide"


def _broken(plan: Plan, parquet: Path | None) -> list[str]:
    """For each sum that the layout declares, SQL: whether a row breaks it.

    In the table with parts, or, `parquet` given, in the rows as written. What an unknown money column holds
    may belong to any sum: a row that lacks just that is not broken.
    """
    unknown = [f"coalesce(v_{item.column.name}, 0)" for _, item in plan.unknown] if parquet is None else []
    excused = ["0", *unknown, *([f"({' + '.join(unknown)})"] if unknown else [])]
    return [
        f"_state IS NULL AND {total} IS NOT NULL AND "
        f"{total} - ({' + '.join(f'coalesce({part}, 0)' for part in parts)}) NOT IN ({', '.join(excused)})"
        for _, total, parts in plan.sums
    ]


def count_broken_sums(plan: Plan, parquet: Path | None) -> str:
    """How many rows break each sum that the layout declares; nothing else is looked at: most files break
    none.
    """
    counts = ", ".join(f"count(*) FILTER ({broken})" for broken in _broken(plan, parquet))
    return f"SELECT {counts} FROM {'wide' if parquet is None else written(parquet).sql}"


def broken_sum(plan: Plan, place: int, parquet: Path | None, first: int) -> str:
    """The numbers of the first rows that break the sum at a place of `plan.sums`."""
    source, offset = ("wide", "rowid")
    if parquet is not None:
        name = literal(in_glob(parquet))
        source, offset = f"read_parquet({name}, file_row_number = true)", "file_row_number"
    row = f"coalesce(_row, _first + {offset})"
    return f"SELECT {row} FROM {source} WHERE {_broken(plan, parquet)[place]} ORDER BY 1 LIMIT {first}"


def judge_unknown(plan: Plan, first: int) -> str:
    """For each unknown column three values: how many cells read as money, how many don't, and the numbers of
    the first rows that don't.
    """
    row = "coalesce(_row, _first + rowid)"
    judged = []
    for _, item in plan.unknown:
        odd = f"FILTER (odd_{item.column.name} AND _state IS NULL)"
        judged.append(f"count(v_{item.column.name}) FILTER (_state IS NULL)")
        judged.append(f"count(*) {odd}")
        judged.append(f"list({row} ORDER BY {row}) {odd}[:{first}]")
    return f"SELECT {', '.join(judged)} FROM wide"


def select_amounts(columns: Sequence[Column], amounts: Sequence[tuple[str, str]]) -> str:
    """The child rows: one per row and money part that is not 0; `amounts` is (label, column of `wide`)."""
    labels = ", ".join(literal(label) for label, _ in amounts)
    values = ", ".join(name for _, name in amounts)
    own = {"column_name", "amount_local"}
    kept = [column.name for column in columns if column.name not in own]
    chosen = [
        f"amount_local::{MONEY_STORED} AS amount_local" if c.name == "amount_local" else c.name
        for c in columns
    ]
    spread = f"unnest([{labels}]) AS column_name, unnest([{values}]) AS amount_local"
    row = "coalesce(_row, _first + rowid)::INTEGER AS _row"
    service = list(SERVICE_COLUMNS)
    taken = ", ".join([*kept, *(row if name == "_row" else name for name in service)])
    inner = f"SELECT {taken}, {spread} FROM wide WHERE _state IS NULL"
    return f"SELECT {', '.join([*chosen, *service])} FROM ({inner}) WHERE amount_local <> 0"


def select_rejected(plan: Plan, shown: Mapping[str, str]) -> str:
    """The rejected rows: number, the columns that can't be read, and the text of the shown columns (alias →
    raw).
    """
    judged = [*plan.cells, *(item for _, item in plan.parts)]
    failing = []
    for item in judged:
        tests = [item.bad] if item.bad else []
        if item.column.required and item.raw and item.parsed:
            tests.append(f"v_{item.column.name} IS NULL")
        if tests:
            failing.append(f"CASE WHEN {' OR '.join(tests)} THEN {literal(item.column.name)} END")
    texts = "".join(f", {raw}" for raw in shown.values())
    named = f"list_filter([{', '.join(failing)}], lambda x: x IS NOT NULL)" if failing else "[]::VARCHAR[]"
    return (
        f"SELECT row_number_, failing{texts} FROM "
        f"(SELECT {plan.reader.number} AS row_number_, {named} AS failing{texts}, "
        f"{plan.state} AS state_ FROM ({plan.inner})) WHERE state_ = {REJECTED} ORDER BY row_number_"
    )


def rejected_rows(
    connection: duckdb.DuckDBPyConnection, plan: Plan
) -> Iterator[tuple[int, list[str], dict[str, str | None]]]:
    """The rejected rows: number, the columns that can't be read, and the text of those that may be shown."""
    hidden = ("buyer", "is_masked")
    cells = [*plan.cells, *(part for _, part in plan.parts)]
    shown = {item.column.name: item.raw for item in cells if item.raw and item.column.reads not in hidden}
    distinct = {raw: raw for raw in shown.values()}
    cursor = connection.execute(select_rejected(plan, distinct))
    while batch := cursor.fetchmany(1000):
        for number, failing, *texts in batch:
            by_raw = dict(zip(distinct, texts, strict=True))
            yield number, failing, {name: by_raw[raw] for name, raw in shown.items()}


def view_columns(columns: Sequence[Column]) -> list[str]:
    """The raw view's expressions for the landed columns: stored types widened to the published ones."""
    return [f"{c.name}::{c.type} AS {c.name}" if stored_type(c) != c.type else c.name for c in columns]
