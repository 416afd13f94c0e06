"""Reading one file: from its bytes to temporary Parquet files, rows counted, bad rows explained. Nothing is
committed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports import files, rows, statements
from orchestration.exports.amounts import has_codes
from orchestration.exports.drift import Finding, Kind
from orchestration.exports.evidence import in_order_of_clock, weigh
from orchestration.exports.filling import filling, reader_of_copy
from orchestration.exports.freetext import mask_fresh
from orchestration.exports.jobs import Job, no_export
from orchestration.exports.losses import left_unread
from orchestration.exports.noticing import notice, retyped
from orchestration.exports.outcome import Outcome
from orchestration.exports.problems import Refused
from orchestration.exports.quarantine import SHOWN_ROWS, BadRow, bad_rows, ragged_rows, without_shifted
from orchestration.exports.receipts import TableRows
from orchestration.exports.recognise import Found, Match, find_header
from orchestration.exports.sheets import add_rows, barred, clash, in_turn
from orchestration.exports.sources import Reader, is_filled
from orchestration.exports.stated import (
    contradictions,
    downloaded_at,
    outside_period,
    require_currency,
    stated_by,
)
from orchestration.exports.texts import as_told, end_of, look_at_text, needs_care
from orchestration.exports.values import Reading
from orchestration.exports.workbooks import Sheet, read_sheets

if TYPE_CHECKING:
    pass


_MOSTLY = 9
"""Cells of an unknown column that read as money, to one that doesn't: it is a column of amounts then."""


_GUESSED: tuple[tuple[str, Kind], ...] = (("cp1252", "windows_1252"), ("gb18030", "gb18030"))
"""Encodings that nothing in a file proves: other bytes than letters of that language may be meant."""


class Miscounted(Exception):
    """The engine's reader did not see as many records as the file has lines, where it should have."""


def read_file(job: Job) -> Outcome:
    """Read a file by its contract into temporary Parquet. Raises Refused when none of it can be landed."""
    outcome = Outcome()
    if job.facts.is_workbook:
        _read_workbook(job, outcome)
    else:
        _read_text(job, outcome)
    if not any(table.rows_read for table in outcome.tables.values()):
        outcome.findings.append(Finding("no_rows"))
    return outcome


def _read_text(job: Job, outcome: Outcome) -> None:
    text = look_at_text(job)
    form, found, reader = text.form, text.found, text.reader
    job = as_told(job)
    outcome.formats = text.formats
    if reader is None or not _read_directly(job, found, reader, text.header, outcome):
        records = rows.csv_records(job.facts, form)
        whole_end = job.facts.scan().ends_in_newline
        copied = rows.copy_clean(
            records, found, job.work / "clean.csv", job.key, job.contract.nulls, whole_end
        )
        _read_copied(job, found, copied, text.header, "", outcome)
        encoding = files.whole_encoding(job.facts, form.encoding)
        outcome.formats["encoding"] = encoding
        outcome.findings += [Finding(kind) for name, kind in _GUESSED if name == encoding]
    if outcome.bad:
        records = rows.csv_records(job.facts, form)
        outcome.bad = without_shifted(outcome.bad, records, found.match.width)
    outcome.findings += end_of(job.facts)


def _read_directly(job: Job, found: Found, reader: Reader, header: Sequence[str], outcome: Outcome) -> bool:
    import duckdb

    try:
        _land(job, found, reader, header, "", [], outcome)
    except (duckdb.InvalidInputException, duckdb.ConversionException, Miscounted):
        return False  # less regular than it looked; the engine's message may quote personal data: dropped
    return True


def _read_copied(
    job: Job,
    found: Found,
    copied: rows.Copied,
    header: Sequence[str],
    sheet: str,
    outcome: Outcome,
    is_filled: bool = False,
) -> None:
    """Land a clean copy. `is_filled`: the table with its parts is made already."""
    import duckdb

    reader = reader_of_copy(job, found, copied.paths, copied.fields)
    try:
        _land(job, found, reader, header, sheet, copied.ragged, outcome, is_filled)
    except duckdb.InvalidInputException:
        long = replace(reader, has_long_records=True)
        _land(job, found, long, header, sheet, copied.ragged, outcome)


