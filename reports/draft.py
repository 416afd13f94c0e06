"""A draft: pages rendered each by itself, so that a broken one hides no other. Nothing of it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.weeks import IsoWeek
from reports.blocks import Container, Document
from reports.components.registry import known_components
from reports.escaping import for_markdown
from reports.formats import Formatter
from reports.language.errors import PageError
from reports.language.parser import parse_page
from reports.language.tree import Page
from reports.metrics import read_metrics
from reports.render import FOLDER
from reports.review import NAME, RenderedLanguage, RenderedPage, joined, read_week, render_language
from reports.snapshot import Snapshot
from reports.writers.fonts import characters, font_faces
from reports.writers.page import html_page


@dataclass(frozen=True)
class Draft:
    """The pages of a draft as HTML, one file a language, and what is broken in them."""

    files: tuple[Path, ...]
    errors: tuple[PageError, ...]


def render_draft(
    snapshot: Path,
    out_dir: Path,
    week: str,
    languages: Sequence[str],
    pages: Sequence[Path] | None = None,
) -> Draft:
    """Write `out_dir/<week>/<language>/weekly-review.html`; a broken page stands there with its error.

    `pages` are the files to show, all of the review by default.
    """
    wanted = IsoWeek.parse(week)
    chosen = list(pages) if pages else sorted((FOLDER / "pages").glob("*.md"))
    errors: list[PageError] = []
    rendered: dict[str, list[RenderedLanguage]] = {language: [] for language in languages}
    with Snapshot(snapshot) as source:
        for path in chosen:
            for language, one in _page(source, wanted, path, languages, errors).items():
                rendered[language].append(one)
    files = []
    for language, parts in rendered.items():
        one = joined(sorted(parts, key=lambda part: part.pages[0].position))
        sections = one.sections
        texts = [one.frame.title, one.frame.dates, *(section.fragment for section in sections)]
        path = out_dir / str(wanted) / language / f"{NAME}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html_page(one.frame, sections, font_faces(characters(texts))), encoding="utf-8")
        files.append(path)
    return Draft(tuple(files), tuple(errors))


def _page(
    source: Snapshot, week: IsoWeek, path: Path, languages: Sequence[str], errors: list[PageError]
) -> dict[str, RenderedLanguage]:
    """One page in every language, or its error in its place."""
    try:
        review = read_week(source, week, [_parsed(path)], read_metrics())
        currency = review.reporting_currency
        return {
            language: render_language(review, Formatter(language, currency), tuple(languages))
            for language in languages
        }
    except PageError as error:
        errors.append(error)
        empty = read_week(source, week, [], read_metrics())
        broken = _broken(path, error)
        frames = {one: render_language(empty, Formatter(one), tuple(languages)) for one in languages}
        return {
            language: RenderedLanguage(frame.headline, frame.subject, frame.frame, frame.top, (broken,))
            for language, frame in frames.items()
        }


def _parsed(path: Path) -> Page:
    """A page with the queries beside it, or those of the house."""
    beside = path.parent.parent / "queries"
    queries = beside if beside.is_dir() else FOLDER / "queries"
    return parse_page(path, known_components(), queries, FOLDER / "pages" / "partials")


def _broken(path: Path, error: PageError) -> RenderedPage:
    document = Document()
    text = document.block(Container("alert", for_markdown(str(error)), title=path.name, status="negative"))
    return RenderedPage(path.name.removesuffix(".md"), path.name, text, document, 0)
