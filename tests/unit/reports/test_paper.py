"""The PDF: what stands on it and where, read again by another program."""

import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from reports.blocks import Cell, Heading, Table
from reports.writers.columns import GAP, measured, parts_of, phrases_of, wide
from reports.writers.files import written_files
from tests.unit.reports.snapshot import write_snapshot
from tests.unit.reports.test_components import page


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("paper") / "marts.duckdb")


def paper(snapshot: Path, body: str, language: str = "en") -> pypdfium2.PdfDocument:
    written = written_files({language: page(snapshot, body, language)})
    return pypdfium2.PdfDocument(written[language]["weekly-review.pdf"])


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [one.get_textpage().get_text_range() for one in document]


FIGURE = '<BarChart data={{rows}} x=shop y=amount title="The {name} figure" name={name}/>'


def test_the_data_of_each_figure_stands_on_paper_once(snapshot: Path) -> None:
    alone, within = FIGURE.format(name="lone"), FIGURE.format(name="inner")
    body = f"\n{alone}\n\n<Alert>\n<Grid cols=2>\n{within}\n</Grid>\n</Alert>\n"
    before, after = "".join(texts(paper(snapshot, body))).split("Data of the figures")
    for title in ("The lone figure", "The inner figure"):
        assert (before.count(title), after.count(title)) == (1, 1)


def texts_of(document: pypdfium2.PdfDocument) -> str:
    return "".join(texts(document))


def letters(document: pypdfium2.PdfDocument, of: str) -> list[tuple[int, float, float, float]]:
    """Page, left, right and base of each of these letters."""
    found = []
    for number, one in enumerate(document):
        page_text = one.get_textpage()
        for index, letter in enumerate(page_text.get_text_range(0, page_text.count_chars())):
            if letter in of:
                left, bottom, right, _ = page_text.get_charbox(index)
                found.append((number, left, right, bottom))
    return found


def rows_sql(columns: str, count: int = 1) -> str:
    return f"\n```sql made\nselect {columns} from range({count}) as t(i) order by i\n```\n"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("place", [0, 1, 12])
def test_a_long_word_without_signs_stays_in_its_column(snapshot: Path, language: str, place: int) -> None:
    columns = [f"{1000 + n} as n{n}" for n in range(12)]
    columns.insert(place, f"'{'Œ' * 60}' as sku")
    body = f"{rows_sql(', '.join(columns))}\n<DataTable data={{made}}/>\n"
    document = paper(snapshot, body, language)
    word = letters(document, "Œ")
    assert len(word) == 60
    assert len({round(base) for _, _, _, base in word}) > 1
    others = [box for box in letters(document, "0123456789") if abs(box[3] - word[0][3]) < 2]
    assert others
    left, right = min(box[1] for box in word), max(box[2] for box in word)
    assert [box for box in others if box[1] < right and box[2] > left] == []
    assert max(box[2] for box in others + word) <= 595 - 39


@pytest.mark.parametrize("within", ["{}", "<Alert>\n{}\n</Alert>", "<Grid cols=2>\n{}\n</Grid>"])
def test_a_table_is_as_wide_as_what_holds_it(snapshot: Path, within: str) -> None:
    columns = "'" + "a long product name " * 3 + "Œ' as name, 'Æ' as sku"
    table = within.format("<DataTable data={made}/>")
    document = paper(snapshot, f"{rows_sql(columns)}\n{table}\n")
    (end,) = letters(document, "Æ")
    assert letters(document, "Œ")
    assert end[2] < (300 if "Grid" in within else 595 - 39)


def test_what_is_copied_from_paper_is_what_the_data_says(snapshot: Path) -> None:
    names = ["576441245333000412", "MRD0040001246", "contribution_margin_weekly", "US-DRW-NATUR", "X" * 60]
    columns = ", ".join(f"'{name}' as c{n}" for n, name in enumerate(names))
    said = texts_of(paper(snapshot, f"{rows_sql(columns)}\n<DataTable data={{made}}/>\n"))
    assert [name for name in names[:4] if name not in said] == []
    assert "X" * 60 in re.sub(r"\s", "", said)
    assert "\u200b" not in said


def test_a_rule_over_each_row_is_drawn_and_not_described_with_every_cell(snapshot: Path) -> None:
    body = f"{rows_sql('i as a, i as b, i as c', 9)}\n<DataTable data={{made}}/>\n"
    written = written_files({"en": page(snapshot, body)})["en"]["weekly-review.pdf"]
    assert b"/Table" in written
    assert b"BorderThickness" not in written
    document = pypdfium2.PdfDocument(written)
    lines = [one for one in document[0].get_objects() if one.type == 2]
    rules = [one for one in lines if one.get_bounds()[2] - one.get_bounds()[0] > 1000]
    assert len(rules) == 9


def test_a_short_table_its_lead_and_its_note_stand_on_one_page(snapshot: Path) -> None:
    few = "'few' || i as b, i"
    for rows in range(16, 60, 6):
        body = (
            f"{rows_sql('i + 1000 as a', rows)}\n<DataTable data={{made}}/>\n\n### Ahead\n\nLeading to it.\n"
            f"{rows_sql(few, 16).replace('made', 'few')}\n<DataTable data={{few}}/>\n"
            "<Note>Noted.</Note>\n"
        )
        pages = texts(paper(snapshot, body))
        (one,) = [said for said in pages if "few0" in said]
        assert all(word in one for word in ("Ahead", "Leading", "few15", "Noted"))


