"""The report as its reader opens it: a file, offline, on a phone and on a desk."""

from pathlib import Path
from typing import Literal

import pytest

from tests.end_to_end.axe import axe_source, needs_npm, violations
from tests.end_to_end.browser import chromium, needs_browser

pytestmark = [pytest.mark.browser, needs_browser]


@pytest.mark.parametrize("width", [375, 794, 1280], ids=["phone", "A4", "desktop"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_opens_offline_without_an_error_or_an_overflow(
    demo_home: Path, language: str, width: int
) -> None:
    page_file = demo_home / "reports" / "2026-W20" / language / "weekly-review.html"
    said: list[str] = []
    asked: list[str] = []
    with chromium(viewport={"width": width, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        assert said == []
        assert [url for url in asked if not url.startswith(("data:", page_file.as_uri()))] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.lang")[:2] == language
        pictures = page.evaluate(
            "[...document.querySelectorAll('figure svg, img')]"
            ".filter(e => !e.getAttribute('aria-label') && !e.getAttribute('alt')).length"
        )
        assert pictures == 0, "a figure without a text alternative"
        assert page.locator("h1").count() == 1
        assert page.locator("table").count() > 5


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("media", "width"), [("screen", 1280), ("print", 688)])
def test_no_table_is_cut_on_a_desk_or_when_it_is_printed(
    demo_home: Path, language: str, media: Literal["screen", "print"], width: int
) -> None:
    """688 pixels are what A4 leaves between its margins; paper can't be scrolled."""
    page_file = demo_home / "reports" / "2026-W20" / language / "weekly-review.html"
    with chromium(viewport={"width": width, "height": 900}, offline=True) as context:
        page = context.new_page()
        page.emulate_media(media=media)
        page.goto(page_file.as_uri())
        cut = page.evaluate(
            "[...document.querySelectorAll('.table')].filter(e => e.scrollWidth > e.clientWidth + 1)"
            ".map(e => `${e.getAttribute('aria-label')}: ${e.scrollWidth} > ${e.clientWidth}`)"
        )
        assert cut == []


@needs_npm
@pytest.mark.parametrize(
    "name", ["2026-W20/en/weekly-review", "2026-W20/zh/weekly-review", "index", "index.zh"]
)
def test_axe_finds_nothing_wrong(
    demo_home: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    shared = tmp_path_factory.getbasetemp()
    source = axe_source(shared.parent if "popen-gw" in shared.name else shared)
    with chromium(viewport={"width": 1280, "height": 900}, offline=True, bypass_csp=True) as context:
        page = context.new_page()
        page.goto((demo_home / "reports" / f"{name}.html").as_uri())
        assert violations(page, source) == []


def test_the_search_of_the_index_hides_what_does_not_match(demo_home: Path) -> None:
    with chromium(viewport={"width": 375, "height": 700}, offline=True) as context:
        page = context.new_page()
        page.goto((demo_home / "reports" / "index.html").as_uri())
        assert page.locator("li:visible").count() >= 1
        page.get_by_role("searchbox").fill("no such week")
        assert page.locator("li:visible").count() == 0
        assert page.get_by_role("status").is_visible()
        page.get_by_role("searchbox").fill("W20")
        page.locator("li:visible h2 a").click()
        assert "2026-W20" in page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
