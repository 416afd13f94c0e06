"""Closing a week: the report is rendered from the published snapshot, and its inputs are remembered."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.publish import Publication, read_publication, weeks_with_orders
from orchestration.weeks import IsoWeek
from reports.safety import WITHHELD

if TYPE_CHECKING:
    from reports.render import RenderedWeek

CODE_FOLDERS = ("orchestration", "dbt_project", "expectations", "reports")
CODE_SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".csv", ".md", ".css", ".json"}
_MADE = frozenset({"target", "logs", "__pycache__"})
"""Folders of what is made from the code, whatever folder they stand in."""


class NothingPublishedError(Exception):
    """There is no snapshot to report from."""


class PagesBrokenError(Exception):
    """A page can't be rendered; the message names page and line, and where the draft of the others lies."""


class WeekWithoutDataError(Exception):
    """The snapshot has no order in the week asked for."""


@dataclass(frozen=True)
class ClosedWeek:
    """The files of a week's report, its headline by language, and the snapshot it was made from.

    `withheld` names the marts whose numbers the report does not, or not all, show.
    """

    week: IsoWeek
    files: tuple[Path, ...]
    headline: dict[str, str]
    publication: Publication
    withheld: tuple[str, ...] = ()

    def _file(self, language: str, suffix: str) -> Path | None:
        found = (path for path in self.files if path.suffix == suffix and path.parent.name == language)
        return next(found, None)

    def entry(self, language: str) -> Path:
        """The page a reader opens. Raises LookupError for a language the report was not written in."""
        page = self._file(language, ".html")
        if page is None:
            raise LookupError(f"the report of {self.week} was not written in {language!r}")
        return page

    def stands(self, settings: Settings) -> str:
        """Where the last report of the week that withholds nothing is."""
        whole = settings.reports / str(self.week) / settings.languages[0] / "weekly-review.html"
        if self.withheld and self.entry(settings.languages[0]) != whole and whole.is_file():
            return f"the last report with every number stands: {whole}"
        return "this week has no report with every number yet"

    def markdown(self, language: str) -> str | None:
        """The report as Markdown, or None for a language it was not written in."""
        page = self._file(language, ".md")
        return page.read_text(encoding="utf-8") if page else None


def close_week(settings: Settings, week: IsoWeek) -> ClosedWeek:
    """Render a week's report.

    Raises NothingPublishedError, WeekWithoutDataError or PagesBrokenError, which say what to do.
    """
    from reports.render import engines_kept

    publication = read_publication(settings)
    if publication is None:
        raise NothingPublishedError(f"{settings.snapshot} is missing: run `suanqing run` first.")
    require_orders(settings, week)
    with engines_kept() if settings.shop_reports else nullcontext():
        rendered = _rendered(settings, week)
        files = [
            *rendered.files,
            *(path for shop in settings.shop_reports for path in _of_shop(settings, week, shop)),
        ]
    _write_record(settings.reports, week, rendered, files)
    return read_closed(settings, week)


def _of_shop(settings: Settings, week: IsoWeek, shop: str) -> tuple[Path, ...]:
    """The files of one shop's own report."""
    from reports.render import render_week

    folder = settings.reports_of(shop)
    rendered = render_week(
        settings.snapshot, folder, str(week), settings.languages, settings.commentary_of(shop), shop,
        last_good(folder, week),
    )  # fmt: skip
    _write_record(folder, week, rendered, rendered.files)
    return rendered.files


def last_good(reports: Path, week: IsoWeek) -> str:
    """The newest week, this one at most, whose report withholds nothing; empty where there is none."""
    for path in sorted(reports.glob("*-W*/week.json"), reverse=True):
        if path.parent.name <= str(week) and (told := _read_json(path)) and not told.get("withheld"):
            return path.parent.name
    return ""


def _rendered(settings: Settings, week: IsoWeek) -> RenderedWeek:
    """The week's report; with a broken page nothing of it is written, and the others lie in a draft."""
    from reports.draft import render_draft
    from reports.language.errors import PageError
    from reports.render import render_week

    try:
        return render_week(
            settings.snapshot, settings.reports, str(week), settings.languages, settings.commentary,
            last_good=last_good(settings.reports, week),
        )  # fmt: skip
    except PageError:
        draft = render_draft(settings.snapshot, settings.draft, str(week), settings.languages)
        told = "\n".join(f"  {error}" for error in draft.errors)
        raise PagesBrokenError(
            f"The report of {week} is not written: a page is broken.\n{told}\n"
            f"The other pages are in a draft: {draft.files[0]}"
        ) from None


