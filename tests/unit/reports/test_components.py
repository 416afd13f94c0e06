"""The components of pages, on rows made by hand: what they draw, sum, link and refuse."""

import xml.etree.ElementTree as xml
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.weeks import IsoWeek
from reports.blocks import BigValue, Figure, Table
from reports.components.registry import known_components
from reports.figures.bars import area_chart, columns, funnel, series_bars
from reports.figures.charts import Area, Limit, Point, bar_chart, line_chart, waterfall
from reports.figures.spark import spark_svg, spark_text
from reports.figures.spreads import Box, Dot, Tile, bins, boxes, counted, heatmap, histogram, scatter
from reports.formats import Formatter
from reports.language.errors import PageError
from reports.language.parser import parse_source
from reports.review import RenderedLanguage, read_week, render_language
from reports.snapshot import Snapshot
from tests.unit.reports.snapshot import WEEK, write_snapshot

ROWS = """
```sql rows
select * from (values
  ('A', 'W1', 10.00, 0.5, 'USD', 'https://example.com/a', [1, 2, null, 4]),
  ('A', 'W2', -4.50, 0.1, 'USD', 'javascript:alert(1)', [3]),
  ('B', 'W1', 7.25, null, 'GBP', null, null)
) as t(shop, week, amount, rate, currency, url, trend) order by shop, week
```
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("components") / "marts.duckdb")


def page(snapshot: Path, body: str, language: str = "en") -> RenderedLanguage:
    with Snapshot(snapshot) as source:
        review = read_week(
            source, IsoWeek.parse(WEEK), [parse_source("one.md", ROWS + body, known_components())], {}
        )
    return render_language(review, Formatter(language), (language,))


def table(snapshot: Path, attributes: str, columns: str) -> Table:
    blocks = (
        page(snapshot, f"<DataTable data={{rows}} {attributes}>{columns}</DataTable>")
        .pages[0]
        .document.blocks
    )
    (found,) = [block for block in blocks if isinstance(block, Table)]
    return found


def texts(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows]


MONEY = "<Column id=shop /><Column id=amount fmt=num2 /><Column id=rate fmt=pct0 />"


def test_groups_have_their_rows_and_sums_and_the_total_has_all(snapshot: Path) -> None:
    found = table(snapshot, "groupBy=shop subtotals totalRow", MONEY)
    assert texts(found) == [
        ["A", "5.50", ""], ["A", "10.00", "50%"], ["A", "−4.50", "10%"],
        ["B", "7.25", ""], ["B", "7.25", "–"], ["Total", "12.75", ""],
    ]  # fmt: skip
    assert found.strong_rows == {0, 3, 5}


def test_a_total_counts_the_rows_that_are_not_shown(snapshot: Path) -> None:
    found = table(snapshot, "rows=1 totalRow", MONEY)
    assert texts(found)[-1] == ["Total", "12.75", ""]
    assert found.omitted == "and 2 more rows"


def test_rates_are_weighed_and_never_summed(snapshot: Path) -> None:
    weighed = MONEY.replace("fmt=pct0", "fmt=pct0 totalAgg=weightedMean weightCol=amount")
    # (0.5 × 10 − 0.1 × 4.5) / 5.5: the row without a rate has no weight either.
    assert texts(table(snapshot, "totalRow", weighed))[-1] == ["Total", "12.75", "83%"]
    with pytest.raises(PageError, match=r"one.md:\d+.*weightedMean needs weightCol"):
        table(snapshot, "totalRow", "<Column id=shop /><Column id=rate totalAgg=weightedMean />")


def test_amounts_of_two_currencies_have_no_sum(snapshot: Path) -> None:
    local = "<Column id=shop /><Column id=amount fmt=money2 currency=currency />"
    assert texts(table(snapshot, "groupBy=shop subtotals totalRow", local)) == [
        ["A", "$5.50"], ["A", "$10.00"], ["A", "−$4.50"], ["B", "£7.25"], ["B", "£7.25"], ["Total", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "amounts"),
    [("amount", ["−4.50", "7.25", "10.00"]), ("amount desc", ["10.00", "7.25", "−4.50"])],
)
def test_rows_are_sorted_as_asked(snapshot: Path, sort: str, amounts: list[str]) -> None:
    assert [row[1] for row in texts(table(snapshot, f'sort="{sort}"', MONEY))] == amounts


def test_null_comes_last_whichever_way_rows_are_sorted(snapshot: Path) -> None:
    for way in ("asc", "desc"):
        assert texts(table(snapshot, f'sort="rate {way}"', MONEY))[-1][2] == "–"


def test_data_links_to_pages_only(snapshot: Path) -> None:
    found = table(snapshot, "link=url", "<Column id=shop /><Column id=url contentType=link linkLabel=week />")
    assert [(row[0].link, row[1].link, row[1].text) for row in found.rows] == [
        ("https://example.com/a", "https://example.com/a", "W1"), ("", "", "W2"), ("", "", "W1"),
    ]  # fmt: skip


def test_a_column_is_coloured_from_its_least_to_its_largest(snapshot: Path) -> None:
    found = table(snapshot, "", "<Column id=amount fmt=num2 contentType=colorscale />")
    assert [round(row[0].shade or 0, 3) for row in found.rows] == [1.0, 0.0, 0.81]


def test_a_sparkline_says_its_ends_and_has_a_shape_without_a_picture(snapshot: Path) -> None:
    found = table(snapshot, "", "<Column id=trend contentType=sparkline fmt=num0 />")
    assert [row[0].text for row in found.rows] == ["1 → 4", "3 → 3", "–"]
    assert spark_text([1, 2, None, 4]) == "▁▃ █"
    drawn = xml.fromstring(spark_svg([1.0, 2.0, None, 4.0], 'a "<b>"'))
    assert drawn.attrib["aria-label"] == 'a "<b>"'
    assert [child.tag.split("}")[1] for child in drawn] == ["polyline", "circle", "circle"]


FIGURES = {
    "area": "<AreaChart data={rows} x=week y=amount series=shop title=T />",
    "share": "<AreaChart data={rows} x=week y=amount series=shop type=stacked100 title=T />",
    "stacked": "<BarChart data={rows} x=week y=amount series=shop title=T>"
    "<ReferenceLine y=5 label=five /></BarChart>",
    "grouped": "<BarChart data={rows} x=week y=amount series=shop type=grouped swapXY title=T />",
    "funnel": "<FunnelChart data={rows} x=week y=amount title=T />",
    "line": "<LineChart data={rows} x=week y=amount series=shop yMin=-10 labels title=T>"
    "<ReferenceArea xMin=W1 xMax=W2 yMax=0 label=below /></LineChart>",
    "heat": "<Heatmap data={rows} x=week y=shop value=amount fmt=num2 title=T />",
    "cohorts": "<CohortTriangle data={rows} x=week y=shop value=rate fmt=pct0 title=T />",
    "histogram": "<Histogram data={rows} x=amount title=T />",
    "scatter": "<ScatterPlot data={rows} x=amount y=rate series=shop yFmt=pct0 title=T />",
    "box": "<BoxPlot data={rows} name=shop intervalBottom=rate midpoint=rate intervalTop=amount title=T />",
}


def test_every_figure_has_words_its_data_and_names_of_its_own(snapshot: Path) -> None:
    rendered = page(snapshot, "\n\n".join(FIGURES.values()))
    assert len(rendered.figures) == len(FIGURES)
    for figure in rendered.figures.values():
        assert figure.alternative.startswith("T. ")
        assert any(digit in figure.alternative for digit in "0123456789")
        assert figure.data.rows
        assert figure.data.sheet is not None
        assert xml.fromstring(figure.svg).attrib["role"] == "img"
    assert "**T**" in rendered.markdown


def test_a_figure_without_a_value_is_left_out(snapshot: Path) -> None:
    empty = ROWS.replace("order by shop", "where amount > 99 order by shop")
    for body in FIGURES.values():
        with Snapshot(snapshot) as source:
            review = read_week(
                source, IsoWeek.parse(WEEK), [parse_source("one.md", empty + body, known_components())], {}
            )
        blocks = render_language(review, Formatter("zh"), ("zh",)).pages[0].document.blocks
        assert not [block for block in blocks if isinstance(block, Figure)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<BarChart data={rows} x=week y=amount type=piled />", "type='piled' must be one of grouped"),
        ("<LineChart data={rows} x=week y=amount><ReferenceLine y=high /></LineChart>", "must be a number"),
        ("<DataTable data={rows} groupBy=shops />", "no column 'shops'"),
        ("<DataTable data={rows}><Column id=shop contentType=image /></DataTable>", "must be one of text"),
        ('<BarChart data={rows} x=week y="amount, rate" series=shop />', "unpivot in the query"),
        ("<Heatmap data={rows} x=week y=shop value=shop />", "must hold numbers"),
        ("<PieChart data={rows} />", "no such component"),
    ],
)
def test_what_is_outside_the_subset_names_page_line_and_tag(snapshot: Path, body: str, said: str) -> None:
    with pytest.raises(PageError, match=said) as refused:
        page(snapshot, f"\nText.\n\n{body}")
    assert (refused.value.page, refused.value.line) == ("one.md", 12)
    assert body.split()[0].strip("<") in str(refused.value)


def test_tabs_fold_without_a_script_and_a_break_is_for_paper(snapshot: Path) -> None:
    tabs = "".join(f"<Tab label={name}>\n\ntext\n\n</Tab>\n" for name in ("One", "Two"))
    body = f"<Tabs>\n{tabs}</Tabs>\n\n<PageBreak/>"
    rendered = page(snapshot, body)
    html = rendered.sections[0].fragment
    assert html.count('<details class="tab" name="tabs-1"') == 2
    assert html.count(" open>") == 1
    assert 'class="page-break"' in html
    assert "<summary>One</summary>" in rendered.markdown


def test_values_on_an_edge_belong_to_one_step_only() -> None:
    numbers = [Decimal(number) for number in (0, 5, 10, 10, 100)]
    edges = bins(numbers)
    assert edges[0] <= 0
    assert edges[-1] >= 100
    assert sum(counted(numbers, edges)) == len(numbers)
    assert counted(numbers, [Decimal(0), Decimal(10), Decimal(100)]) == [2, 3]


def test_the_charts_are_valid_vega_lite() -> None:
    import altair

    points = [Point(f"W{n}", Decimal(n * 1000 - 1500), "a", "x") for n in range(4)] + [Point("W4", None, "a")]
    two = [*points, *(Point(point.x, point.y, "b", "y") for point in points)]
    limits, marked = (
        [Limit("4%", (("W1", Decimal(4)),))],
        [Area("sale", "W1", "W2"), Area("", None, None, Decimal(0))],
    )
    formatter = Formatter("zh")
    box = Box("A", Decimal(1), Decimal(2), Decimal(3), None, Decimal(9))
    specs: list[dict[str, Any]] = [
        line_chart(two, limits, "money0", formatter, marked, [Decimal(0)], True),
        bar_chart(points, "money0", formatter),
        waterfall(points, frozenset({0}), "money0", formatter),
        columns(points, limits, "money0", formatter, True),
        area_chart(two, "stacked100", limits, marked, "money0", formatter),
        funnel(points, "money0", formatter),
        heatmap([Tile("W1", "A", Decimal(1), "1"), Tile("W2", "A", None, "")], "num0", formatter),
        histogram([Decimal(1), Decimal(5)], "num0", formatter),
        scatter([Dot(Decimal(1), Decimal(2), name) for name in "ab"], "num0", "pct0", formatter),
        boxes([box], "num0", formatter),
        *(series_bars(two, kind, across, limits, "num0", formatter)
          for kind in ("grouped", "stacked", "stacked100") for across in (True, False)),
    ]  # fmt: skip
    for spec in specs:
        altair.Chart.from_dict(spec)


def test_every_tag_of_the_language_works() -> None:
    known = known_components()
    assert {name for name, one in known.items() if one.build is None} == {
        "Column",
        "ReferenceLine",
        "ReferenceArea",
    }
    assert len(known) == 27


@pytest.mark.parametrize(
    ("week", "other", "before", "said"),
    [
        ("2026-W20", "2025-W20", "8", ("▲ +2", "a year before (2025-W20): 8")),
        ("2026-W20", "2025-W20", "null", ("", "no data a year before (2025-W20)")),
        (
            "2026-W53",
            "2025-W52",
            "12",
            ("▼ −2", "the year before had no week 53; its week 52 (2025-W52): 12"),
        ),
        (
            "2026-W53",
            "2025-W52",
            "null",
            ("", "the year before had no week 53, and no data in its week 52 (2025-W52)"),
        ),
        ("2026-W20", "2025-W20", "0", ("▲ +10", "a year before (2025-W20): 0")),
    ],
)
def test_a_year_before_is_the_same_iso_week_and_nothing_is_not_zero(
    snapshot: Path, week: str, other: str, before: str, said: tuple[str, str]
) -> None:
    sql = (
        f"select '{week}' as week, '{other}' as year_before_week, 10 as orders, {before}::int as b order by 1"
    )
    body = f"\n```sql years\n{sql}\n```\n<BigValue data={{years}} value=orders yearBefore=b />"
    (block,) = [one for one in page(snapshot, body).pages[0].document.blocks if isinstance(one, BigValue)]
    assert [(one.change, one.against) for one in block.comparisons] == [said]


def test_a_note_beneath_a_number_is_told_to_its_end(snapshot: Path) -> None:
    note = "refunds paid this week included, whenever they were ordered; assumed by the rate card: $127"
    blocks = page(snapshot, f'<BigValue data={{rows}} value=amount note="{note}" />').pages[0].document.blocks
    (found,) = [block for block in blocks if isinstance(block, BigValue)]
    assert len(note) > 72 and found.note == note


def test_a_long_word_may_break_and_a_short_one_and_a_number_may_not(snapshot: Path) -> None:
    rows = (
        "```sql words\nselect * from (values ('Nachtlichtprojektorsternenhimmel & <b>', 'Mirror', "
        "'579641212422000543')) as t(long, short, id) order by long\n```\n"
    )
    said = page(snapshot, f"{rows}<DataTable data={{words}} />").sections[0].fragment
    assert "<bdi>Nachtlichtpr<wbr>ojektorstern<wbr>enhimmel &amp; &lt;b&gt;</bdi>" in said
    assert "<bdi>Mirror</bdi>" in said and "579641212422000543" in said
