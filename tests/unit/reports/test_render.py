"""A whole week, rendered: what readers get, in both languages, from friendly, hostile and empty data."""

import os
import re
import subprocess
import sys
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest
import yaml

from expectations.suite import SUITES
from orchestration.exports.contract import Column
from orchestration.exports.drift import KINDS, Finding, Kind
from orchestration.exports.reasons import why
from orchestration.exports.values import Reading
from orchestration.weeks import IsoWeek
from reports.components.registry import known_components
from reports.formats import Formatter
from reports.language.errors import PageError
from reports.language.parser import parse_page
from reports.language.tree import Tag
from reports.messages import catalogue, placeholders, translated, translated_sentence
from reports.metrics import read_metrics
from reports.render import FOLDER, RenderedWeek, read_pages, render_week
from reports.review import read_week, render_language
from reports.snapshot import Snapshot
from tests.unit.reports.snapshot import WEEK, write_snapshot

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RenderedWeek]:
    folder = tmp_path_factory.mktemp("reports")
    snapshot = write_snapshot(folder / "marts.duckdb")
    return folder / "out", render_week(snapshot, folder / "out", WEEK, ["en", "zh"])


def markdown(rendered: tuple[Path, RenderedWeek], language: str) -> str:
    return (rendered[0] / WEEK / language / "weekly-review.md").read_text(encoding="utf-8")


def html(rendered: tuple[Path, RenderedWeek], language: str) -> str:
    return (rendered[0] / WEEK / language / "weekly-review.html").read_text(encoding="utf-8")