def _read_workbook(job: Job, outcome: Outcome) -> None:
    sheets = list(read_sheets(job.facts.path))
    known = [
        (sheet, None if sheet.is_pivot else find_header(sheet.top[: files.HEADER_DEPTH + 2], job.contract))
        for sheet in sheets
    ]
    largest = max(sheets, key=lambda sheet: sheet.height, default=None)
    height, top = (largest.height, largest.top) if largest else (0, [])
    if not any(found for _, found in known):
        raise no_export(job, top[: files.HEADER_DEPTH + 2], height)
    job = _as_stated(job, known, outcome, height)
    for sheet, found in in_turn(known):
        if found is None:
            if sheet.name not in job.contract.ignored_sheets and any(any(row) for row in sheet.top):
                outcome.findings.append(Finding(_left_out(job, sheet), sheet.name))
        elif found.match.table.name in outcome.tables:
            _read_further_sheet(job, sheet, found, outcome)
        else:
            _read_sheet(job, sheet, found, outcome)
            outcome.sheets[found.match.table.name] = {sheet.name: 0}
            outcome.ends[found.match.table.name] = sheet.height
    outcome.formats["sheets"] = ", ".join(name for each in outcome.sheets.values() for name in each)
    outcome.findings += outside_period(job.connection, job.contract, outcome.period, outcome.parquet)


def _read_sheet(job: Job, sheet: Sheet, found: Found, outcome: Outcome) -> None:
    """Land a sheet; of a large one the engine reads the first rows while the others are copied."""
    with filling(job, found, rows.fields_of(found.match)) as filled:
        copied = rows.copy_sheet(
            sheet, found, job.work / "clean.csv", job.key, job.contract.nulls, filled.add
        )
        is_filled = filled.is_complete()
    _read_copied(job, found, copied, sheet.top[found.header], sheet.name, outcome, is_filled)


def _left_out(job: Job, sheet: Sheet) -> Kind:
    """Why a sheet is not read."""
    if sheet.is_pivot:
        return "pivot_sheet"
    return "unread_sheet" if sheet.name in job.contract.unread_sheets else "unknown_sheet"


def _read_further_sheet(job: Job, sheet: Sheet, found: Found, outcome: Outcome) -> None:
    """Land a sheet whose table another sheet of the workbook has begun, or say why it may not be."""
    table = found.match.table
    reason: tuple[Kind, str] | None = barred(sheet, job.origin.other_shops)
    if reason is None:
        apart = replace(job, work=job.work / "further")
        apart.work.mkdir(exist_ok=True)
        more = Outcome()
        _read_sheet(apart, sheet, found, more)
        reason = clash(job.connection, table, outcome.parquet[table.name], more.parquet[table.name])
    if reason is not None:
        left_out = sheet.height - found.first
        outcome.findings.append(Finding(reason[0], sheet.name, reason[1], table.name, left_out))
        return
    after = outcome.ends[table.name]
    add_rows(job.connection, {name: outcome.parquet[name] for name in more.parquet}, more.parquet, after)
    outcome.add(more)
    outcome.sheets[table.name][sheet.name] = after
    outcome.ends[table.name] = after + sheet.height


def _as_stated(job: Job, known: Sequence[tuple[Sheet, Found | None]], outcome: Outcome, count: int) -> Job:
    """The job with what the workbook states of itself: its time zone, its moment of export.

    Raises Refused for another shop's currency.
    """
    said = stated_by(job.contract, (sheet for sheet, _ in known), job.facts.path.name)
    require_currency(said, job.reading.currency, job.origin.shop_id, count)
    matches = [found.match for _, found in known if found]
    in_utc = {match.table.name: sorted(match.in_utc) for match in matches}
    outcome.findings += contradictions(said, job.reading.timezone, in_utc)
    outcome.formats |= said.formats
    outcome.period = said.period
    for sheet, found in known:
        banner = sheet.top[: found.header] if found else []
        moment = downloaded_at(job.contract, banner, said.zone, job.reading.timezone)
        outcome.exported_at = outcome.exported_at or moment
    coded = has_codes("\n".join(cell for sheet, _ in known for row in sheet.top for cell in row))
    return replace(job, reading=replace(job.reading, file_zone=said.zone, has_codes=coded))


