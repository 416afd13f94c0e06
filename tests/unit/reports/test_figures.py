"""What figures are drawn of, and what they look like at the edges of data."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reports.figures.axis import tick_labels
from reports.figures.bars import area_chart, columns, funnel, series_bars
from reports.figures.charts import Area, Limit, Point, bar_chart, line_chart, waterfall
from reports.figures.fitting import brief, domain_beside, legend_of, pixels
from reports.figures.spreads import Dot, Tile, heatmap, scatter
from reports.figures.svg import draw
from reports.formats import Formatter
from reports.writers.fonts import characters, font_faces
from tests.end_to_end.browser import chromium, needs_browser


@pytest.mark.parametrize(
    ("language", "ticks", "told"),
    [
        ("en", [0, 5_000, 10_000, 15_000], ["$0", "$5K", "$10K", "$15K"]),
        ("zh", [0, 5_000, 10_000, 15_000], ["US$0", "US$5,000", "US$10,000", "US$15,000"]),
        ("zh", [-10_000, 0, 10_000], ["−US$1万", "US$0", "US$1万"]),
        ("zh", [0, 25_000, 50_000], ["US$0", "US$2.5万", "US$5.0万"]),
        ("en", [0], ["$0"]),
    ],
)
def test_the_ticks_of_an_axis_are_in_one_unit(language: str, ticks: list[int], told: list[str]) -> None:
    labels = tick_labels([Decimal(tick) for tick in ticks], "money0", Formatter(language))
    assert [label for label in told if f"'{label}'" not in labels] == []
    assert labels.count("?") == len(ticks)


def test_a_number_in_a_figure_keeps_its_digits() -> None:
    drawn = draw(bar_chart([Point("1.3485", Decimal(2), "", "0.0054")], "num4", Formatter("en")), "one", "")()
    assert ">1.3485<" in drawn
    assert ">0.0054<" in drawn


def test_a_label_is_shortened_only_where_it_needs_more_room_than_there_is() -> None:
    en, zh, millions = Formatter("en"), Formatter("zh"), Decimal("1234567.8")
    assert brief("$1,234,568", millions, "usd0", en, 100) == "$1,234,568"
    assert brief("$1,234,568", millions, "usd0", en, 50) == "$1.2M"
    assert brief("US$1,234,568", -millions, "usd0", zh, 50) == "−US$123.5万"
    assert brief("+US$1,234,568", millions, "+usd0", zh, 50) == "+US$123.5万"
    assert brief("$999.00", Decimal(999), "usd2", en, 1) == "$999.00"
    assert brief("12345678.9%", Decimal(123456), "pct1", en, 1) == "12345678.9%"
    assert brief("–", None, "usd0", en, 0) == "–"


def test_bars_leave_room_for_the_longest_text_beside_them() -> None:
    assert domain_beside([], 0.0, []) == [0.0, 1.0]
    assert domain_beside([(0.0, "$0"), (0.0, "")], 0.0, ["a"]) == [0.0, 1.0]
    low, high = domain_beside([(10.0, "$10"), (9.9, "$9,900,000,000")], 0.0, ["a"])
    assert low == 0.0
    assert 9.9 / high < 1 - pixels("$9,900,000,000") / 440
    assert domain_beside([(0.0, "−$5")], -5.0, ["a"])[0] == -5.0


def test_a_legend_takes_the_rows_that_its_names_need() -> None:
    assert legend_of([])[1] == legend_of(["a", "b", "c", "d"])[1] == 0
    assert legend_of(["a" * 20] * 4, 50)[0]["columns"] == 2
    assert legend_of(["a" * 20] * 4, 50)[1] == 18
    assert legend_of(["名" * 40] * 4, 50)[0]["columns"] == 1
    assert legend_of(["名" * 40] * 4, 50)[1] == 54


WEEKS = [f"W{number:02}" for number in range(8, 21)]
LATIN, HAN = (
    "The Very Long Name of a Shop in the North",
    "深圳市某某跨境电子商务有限公司美国一号旗舰店铺（家居日用品类目专营）",
)


def points(
    values: Sequence[Any], series: str, tag: str, says: Formatter, names: Sequence[str] = WEEKS
) -> list[Point]:
    known = [None if value is None else Decimal(str(value)) for value in values]
    return [Point(x, y, series, says(y, tag)) for x, y in zip(names, known, strict=False)]


def extremes(says: Formatter) -> dict[str, dict[str, Any]]:
    """Specifications of what no usual week has."""
    names = [LATIN, HAN, "uk-cross", "th-main"]

    def several(tag: str = "money0", count: int = 13) -> list[Point]:
        return [
            one for number, name in enumerate(names)
            for one in points([number * 100 + at for at in range(count)], name, tag, says)
        ]  # fmt: skip

    def lines(values: Sequence[Any], tag: str = "money0", **more: Any) -> dict[str, Any]:
        return line_chart(points(values, "a", tag, says), more.pop("limits", []), tag, says, **more)

    def bars(values: Sequence[Any], tag: str, *named: str) -> dict[str, Any]:
        return bar_chart(points(values, "", tag, says, named), tag, says)

    late = [Limit("the limit that is enforced from now on 10%", ((WEEKS[-2], Decimal("0.1")),))]
    sale = [Area("a sale at the end of the quarter", WEEKS[-2], WEEKS[-1])]
    bridge = points([12345678901, -11345678901, 1000000000], "", "idr0", says, [LATIN, HAN, "C"])
    same = [one for name in names for one in points([100] * 13, name[:8], "money0", says)]
    steps = points([123456789, 12345678, 0], "", "money0", says, [LATIN, HAN, "c"])
    standing = points([1234567 * number for number in range(8)], "", "idr0", says)
    hanging = points([-12345 * number for number in range(8)], "", "money0", says)
    tiles = [
        Tile(f"{x}", name, Decimal(x * 10**6), says(Decimal(x * 10**6), "money0"))
        for x in range(11)
        for name in names
    ]
    dots = [Dot(Decimal(n * 10**8), Decimal(n) / 100, names[n % 4]) for n in range(9)]
    return {
        "four series": line_chart(several(), [], "money0", says),
        "the same four times": line_chart(same, [], "money0", says),
        "huge": lines([10**12 * number for number in range(13)], "idr0"),
        "tiny": lines([number / 10**6 for number in range(13)], "pct1"),
        "below zero": lines([-1000 * number - 50 for number in range(13)]),
        "one point": lines([5]),
        "all zero": lines([0] * 13),
        "all null but one": lines([None] * 6 + [7] + [None] * 6),
        "a limit at the end": lines([number / 100 for number in range(13)], "pct1", limits=late),
        "an area at the end": lines([1] * 13, marked=sale),
        "long bars": bars([1234567, 987654, 1], "money0", LATIN, HAN, "c"),
        "huge bars": bars([123456789012, -98765432101, None], "idr2", LATIN, "b", "c"),
        "bars below zero": bars([-1234567, -5], "money2", "a", "b"),
        "bars of zero": bars([0, None], "money0", "a", "b"),
        "bridge": waterfall(bridge, frozenset({0, 2}), "idr0", says),
        "funnel": funnel(steps, "money0", says),
        "columns": columns(standing, [], "idr0", says, True),
        "columns below zero": columns(hanging, [], "money0", says, True),
        "area": area_chart(several(), "stacked", [], sale, "money0", says),
        "across": series_bars(several(count=3), "grouped", True, [], "money0", says),
        "tiles": heatmap(tiles, "money0", says),
        "dots": scatter(dots, "idr0", "pct1", says),
    }  # fmt: skip


OUTSIDE = """() => [...document.querySelectorAll("svg")].flatMap(figure => {
  const edge = figure.getBoundingClientRect(), name = figure.getAttribute("aria-label");
  const texts = [...figure.querySelectorAll("text")].filter(one => one.textContent.trim());
  const boxes = texts.map(one => [one.textContent, one.getBoundingClientRect()]);
  const cut = boxes.filter(([_, box]) => box.left < edge.left - .5 || box.right > edge.right + .5
    || box.top < edge.top - 1 || box.bottom > edge.bottom + 1).map(([text]) => [name, text]);
  const over = boxes.flatMap(([text, a], at) => boxes.slice(at + 1).filter(([_, b]) => a.left < b.right - 1
    && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
    .map(([other]) => [name, text, other]));
  return [...cut, ...over];
})"""


@needs_browser
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_in_a_figure_is_cut_or_lies_on_another(tmp_path: Path, language: str) -> None:
    begun = {
        name: draw(spec, f"f{n}", name)
        for n, (name, spec) in enumerate(extremes(Formatter(language)).items())
    }
    figures = [drawn() for drawn in begun.values()]
    page_file = tmp_path / "figures.html"
    style = font_faces(characters(figures)) + "svg{display:block;width:343px;height:auto}"
    page_file.write_text(
        f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(figures)}", "utf-8"
    )
    with chromium(viewport={"width": 375, "height": 800}, offline=True) as context:
        opened = context.new_page()
        opened.goto(page_file.as_uri())
        opened.evaluate("document.fonts.ready")
        assert opened.evaluate(OUTSIDE) == []


def test_a_bar_below_zero_has_its_value_where_it_is_read_and_a_missing_one_a_dash() -> None:
    spec = bar_chart(points([-5, None, 3], "", "num0", Formatter("en"), "abc"), "num0", Formatter("en"))
    rows = spec["data"]["values"]
    assert [(row["edge"], row["label"]) for row in rows] == [(0.0, "−5"), (0.0, "–"), (3.0, "3")]
