"""Makes `SuanqingSans.otf`: of the packaged collection's Simplified Chinese face, the glyphs that figures and
pages are made of, under the name that they are set in. Run when the packaged font changes.

    python -m reports.figures.build_font

The collection weighs 19 MB, and whoever measures one word in it reads all of them: that was most of what a
chart cost. What the smaller file lacks is measured and cut from the collection as before.
"""

from __future__ import annotations

from pathlib import Path

from reports.figures.fonts import FACE, FAMILY, SMALL_FONT, font_file

# Latin with its accents, Greek, Cyrillic, signs, kana, full-width forms; GB 2312 up to its first level.
MESSAGES = Path(__file__).parent.parent / "messages"
_RANGES = (
    (0x20, 0x24F),
    (0x370, 0x45F),
    (0x2000, 0x22FF),
    (0x2500, 0x26FF),
    (0x3000, 0x30FF),
    (0xFF00, 0xFFEF),
)
_GB2312 = (0xB0, 0xD7)


def wanted() -> str:
    """The characters that are kept, where the face has them: also what our own texts are written with."""
    texts = sorted({char for path in MESSAGES.glob("*.yml") for char in path.read_text(encoding="utf-8")})
    signs = [chr(code) for first, last in _RANGES for code in range(first, last + 1)]
    pairs = (bytes((row, cell)) for row in range(_GB2312[0], _GB2312[1] + 1) for cell in range(0xA1, 0xFF))
    return "".join([*texts, *signs, *(pair.decode("gb2312", errors="ignore") for pair in pairs)])


def build(path: Path) -> None:
    """Write the font; the same collection gives the same bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(font_file(), fontNumber=FACE, lazy=True, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "liga", "palt"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=wanted())
    subsetter.subset(font)
    named = {1: FAMILY, 4: FAMILY, 6: FAMILY.replace(" ", "")}
    for record in font["name"].names:
        record.string = named.get(record.nameID, record.toUnicode())
    font.save(path)


if __name__ == "__main__":
    build(SMALL_FONT)
