"""`suanqing check`: what a file is, whether it would land, what is wrong with it. Touches nothing in the
home.
"""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.exports.contract import Contract, Contracts
from orchestration.exports.desk import open_engine, read_with_engine
from orchestration.exports.drift import Finding
from orchestration.exports.files import HEADER_DEPTH, Facts, examine, text_form
from orchestration.exports.inbox import SHARED_SOURCES
from orchestration.exports.jobs import Job
from orchestration.exports.names import exported_at
from orchestration.exports.newness import still_open
from orchestration.exports.outcome import Outcome
from orchestration.exports.overlays import contracts_of
from orchestration.exports.problems import Problem, Refused
from orchestration.exports.quarantine import problems_of
from orchestration.exports.readings import reading_for
from orchestration.exports.receipts import TableRows
from orchestration.exports.recognise import find_header
from orchestration.exports.statements import Origin
from orchestration.exports.vocabulary import names_of
from orchestration.exports.workbooks import read_sheets
from orchestration.settings import SHARED_FOLDER, Settings


@dataclass(frozen=True)
class CheckReport:
    """What was found out about a file. `would_land`: at least its readable rows would."""

    file: str
    would_land: bool
    source: str | None = None
    layout: str | None = None
    shop_id: str | None = None
    exported_at: str | None = None
    tables: dict[str, TableRows] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()

    def text(self) -> str:
        """The report as lines for a terminal."""
        lines = [self.file]
        if self.source:
            lines.append(
                f"  is       {self.source} ({self.layout or 'unknown layout'}), read for {self.shop_id}"
            )
        if self.exported_at:
            lines.append(f"  exported {self.exported_at} UTC")
        for name, rows in self.tables.items():
            lines.append(f"  {name}: {rows.rows_read} rows, {rows.rows_quarantined} of them can't be read")
        if self.formats:
            lines.append("  read as  " + ", ".join(f"{key} {value}" for key, value in self.formats.items()))
        lines += [f"  note     {each.text}. {each.advice}".rstrip() for each in self.findings]
        for problem in self.problems:
            lines.append(f"  {str(problem).removeprefix(self.file).lstrip(':, ')}")
        verdict = "would land" if self.would_land else "would not land"
        if self.would_land and any(rows.rows_quarantined for rows in self.tables.values()):
            verdict = "would land, but for the rows named"
        return "\n".join([*lines, f"  {verdict}."])


def check_file(path: Path, settings: Settings, shop_id: str | None = None) -> CheckReport:
    """Find out what a file is and whether it would land, for a shop.

    The shop is the one named, else the one whose inbox folder the file lies in, else the first that is
    declared.
    """
    name = path.name
    try:
        facts = examine(path)
        placed_shop, placed_source = _placed(path, settings)
        contracts = contracts_of(settings.home)
        contract = _contract(facts, contracts, placed_source)
        shop = SHARED_FOLDER if contract.source in SHARED_SOURCES else _shop(settings, shop_id or placed_shop)
        outcome, moment = _read(facts, settings, contracts, contract.source, shop)
    except Refused as refused:
        return CheckReport(name, False, problems=(Problem(name, refused.reason, refused.advice),))
    problems = problems_of(name, outcome.bad)
    if placed_source and placed_source != contract.source:
        advice = f"Move it to the folder {contract.source}."
        problems.insert(0, Problem(name, f"it lies in the folder of {placed_source}.", advice))
    return CheckReport(
        file=name,
        would_land=not (placed_source and placed_source != contract.source),
        source=contract.source,
        layout=outcome.layout,
        shop_id=shop,
        exported_at=moment,
        tables=outcome.tables,
        formats=outcome.formats,
        findings=still_open(outcome.findings, contracts, names_of(settings.home)),
        problems=tuple(problems),
    )


def suggestion_for(path: Path, settings: Settings, report: CheckReport) -> str:
    """What a contract file of the home could say about a file, to look over; nothing is saved."""
    from orchestration.exports.suggest import suggest

    is_known = report.source is not None and not any(f.kind == "new_column" for f in report.findings)
    if is_known:
        return "  suggest  nothing: every column of it is known."
    try:
        proposed = suggest(path, settings, report.source or _placed(path, settings)[1])
    except Refused as refused:
        return f"  suggest  nothing: {refused.reason}"
    if proposed is None:
        return "  suggest  nothing: it resembles no known file; docs/exports.md says how a mapping looks."
    text, where = proposed
    return f"  suggest  save this as {where}, once you have looked it over:\n\n{text}"


def _placed(path: Path, settings: Settings) -> tuple[str | None, str | None]:
    try:
        parts = path.resolve().relative_to(settings.inbox.resolve()).parts
    except ValueError:
        return None, None
    return (parts[0], parts[1]) if len(parts) > 2 else (None, None)


def _shop(settings: Settings, shop_id: str | None) -> str:
    known = [shop.id for shop in settings.shops]
    if shop_id is not None and shop_id not in known:
        raise Refused(
            f"there is no shop {shop_id}.", f"Name one that shops.yaml declares: {', '.join(known)}."
        )
    return shop_id or known[0]


def _contract(facts: Facts, contracts: Contracts, placed: str | None) -> Contract:
    """The contract whose header the file has; the folder's where none fits, so that its refusal says what is
    missing.
    """
    if facts.is_workbook:
        tops = [sheet.top[: HEADER_DEPTH + 2] for sheet in read_sheets(facts.path)]
    else:
        tops = [[list(record) for record in text_form(facts).records]]
    order = sorted(contracts, key=lambda source: source != placed)
    for source in order:
        if any(find_header(top, contracts[source]) for top in tops):
            return contracts[source]
    return contracts.get(placed or "", contracts["orders"])


def _read(
    facts: Facts, settings: Settings, contracts: Contracts, source: str, shop: str
) -> tuple[Outcome, str]:
    contract = contracts[source]
    timezone = settings.timezone if shop == SHARED_FOLDER else settings.shop(shop).timezone
    moment, _ = exported_at(contract, facts.path.name, timezone, facts.mtime_ns)
    how = reading_for(settings, contract, shop, facts.path)
    key = secrets.token_bytes(32)
    with (
        tempfile.TemporaryDirectory(prefix="suanqing-check-") as work,
        open_engine(key, Path(work)) as engine,
    ):
        origin = Origin(shop, frozenset(other.id for other in settings.shops) - {shop})
        outcome = read_with_engine(Job(engine, contracts, source, facts, origin, how, key, Path(work)))
    return outcome, outcome.exported_at or moment