def _land(
    job: Job,
    found: Found,
    reader: Reader,
    header: Sequence[str],
    sheet: str,
    ragged: list[rows.Ragged],
    outcome: Outcome,
    is_filled: bool = False,
) -> None:
    match, name = found.match, found.match.table.name
    plain = job.reading.in_layout(match.layout)
    of_clock, twelve_hours = in_order_of_clock(job.connection, match, reader, plain)
    reading = with_zones(job, match, reader, of_clock if twelve_hours else plain)
    spared = reader.is_clean_copy or match.table.has_parts
    plan = statements.make_plan(match, reader, replace(reading, quick=True, trims=spared))
    parquet, findings, counts = _write(job, match, plan, is_filled)
    is_odd = bool(counts.get(statements.REJECTED)) or _is_padded(job, plan, parquet[name])
    if is_odd:
        plan = statements.make_plan(match, reader, reading)
        parquet, findings, counts = _write(job, match, plan)
    require_every_line(job, reader, sum(counts.values()))
    _require_no_more(job, match, reader)
    rejected = counts.get(statements.REJECTED, 0)
    landed = counts.get(None, 0)
    read = landed + rejected
    written = {table: statements.written(path) for table, path in parquet.items()}
    weighed = weigh(job.connection, plan, match, reading, written[name], {0: read}, sheet=bool(sheet),
                    bad=bool(rejected)).get(0, [])  # fmt: skip
    if isinstance(weighed, Refused):
        raise weighed
    bad: list[BadRow] = []
    if rejected:
        texts = statements.rejected_rows(job.connection, plan)
        bad = bad_rows(texts, match, reading, sheet, header, read)
    outcome.bad += bad
    outcome.bad += ragged_rows(ragged, match, sheet)
    outcome.parquet |= parquet
    outcome.tables[name] = TableRows(read + len(ragged), landed, rejected + len(ragged))
    outcome.findings += weighed + findings + _unnamed_columns(job, match, reader)
    outcome.findings += left_unread(job.connection, match, plan, header, findings, is_odd)
    outcome.findings += mask_fresh(job.connection, job.contract, match, parquet, header, landed)
    outcome.findings += retyped(bad, name, read)
    outcome.take(notice(job.connection, job.contract, match, plan, header, written)(0), match, reading)


def _is_padded(job: Job, plan: statements.Plan, parquet: Path) -> bool:
    """Whether texts that were not trimmed should have been."""
    return (
        bool(plan.untrimmed)
        and job.connection.execute(statements.has_padded(plan, parquet)).fetchone() is not None
    )


def with_zones(job: Job, match: Match, reader: Reader, reading: Reading) -> Reading:
    """The reading with the zones that files name in a column of their own."""
    zone = next(
        (match.bound.get(column.name) for column in match.table.columns if column.reads == "zone"), None
    )
    if zone is None:
        return reading
    query = f"SELECT DISTINCT c{zone} FROM {reader.sql} WHERE c{zone} IS NOT NULL"
    names = sorted(name for (name,) in job.connection.execute(query).fetchall())
    return replace(reading, zones=tuple(names))


def require_every_line(job: Job, reader: Reader, records: int) -> None:
    """Raises Miscounted where records were lost or renumbered: the engine passes over empty lines, and drops
    records silently on some mixtures of line ends.

    Fewer records than lines is right where quoted texts have line breaks, but such files are trusted to the
    engine only with plain line feeds.
    """
    if reader.is_clean_copy:
        return
    scan = job.facts.scan()
    lines = scan.lines - reader.skip
    if needs_care(scan) or (records != lines and (reader.is_crlf or not 0 < records < lines)):
        raise Miscounted


def _require_no_more(job: Job, match: Match, reader: Reader) -> None:
    """Raises Miscounted where something stands behind the last header: a comma may have moved its row."""
    beyond = () if reader.is_clean_copy else reader.fields[match.width :]
    if beyond and reader.rows.having(job.connection, " OR ".join(map(is_filled, beyond))):
        raise Miscounted


