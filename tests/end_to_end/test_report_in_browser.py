"""The report as its reader opens it: a file, offline, on a phone and on a desk."""

from pathlib import Path

import pytest

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
