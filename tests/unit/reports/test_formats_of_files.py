"""What lies beside the page: paper, letter, workbook and CSV twins, read again by other programs."""

import csv
import email
import email.policy
from datetime import date
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from reports.blocks import Document, Figure, Inline, Sheet, SheetColumn, Table
from reports.render import RenderedWeek, render_week
from reports.writers.fonts import shown_in_font
from reports.writers.mail import plain_text
from reports.writers.sheets import SheetPage, csv_twin, workbook
from tests.unit.reports.snapshot import WEEK, write_snapshot

HOSTILE = '=cmd|"/C calc"!A0'
EMOJI = "夜灯 👍🏽 \u202eright " + "x" * 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("formats")
    rendered = render_week(
        write_snapshot(made / "marts.duckdb", name=EMOJI), made / "out", WEEK, ["en", "zh"]
    )
    assert isinstance(rendered, RenderedWeek)
    return made / "out" / WEEK


def pdf_texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def test_the_paper_says_in_both_languages_what_the_page_says(folder: Path) -> None:
    for language, words in {
        "en": ("Weekly review 2026-W20", "$1,300", "Fulfilment", "Swiftpost", "Data of the figures"),
        "zh": ("周报 2026-W20", "US$1,300", "履约", "Swiftpost", "图表数据"),
    }.items():
        pages = pdf_texts(folder / language / "weekly-review.pdf")
        text = " ".join(pages).replace("\r\n", " ")
        assert [word for word in words if word not in text] == []
        assert "夜灯 [thumbs up sign]" in text
        assert f"1 / {len(pages)}" in pages[0]


def test_the_paper_is_a4_and_its_text_stays_on_it(folder: Path) -> None:
    document = pypdfium2.PdfDocument(folder / "en" / "weekly-review.pdf")
    for number in range(len(document)):
        page = document[number]
        assert [round(side) for side in page.get_size()] == [595, 842]
        texts = page.get_textpage()
        boxes = [texts.get_rect(index) for index in range(texts.count_rects())]
        assert max(right for _, _, right, _ in boxes) <= 595 - 28


def test_a_twin_has_every_row_exact_and_reads_in_a_spreadsheet(folder: Path) -> None:
    content = (folder / "en" / "tables" / "margin-shops-week.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["Shop", "Units sold", "Net sales [USD]"]
    assert {row[0]: row[2] for row in rows[1:]} == {
        "us-main": "6150.0000", "uk-cross": "2050.0000", "All shops": "8200.0000",
    }  # fmt: skip


def test_an_amount_in_a_shops_own_currency_has_it_beside_it(folder: Path) -> None:
    text = (folder / "zh" / "tables" / "settlement-settlement-statuses.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["店铺"]: row["币种"] for row in rows} == {"us-main": "USD", "uk-cross": "GBP"}


SHEET = Sheet(
    "margin-hostile", "", (
        SheetColumn("Product"), SheetColumn("Net sales", "number", "USD", 2),
        SheetColumn("Rate", "percent", "0–1", 1), SheetColumn("Day", "date"), SheetColumn("Order"),
    ),
    (
        (HOSTILE, Decimal("1234.5600"), Decimal("0.125"), date(2026, 5, 18), "576461413000000001"),
        ("-2+3", None, None, None, "+1"),
        ("\t@SUM(A1)", Decimal("-0.0100"), 0.5, date(2026, 5, 19), "007"),
    ),
)  # fmt: skip


def test_a_twin_holds_no_formula_and_no_rounding() -> None:
    rows = list(csv.reader(csv_twin(SHEET).removeprefix("\ufeff").splitlines()))
    assert rows[1] == ["'" + HOSTILE, "1234.5600", "0.125", "2026-05-18", "576461413000000001"]
    assert rows[2] == ["'-2+3", "", "", "", "'+1"]
    assert rows[3] == ["'@SUM(A1)", "-0.0100", "0.5", "2026-05-19", "007"]


def test_the_workbook_has_typed_cells_and_runs_nothing(tmp_path: Path) -> None:
    pages = [SheetPage("Margin", (SHEET, SHEET))]
    content = workbook("t", ("Contents", "Page", "Table", "Rows"), pages)
    assert content == workbook("t", ("Contents", "Page", "Table", "Rows"), pages)
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Contents", "margin-hostile", "margin-hostile~2"]
    rows = book.get_sheet_by_name("margin-hostile").to_python()
    assert rows[0] == ["Product", "Net sales [USD]", "Rate [0–1]", "Day", "Order"]
    assert rows[1] == ["'" + HOSTILE, 1234.56, 0.125, date(2026, 5, 18), "576461413000000001"]
    assert rows[2][1:4] == ["", "", ""]
    import zipfile

    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def read_letter(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_letter_is_whole_with_its_pictures_and_in_words_alone(folder: Path) -> None:
    for language, subject in {
        "en": "2026-W20 all shops: contribution margin $1,300, down $800",
        "zh": "2026-W20 全部店铺：边际贡献 US$1,300，较上周减 US$800",
    }.items():
        message = read_letter(folder / language / "weekly-review.eml")
        assert message["Subject"] == subject
        assert len(subject) + len("Not every number: ") <= 78
        assert message["Date"] is None
        assert message["To"] is None
        html = message.get_body(("html",))
        plain = message.get_body(("plain",))
        assert html is not None
        assert plain is not None
        pictures = {part["Content-ID"].strip("<>"): part for part in message.walk() if part["Content-ID"]}
        shown = html.get_content()
        assert len(pictures) == 5
        assert all(f'src="cid:{name}"' in shown for name in pictures)
        assert all(part.get_content().startswith(b"\x89PNG") for part in pictures.values())
        assert not any(sign in shown for sign in ("<style", "<svg", "<script", "var(--", "data:"))
        words = plain.get_content()
        assert "1,300" in words
        assert not any(sign in words for sign in ("\ue000", "**", "###", "<"))


def test_a_page_in_words_alone_tells_its_figures_and_tables() -> None:
    document = Document()
    figure = Figure("f", "T", "", str, "T. A 1, B 2", Table((), ()), "")
    text = f"### Head{document.block(figure)}A *note* of {document.inline(Inline('5 * 3'))}"
    assert plain_text(text, document) == "Head\n\nT. A 1, B 2\n\nA note of 5 * 3\n"


def test_a_sign_that_the_font_lacks_is_named() -> None:
    assert shown_in_font("a 夜 ✔ 👍🏽!") == "a 夜 [heavy check mark] [thumbs up sign]!"