def _unnamed_columns(job: Job, match: Match, reader: Reader) -> list[Finding]:
    """A finding for each column with values and without a header."""
    findings = []
    for place in match.unnamed:
        count = reader.rows.each(job.connection, "count(*)", is_filled(f"c{place}")).get(0, (0,))[0]
        if count:
            findings.append(Finding("unnamed_column", str(place + 1), table=match.table.name, count=count))
    return findings


def _write(
    job: Job, match: Match, plan: statements.Plan, is_filled: bool = False
) -> tuple[dict[str, Path], list[Finding], dict[int | None, int]]:
    """Write the table (and its child) to temporary Parquet: the files, what drifted, and rows by state."""
    parquet = {match.table.name: job.work / f"{match.table.name}.parquet"}
    target = parquet[match.table.name]
    if match.table.has_parts:
        findings = _write_with_parts(job, plan, parquet, is_filled)
        if not match.layout.takes_unknown_money:
            findings += [Finding("new_column", name, table=match.table.name) for name, _ in match.unknown]
    else:
        findings = unknown_columns(match)
        job.connection.execute(statements.copy_to(statements.select_rows(plan, job.origin), target))
        findings += _broken_sums(job, plan, match.table.name, target)
    # No parameter: for the first one a process binds, the engine's client imports pandas: a second.
    query = f"SELECT _state, count(*) FROM {statements.written(target).sql} GROUP BY ALL"
    return parquet, findings, dict(job.connection.execute(query).fetchall())


def unknown_columns(match: Match) -> list[Finding]:
    """A finding for each column that the contract does not know."""
    return [Finding("new_column", name, table=match.table.name) for name, _ in match.unknown]


def _write_with_parts(
    job: Job, plan: statements.Plan, parquet: dict[str, Path], is_filled: bool
) -> list[Finding]:
    """Land a table and its child of money parts; returns what the unknown columns turned out to be."""
    child = next(table for table in job.contract.tables if table.parts_of in parquet)
    ((table, target),) = parquet.items()
    run = job.connection.execute
    if not is_filled:
        run(statements.create_wide(plan, job.origin))
    amounts = [(label, f"v_{item.column.name}") for label, item in plan.parts]
    findings = []
    if plan.unknown:
        judged = iter(run(statements.judge_unknown(plan, SHOWN_ROWS)).fetchone() or ())
        for (header, item), good, odd, first in zip(plan.unknown, judged, judged, judged, strict=True):
            if good <= _MOSTLY * odd:
                findings.append(Finding("new_column", header, table=table))
                continue
            amounts.append((header, f"v_{item.column.name}"))
            findings.append(Finding("new_amount", header, table=table))
            if odd:
                shown = ", ".join(map(str, first))
                findings.append(Finding("unread_amount", header, shown, table, odd))
    parquet[child.name] = job.work / f"{child.name}.parquet"
    written = statements.copy_to(statements.select_amounts(child.columns, amounts), parquet[child.name])
    # One thread keeps the order by itself; several hold the whole result in memory and cost twice as much.
    # So the second processor writes the rows, meanwhile.
    run("SET threads = 1")
    with job.connection.cursor() as beside, ThreadPoolExecutor(1) as pool:
        parts_written = pool.submit(beside.execute, written)
        run(statements.copy_to(statements.select_wide(plan), target))
        findings += _broken_sums(job, plan, table, None)
        parts_written.result()
    run("RESET threads")
    run("DROP TABLE wide")
    return findings


def _broken_sums(job: Job, plan: statements.Plan, table: str, target: Path | None) -> list[Finding]:
    """A finding for each sum of the layout that rows break, naming the first of them. The rows stay."""
    if not plan.sums:
        return []
    counts = job.connection.execute(statements.count_broken_sums(plan, target)).fetchone() or ()
    findings = []
    for (header, _, _), count, place in zip(plan.sums, counts, range(len(plan.sums)), strict=True):
        if count:
            rows_ = job.connection.execute(statements.broken_sum(plan, place, target, SHOWN_ROWS)).fetchall()
            shown = ", ".join(str(row) for (row,) in rows_)
            findings.append(Finding("broken_sum", header, shown, table, count))
    return findings