def test_a_table_longer_than_a_page_goes_on(snapshot: Path) -> None:
    long = (
        "'Æ" + " a word or two" * 5 + "' as name" + "".join(f", {n} * i as n{n}" for n in range(1000, 1011))
    )
    document = paper(snapshot, f"{rows_sql(long, 16)}\n<DataTable data={{made}}/>\n")
    assert len(letters(document, "Æ")) == 16
    assert min(box[3] for box in letters(document, "Æ")) > 40


def test_a_row_is_not_broken_over_two_pages(snapshot: Path) -> None:
    words = "'Æ " + "word " * 60 + "Œ' as name, i as n"
    document = paper(snapshot, f"{rows_sql(words, 40)}\n<DataTable data={{made}}><Column id=name chars=400/>"
                     "<Column id=n/></DataTable>\n")  # fmt: skip
    assert len(document) > 1
    assert [box[0] for box in letters(document, "Æ")] == [box[0] for box in letters(document, "Œ")]


def test_a_minus_and_its_amount_stay_on_a_line_of_a_heading(snapshot: Path) -> None:
    title = "What moved the margin most of all this week: ads and promotion, −$1,254"
    body = f'\n<BarChart data={{rows}} x=shop y=amount title="{title[:30]}x{title[30:]}" name=one/>\n'
    assert "−$1,254" in texts_of(paper(snapshot, body)).split("Data of the figures")[1]


def made(texts: list[str], headings: list[str], align: Any = "left") -> Table:
    return Table(tuple(Heading(one, align) for one in headings), (tuple(map(Cell, texts)),))


def test_columns_have_their_distance_and_letters_are_as_large_as_there_is_room_for() -> None:
    assert measured(made(["a", "b"], ["x", "y"]), 515).size == 8.2
    many = measured(made(["45"] * 30, [f"{n}%" for n in range(30)]), 515)
    assert many.size < 8.2
    assert min(many.tracks[1:]) - GAP >= wide("45") * many.size
    assert sum(many.tracks) <= 515
    long = made(["word " * 30, "1"], ["text", "n"])
    assert 500 < sum(measured(long, 515).tracks) <= 515.2
    assert sum(measured(long, 252).tracks) <= 252.2
    assert measured(long, 252).lines > measured(long, 515).lines > 1
    assert measured(made(["1", "2"], ["a", "b"]), 515).lines == 1


def test_a_number_is_never_in_two_lines() -> None:
    amounts = ["−US$1,234,567.89"] * 8
    table = Table(tuple(Heading("Contribution", "right") for _ in amounts), (tuple(map(Cell, amounts)),))
    assert min(measured(table, 515).rooms) > wide(amounts[0])


def test_a_word_breaks_after_its_signs_before_it_breaks_within() -> None:
    assert parts_of("", 5) == [""]
    assert parts_of("short", 5) == ["short"]
    assert parts_of("us-main/orders_2026", 5) == ["us-", "main/", "orders_", "2026"]
    assert parts_of("us-" + "x" * 11, 5) == ["us-", *"x" * 11]
    assert parts_of("export_2026.csv", 5) == ["export_", "2026.csv"]
    assert parts_of("export_26.csv", 5) == ["export_", "26.csv"]
    assert parts_of("two words of a name", 2.9) == ["two words of a name"]
    assert parts_of("边际贡献边际贡献", 3) == ["边际贡献边际贡献"]
    assert parts_of("夜灯" + "x" * 20, 5) == ["夜灯x", *"x" * 19]
    assert parts_of("e\u0301" * 20, 5) == ["e\u0301"] * 20


@pytest.mark.parametrize(
    "heading", ["", "，，", "（未完", "）完", "甲（乙）：丙，丁", "退款（已证实）", "Margin 3", "甲 3", "a b"]
)
def test_the_phrases_of_a_heading_are_all_of_it(heading: str) -> None:
    assert "".join(phrases_of(heading)).replace("\u00a0", " ") == heading


def test_a_number_at_the_end_of_a_heading_stays_with_its_word() -> None:
    columns = measured(made(["1"] * 8, ["CM 1"] * 8, "right"), 180)
    assert min(columns.rooms) >= wide("CM 1")


def test_a_chinese_heading_breaks_between_phrases_and_keeps_its_number(snapshot: Path) -> None:
    headings = ["边际贡献 3", "八周：半数用时", "扫描到送达，半数（小时）", "半数用时（仅已完成）"]
    columns = ", ".join(f"{n} as c{n}" for n in range(12))
    shown = "".join(f'<Column id=c{n} fmt=num0 title="{headings[n % 4]}"/>' for n in range(12))
    body = f"{rows_sql(columns)}\n<DataTable data={{made}}>{shown}</DataTable>\n"
    said = texts_of(paper(snapshot, body, "zh")).replace("\u00a0", " ")
    for phrase in ("边际贡献 3", "半数用时", "扫描到送达，", "（小时）", "（仅已完成）"):
        assert phrase in said
