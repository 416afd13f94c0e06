"""The way between weeks, and what a person adds to one."""

import re
from pathlib import Path

import pytest

from reports.commentary import CommentaryError, harmless, read_commentary
from reports.render import render_week
from tests.unit.reports.snapshot import WEEK, write_snapshot

HOSTILE = (
    "# Big\nStock of *GLW-30* ran out & <b>nobody</b> saw.\n\n<script>alert(1)</script>\n\n"
    "![x](https://example.com/x.png) [site](javascript:alert(1)) {finding.headline}\ue0000\ue001"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weeks")
    remarks = folder / "commentary"
    remarks.mkdir()
    (remarks / f"{WEEK}.en.md").write_text(HOSTILE, encoding="utf-8")
    (remarks / "2026-W18.md").write_text("All languages.", encoding="utf-8")
    snapshot = write_snapshot(folder / "marts.duckdb")
    for week in ("2026-W18", WEEK):
        render_week(snapshot, folder / "reports", week, ["en", "zh"], remarks)
    return folder


def links(path: Path) -> dict[str, str]:
    return dict(
        re.findall(r'<a(?: rel="\w+")? href="([^"]+)"[^>]*>([^<]+)<', path.read_text(encoding="utf-8"))
    )


def test_weeks_lead_to_each_other_over_the_gap_between_them(home: Path) -> None:
    for language in ("en", "zh"):
        earlier = home / "reports" / "2026-W18" / language / "weekly-review.html"
        later = home / "reports" / WEEK / language / "weekly-review.html"
        assert links(earlier)[f"../../{WEEK}/{language}/weekly-review.html"] == f"{WEEK} →"
        assert links(later)[f"../../2026-W18/{language}/weekly-review.html"] == "← 2026-W18"
        assert "→" not in "".join(links(later).values())
        for page in (earlier, later):
            assert [
                to for to in links(page) if to.startswith("..") and not (page.parent / to).is_file()
            ] == []


def test_every_week_is_one_click_from_the_index_with_its_headline(home: Path) -> None:
    for name, language, said in (
        ("index", "en", "fell 38% to $1,300"),
        ("index.zh", "zh", "边际贡献下降 38%"),
    ):
        path = home / "reports" / f"{name}.html"
        text = path.read_text(encoding="utf-8")
        for week in ("2026-W18", WEEK):
            assert links(path)[f"{week}/{language}/weekly-review.html"] == week
            assert f"{week}/{language}/weekly-review.pdf" in links(path)
        assert text.index(WEEK) < text.index('href="2026-W18')
        assert said in text
        assert 'role="img"' in text
        assert not re.findall(r'(?:src|href)="https?:', text)


def test_the_list_of_weeks_is_whole_without_a_script(home: Path) -> None:
    text = (home / "reports" / "index.html").read_text(encoding="utf-8").split("<script>")[0]
    assert text.count("<li>") == 2
    assert '<form class="search" role="search" hidden' in text


def test_remarks_are_shown_in_their_language_and_run_nothing(home: Path) -> None:
    page = (home / "reports" / WEEK / "en" / "weekly-review.html").read_text(encoding="utf-8")
    remarks = page.split("Remarks on the week")[1].split("</div>")[0]
    assert "<em>GLW-30</em> ran out &amp; &lt;b&gt;nobody&lt;/b&gt;" in remarks
    assert "&lt;script&gt;alert(1)" in remarks
    assert "{finding.headline}" in remarks
    assert not re.search(r"<(img|script|h1|h2)|href=\"javascript", remarks)
    markdown = (home / "reports" / WEEK / "en" / "weekly-review.md").read_text(encoding="utf-8")
    assert "<script" not in markdown
    assert "Remarks" not in (home / "reports" / WEEK / "zh" / "weekly-review.md").read_text(encoding="utf-8")


def test_remarks_without_a_language_are_for_all(home: Path) -> None:
    for language in ("en", "zh"):
        text = (home / "reports" / "2026-W18" / language / "weekly-review.md").read_text(encoding="utf-8")
        assert "All languages." in text


def test_remarks_that_are_no_text_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "2026-W20.en.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommentaryError, match=r"2026-W20\.en\.md is not UTF-8"):
        read_commentary(tmp_path, WEEK, "en")
    (tmp_path / "2026-W20.en.md").write_text("x" * 20_001, encoding="utf-8")
    with pytest.raises(CommentaryError, match="20001 characters"):
        read_commentary(tmp_path, WEEK, "en")
    assert read_commentary(tmp_path, WEEK, "zh") == ""


def test_a_heading_of_a_remark_stays_below_the_pages_own() -> None:
    assert harmless("# A\ntext\n ### B") == "#### A\ntext\n#### B"
