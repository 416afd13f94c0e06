"""A number that isn't safe isn't shown: the reason stands in its place, in every format and language."""

import json
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zipfile import ZipFile

import pytest

from orchestration.weeks import IsoWeek
from reports.components.registry import known_components
from reports.formats import Formatter
from reports.language.errors import PageError
from reports.language.parser import parse_source
from reports.render import RenderedWeek, render_week
from reports.review import read_week, render_language
from reports.snapshot import Snapshot
from reports.words.findings import _MADE_OF
from tests.unit.reports.snapshot import WEEK, write_snapshot
from tests.unit.reports.withheld import write_withheld

RATES = {
    "fulfillment_metrics_weekly": {"value", "verdict"},
    "shop_weekly": {"late_dispatch_rate", "previous_late_dispatch_rate"},
    "lane_scorecard_weekly": {"*"},
}
WHY = {"en": "its last good value is in the report of", "zh": "最近一次可靠的数值见"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """W18 was whole; W20 was whole first, and then a check failed."""
    folder = tmp_path_factory.mktemp("withheld")
    whole = write_snapshot(folder / "whole.duckdb")
    for week in ("2026-W18", WEEK):
        render_week(whole, folder / "reports", week, ["en", "zh"])
    (folder / "before.json").write_text(json.dumps(_bytes(folder / "reports" / WEEK)))
    return folder


@pytest.fixture(scope="module")
def partly(home: Path) -> RenderedWeek:
    return render_week(write_withheld(home, RATES), home / "reports", WEEK, ["en", "zh"], last_good=WEEK)


def _bytes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and "withheld" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes().hex() for path in files}


def _text(home: Path, language: str, suffix: str) -> str:
    return (home / "reports" / WEEK / "withheld" / language / f"weekly-review.{suffix}").read_text("utf-8")


def test_the_last_good_report_stays_to_the_byte_and_the_new_one_lies_beside_it(
    home: Path, partly: RenderedWeek
) -> None:
    assert _bytes(home / "reports" / WEEK) == json.loads((home / "before.json").read_text())
    assert partly.withheld == tuple(sorted(RATES))
    for language in ("en", "zh"):
        text = _text(home, language, "html")
        way = f"../../{language}/weekly-review.html"
        assert f'href="{way}"' in text
        assert (home / "reports" / WEEK / "withheld" / language / way).resolve().is_file()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_no_unsafe_number_is_shown_and_the_reason_is(
    home: Path, partly: RenderedWeek, language: str, suffix: str
) -> None:
    text = _text(home, language, suffix)
    # 6.2 % is the rate of all shops, 8.0 % that of us-main; the rate's limit of 4 % is not in doubt.
    assert "6.2%" not in text
    assert WHY[language] in text
    assert text.count(WHY[language]) >= 4
    assert "1,300" in text, "the margin does not depend on it"
    assert "<b>*x*" not in text.replace("&lt;b&gt;*x*", ""), "keys are data"


def test_words_do_not_speak_of_what_is_withheld(home: Path, partly: RenderedWeek) -> None:
    assert "38%" in partly.headline["en"], "the margin is safe"
    for language, said in (("en", "late"), ("zh", "延迟")):
        assert said not in partly.headline[language]
    text = _text(home, "en", "md")
    assert "No shop is beyond" not in text
    assert "is within" not in text


def test_the_twins_the_workbook_and_the_letter_carry_the_reason(home: Path, partly: RenderedWeek) -> None:
    folder = home / "reports" / WEEK / "withheld" / "en"
    twins = {path.name: path.read_text("utf-8-sig") for path in (folder / "tables").glob("*.csv")}
    assert WHY["en"] in twins["fulfilment-lanes.csv"]
    assert WHY["en"] in twins["summary-late-dispatch.csv"]
    with ZipFile(folder / "weekly-review.xlsx") as book:
        assert WHY["en"] in book.read("xl/sharedStrings.xml").decode()
    letter = message_from_bytes((folder / "weekly-review.eml").read_bytes(), policy=default)
    for kind in ("plain", "html"):
        body = letter.get_body((kind,))  # type: ignore[attr-defined]
        assert body is not None
        assert "Not every number is shown" in body.get_content()
        assert WHY["en"] in body.get_content()
    assert (folder / "weekly-review.pdf").read_bytes().startswith(b"%PDF")


