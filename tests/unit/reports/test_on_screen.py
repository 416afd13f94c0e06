"""The page as a browser sets it: narrow tables, long words, Chinese lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reports.writers.files import written_files
from reports.writers.html import _breakable
from tests.end_to_end.browser import chromium, needs_browser
from tests.unit.reports.snapshot import write_snapshot
from tests.unit.reports.test_components import page

WIDE = ", ".join(
    ["'Nachtlichtprojektor mit Sternenhimmel' as name", *(f"{10**9 + n} as n{n}" for n in range(9))]
)
BODY = f"""
```sql wide
select {WIDE} union all select 'Zweite', {", ".join(str(n) for n in range(9))} order by 2 desc
```
```sql slim
select 'one' as name, 1 as n order by 1
```

<DataTable data={{wide}} rowShading=true totalRow=true/>

<DataTable data={{slim}}/>
"""
CLAUSE = "这是一句不带空格的很长的，后面还有标点符号以及更，多的文字看看换行之后会，怎么样。"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("screen") / "marts.duckdb")


@contextmanager
def opened(snapshot: Path, body: str, width: int, language: str = "en") -> Iterator[Any]:
    file = snapshot.with_name("page.html")
    file.write_bytes(
        written_files({language: page(snapshot, body, language)})[language]["weekly-review.html"]
    )
    with chromium(viewport={"width": width, "height": 700}, offline=True) as context:
        shown = context.new_page()
        shown.goto(file.as_uri())
        yield shown


FIRST_CELLS = """() => [...document.querySelectorAll(".table")].map(region => {
  region.scrollLeft = 150;
  const left = region.getBoundingClientRect().left;
  const first = [...region.querySelectorAll("tr > :first-child")];
  const seen = first.map(one => document.elementFromPoint(left + 3, one.getBoundingClientRect().top + 9));
  return {scrolls: region.scrollWidth > region.clientWidth, at: region.scrollLeft,
          beside: first.map(one => one.getBoundingClientRect().left - left),
          over: seen.every((one, at) => first[at].contains(one)),
          clear: first.filter(one => getComputedStyle(one).backgroundColor === "rgba(0, 0, 0, 0)").length};
})"""


@needs_browser
def test_a_table_that_scrolls_keeps_the_names_of_its_rows_in_sight(snapshot: Path) -> None:
    with opened(snapshot, BODY, 375) as shown:
        wide, slim = shown.evaluate(FIRST_CELLS)
        assert wide["scrolls"] and wide["at"] > 100
        assert set(wide["beside"]) == {0}
        assert wide["over"]
        assert wide["clear"] == 0
        assert not slim["scrolls"]
        widest = shown.evaluate("document.querySelector('tbody th').offsetWidth")
        assert widest < 343 / 2
        shown.emulate_media(media="print")
        assert shown.evaluate("getComputedStyle(document.querySelector('tbody th')).position") == "static"


EDGES = """() => [...document.querySelectorAll(".table")].map(region =>
  [region, region.querySelector("tbody th")].map(one => getComputedStyle(one).boxShadow))"""


@needs_browser
def test_the_edge_of_a_table_is_drawn_only_where_something_lies_beyond_it(snapshot: Path) -> None:
    with opened(snapshot, BODY, 375) as shown:
        (more, edge), (none, alone) = shown.evaluate(EDGES)
        assert "inset" in more
        assert edge.endswith("0px 0px 0px 0px") or edge == "none"
        assert (none, alone) == ("none", "none")
        shown.evaluate("document.querySelector('.table').scrollLeft = 1e5")
        shown.wait_for_timeout(100)
        (more, edge), _ = shown.evaluate(EDGES)
        assert "1px" in edge
        assert "-14px" not in more


LINES = """() => {
  const cell = document.querySelector("tbody td bdi"), range = document.createRange(), starts = [];
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  let bottom = 0;
  while (walker.nextNode()) for (let at = 0; at < walker.currentNode.length; at++) {
    range.setStart(walker.currentNode, at); range.setEnd(walker.currentNode, at + 1);
    const box = range.getBoundingClientRect();
    if (box.top >= bottom) { starts.push(walker.currentNode.data[at]); bottom = box.bottom - 1; }
  }
  return starts;
}"""


@needs_browser
def test_no_line_of_chinese_begins_with_a_comma(snapshot: Path) -> None:
    rows = f"\n```sql said\nselect i as n, '{CLAUSE}' as what from range(1) as t(i) order by i\n```\n"
    shown_columns = "<Column id=n/><Column id=what chars=200/>"
    body = f"{rows}\n<DataTable data={{said}}>{shown_columns}</DataTable>\n"
    with opened(snapshot, body, 375, "zh") as shown:
        for width in range(200, 420, 20):
            shown.set_viewport_size({"width": width, "height": 700})
            starts = shown.evaluate(LINES)
            assert len(starts) > 1
            assert [sign for sign in starts if sign in "，。、；：）”"] == []


@needs_browser
def test_the_week_in_the_title_stays_on_a_line(snapshot: Path) -> None:
    with opened(snapshot, BODY, 375) as shown:
        for width in range(150, 400, 10):
            shown.set_viewport_size({"width": width, "height": 700})
            lines = "document.querySelector('h1 .n').getClientRects().length"
            assert (shown.evaluate(lines), shown.inner_text("h1 .n")) == (1, "2026-W20")


def test_a_long_word_breaks_after_its_signs_and_within_only_where_it_has_none() -> None:
    assert (
        _breakable("us-main/logistics_invoices/x")
        == "<bdi>us-<wbr>main/<wbr>logistics_<wbr>invoices/<wbr>x</bdi>"
    )
    assert _breakable("orders/All_2026-05-18.csv x").endswith("05-<wbr>18.csv x</bdi>")
    assert _breakable("short-name_of/20") == "<bdi>short-name_of/20</bdi>"
    assert _breakable(CLAUSE) == f"<bdi>{CLAUSE}</bdi>"
    assert _breakable("x" * 25) == f"<bdi>{'x' * 12}<wbr>{'x' * 12}<wbr>x</bdi>"
    assert _breakable("") == "<bdi></bdi>"