def require_orders(settings: Settings, week: IsoWeek) -> None:
    """Raises WeekWithoutDataError where the snapshot has no order in a week; it says which there are."""
    weeks = weeks_with_orders(settings)
    if str(week) not in weeks:
        span = f"There are orders from {weeks[0]} to {weeks[-1]}." if weeks else "There are no orders at all."
        raise WeekWithoutDataError(
            f"no shop has an order in {week}. {span} Drop that week's order export into "
            f"{settings.inbox}/<shop>/orders, or name another week with --week."
        )


def read_closed(settings: Settings, week: IsoWeek) -> ClosedWeek:
    """A week's report as it was last written: one that withholds numbers lies beside the last one that
    doesn't. Raises NothingPublishedError when there is none."""
    publication = read_publication(settings)
    reports = settings.reports
    record = _read_json(_record(reports, week, WITHHELD)) or _read_json(_record(reports, week))
    if publication is None or not record:
        raise NothingPublishedError(f"{week} has no report yet: run `suanqing run --week {week}`.")
    files = tuple(settings.reports / name for name in record["files"])
    return ClosedWeek(week, files, record["headline"], publication, tuple(record.get("withheld", ())))


def newest_report(reports: Path, week: str) -> tuple[Path, tuple[str, ...]]:
    """The folder of a week's newest report, and the marts whose numbers it does not, or not all, show."""
    for folder in (WITHHELD, ""):
        if withheld := _read_json(_record(reports, week, folder)).get("withheld"):
            return reports / week / folder, tuple(withheld)
    return reports / week, ()


def code_digest(root: Path = PROJECT_ROOT) -> str:
    """A digest of everything that decides a number or a sentence: code, models, seeds, suites, pages."""
    digest = hashlib.sha256()
    above = len(str(root)) + 1
    for folder in CODE_FOLDERS:
        for place, folders, names in os.walk(root / folder):
            folders[:] = sorted(name for name in folders if name not in _MADE)
            for path in (Path(place, name) for name in sorted(names)):
                # dbt called by hand leaves a hidden file beside its profile: that decides no number.
                if path.suffix in CODE_SUFFIXES and not path.name.startswith("."):
                    digest.update(f"{str(path)[above:]}\0".encode())
                    digest.update(path.read_bytes())
    return digest.hexdigest()


def inputs_digest(settings: Settings, inbox_digest: str) -> str:
    """A digest of all that a report depends on: inbox, configuration, the home's own contracts and remarks,
    code.
    """
    own = sorted(path for path in settings.contracts.glob("*.y*ml") if path.is_file())
    own += sorted(path for path in settings.commentary.rglob("*.md") if path.is_file())
    taught = [f"{path.name} {path.read_text(encoding='utf-8', errors='replace')}" for path in own]
    parts = (inbox_digest, settings.model_dump_json(), *taught, code_digest())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def remember(settings: Settings, week: IsoWeek, inputs: str) -> None:
    """Note what a week was closed from, so that an unchanged home need not be reckoned again."""
    path = settings.home / "closed.json"
    _write_json(path, {**_read_json(path), str(week): inputs})


def recall(settings: Settings, week: IsoWeek | None, inputs: str) -> ClosedWeek | None:
    """The week as it was closed from exactly these inputs, or None when it must be closed (again)."""
    publication = read_publication(settings)
    if publication is None:
        return None
    week = week or IsoWeek.parse(publication.newest_complete_week)
    if _read_json(settings.home / "closed.json").get(str(week)) != inputs:
        return None
    try:
        closed = read_closed(settings, week)
    except NothingPublishedError:
        return None
    return closed if all(path.exists() for path in closed.files) else None


def _record(reports: Path, week: IsoWeek | str, folder: str = "") -> Path:
    return reports / str(week) / folder / "week.json"


def _write_record(reports: Path, week: IsoWeek, rendered: RenderedWeek, files: Sequence[Path]) -> None:
    """What the index says of a week, and what belongs to it; beside the last whole report, where there is
    one."""
    record: dict[str, Any] = {
        "headline": dict(rendered.headline), "files": [str(path.relative_to(reports)) for path in files],
    }  # fmt: skip
    if rendered.withheld:
        record["withheld"] = list(rendered.withheld)
    beside = bool(rendered.withheld) and last_good(reports, week) == str(week)
    _write_json(_record(reports, week, WITHHELD if beside else ""), record)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    """Write beside and rename: a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    partial.replace(path)