def test_the_index_leads_to_both_reports(home: Path, partly: RenderedWeek) -> None:
    (home / "reports" / WEEK / "withheld" / "week.json").write_text('{"withheld": ["a", "b"]}')
    text = (home / "reports" / "index.html").read_text("utf-8")
    assert f'href="{WEEK}/en/weekly-review.html"' in text
    assert (
        f'<a href="{WEEK}/withheld/en/weekly-review.html">This is the last report with every number' in text
    )


def test_a_week_without_a_report_gets_the_marked_one_in_its_own_place(tmp_path: Path) -> None:
    snapshot = write_withheld(tmp_path, RATES)
    made = render_week(snapshot, tmp_path / "reports", WEEK, ["zh"], last_good="2026-W18")
    assert made.withheld
    text = (tmp_path / "reports" / WEEK / "zh" / "weekly-review.md").read_text("utf-8")
    assert "并非所有数字都予显示" in text
    assert "最近一次可靠的数值见 2026-W18 的周报" in text
    assert "并非所有数字都予显示" in (tmp_path / "reports" / "index.html").read_text("utf-8")


def test_a_whole_report_takes_the_place_of_both(tmp_path: Path) -> None:
    render_week(write_withheld(tmp_path, RATES), tmp_path / "reports", WEEK, ["en"], last_good=WEEK)
    assert (tmp_path / "reports" / WEEK / "withheld").is_dir()
    render_week(write_snapshot(tmp_path / "whole.duckdb"), tmp_path / "reports", WEEK, ["en"])
    assert not (tmp_path / "reports" / WEEK / "withheld").exists()


def test_one_shops_report_says_the_reason_without_anybodys_rows(tmp_path: Path) -> None:
    snapshot = write_withheld(tmp_path, RATES)
    made = render_week(snapshot, tmp_path / "reports", WEEK, ["en"], shop="uk-cross", last_good="2026-W18")
    assert made.withheld == tuple(sorted(RATES))
    text = (tmp_path / "reports" / WEEK / "en" / "weekly-review.md").read_text("utf-8")
    assert f"{WHY['en']} 2026-W18" in text
    assert "us-main" not in text


HEAD = """```sql lanes
select * from marts.lane_scorecard_weekly order by shop_id
```
```sql rates
select shop_id, value, verdict from marts.fulfillment_metrics_weekly order by shop_id, week
```
```sql bad
select count(*) filter (where verdict = 'enforced') as n, count(*) as m
from marts.fulfillment_metrics_weekly order by 1
```
```sql chained
select carrier from ${lanes} order by carrier
```
```sql quoted
select value from "marts" . "fulfillment_metrics_weekly" order by value
```
```sql money
select cm3 from marts.shop_weekly where week = '2026-W20' and shop_id = 'all' order by 1
```
"""


@pytest.fixture(scope="module")
def unsafe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    path = write_withheld(tmp_path_factory.mktemp("page"), RATES, {"shop_weekly": {"cm3"}})
    with Snapshot(path) as snapshot:
        yield snapshot


def page(unsafe: Snapshot, body: str, language: str = "en") -> str:
    """The page's own part: without the banner on top."""
    review = read_week(
        unsafe, IsoWeek.parse(WEEK), [parse_source("one.md", HEAD + body, known_components())], {}
    )
    text = render_language(review, Formatter(language), (language,)).pages[0]
    from reports.writers.markdown import write_markdown

    written = write_markdown(text.text, text.document)
    return written.partition("with every number.")[2] if language == "en" else written