class Parsed(HTMLParser):
    """Tags with their attributes, and the texts, of an HTML file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def small_page(tmp_path: Path, language: str) -> str:
    page = parse_page(GOLDEN / "carriers.md", known_components())
    with Snapshot(write_snapshot(tmp_path / f"{language}.duckdb")) as snapshot:
        review = read_week(snapshot, IsoWeek.parse(WEEK), [page], {})
    return render_language(review, Formatter(language), (language,)).markdown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_small_page_is_the_golden_one(tmp_path: Path, language: str) -> None:
    assert small_page(tmp_path, language) == (GOLDEN / f"carriers.{language}.txt").read_text(encoding="utf-8")


def test_every_file_of_the_week_is_there_and_named(rendered: tuple[Path, RenderedWeek]) -> None:
    out, week = rendered
    names = [f"weekly-review.{kind}" for kind in ("eml", "html", "md", "pdf", "xlsx")]
    names += [
        f"figures/{name}.svg"
        for name in (
            "ad-trend",
            "late-dispatch",
            "leg-trend",
            "margin-bridge",
            "margin-moves",
            "margin-trend",
            "return-cohorts",
            "return-curve",
            "return-faults",
            "return-reasons",
            "return-tree",
        )
    ]
    expected = [out / WEEK / language / name for language in ("en", "zh") for name in names]
    tables = [path for path in week.files if path.parent.name == "tables"]
    assert sorted(week.files) == sorted(
        [*expected, *tables, *(out / f"index{one}.html" for one in ("", ".en", ".zh"))]
    )
    assert {path.name for path in tables} >= {"margin-skus-best.csv", "summary-margin-trend.csv"}
    assert len({path.name for path in tables}) * 2 == len(tables)
    assert sorted(path for path in out.rglob("*") if path.is_file()) == sorted(week.files)
    assert f'href="{WEEK}/zh/weekly-review.html"' in (out / "index.html").read_text(encoding="utf-8")


def test_the_same_snapshot_gives_the_same_bytes_on_another_machine(
    rendered: tuple[Path, RenderedWeek], tmp_path: Path
) -> None:
    # Another zone, another language, another hash seed, and no font installed: what a container has.
    fonts = tmp_path / "fonts.conf"
    nowhere = f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir></fontconfig>'
    fonts.write_text(nowhere, encoding="utf-8")
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    code = "import sys; from pathlib import Path; from reports.render import render_week;"
    code += "render_week(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], ['en', 'zh'])"
    surroundings = {
        "TZ": "Pacific/Auckland",
        "LANG": "C",
        "PYTHONHASHSEED": "7",
        "FONTCONFIG_FILE": str(fonts),
    }
    subprocess.run(
        [sys.executable, "-c", code, str(snapshot), str(tmp_path / "out"), WEEK],
        env={**os.environ, **surroundings},
        cwd=ROOT,
        check=True,
    )
    before = {path.relative_to(rendered[0]): path.read_bytes() for path in rendered[1].files}
    again = {path: (tmp_path / "out" / path).read_bytes() for path in before}
    assert [str(path) for path in before if before[path] != again[path]] == []


def test_the_headline_opens_the_report_and_is_what_is_handed_back(
    rendered: tuple[Path, RenderedWeek],
) -> None:
    said = rendered[1].headline
    assert said["en"].startswith(
        "Contribution margin fell 38% to $1,300, mainly because net sales fell by $1,800"
    )
    assert said["zh"].startswith("边际贡献下降 38%，为 US$1,300，主要因为净销售额减少 US$1,800")
    assert "Contribution margin fell 38% to $1,300" in markdown(rendered, "en").split("\n## ")[1]


def test_the_file_asks_for_nothing_and_runs_nothing(rendered: tuple[Path, RenderedWeek]) -> None:
    for language in ("en", "zh"):
        parsed = Parsed(html(rendered, language))
        assert not {"script", "iframe", "object", "img", "video", "form"} & {tag for tag, _ in parsed.tags}
        loads = [
            attrs.get("src") or attrs.get("href") or ""
            for tag, attrs in parsed.tags
            if tag not in ("a", "html")
        ]
        assert [address for address in loads if address and not address.startswith("data:")] == []
        links = [attrs["href"] or "" for tag, attrs in parsed.tags if tag == "a"]
        assert [link for link in links if not link.startswith(("#", "../", "weekly-review."))] == []
        assert re.findall(r"url\((?!data:|#)[^)]*\)|@import", html(rendered, language)) == []
        assert [name for _, attrs in parsed.tags for name in attrs if name.startswith("on")] == []
        assert len(html(rendered, language).encode()) < 1_500_000


def test_a_hostile_name_is_text_in_every_output(rendered: tuple[Path, RenderedWeek]) -> None:
    parsed = Parsed(html(rendered, "en"))
    assert any('<script>alert("x")</script>' in text for text in parsed.texts)
    assert "<script" not in html(rendered, "en") + markdown(rendered, "en")
    assert "\u202e" not in html(rendered, "en") + markdown(rendered, "en")
    rows = [
        line for line in markdown(rendered, "en").split("\n") if r"Serum \|" in line and line.startswith("|")
    ]
    header = next(
        line
        for line in markdown(rendered, "en").split("\n")
        if line.startswith("| Product | SKU | Shop | Re")
    )
    assert any(len(re.findall(r"(?<!\\)\|", row)) == header.count("|") for row in rows)


def test_links_within_the_file_lead_somewhere(rendered: tuple[Path, RenderedWeek]) -> None:
    parsed = Parsed(html(rendered, "en"))
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {attrs.get("href") or "" for tag, attrs in parsed.tags if tag == "a"}
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    beside = rendered[0] / WEEK / "en"
    assert [link for link in links if not link.startswith("#") and not (beside / link).is_file()] == []


def test_every_figure_has_words_and_its_data(rendered: tuple[Path, RenderedWeek]) -> None:
    for language in ("en", "zh"):
        parsed = Parsed(html(rendered, language))
        figures = [attrs for tag, attrs in parsed.tags if tag == "svg"]
        assert len(figures) == 11
        assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in figures)
    assert "| 2026-W20 | $8,200 | $1,300 |" in markdown(rendered, "en")


def numbers(text: str) -> list[str]:
    """The cells of the tables that hold a number, without what a language writes around it."""
    cells = [
        cell.strip(" *▲▼") for line in text.split("\n") if line.startswith("|") for cell in line.split("|")
    ]
    return [cell.replace("US$", "$") for cell in cells if re.fullmatch(r"[−+]?(US\$|[$£])?\d[\d,.]*%?", cell)]


def test_both_languages_show_the_same_numbers_in_the_same_order(rendered: tuple[Path, RenderedWeek]) -> None:
    english, chinese = (numbers(markdown(rendered, language)) for language in ("en", "zh"))
    assert len(english) > 150
    assert english == chinese


def test_the_bridge_in_the_report_closes(rendered: tuple[Path, RenderedWeek]) -> None:
    table = markdown(rendered, "en").split("### Of $8,200 net sales")[1].split("\n\n")[1].split("\n")[2:]
    steps = [(row.split("|")[1].strip(), row.split("|")[2].strip(" *").replace("−", "-")) for row in table]
    total = Decimal(0)
    for name, text in steps:
        amount = Decimal(re.sub(r"[$,]", "", text))
        total = total + amount if not name.startswith("**") or total == 0 else total
        assert not name.startswith("**") or total == amount
    assert total == Decimal("1300.00")


def test_the_effects_lead_from_last_week_to_this_one(rendered: tuple[Path, RenderedWeek]) -> None:
    section = markdown(rendered, "en").split("### What moved contribution margin")[1]
    rows = [row.split("|")[1:3] for row in section.split("\n\n")[1].split("\n")[2:]]
    assert [name.strip(" *") for name, _ in rows] == [
        "Margin of the week before", "Volume", "Returns", "Ads and promotion", "Contribution margin 3",
    ]  # fmt: skip
    amounts = [Decimal(re.sub(r"[$,+* ]", "", text.replace("−", "-"))) for _, text in rows]
    assert sum(amounts[:-1]) == amounts[-1] == Decimal("1300.00")


def test_null_is_a_dash_and_never_a_zero(rendered: tuple[Path, RenderedWeek]) -> None:
    assert "| Yanwen | uk-cross | SZ | 145 | 0 | 0.0% | 0 | – | 100.0% |" in markdown(rendered, "en")
    assert "| uk-cross | GBP | 80.00 | 0 | – | – |" in markdown(rendered, "en")


def test_a_week_without_data_says_so_in_every_section(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb", empty=True)
    week = render_week(snapshot, tmp_path / "out", WEEK, ["en", "zh"])
    assert week.headline["en"] == f"No shop has orders in {WEEK}, so there is nothing to report."
    text = (tmp_path / "out" / WEEK / "en" / "weekly-review.md").read_text(encoding="utf-8")
    sections = text.split("\n## ")[1:]
    assert [section.split("\n")[0] for section in sections] == [
        "Summary", "Fulfilment", "Returns", "Margin", "Ads and creators", "Settlement", "Data",
    ]  # fmt: skip
    assert all(re.search(r"No |Nothing|nothing|There is no|Every", section) for section in sections)
    assert numbers(text.split("### Definitions")[0]) == []
    # A word of the catalogue that is written as it stands has no placeholder left.
    assert not re.search(r"\{[a-z_]+(:[a-z0-9]+)?\}", text)
    assert "within its threshold" not in text, "nothing was judged"


def test_a_first_week_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    week = render_week(snapshot, tmp_path / "out", "2026-W17", ["en"])
    assert "the week before has none to compare with" in week.headline["en"]
    text = (tmp_path / "out" / "2026-W17" / "en" / "weekly-review.md").read_text(encoding="utf-8")
    label = read_metrics()["cm3"].label["en"]
    assert f"**{label}: $1,800** · no data the week before · no data a year before (2025-W17)" in text
    assert "recommended limit: –" not in text, "where no rule was in force there is no limit to tell"


def test_the_three_numbers_stand_beside_the_same_week_a_year_before(
    rendered: tuple[Path, RenderedWeek],
) -> None:
    text = markdown(rendered, "en").split("\n## ")[1]
    assert "▼ −$800 week before: $2,100 · ▲ +$300 a year before (2025-W20): $1,000" in text
    assert "▲ +3.2 pp week before: 3.0% · ▲ +1.2 pp a year before (2025-W20): 5.0%" in text
    assert "上年同周（2025-W20）US$1,000" in markdown(rendered, "zh")
    compared = [one for one in re.findall(r'<p class="compared">(.*?)</p>', html(rendered, "en"))]
    assert len(compared) == 6


def test_a_figure_that_is_gone_is_removed_and_other_weeks_stay(tmp_path: Path) -> None:
    stale = tmp_path / WEEK / "en" / "figures" / "old.svg"
    earlier = tmp_path / "2026-W19" / "zh" / "weekly-review.html"
    for path in (stale, earlier):
        path.parent.mkdir(parents=True)
        path.write_text("left by an earlier run", encoding="utf-8")
    render_week(write_snapshot(tmp_path / "marts.duckdb"), tmp_path, WEEK, ["en"])
    assert not stale.exists()
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert index.index(f"{WEEK}/en/") < index.index("2026-W19/zh/")
    assert "2026-W19/en/" not in index


def test_what_is_no_week_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no week 2026-W60"):
        render_week(tmp_path / "none.duckdb", tmp_path / "out", "2026-W60", ["en"])
    assert not (tmp_path / "out").exists()


def test_a_snapshot_without_a_column_names_the_query_and_writes_nothing(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{snapshot}' as s")
        connection.execute("alter table s.marts.fulfillment_sla_weekly drop column overdue_count")
    with pytest.raises(PageError, match=r"(carriers|dispatch_states).sql:\d+: query"):
        render_week(snapshot, tmp_path / "out", WEEK, ["en"])
    assert not (tmp_path / "out").exists()


def _leaves(node: Any, path: str = "") -> dict[str, str]:
    if not isinstance(node, dict):
        return {path: str(node)}
    return {
        key: text for name, inner in node.items() for key, text in _leaves(inner, f"{path}.{name}").items()
    }


def test_both_catalogues_have_the_same_messages_with_the_same_placeholders() -> None:
    english, chinese = _leaves(catalogue("en")), _leaves(catalogue("zh"))
    # A reason that English shows as the platform wrote it needs no message there.
    chinese = {key: text for key, text in chinese.items() if not key.startswith(".values.reason.")}
    assert set(english) == set(chinese)
    assert {key for key in english if placeholders(english[key]) != placeholders(chinese[key])} == set()


def _tags(nodes: object) -> list[Tag]:
    found = []
    for node in nodes if isinstance(nodes, tuple) else ():
        if isinstance(node, Tag):
            found.append(node)
        for inner in ("body", "otherwise"):
            found += _tags(getattr(node, inner, ()))
        for _, body in getattr(node, "branches", ()):
            found += _tags(body)
    return found


def test_every_kind_of_finding_is_told_in_chinese_and_no_word_of_the_row_is_lost() -> None:
    row = {"subject": "day/month/year", "detail": "e-mail, LineX"}
    for kind in set(KINDS) - {"other"}:
        said = translated("zh", "finding", kind, row)
        assert said is not None and translated("zh", "advice", kind, row), kind
        english = Finding(cast(Kind, kind), "day/month/year", "LineX").text
        assert ("day/month/year" in english) == ("日/月/年" in said), kind
    assert "电子邮箱, LineX" in str(translated("zh", "finding", "masked_text", row))
    assert translated("en", "finding", "new_value", row) is None
    assert translated("zh", "finding", "other", row) is None


@pytest.mark.parametrize(
    "reads",
    ["digits", "money", "date", "instant", "currency", "row_currency", "flag", "rate", "number", "positive"],
)
def test_every_reason_of_the_quarantine_is_told_in_chinese(reads: Any) -> None:
    column = Column(name="x", type="DECIMAL(20,4)", reads=reads)
    reading = Reading("US", "USD", "America/Los_Angeles", "mdy")
    for value in (None, "#REF!", "x", "€ 5"):
        reason, _ = why(column, value, reading)
        told = translated_sentence("zh", "reason", reason)
        assert told is not None and re.search(r"[\u4e00-\u9fff]", told), reason
        assert ("USD" in reason, "US " in reason) == ("USD" in told, "US " in told)
    bounded = Column(name="x", type="INTEGER", reads="integer", minimum=1, maximum=5)
    assert "at least 1" in str(translated_sentence("zh", "reason", why(bounded, "9", reading)[0]))


def test_checks_that_are_told_in_chinese_are_checks_that_there_are() -> None:
    suites = "".join(path.read_text(encoding="utf-8") for path in SUITES.glob("*.yml"))
    names = set(yaml.safe_load((FOLDER / "messages" / "marts.zh.yml").read_text(encoding="utf-8"))["check"])
    assert {name for name in names if f"id: {name}" not in suites} == set()


def test_every_column_that_a_page_shows_has_a_name_in_both_languages() -> None:
    labels = {*catalogue("en")["columns"], *read_metrics()}
    shown = {
        str(attribute.parts[0])
        for page in read_pages()
        for tag in _tags(page.body)
        if tag.name == "Column"
        for attribute in tag.attributes
        if attribute.name == "id" and attribute.parts
    }
    assert len(shown) > 60
    assert shown - labels == set()


def test_queries_read_marts_and_meta_only_in_a_fixed_order() -> None:
    files = sorted((FOLDER / "queries").glob("*.sql"))
    assert len(files) > 20
    for path in files:
        sql = path.read_text(encoding="utf-8")
        names = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)\.", sql))
        assert names <= {"marts", "meta"}, path.name
        assert re.search(r"\border by\b", sql), path.name
        assert not re.search(r"'\d{4}-W\d{2}'|current_date|now\(", sql), path.name


def test_every_query_file_is_used() -> None:
    used = {query.place.page for page in read_pages() for query in page.queries}
    from reports.words.findings import _NEEDED

    used |= {f"{name}.sql" for name in _NEEDED}
    assert {path.name for path in (FOLDER / "queries").glob("*.sql")} == used


def test_the_hand_made_snapshot_has_no_column_that_the_marts_do_not_promise(tmp_path: Path) -> None:
    promised: dict[str, set[str]] = {}
    for path in (ROOT / "dbt_project" / "models" / "marts").rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
            promised[model["name"]] = {column["name"] for column in model.get("columns", [])}
    snapshot = write_snapshot(tmp_path / "marts.duckdb", empty=True)
    with Snapshot(snapshot) as source:
        rows = source.rows(
            "columns", "from duckdb_columns() select table_name, column_name where schema_name = 'marts'"
        )
    made = [(row["table_name"], row["column_name"]) for row in rows]
    assert len(made) > 100
    assert [pair for pair in made if pair[0] in promised and pair[1] not in promised[pair[0]]] == []


def test_what_needs_a_decision_is_ranked_by_the_money_at_stake(rendered: tuple[Path, RenderedWeek]) -> None:
    section = markdown(rendered, "en").split("### To decide this week, by money")[1].split("\n\n")[1]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in section.split("\n")[2:]]
    assert [(row[0], row[1]) for row in rows] == [
        ("A creator's sales lose money", "$120"), ("An SKU loses money", "$50"),
        ("Claim from the carrier", "$10"), ("Orders may become late", "$3"),
    ]  # fmt: skip
    assert [row[4] for row in rows] == ["us-main"] * 4
    # Two SKUs of one product are told apart.
    assert rows[1][2] == "SKU-2 (Glow serum 30 ml)"


def table_under(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    lines = text.split(heading, 1)[1].split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def test_a_finding_of_returns_stands_once_and_its_other_cuts_are_folded(
    rendered: tuple[Path, RenderedWeek],
) -> None:
    text = markdown(rendered, "en")
    section = text.split("### What comes back more than by chance")[1].split("### SKUs to stop")[0]
    said = [line for line in section.split("\n") if line.startswith("- In ")]
    told_rows = table_under(section, "- In ")
    assert [row[1] for row in told_rows] == ["SKU-1"] and len(said) == 1
    again = table_under(section, "The same returns in another cut")
    assert [(row[1], row[-1]) for row in again] == [("Too small", "SKU-1")]


def test_the_margin_after_returns_has_the_interval_of_the_returns(
    rendered: tuple[Path, RenderedWeek],
) -> None:
    text = markdown(rendered, "en").split("## Margin")[1]
    us_main = next(row for row in table_under(text, "**Booked and expected**") if row[0] == "us-main")
    expected, low, high = (
        Decimal(one.replace("−", "-").replace("$", "").replace(",", "")) for one in us_main[3:6]
    )
    # The returns of the week are expected to cost 300 in the end, from 200 to 420.
    assert (expected - low, high - expected) == (120, 100)


def test_measures_that_no_export_tells_are_not_in_the_way_of_those_that_are_told(
    rendered: tuple[Path, RenderedWeek],
) -> None:
    text = markdown(rendered, "en")
    shown = table_under(text, "### Risk to the shop")
    assert shown and all("no data" not in row for row in shown)
    assert ["Negative reviews", "60", "1.2%", "us-main"] in table_under(text, "What no export tells of")


def test_a_loss_is_never_parted_from_its_sign(rendered: tuple[Path, RenderedWeek]) -> None:
    page = html(rendered, "en")
    assert 'units that stay: <span class="n">−$50</span> over' in page
    captions = "".join(re.findall(r"<figcaption>.*?</figcaption>", page))
    assert captions.count('<span class="n">−$') == captions.count("−") > 0


def test_what_is_told_as_of_today_stands_in_the_newest_report_alone(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    render_week(snapshot, tmp_path / "out", "2026-W19", ["en"])
    past = (tmp_path / "out" / "2026-W19" / "en" / "weekly-review.md").read_text(encoding="utf-8")
    assert "stands in the report of the newest week" in past
    assert "### Orders to act on today" not in past and "### Claims against carriers" not in past
    assert "Claim from the carrier" not in past and "Orders may become late" not in past


def test_a_series_of_one_week_is_said_once(rendered: tuple[Path, RenderedWeek], tmp_path: Path) -> None:
    first = "2026-W17"
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    render_week(snapshot, tmp_path / "out", first, ["en"])
    text = (tmp_path / "out" / first / "en" / "weekly-review.md").read_text(encoding="utf-8")
    assert not re.search(r"(\S+) in W17, \1 in W17", text)
    assert "in W17." in text
