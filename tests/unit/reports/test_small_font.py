"""The small font measures as the packaged collection does: figures have the same bytes from either."""

import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from reports.figures.fonts import FACE, SMALL_FONT, font_file
from reports.writers.fonts import shown_in_font

ROOT = Path(__file__).resolve().parents[3]
DRAW = """
import sys
from decimal import Decimal
from pathlib import Path
from reports.figures import svg
from reports.figures.charts import Point, waterfall
from reports.formats import Formatter
if sys.argv[1] == "collection":
    svg.small_glyphs = lambda: frozenset()
names = enumerate(sys.argv[2].split("|"))
points = [Point(name, Decimal(n * 100), "", f"US$1,{n}00.50 −3.2%") for n, name in names]
print(svg.draw(waterfall(points, frozenset({0}), "num0", Formatter("zh")), "one", "said")())
"""


def test_every_glyph_is_as_wide_as_in_the_collection() -> None:
    small, collection = TTFont(SMALL_FONT, lazy=True), TTFont(font_file(), fontNumber=FACE, lazy=True)
    names, widths = collection.getBestCmap(), collection["hmtx"]
    own = small["hmtx"]
    kept = small.getBestCmap()
    assert len(kept) > 4500
    assert [chr(code) for code, glyph in kept.items() if own[glyph] != widths[names[code]]] == []
    assert small["head"].unitsPerEm == collection["head"].unitsPerEm


def test_a_figure_has_the_same_bytes_from_either_font() -> None:
    names = "边际贡献 3|Tax & fees, AVATar|广告花费|Größe ×2…"
    drawn = [
        subprocess.run(
            [sys.executable, "-c", DRAW, source, names], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        for source in ("small", "collection")
    ]
    assert drawn[0] == drawn[1]
    assert "边际贡献 3" in drawn[0]


def test_a_sign_that_only_the_collection_has_is_drawn_and_named_by_the_same_family() -> None:
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW, "small", "囍|A"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert "囍" in drawn
    assert 'font-family="Suanqing Sans, Noto Sans CJK SC' in drawn


def test_a_word_of_a_script_that_the_font_lacks_is_named_once() -> None:
    assert shown_in_font("תיק tote 🪞🪞") == "[hebrew letters] tote [mirror][mirror]"
    assert shown_in_font("مقبض هاتف") == "[arabic letters] [arabic letters]"
    assert shown_in_font("铺 café −$3") == "铺 café −$3"
