"""A report of one shop alone: it is all that shop's, and no text, table or file has anything of another."""

import email
import email.policy
import re
import zipfile
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import duckdb
import pypdfium2
import pytest
import yaml

from reports.one_shop import SHARED, SUMMED
from reports.render import render_week
from reports.snapshot import Snapshot
from tests.unit.reports.snapshot import WEEK, write_snapshot

MODELS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts"
LANGUAGES = ["en", "zh"]
# What only one of the two shops has: name, carriers, products, creators, orders, files, rules, currency.
OWN = {
    "us-main": ["us-main", "Swiftpost", "Serum", "Glow serum", "SKU-2", "glow.with.mia", "576461413000000002",
                "576460000000000002", "1Z1", "Too small", "income_2026-05-18", "us-ldr"],
    "uk-cross": ["uk-cross", "Yanwen", "夜灯", "SKU-3", "tea.and.glow", "576461413000000004",
                 "oops.csv", "uk-ldr", "GBP", "£"],
}  # fmt: skip


@pytest.fixture(scope="module", params=["us-main", "uk-cross"])
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    shop = str(request.param)
    folder = tmp_path_factory.mktemp("alone")
    snapshot = write_snapshot(folder / "marts.duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{snapshot}' as s")
        said = "3 rows, first: shop_id=us-main shop_id=uk-cross order_id=576461413000000009"
        connection.execute(
            "insert into s.meta.check_results"
            " values ('orders', 'marts.orders', 'rows agree', 'warn', false, ?, 9, ?, ?)",
            [said, said, said],
        )
    # People's remarks on all shops are not for one shop's people.
    (folder / "remarks" / "shops").mkdir(parents=True)
    (folder / "remarks" / f"{WEEK}.md").write_text("Both us-main and uk-cross did well.", encoding="utf-8")
    render_week(snapshot, folder / "out", WEEK, LANGUAGES, folder / "remarks" / "shops" / shop, shop)
    return shop, folder / "out"


def texts_of(path: Path) -> str:
    """All that can be read in a file, whatever it is packed in."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(name).decode("utf-8") for name in book.namelist())
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(path)
        return "\n".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    if path.suffix == ".eml":
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
        return "\n".join([str(message["Subject"]), *map(str, parts)])
    return re.sub(r"base64,[A-Za-z0-9+/=]+", "", path.read_text(encoding="utf-8"))


def test_no_file_of_a_shops_report_has_anything_of_the_other(alone: tuple[str, Path]) -> None:
    shop, out = alone
    (other,) = set(OWN) - {shop}
    files = [path for path in out.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".md", ".pdf", ".xlsx", ".eml", ".csv", ".svg"}
    read = {str(path.relative_to(out)): texts_of(path) for path in files}
    assert [(name, word) for name, text in read.items() for word in OWN[other] if word in text] == []
    assert [name for name, text in read.items() if "576461413000000009" in text] == []
    # The same words are found where they belong: the search can find something.
    whole = "\n".join(read.values())
    assert [word for word in OWN[shop] if word not in whole] == []


def test_its_totals_are_the_shops_own(alone: tuple[str, Path]) -> None:
    shop, out = alone
    share = Decimal("0.75") if shop == "us-main" else Decimal("0.25")
    text = (out / WEEK / "en" / "weekly-review.md").read_text(encoding="utf-8")
    assert f"# Weekly review {WEEK} of {shop}" in text
    assert f"Of ${8200 * share:,.0f} net sales, ${1300 * share:,.0f} stayed" in text
    rows = (
        (out / WEEK / "en" / "tables" / "margin-shops-week.csv").read_text(encoding="utf-8-sig").splitlines()
    )
    assert [row.split(",")[2] for row in rows[1:]] == [f"{8200 * share:.4f}"] * 2
    index = (out / "index.html").read_text(encoding="utf-8")
    assert f"<h1>Weekly reviews of {shop}</h1>" in index
    assert f'href="{WEEK}/en/weekly-review.html"' in index


def test_a_mart_is_of_a_shop_or_said_to_be_everybodys() -> None:
    described = [
        model
        for path in MODELS.rglob("*.yml")
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", [])
    ]
    without = {
        model["name"] for model in described if "shop_id" not in {one["name"] for one in model["columns"]}
    }
    assert without == SHARED
    summed = {model["name"] for model in described for one in model["columns"]
              if one["name"] == "shop_id" and "`all`" in one["description"]}  # fmt: skip
    assert summed == SUMMED


def test_what_nobody_said_is_everybodys_is_not_there(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{snapshot}' as s")
        connection.execute("create table s.marts.secrets (amount integer)")
        connection.execute("create table s.meta.secrets (amount integer)")
    with Snapshot(snapshot, "us-main") as source:
        for name in ("marts.secrets", "meta.secrets", "marts.nothing"):
            with pytest.raises(duckdb.CatalogException):
                source.rows("page", f"select * from {name} order by all")
        shops = source.rows("shops", "select distinct shop_id from marts.shop_weekly order by 1")
        assert [row["shop_id"] for row in shops] == ["all", "us-main"]


def test_a_shops_name_is_a_value_and_no_sql(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    with Snapshot(snapshot, "x' or true --") as source:
        assert len(source.rows("all", "select * from marts.shop_weekly order by all")) == 0