@pytest.mark.parametrize(
    "body",
    [
        "{rates[0].value}",
        "{quoted[0].value}",
        "{bad[0].n}",
        "{bad[0].n + 1}",
        "{bad[0].n > 0 ? 'many' : 'none'}",
        "{#if bad[0].n == 0}none{:else}many{/if}",
        "{#if bad[0].n > 0 && bad[0].m > 0}many{:else}none{/if}",
        "{#if !(bad[0].n > 0)}none{/if}",
        "{#if bad[0].m > 100 || bad[0].n > 0}many{:else}none{/if}",
        "{#each lanes as lane}{lane.carrier}many{:else}none{/each}",
        "{#each chained as lane}{lane.carrier}many{:else}none{/each}",
        "{lanes[0].carrier}",
        "{lanes[lanes.length - 1].carrier}",
        "<Value data={rates} column=value />",
        "<Delta data={rates} column=value />",
        "<BigValue data={bad} value=n />",
        "<DataTable data={lanes} empty='none' />",
        "<BarChart data={rates} x=shop_id y=value />",
        "<DataTable data={rates} sort='value desc' />",
    ],
)
def test_whatever_is_made_of_an_unsafe_value_says_the_reason(unsafe: Snapshot, body: str) -> None:
    said = page(unsafe, body)
    assert "withheld: the check “is blocking” of staging.stg" in said
    assert "none" not in said.replace("there is none", "")
    assert "many" not in said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{rates[0].shop_id}", "uk-cross"),
        ("{bad[0].m}", "7"),
        ("{#if lanes.length > 0}There is a place.{:else}Nothing to report.{/if}", "There is a place."),
        ("{#if lanes.length == 0}Nothing to report.{:else}There is a place.{/if}", "There is a place."),
        ("{#if known(bad[0].n) && bad[0].n == 0}quiet{:else}said{/if}", "said"),
        ("{#if known(bad[0].m)}safe{/if}", "safe"),
        ("{money[0].cm3}", "1,300.00"),
    ],
)
def test_what_is_safe_is_shown_and_an_unknown_count_is_never_none(
    unsafe: Snapshot, body: str, expected: str
) -> None:
    assert page(unsafe, body).strip().startswith(expected)


def test_every_finding_says_what_it_is_made_of(unsafe: Snapshot) -> None:
    """One that does not would speak from what is withheld."""
    review = read_week(unsafe, IsoWeek.parse(WEEK), [], {})
    assert set(review.findings.sentences) | set(review.findings.lists) == set(_MADE_OF)
    assert set(review.findings.withheld) == {"late_dispatch", "breaches", "no_breach"}


def test_returns_are_not_said_to_cost_nothing_where_their_cost_is_withheld(tmp_path: Path) -> None:
    hidden = {"shop_weekly": {"total_return_cost"}, "return_findings": {"*"}, "sku_return_limits": {"cm3"}}
    with Snapshot(write_withheld(tmp_path, hidden)) as snapshot:
        review = read_week(snapshot, IsoWeek.parse(WEEK), [], {})
    assert {"returns", "return_findings", "return_decisions"} <= set(review.findings.withheld)


def test_a_table_with_an_unsafe_column_shows_its_other_columns(unsafe: Snapshot) -> None:
    columns = "<Column id=shop_id /><Column id=value fmt=pct1 />"
    said = page(unsafe, f"<DataTable data={{rates}} totalRow=true>{columns}</DataTable>")
    assert "| us-main | withheld |" in said
    assert "| **Total** | **withheld** |" in said
    assert "the check “is blocking” of" in said


def test_a_title_that_would_speak_of_it_falls_back_to_the_name(unsafe: Snapshot) -> None:
    said = page(unsafe, "<DataTable data={money} title={finding.late_dispatch} />")
    assert "1,300.00" in said
    assert "**withheld" not in said


def test_a_warning_is_a_footnote_where_the_number_stands(unsafe: Snapshot) -> None:
    said = page(unsafe, "<DataTable data={money} title=Margin />\n\n<DataTable data={rates} title=Rates />")
    assert "**Margin †**" in said
    assert "**Rates**" in said
    assert "1 check warns about numbers on this page" in said
    assert "It reaches 1 place above, marked †." in said


def test_chinese_sentences_of_a_warning_have_no_blank_between_them(unsafe: Snapshot) -> None:
    said = page(unsafe, "<DataTable data={money} />", "zh")
    assert "。涉及上面 1 处" in said


def test_a_warning_that_reaches_all_of_a_page_is_told_once_without_marks(unsafe: Snapshot) -> None:
    said = page(unsafe, "<DataTable data={money} title=Margin />\n\n" * 5)
    assert "Margin †" not in said
    assert "It reaches 5 tables and figures of this page." in said


def test_a_page_with_a_broken_query_is_still_an_error(unsafe: Snapshot) -> None:
    with pytest.raises(PageError, match="nope"):
        page(unsafe, "```sql broken\nselect nope from marts.lane_scorecard_weekly order by 1\n```\n")
