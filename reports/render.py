"""A week's report: snapshot in, files out.

    pages/*.md ── parse, compile ──┐
    snapshot ── queries, facts ────┴─ render once per language ── Markdown + figures, one HTML file

The same snapshot gives the same bytes: no clock is read, nothing is named by chance.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orchestration.weeks import IsoWeek
from reports.commentary import read_commentary
from reports.components.registry import known_components
from reports.figures.drawing import DRAWING
from reports.formats import Formatter
from reports.language.parser import parse_page
from reports.language.tree import Page
from reports.lineage import LINEAGE
from reports.metrics import read_metrics
from reports.review import RenderedLanguage, read_week, render_language
from reports.safety import WITHHELD
from reports.snapshot import Snapshot
from reports.writers.files import written_files
from reports.writers.index import begin_figure, link_weeks, link_whole, write_index

FOLDER = Path(__file__).parent
_MARGINS = (
    "select week, cm3 from marts.shop_weekly where shop_id = 'all'"
    " and week <= (select max(newest_complete_week) from meta.publication) order by week"
)


@dataclass(frozen=True)
class RenderedWeek:
    """The files of a week's report, its first sentences by language, and the marts that it withholds."""

    files: tuple[Path, ...]
    headline: Mapping[str, str]
    withheld: tuple[str, ...] = ()


@contextmanager
def engines_kept() -> Iterator[None]:
    """Within this, what draws and reads statements stays for the next report: to start it costs a second."""
    with DRAWING.kept(), LINEAGE.kept():
        yield


def read_pages(folder: Path = FOLDER / "pages", queries: Path = FOLDER / "queries") -> tuple[Page, ...]:
    """All pages in the order of their `sidebar_position`. Raises PageError."""
    tags = known_components()
    pages = [parse_page(path, tags, queries) for path in sorted(folder.glob("*.md"))]
    return tuple(sorted(pages, key=lambda page: (page.position, page.name)))


def render_week(
    snapshot: Path,
    out_dir: Path,
    week: str,
    languages: Sequence[str],
    commentary: Path | None = None,
    shop: str | None = None,
    last_good: str = "",
) -> RenderedWeek:
    """Write `out_dir/<week>/<language>/` for each language, and the index of all weeks.

    A report that withholds numbers is written to `out_dir/<week>/withheld/` where `last_good` says that the
    week has one that doesn't: that one stays where it was, until a whole one takes the place of both.
    `commentary` is the folder of people's remarks; `shop` leaves the other shops out. Raises ValueError for
    what is not a week, PageError for a page that can't be rendered, CommentaryError for remarks that can't be
    read, and duckdb.Error when the snapshot can't be read. Nothing of the week is written before everything
    is rendered.
    """
    wanted = IsoWeek.parse(week)
    pages = read_pages()
    DRAWING.start()
    with Snapshot(snapshot, shop) as source:
        review = read_week(source, wanted, pages, read_metrics())
        margins = source.rows("index", _MARGINS)
    LINEAGE.end()
    currency = review.reporting_currency
    rendered = {
        language: render_language(
            review,
            Formatter(language, currency),
            tuple(languages),
            read_commentary(commentary, week, language),
            last_good,
        )
        for language in languages
    }
    figures = {one: begin_figure(margins, Formatter(one, currency)) for one in languages}
    DRAWING.end()
    withheld = review.safety.marts
    beside = bool(withheld) and last_good == str(wanted)
    place = out_dir / str(wanted)
    written = _write(place / WITHHELD if beside else place, rendered)
    headline = {language: one.headline for language, one in rendered.items()}
    if not beside:
        shutil.rmtree(place / WITHHELD, ignore_errors=True)
    index = write_index(
        out_dir, languages, {} if beside else {str(wanted): headline}, figures, shop,
        {str(wanted): len(withheld)},
    )  # fmt: skip
    for language in languages:
        if beside:
            link_whole(place / WITHHELD / language, str(wanted), language)
        else:
            link_weeks(out_dir, str(wanted), language)
    return RenderedWeek((*written, *index), headline, withheld)


def _write(place: Path, rendered: Mapping[str, RenderedLanguage]) -> tuple[Path, ...]:
    files: list[Path] = []
    for language, contents in written_files(rendered).items():
        folder = place / language
        files += [_write_file(folder / name, content) for name, content in sorted(contents.items())]
        for stale in sorted(path for name in ("figures", "tables") for path in (folder / name).glob("*.*")):
            if f"{stale.parent.name}/{stale.name}" not in contents:
                stale.unlink()
    return tuple(files)


def _write_file(path: Path, content: bytes) -> Path:
    """Write by rename, so that a reader never opens half a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.partial")
    beside.write_bytes(content)
    beside.replace(path)
    return path
