"""The weekly review: all pages of one week, read once from the snapshot, rendered once per language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.weeks import IsoWeek
from reports import messages
from reports.blocks import Document, Figure
from reports.components.registry import known_components
from reports.components.spec import Component
from reports.context import Context
from reports.formats import Formatter
from reports.language.compiler import Compiled, compile_page
from reports.language.runtime import Rows
from reports.language.template import render_template
from reports.language.tree import Page
from reports.lineage import LINEAGE
from reports.metrics import Metric
from reports.notices import footnotes, safety_banner
from reports.safety import Safety, Withheld, read_safety
from reports.snapshot import Snapshot, run_queries
from reports.words.findings import Findings, read_findings
from reports.writers.html import write_html
from reports.writers.markdown import write_markdown
from reports.writers.page import Frame, Section

TREND_WEEKS = 13
NAME = "weekly-review"


@dataclass(frozen=True)
class Review:
    """A week as read: pages with the rows of their queries, and the facts its sentences are made of."""

    week: IsoWeek
    pages: tuple[tuple[Page, Compiled, Mapping[str, Rows]], ...]
    findings: Findings
    metrics: Mapping[str, Metric]
    components: Mapping[str, Component]
    publication: Mapping[str, Any]
    reporting_currency: str
    safety: Safety
    shop: str | None = None


@dataclass(frozen=True)
class RenderedPage:
    """A page in one language: Markdown with marks, and the blocks that the marks stand for."""

    key: str
    title: str
    text: str
    document: Document
    position: int = 0


@dataclass(frozen=True)
class RenderedLanguage:
    """A review in one language, before it is written to files."""

    headline: str
    subject: str
    frame: Frame
    top: str
    pages: tuple[RenderedPage, ...]

    @property
    def markdown(self) -> str:
        """The whole report as one Markdown file."""
        parts = [f"## {page.title}\n\n{write_markdown(page.text, page.document)}" for page in self.pages]
        return "\n".join([self.top, *parts]) + f"\n---\n\n{self.frame.footer}\n"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The pages as fragments of HTML."""
        return tuple(Section(one.key, one.title, write_html(one.text, one.document)) for one in self.pages)

    @property
    def figures(self) -> dict[str, Figure]:
        """All figures, by name."""
        blocks = (block for page in self.pages for block in page.document.blocks)
        return {block.name: block for block in blocks if isinstance(block, Figure)}


def parameters(week: IsoWeek, shop: str | None = None) -> dict[str, str]:
    """What `${params.…}` may name; `shop` is `all` in a report of all shops."""
    return {
        "shop": shop or "all",
        "week": str(week), "previous_week": str(week.shift(-1)),
        "first_week": str(week.shift(1 - TREND_WEEKS)),
    }  # fmt: skip


def joined(parts: Sequence[RenderedLanguage]) -> RenderedLanguage:
    """Pages that were rendered each by itself, as one report."""
    first = parts[0]
    return RenderedLanguage(
        first.headline, first.subject, first.frame, first.top,
        tuple(page for one in parts for page in one.pages),
    )  # fmt: skip


def read_week(
    snapshot: Snapshot, week: IsoWeek, pages: Sequence[Page], metrics: Mapping[str, Metric]
) -> Review:
    """Compile the pages, run their queries, gather the facts. Raises PageError."""
    components = known_components()
    given = parameters(week, snapshot.shop)
    safety = read_safety(snapshot)
    if safety.withheld or safety.warned:
        LINEAGE.start()
    read = tuple(
        (page, compile_page(page, components), run_queries(snapshot, page.queries, given, safety))
        for page in pages
    )
    publication = snapshot.rows("publication", "select * from meta.publication order by fingerprint")
    currency = snapshot.rows(
        "reporting_currency", "select distinct reporting_currency from marts.shop_weekly order by 1"
    )
    return Review(
        week=week, pages=read, findings=read_findings(snapshot, week, given, safety), metrics=metrics,
        components=components, publication=publication[0] if publication else {},
        reporting_currency=currency[0]["reporting_currency"] if currency else "USD", safety=safety,
        shop=snapshot.shop,
    )  # fmt: skip


