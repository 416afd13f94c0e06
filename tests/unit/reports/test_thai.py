"""Thai names in every format: in letters of a packaged font, on any machine, whatever their length."""

import base64
import io
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import typst
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from reports.figures.fonts import FACE, SMALL_FONT, THAI, THAI_FAMILY, font_file, font_folders, thai_font_file
from reports.figures.svg import in_parts, png
from reports.review import RenderedLanguage
from reports.writers import pdf
from reports.writers.columns import parts_of
from reports.writers.files import written_files
from reports.writers.fonts import characters, font_faces, shown_in_font
from reports.writers.html import _breakable as in_html
from tests.end_to_end.browser import chromium, needs_browser
from tests.unit.reports.snapshot import write_snapshot
from tests.unit.reports.test_components import page

ROOT = Path(__file__).resolve().parents[3]
BAG, HONEY = "กระเป๋าผ้าแคนวาส", "น้ำผึ้งป่าแท้ 500 มล."
LONG = "กระเป๋าผ้าแคนวาสใบใหญ่สำหรับใส่หนังสือและคอมพิวเตอร์โน้ตบุ๊กสีดำเข้ม" * 5
NAMES = {"S1": BAG, "S2": HONEY, "S3": LONG[:300], "S4": "ก" * 300, "S5": "กา" * 150, "S6": "夜灯 Night lamp"}
BODY = """
<DataTable data={named}/>

<BarChart data={named} x=name y=a name=bars/>
"""


def review(folder: Path, names: dict[str, str], language: str = "en") -> RenderedLanguage:
    numbers = [f"{number}000 as {column}" for number, column in enumerate("abcdefgh", 1)]
    named = " union all ".join(
        f"select '{name}' as name, '{sku}' as sku, {', '.join(numbers)}" for sku, name in names.items()
    )
    body = f"\n```sql named\n{named} order by sku\n```\n{BODY}"
    return page(write_snapshot(folder / "marts.duckdb"), body, language)


def written(folder: Path, names: dict[str, str], language: str = "en") -> dict[str, bytes]:
    return written_files({language: review(folder, names, language)})[language]


