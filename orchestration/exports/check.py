"""`suanqing check`: what a file is, whether it would land, what is wrong with it. Touches nothing in the
home.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.exports.contract import Contract, Contracts
from orchestration.exports.desk import open_engine, read_with_engine
from orchestration.exports.drift import Finding
from orchestration.exports.files import HEADER_DEPTH, Facts, examine, text_form
from orchestration.exports.inbox import SHARED_SOURCES, is_ignored
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
from orchestration.exports.sidecars import is_sidecar
from orchestration.exports.statements import Origin
from orchestration.exports.vocabulary import names_of
from orchestration.exports.workbooks import read_sheets
from orchestration.settings import SHARED_FOLDER, Settings

_ONCE_LANDED = "Once the file has landed, the one in quarantine names them all."


@dataclass(frozen=True)
class CheckReport:
    """What was found out about a file. `would_land`: at least its readable rows would, and it has some, or no
    rows at all.
    """

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
        if _is_unreadable(self.tables):
            verdict = "would not land: none of its rows can be read"
        if self.would_land and any(rows.rows_quarantined for rows in self.tables.values()):
            verdict = "would land, but for the rows named"
        return "\n".join([*lines, f"  {verdict}."])


def _is_unreadable(tables: Mapping[str, TableRows]) -> bool:
    """Whether a file has rows and none of them can be read."""
    read = sum(rows.rows_read for rows in tables.values())
    return 0 < read == sum(rows.rows_quarantined for rows in tables.values())


def check_file(path: Path, settings: Settings, shop_id: str | None = None) -> CheckReport:
    """Find out what a file is and whether it would land, for a shop.

    The shop is the one named, else the one whose inbox folder the file lies in, else the first that is
    declared.
    """
    name = path.name
    try:
        _require_looked_at(path)
        facts = examine(path)
        folders = _folders(path, settings)
        contracts = contracts_of(settings.home)
        contract = _contract(facts, contracts, _source_folder(folders))
        shop = SHARED_FOLDER if contract.source in SHARED_SOURCES else _shop(settings, shop_id, folders)
        outcome, moment = _read(facts, settings, contracts, contract.source, shop)
    except Refused as refused:
        return CheckReport(name, False, problems=(Problem(name, refused.reason, refused.advice),))
    misplaced = _misplaced(name, folders, contract.source, settings)
    return CheckReport(
        file=name,
        would_land=misplaced is None and not _is_unreadable(outcome.tables),
        source=contract.source,
        layout=outcome.layout,
        shop_id=shop,
        exported_at=moment,
        tables=outcome.tables,
        formats=outcome.formats,
        findings=still_open(outcome.findings, contracts, names_of(settings.home)),
        problems=(*([misplaced] if misplaced else []), *problems_of(name, outcome.bad, _ONCE_LANDED)),
    )


def _require_looked_at(path: Path) -> None:
    """Raises Refused for a file that a landing passes over by its name."""
    if is_sidecar(path):
        raise Refused(
            "this says the account and days of the report beside it, and never lands.", "Check the report."
        )
    if is_ignored(path):
        raise Refused(
            "files of such a name are passed over: a download that has not ended, or what a program leaves.",
            "Download it to its end, or rename it.",
        )


def suggestion_for(path: Path, settings: Settings, report: CheckReport) -> str:
    """What a contract file of the home could say about a file, to look over; nothing is saved."""
    from orchestration.exports.suggest import suggest

    is_known = report.source is not None and not any(f.kind == "new_column" for f in report.findings)
    if is_known:
        return "  suggest  nothing: every column of it is known."
    try:
        proposed = suggest(path, settings, report.source or _source_folder(_folders(path, settings)))
    except Refused as refused:
        return f"  suggest  nothing: {refused.reason}"
    if proposed is None:
        return "  suggest  nothing: it resembles no known file; docs/exports.md says how a mapping looks."
    text, where = proposed
    return f"  suggest  save this as {where}, once you have looked it over:\n\n{text}"


def _folders(path: Path, settings: Settings) -> tuple[str, ...] | None:
    """The folders of the inbox that a file lies in, the outermost first; None where it lies elsewhere."""
    try:
        return path.resolve().relative_to(settings.inbox.resolve()).parts[:-1]
    except ValueError:
        return None


def _source_folder(folders: tuple[str, ...] | None) -> str | None:
    return folders[1] if folders and len(folders) > 1 else None


def _misplaced(name: str, folders: tuple[str, ...] | None, source: str, settings: Settings) -> Problem | None:
    """What is wrong with the place of a file in the inbox, where no landing looks for its export."""
    if folders is None:
        return None
    owners = [SHARED_FOLDER] if source in SHARED_SOURCES else [shop.id for shop in settings.shops]
    if len(folders) > 1 and folders[0] in owners and folders[1] == source:
        return None
    owner = folders[0] if folders and folders[0] in owners else owners[0] if len(owners) == 1 else "<shop>"
    return Problem(
        name,
        f"it lies in {'/'.join(('inbox', *folders))}/, where no file of {source} is looked for.",
        f"Move it to inbox/{owner}/{source}/.",
    )


def _shop(settings: Settings, asked: str | None, folders: tuple[str, ...] | None) -> str:
    known = [shop.id for shop in settings.shops]
    if asked is not None and asked not in known:
        raise Refused(f"there is no shop {asked}.", f"Name one that shops.yaml declares: {', '.join(known)}.")
    return asked or (folders[0] if folders and folders[0] in known else known[0])


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
