"""Reading one file: from its bytes to temporary Parquet files, rows counted, bad rows explained. Nothing is
committed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports import files, rows, statements
from orchestration.exports.contract import Contract, Contracts
from orchestration.exports.drift import Finding, Kind
from orchestration.exports.evidence import in_order_of_clock, require_whole_ids, weigh_dates
from orchestration.exports.files import Facts, TextForm
from orchestration.exports.freetext import mask_fresh
from orchestration.exports.names import zone_in_name
from orchestration.exports.noticing import notice
from orchestration.exports.outcome import Outcome
from orchestration.exports.problems import Refused
from orchestration.exports.quality import broken_rules
from orchestration.exports.quarantine import SHOWN_ROWS, BadRow, bad_rows, ragged_rows, without_shifted
from orchestration.exports.receipts import TableRows
from orchestration.exports.recognise import Found, Match, elsewhere, find_header, not_known
from orchestration.exports.sheets import add_rows, barred, clash, in_turn
from orchestration.exports.stated import (
    contradictions,
    downloaded_at,
    outside_period,
    require_currency,
    stated_by,
    without_offset,
)
from orchestration.exports.values import Reading, literal
from orchestration.exports.workbooks import Sheet, read_sheets

if TYPE_CHECKING:
    import duckdb


class _Miscounted(Exception):
    """The engine's reader did not see as many records as the file has lines, where it should have."""


@dataclass(frozen=True)
class Job:
    """Everything one file is read with."""

    connection: duckdb.DuckDBPyConnection
    contracts: Contracts
    source: str
    facts: Facts
    origin: statements.Origin
    reading: Reading
    key: bytes
    work: Path

    @property
    def contract(self) -> Contract:
        """The contract of the file's source."""
        return self.contracts[self.source]


def read_file(job: Job) -> Outcome:
    """Read a file by its contract into temporary Parquet. Raises Refused when none of it can be landed."""
    outcome = Outcome()
    if job.facts.is_workbook:
        _read_workbook(job, outcome)
    else:
        _read_text(job, outcome)
    return outcome


def _read_text(job: Job, outcome: Outcome) -> None:
    form = files.text_form(job.facts)
    found = find_header(form.records, job.contract)
    if found is None:
        raise _refusal(job, form.records, _count_records(job, form))
    job = replace(
        job, reading=replace(job.reading, file_zone=zone_in_name(job.contract, job.facts.path.name))
    )
    outcome.formats = {
        "encoding": form.encoding,
        "delimiter": {"\t": "TAB"}.get(form.delimiter, form.delimiter),
    }
    header = form.records[found.header]
    reader = _direct_reader(job, form, found)
    if reader is None or not _read_directly(job, found, reader, header, outcome):
        records = rows.csv_records(job.facts, form)
        whole_end = job.facts.scan().ends_in_newline
        copied = rows.copy_clean(records, found, job.work / "clean.csv", job.key, whole_end)
        _read_copied(job, found, copied, header, "", outcome)
    if form.encoding == "cp1252" and not job.facts.head.isascii():
        outcome.findings.append(Finding("windows_1252"))
    if outcome.bad:
        records = rows.csv_records(job.facts, form)
        outcome.bad = without_shifted(outcome.bad, records, found.match.width)
    if not job.facts.scan().ends_in_newline:
        outcome.findings.append(Finding("no_line_end", ""))


def _count_records(job: Job, form: TextForm) -> int:
    """How many records a file has that is refused, as far as it can be read."""
    count = 0
    try:
        for count, _ in rows.csv_records(job.facts, form):  # noqa: B007
            pass
    except Refused:
        pass
    return count


def _direct_reader(job: Job, form: TextForm, found: Found) -> statements.Reader | None:
    """How the engine reads the file itself; None when it has to be gone through with care."""
    simple_top = form.ends[: found.first] == tuple(range(1, found.first + 1))
    plain = form.encoding in ("utf-8", "utf-8-sig") and form.newline != "\r"
    if not (simple_top and plain) or (job.facts.is_scanned and job.facts.scan().blank_lines):
        return None
    if any("\ud800" <= character <= "\udfff" for character in str(job.facts.path)):
        return None  # the name is no UTF-8: it can't be told to the engine
    fields = tuple(f"c{place}" for place in range(len(form.records[found.header])))
    return statements.Reader(
        path=job.facts.path,
        delimiter=form.delimiter,
        fields=fields,
        skip=found.first,
        nulls=job.contract.nulls,
        first_row=found.first + 1,
        is_crlf=form.newline == "\r\n",
    )