def render_language(
    review: Review,
    formatter: Formatter,
    languages: tuple[str, ...],
    commentary: str = "",
    last_good: str = "",
) -> RenderedLanguage:
    """All pages in one language; `last_good` is the week of the last report without anything withheld.

    Raises PageError.
    """
    frame = _frame(review, formatter, languages)
    findings = review.findings.told(formatter)
    pages: list[RenderedPage] = []
    figures: set[str] = set()
    for page, compiled, rows in review.pages:
        context = Context(
            formatter, review.metrics, page.name, Document(), figures, remarks=commentary, last_good=last_good
        )
        banner = "" if pages else safety_banner(context, review.safety)
        variables = {**page.variables, **rows, **_variables(review, formatter, findings)}
        text = render_template(compiled, variables, context, review.components)
        text = f"{banner}{text}{footnotes(context)}"
        key = page.name.removesuffix(".md")
        title = page.title.get(formatter.language) or page.title.get("en") or page.title.get("") or key
        pages.append(RenderedPage(key, title, text, context.document, page.position))
    headline = findings["headline"]
    if isinstance(headline, Withheld):
        headline = str(messages.say(formatter, "safety.headline", {"week": str(review.week)}))
    return RenderedLanguage(
        headline,
        _subject(review, formatter, findings["subject"]),
        frame,
        _top(review, frame, languages),
        tuple(pages),
    )


def _subject(review: Review, formatter: Formatter, said: Any) -> str:
    if isinstance(said, Withheld):
        said = messages.say(formatter, "subject.withheld", {})
    shops = review.shop or messages.say(formatter, "subject.all_shops", {})
    return str(
        messages.say(formatter, "frame.subject", {"week": str(review.week), "shops": shops, "said": said})
    )


def _variables(review: Review, formatter: Formatter, findings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "params": parameters(review.week, review.shop),
        "finding": findings,
        "text": messages.catalogue(formatter.language),
        "definitions": _definitions(review.metrics, formatter.language),
        "publication": review.publication,
    }


def _definitions(metrics: Mapping[str, Metric], language: str) -> Rows:
    rows = [
        (name, metric.label_in(language), metric.formula_in(language), metric.version, metric.source)
        for name, metric in metrics.items()
    ]
    return Rows("definitions", ("name", "metric_label", "formula", "version", "source_table"), rows)


def _frame(review: Review, formatter: Formatter, languages: tuple[str, ...]) -> Frame:
    week, published = review.week, review.publication

    def say(key: str, **values: Any) -> str:
        return str(messages.say(formatter, key, values))

    return Frame(
        language=formatter.language,
        brand=say("frame.brand"),
        title=say("frame.title_of_shop" if review.shop else "frame.title", week=str(week), shop=review.shop),
        dates=say("frame.dates", first=week.monday, last=week.sunday),
        footer=say(
            "frame.footer",
            as_of=str(published.get("as_of"))[:16],
            fingerprint=str(published.get("fingerprint"))[:12],
        ),
        contents=say("frame.contents"),
        others={code: f"../{code}/weekly-review.html" for code in languages if code != formatter.language},
        files={say("frame.pdf"): f"{NAME}.pdf", say("frame.workbook"): f"{NAME}.xlsx"},
        mail=say("frame.mail"),
        data_title=say("frame.data_title"),
        workbook=tuple(say(f"frame.sheets.{name}") for name in ("contents", "page", "table", "rows")),
    )  # fmt: skip


def _top(review: Review, frame: Frame, languages: tuple[str, ...]) -> str:
    """Front matter for machines, then the heading and the way to the other language."""
    names = {"en": "English", "zh": "中文"}
    links = " · ".join(f"[{names[code]}](../{code}/weekly-review.md)" for code in frame.others)
    return (
        f"---\nweek: {review.week}\nlanguage: {frame.language}\n"
        f"generated_from: {review.publication.get('fingerprint')}\n---\n\n"
        f"# {frame.title}\n\n{frame.dates}" + (f" · {links}" if links else "") + "\n"
    )
