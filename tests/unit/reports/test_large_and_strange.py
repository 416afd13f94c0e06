"""A hundred shops, a thousand SKUs, names that would break a table, no ads: pages all the same."""

import re
import time
from pathlib import Path

import duckdb
import pypdfium2
import pytest

from reports.render import render_week
from reports.writers.sheets import csv_twin
from tests.unit.reports.snapshot import WEEK, write_snapshot
from tests.unit.reports.test_components import page

NAMES = [
    "<img src=x onerror=alert(1)>", "| a | b |", "`code` **bold** [x](javascript:alert(1))", "=1+1", "-2+3",
    "\u202egnirts \u2066x", "👍🏽" * 40, "x" * 300,
    "اسم المنتج", "${week} {params.week} {#if x}", "\ue0000\ue001",
    '" onmouseover="alert(1)', "#set page(width: 1pt) $x$ @label \\", "&lt;b&gt; &amp;", "a\r\nb\tc\x00d", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    snapshot = write_snapshot(folder / "marts.duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{snapshot}' as s")
        for table in ("shop_weekly", "fulfillment_sla_weekly", "fulfillment_metrics_weekly"):
            connection.execute(
                f"insert into s.marts.{table} select t.* replace ('shop-' || lpad(cast(i as varchar), 3, '0')"
                f" as shop_id) from s.marts.{table} as t, range(1, 99) as r(i) where shop_id = 'us-main'"
            )
        connection.execute("create temp table names (i integer, name varchar)")
        connection.executemany("insert into names values (?, ?)", list(enumerate(NAMES)))
        connection.execute(
            "insert into s.marts.contribution_margin_weekly"
            " select shop_id, order_week, 'sku-' || t.i, 'S' || t.i, n.name, unit_count, net_sales + t.i,"
            " cm2, ad_spend, cm3 - t.i, cm3_expected, estimated_share, unknown_cost_line_count"
            " from s.marts.contribution_margin_weekly, range(10, 1010) t(i)"
            f" join names n on n.i = t.i % {len(NAMES)} where sku_id = 'sku-1'"
        )
        connection.execute("delete from s.marts.ad_spend where shop_id = 'uk-cross'")
    started = time.process_time()
    render_week(snapshot, folder / "out", WEEK, ["en"])
    (folder / "seconds").write_text(str(time.process_time() - started))
    return folder


def test_a_hundred_shops_and_a_thousand_skus_stay_a_report(large: Path) -> None:
    folder = large / "out" / WEEK / "en"
    assert (folder / "weekly-review.html").stat().st_size < 1_500_000
    assert float((large / "seconds").read_text()) < 25
    text = (folder / "weekly-review.md").read_text(encoding="utf-8")
    assert "96 more in the data" in text
    assert "shop-098" in text
    assert text.count("dispatched 8.0% of its due orders late") < 25
    assert text.count("89 more rates are beyond their limits") == 2


def test_strange_names_are_text_in_the_page_and_on_paper(large: Path) -> None:
    folder = large / "out" / WEEK / "en"
    html = (folder / "weekly-review.html").read_text(encoding="utf-8")
    assert not re.search(r"<img|<script|<[^>]*\son\w+=|[\u202a-\u202e\u2066-\u2069\ue000]", html)
    document = pypdfium2.PdfDocument(folder / "weekly-review.pdf")
    assert {tuple(round(side) for side in document[n].get_size()) for n in range(len(document))} == {
        (595, 842)
    }


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_strange_name_fills_one_cell_of_every_format(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    snapshot = write_snapshot(tmp_path_factory.mktemp("one") / "marts.duckdb", name=name)
    body = (
        "\n```sql named\nselect product_name, unit_count from marts.contribution_margin_weekly"
        " where sku_id = 'sku-1' order by 1\n```\n\n<DataTable data={named} />\n"
    )
    rendered = page(snapshot, body)
    (row,) = [
        line for line in rendered.markdown.split("\n") if line.startswith("|") and line.endswith("| 100 |")
    ]
    assert len(re.findall(r"(?<!\\)\|", row)) == 3
    assert not re.search(r"<(?!/?(?:details|summary))", row)
    html = rendered.sections[0].fragment
    assert html.count("<tr") == 2
    assert html.count("<bdi>") == 1
    (table,) = [block for block in rendered.pages[0].document.blocks if hasattr(block, "sheet")]
    assert table.sheet is not None
    twin = csv_twin(table.sheet).split("\r\n")
    assert len(twin) == 3
    assert not re.match(r"\"?[=+@-]", twin[1])