def _read_directly(
    job: Job, found: Found, reader: statements.Reader, header: Sequence[str], outcome: Outcome
) -> bool:
    import duckdb

    try:
        _land(job, found, reader, header, "", [], outcome)
    except (duckdb.InvalidInputException, duckdb.ConversionException, _Miscounted):
        return False  # less regular than it looked; the engine's message may quote personal data: dropped
    return True


def _read_copied(
    job: Job, found: Found, copied: rows.Copied, header: Sequence[str], sheet: str, outcome: Outcome
) -> None:
    reader = statements.Reader(
        path=copied.path,
        delimiter=",",
        fields=copied.fields,
        skip=0,
        nulls=job.contract.nulls,
        first_row=found.first + 1,
        is_clean_copy=True,
    )
    import duckdb

    try:
        _land(job, found, reader, header, sheet, copied.ragged, outcome)
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
        raise _refusal(job, top[: files.HEADER_DEPTH + 2], height)
    job = _as_stated(job, known, outcome, height)
    for sheet, found in in_turn(known):
        if found is None:
            if sheet.name not in job.contract.ignored_sheets and any(any(row) for row in sheet.top):
                kind: Kind = "pivot_sheet" if sheet.is_pivot else "unknown_sheet"
                outcome.findings.append(Finding(kind, sheet.name))
        elif found.match.table.name in outcome.tables:
            _read_further_sheet(job, sheet, found, outcome)
        else:
            copied = rows.copy_sheet(sheet, found, job.work / "clean.csv", job.key)
            _read_copied(job, found, copied, sheet.top[found.header], sheet.name, outcome)
            outcome.sheets[found.match.table.name] = {sheet.name: 0}
            outcome.ends[found.match.table.name] = sheet.height
    outcome.formats["sheets"] = ", ".join(name for each in outcome.sheets.values() for name in each)
    outcome.findings += outside_period(job.connection, job.contract, outcome.period, outcome.parquet)


def _read_further_sheet(job: Job, sheet: Sheet, found: Found, outcome: Outcome) -> None:
    """Land a sheet whose table another sheet of the workbook has begun, or say why it may not be."""
    table = found.match.table
    reason: tuple[Kind, str] | None = barred(sheet, job.origin.other_shops)
    if reason is None:
        apart = replace(job, work=job.work / "further")
        apart.work.mkdir(exist_ok=True)
        more = Outcome()
        copied = rows.copy_sheet(sheet, found, apart.work / "clean.csv", job.key)
        _read_copied(apart, found, copied, sheet.top[found.header], sheet.name, more)
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
    return replace(job, reading=replace(job.reading, file_zone=said.zone))


def _refusal(job: Job, records: Sequence[Sequence[str]], count: int = 0) -> Refused:
    if other := elsewhere(records, job.contract.source, job.contracts):
        return Refused(
            f"this is a file of {other} in the folder of {job.contract.source}.",
            f"Move it to the folder {other}.",
            count,
        )
    others = (contract for source, contract in job.contracts.items() if source != job.source)
    return not_known(records, job.contract, count, others)


def _land(
    job: Job,
    found: Found,
    reader: statements.Reader,
    header: Sequence[str],
    sheet: str,
    ragged: list[rows.Ragged],
    outcome: Outcome,
) -> None:
    match = found.match
    reading = in_order_of_clock(job.connection, match, reader, job.reading.in_layout(match.layout))
    zone = next(
        (match.bound.get(column.name) for column in match.table.columns if column.reads == "zone"), None
    )
    if zone is not None:
        query = f"SELECT DISTINCT c{zone} FROM {reader.sql} WHERE c{zone} IS NOT NULL"
        names = sorted(name for (name,) in job.connection.execute(query).fetchall())
        reading = replace(reading, zones=tuple(names))
    quick = statements.make_plan(match, reader, replace(reading, quick=True))
    plan = quick
    parquet, findings, counts = _write(job, match, quick)
    if counts.get(statements.REJECTED):
        plan = statements.make_plan(match, reader, reading)
        parquet, findings, counts = _write(job, match, plan)
    _require_every_line(job, reader, sum(counts.values()))
    rejected = counts.get(statements.REJECTED, 0)
    landed = counts.get(None, 0)
    outcome.findings += weigh_dates(
        job.connection, plan, reading, landed + rejected, sheet=bool(sheet), bad=bool(rejected)
    )
    require_whole_ids(job.connection, match, parquet[match.table.name], landed + rejected)
    bad: list[BadRow] = []
    if rejected:
        texts = statements.rejected_rows(job.connection, plan)
        bad = bad_rows(texts, match, reading, sheet, header, landed + rejected)
    outcome.bad += bad
    outcome.bad += ragged_rows(ragged, match, sheet)
    outcome.parquet |= parquet
    outcome.tables[match.table.name] = TableRows(
        landed + rejected + len(ragged), landed, rejected + len(ragged)
    )
    outcome.findings += findings + without_offset(job.connection, plan, match.table.name)
    outcome.findings += mask_fresh(job.connection, job.contract, match, parquet, header, landed)
    noticed = notice(job.connection, job.contract, match, reader, header, parquet, bad, landed + rejected)
    outcome.findings += noticed.findings
    outcome.columns[match.table.name] = noticed.columns
    outcome.shapes |= noticed.shapes
    outcome.findings += broken_rules(job.connection, match.table, parquet[match.table.name])
    outcome.layout = outcome.layout or match.layout.name
    outcome.formats |= {
        "dates": reading.date_order,
        "timezone": reading.timezone,
        "currency": reading.currency,
    }


