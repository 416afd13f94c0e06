"""A page while it is written: broken ones are named and hide no other, nothing is published."""

import shutil
import urllib.request
from pathlib import Path

import pytest

from reports.draft import render_draft
from reports.render import FOLDER
from reports.watch import Watched, serve
from tests.unit.reports.snapshot import WEEK, write_snapshot

GOOD = "---\ntitle: Mine\n---\n\nWeek {params.week}: fine\n"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("draft") / "marts.duckdb")


def test_a_broken_page_stands_with_its_line_among_the_others(snapshot: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(FOLDER / "pages" / "returns.md", pages)
    (pages / "broken.md").write_text("---\ntitle: B\n---\n\n<DataTabel data={x} />\n", encoding="utf-8")
    draft = render_draft(snapshot, tmp_path / "draft", WEEK, ["en", "zh"], sorted(pages.glob("*.md")))
    assert [(error.page, error.line) for error in draft.errors] == [("broken.md", 5)]
    for path in draft.files:
        text = path.read_text(encoding="utf-8")
        assert "&lt;DataTabel&gt;" in text
        assert "broken.md:5" in text
        assert 'id="returns"' in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft", "pages"]


def test_a_page_is_shown_anew_when_its_file_changes(snapshot: Path, tmp_path: Path) -> None:
    page = tmp_path / "mine.md"
    page.write_text(GOOD, encoding="utf-8")
    watched = Watched(lambda: render_draft(snapshot, tmp_path / "draft", WEEK, ["en"], [page]), [page])
    assert watched.look()
    assert not watched.look()
    server = serve(watched, 0)
    address = f"http://127.0.0.1:{server.server_port}"

    def got(path: str) -> str:
        with urllib.request.urlopen(f"{address}/{path}") as answer:
            return str(answer.read().decode())

    try:
        assert server.server_address[0] == "127.0.0.1"
        assert "Week <bdi>2026-W20</bdi>: fine" in got("en")
        assert got("version") == "1"
        page.write_text(GOOD.replace("params.week", "params.weeks"), encoding="utf-8")
        assert watched.look()
        assert "mine.md:5" in got("en")
        assert got("version") == "2"
    finally:
        server.shutdown()
        server.server_close()
    assert "<script" not in watched.draft.files[0].read_text(encoding="utf-8")