@pytest.fixture(scope="module")
def thai(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return written(tmp_path_factory.mktemp("thai"), NAMES)


def faces(html: str) -> list[str]:
    return re.findall(r"@font-face\{.*?\}", html)


def embedded(face: str) -> TTFont:
    found = re.search(r"base64,([^)]+)\)", face)
    assert found is not None
    return TTFont(io.BytesIO(base64.b64decode(found[1])))


def test_the_thai_font_has_all_thai_letters_and_the_others_none() -> None:
    assigned = {chr(code) for code in range(0xE00, 0xE80) if unicodedata.category(chr(code)) != "Cn"}
    assert assigned == {chr(code) for code in range(0xE00, 0xE80) if THAI.fullmatch(chr(code))}
    assert set(map(ord, assigned)) <= set(TTFont(thai_font_file(), lazy=True).getBestCmap())
    for other in (
        TTFont(SMALL_FONT, lazy=True),
        TTFont(font_file(), fontNumber=FACE, lazy=True),
    ):
        assert set(map(ord, assigned)).isdisjoint(other.getBestCmap())


def test_thai_is_shown_in_the_fonts_and_other_scripts_are_named() -> None:
    assert shown_in_font(f"{HONEY} tote 🪞 ฿5") == f"{HONEY} tote [mirror] ฿5"
    assert shown_in_font("กุหลาบ ورد") == "กุหลาบ [arabic letters]"
    assert shown_in_font("") == ""


def test_the_paper_says_thai_names(thai: dict[str, bytes]) -> None:
    document = pypdfium2.PdfDocument(thai["weekly-review.pdf"])
    said = "".join(one.get_textpage().get_text_range() for one in document)
    # In the table and in the figure's data, each as a name and in the long one.
    assert said.count(BAG) == 4
    assert HONEY in said
    assert "letters]" not in said
    fonts = {
        item.get_font().get_base_name() for one in document for item in one.get_objects() if item.type == 1
    }
    assert any("NotoSansThai" in name for name in fonts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_on_paper_stays_in_its_column(tmp_path: Path, language: str) -> None:
    paper = written(tmp_path, NAMES, language)["weekly-review.pdf"]
    first = pypdfium2.PdfDocument(paper)[0].get_textpage()
    sku = {}
    for name in NAMES:
        found = first.search(name, match_whole_word=True).get_next()
        assert found is not None
        sku[name] = first.get_charbox(found[0])[0]
    assert len(set(map(round, sku.values()))) == 1
    letters = [index for index in range(first.count_chars()) if THAI.match(first.get_text_range(index, 1))]
    top = first.get_charbox(first.search("S6").get_next()[0])[1]  # type: ignore[index]
    in_table = [first.get_charbox(index)[2] for index in letters if first.get_charbox(index)[1] > top]
    assert len(in_table) > 200
    assert max(in_table) < sku["S1"]


def test_typst_has_nothing_to_warn_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(pdf, "begin_pdf", asked.append)
    one = review(tmp_path, NAMES)
    frame = {"title": HONEY, "dates": "", "brand": BAG, "language": "en"}
    pages = [(each.title, each.text, each.document) for each in one.pages]
    pdf.begin_report(frame, pages, "Data", LONG)
    sources: Any = {name: text.encode() for name, text in asked[0].items()}
    made, warnings = typst.compile_with_warnings(
        sources, font_paths=list(font_folders()), ignore_system_fonts=True
    )
    assert bytes(made).startswith(b"%PDF")
    assert [one.message for one in warnings] == []


def test_a_page_with_thai_holds_the_thai_letters_beside_its_other_glyphs(thai: dict[str, bytes]) -> None:
    html = thai["weekly-review.html"].decode()
    own, letters = faces(html)
    assert len(html) < 1_500_000
    assert 'font-family:"Suanqing Sans"' in own
    assert "unicode-range" not in own
    assert 'font-family:"Suanqing Sans"' in letters
    assert "unicode-range:U+E01-E5B" in letters
    assert ord("夜") in embedded(own).getBestCmap()
    # Sara am is drawn as nikhahit and sara aa; a mark without a letter on a dotted circle.
    assert {0xE33, 0xE4D, 0xE32, 0x25CC} <= set(embedded(letters).getBestCmap())
    assert {"mark", "mkmk"} <= {
        record.FeatureTag for record in embedded(letters)["GPOS"].table.FeatureList.FeatureRecord
    }
    assert "fvar" not in embedded(letters)


def test_a_page_without_thai_knows_nothing_of_it(tmp_path: Path) -> None:
    html = written(tmp_path, {"S1": "夜灯", "S2": "Größe café"})["weekly-review.html"].decode()
    assert len(faces(html)) == 1
    assert not re.search(r'unicode-range|lang="th"|Noto Sans Thai|anywhere"', html)
    own, letters = faces(font_faces(characters(["a夜ก"])))
    assert font_faces(characters(["a夜"])) == own
    assert font_faces(characters(["a夜กขค"])) == f"{own}\n{letters}"


def test_the_same_names_give_the_same_bytes(thai: dict[str, bytes], tmp_path: Path) -> None:
    again = written(tmp_path, NAMES)
    assert [name for name in thai if thai[name] != again[name]] == []


def test_no_break_parts_a_thai_letter_from_its_mark() -> None:
    marks = re.compile("[\u200b>][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
    for text in (LONG, "ก่" * 40, "กี่" * 30, "ก" + "่" * 40):
        assert not marks.search("\u200b".join(parts_of(text, 8)))
        assert not marks.search(in_html(text).replace('anywhere">', ""))
    assert parts_of(LONG[:72], 8) == [LONG[:72]]
    assert parts_of("ก" * 12, 4) == ["ก" * 12]
    assert parts_of("ก" * 13, 4) == ["ก" * 12, "ก"]
    assert in_html("กา x") == '<bdi lang="th" style="overflow-wrap:anywhere">กา x</bdi>'
    assert in_html("x" * 25 + "夜" * 30) == f"<bdi>{'x' * 12}<wbr>{'x' * 12}<wbr>x{'夜' * 30}</bdi>"


def test_sara_am_is_drawn_in_its_parts() -> None:
    assert in_parts("กำ น้ำ") == "กํา นํ้า"
    assert in_parts("") == ""
    assert in_parts("abc 夜 า ก้") == "abc 夜 า ก้"


def test_a_thai_name_has_its_room_in_a_figure(thai: dict[str, bytes]) -> None:
    drawn = thai["figures/bars.svg"].decode()
    assert f">{BAG}<" in drawn
    assert f">{HONEY}<" in drawn
    assert f'font-family="{THAI_FAMILY}, Suanqing Sans, ' in drawn
    font = TTFont(thai_font_file(), lazy=True)
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    # A name alone tells its room: where the plot begins.
    for name in ("น้ำ" * 6, "กำ" * 8, BAG):
        wide = sum(widths[glyphs[ord(char)]][0] for char in in_parts(name)) * 12 / 1000
        found = re.search(r"translate\(([\d.]+),", _figure(name))
        assert found is not None
        assert wide <= float(found[1]) - 6 <= wide + 4


def _figure(name: str) -> str:
    code = DRAW.format(name=name)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout


DRAW = """
from decimal import Decimal
from reports.figures.charts import Point, bar_chart
from reports.figures.svg import draw
from reports.formats import Formatter
points = [Point("{name}", Decimal(5), "", "5")]
print(draw(bar_chart(points, "num0", Formatter("en")), "one", "said")())
"""


def test_a_machine_with_a_thai_font_of_its_own_draws_the_same(tmp_path: Path) -> None:
    font = instantiateVariableFont(TTFont(thai_font_file()), {"wght": None, "wdth": None})
    for glyph, (width, side) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[glyph] = (width * 3, side)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = "AWideThai"
    font.save(tmp_path / "wide.ttf")
    (tmp_path / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir></fontconfig>'
    )
    machine = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    drawn = [
        subprocess.run(
            [sys.executable, "-c", DRAW.format(name=f"{HONEY} Honey")],
            capture_output=True, text=True, check=True, cwd=ROOT, env=environment,
        ).stdout
        for environment in (machine, dict(os.environ))
    ]  # fmt: skip
    assert drawn[0] == drawn[1]
    assert HONEY in drawn[0]


def test_a_picture_for_the_letter_is_drawn_in_parts(thai: dict[str, bytes]) -> None:
    drawn = thai["figures/bars.svg"].decode()
    assert HONEY in drawn
    assert png(drawn, 1.0) == png(in_parts(drawn), 1.0)


@pytest.mark.browser
@needs_browser
def test_a_phone_without_a_thai_font_shows_the_names_in_their_columns(
    thai: dict[str, bytes], tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(thai["weekly-review.html"])
    with chromium(viewport={"width": 375, "height": 812}, offline=True) as context:
        shown = context.new_page()
        shown.goto(file.as_uri())
        assert shown.evaluate("document.fonts.ready.then(() => [...document.fonts].map(f => f.status))") == [
            "loaded",
            "loaded",
        ]
        assert shown.evaluate("document.documentElement.scrollWidth") == 375
        widths = shown.evaluate(
            "[...document.querySelectorAll('section > div th bdi[lang=th]')]"
            ".map(e => [e.getBoundingClientRect().width, e.closest('th').clientWidth])"
        )
        assert len(widths) == 5
        assert all(inner <= outer < 140 for inner, outer in widths)