def _require_every_line(job: Job, reader: statements.Reader, records: int) -> None:
    """Raises _Miscounted where records were lost or renumbered: the engine passes over empty lines, and drops
    records silently on some mixtures of line ends.

    Fewer records than lines is right where quoted texts have line breaks, but such files are trusted to the
    engine only with plain line feeds.
    """
    if reader.is_clean_copy:
        return
    scan = job.facts.scan()
    lines = scan.lines - reader.skip
    if scan.blank_lines or (records != lines and (reader.is_crlf or not 0 < records < lines)):
        raise _Miscounted


def _write(
    job: Job, match: Match, plan: statements.Plan
) -> tuple[dict[str, Path], list[Finding], dict[int | None, int]]:
    """Write the table (and its child) to temporary Parquet: the files, what drifted, and rows by state."""
    parquet = {match.table.name: job.work / f"{match.table.name}.parquet"}
    target = parquet[match.table.name]
    if match.table.has_parts:
        findings = _write_with_parts(job, plan, parquet)
    else:
        findings = [Finding("new_column", name, table=match.table.name) for name, _ in match.unknown]
        job.connection.execute(statements.copy_to(statements.select_rows(plan, job.origin), target))
        findings += _broken_sums(job, plan, match.table.name, target)
    findings += [Finding("duplicate_column", name, table=match.table.name) for name in match.duplicates]
    return parquet, findings, _states(job, target)


def _states(job: Job, parquet: Path) -> dict[int | None, int]:
    # No parameter: for the first one a process binds, the engine's client imports pandas: a second.
    source = f"read_parquet({literal(statements.in_glob(parquet))})"
    return dict(job.connection.execute(f"SELECT _state, count(*) FROM {source} GROUP BY ALL").fetchall())


def _write_with_parts(job: Job, plan: statements.Plan, parquet: dict[str, Path]) -> list[Finding]:
    """Land a table and its child of money parts; returns what the unknown columns turned out to be."""
    child = next(table for table in job.contract.tables if table.parts_of in parquet)
    ((table, target),) = parquet.items()
    run = job.connection.execute
    run(statements.create_wide(plan, job.origin))
    amounts = [(label, f"v_{item.column.name}") for label, item in plan.parts]
    findings = []
    if plan.unknown:
        judged = run(statements.judge_unknown(plan)).fetchone() or ()
        for (header, item), good, odd in zip(plan.unknown, judged[::2], judged[1::2], strict=True):
            if good and not odd:
                amounts.append((header, f"v_{item.column.name}"))
                findings.append(Finding("new_amount", header, table=table))
            else:
                findings.append(Finding("new_column", header, table=table))
    run(statements.copy_to(statements.select_wide(plan), target))
    parquet[child.name] = job.work / f"{child.name}.parquet"
    # One thread keeps the order by itself; several hold the whole result in memory and cost twice as much.
    run("SET threads = 1")
    run(statements.copy_to(statements.select_amounts(child.columns, amounts), parquet[child.name]))
    run("RESET threads")
    findings += _broken_sums(job, plan, table, None)
    run("DROP TABLE wide")
    return findings


def _broken_sums(job: Job, plan: statements.Plan, table: str, target: Path | None) -> list[Finding]:
    """A finding for each sum of the layout that rows break, naming the first of them. The rows stay."""
    if not plan.sums:
        return []
    found = job.connection.execute(statements.broken_sums(plan, target, SHOWN_ROWS)).fetchone() or ()
    findings = []
    for (header, _, _), count, rows_ in zip(plan.sums, found[::2], found[1::2], strict=True):
        if count:
            shown = ", ".join(map(str, rows_))
            findings.append(Finding("broken_sum", header, shown, table, count))
    return findings
