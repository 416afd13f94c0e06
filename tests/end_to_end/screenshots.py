"""Pictures of the newest report of a home, to be looked at: phone, A4, desktop, both languages, index, paper.

    python -m tests.end_to_end.screenshots HOME OUT [IMAGES]

OUT gets everything; IMAGES, the folder of the README's pictures, gets the tops of four.
"""

import struct
import sys
import zlib
from pathlib import Path
from typing import Any

from tests.end_to_end.browser import CHROMIUM, chromium

WIDTHS = {"phone": 375, "a4": 794, "desktop": 1280}
_DPI = 110


def main(home: Path, out: Path, images: Path | None) -> int:
    """Take all pictures. Exit code 3 where there is no browser or no report."""
    weeks = sorted(path for path in (home / "reports").glob("*-W*") if path.is_dir())
    if CHROMIUM is None or not weeks:
        print("There is no Chromium on the PATH." if weeks else f"{home} has no report: `make weekly` first.")
        return 3
    out.mkdir(parents=True, exist_ok=True)
    with chromium(viewport={"width": 1280, "height": 900}, offline=True) as context:
        page = context.new_page()
        for language in ("en", "zh"):
            _pages(page, weeks[-1] / language / "weekly-review.html", language, out)
            _whole(page, home / "reports" / f"index.{language}.html", 1280, out / f"index-{language}.png")
    for language in ("en", "zh"):
        _paper(weeks[-1] / language / "weekly-review.pdf", language, out)
    if images:
        _for_readme(weeks[-1], out, images)
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")
    return 0


def _pages(page: Any, file: Path, language: str, out: Path) -> None:
    for name, width in WIDTHS.items():
        _whole(page, file, width, out / f"{name}-{language}.png")


def _whole(page: Any, file: Path, width: int, to: Path) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    page.screenshot(path=str(to), full_page=True)


def _paper(file: Path, language: str, out: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    for number in range(len(document)):
        drawn = document[number].render(scale=_DPI / 72, rev_byteorder=True)
        rows = drawn.to_numpy()[:, :, :3]
        (out / f"paper-{language}-{number + 1:02}.png").write_bytes(_png(rows))


def _png(rows: Any) -> bytes:
    """RGB rows as a PNG, by the standard library."""
    height, width, _ = rows.shape
    raw = b"".join(b"\0" + bytes(row) for row in rows)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(raw, 9))
        + chunk(b"IEND", b"")
    )


def _for_readme(week: Path, out: Path, images: Path) -> None:
    """The tops that the README shows: small, so that they are one look."""
    tops = {
        "weekly-review-en": ("en", 1100, 1290),
        "weekly-review-zh": ("zh", 1100, 1290),
        "phone-zh": ("zh", 375, 780),
    }
    with chromium(viewport={"width": 1100, "height": 1290}, offline=True) as context:
        page = context.new_page()
        for name, (language, width, height) in tops.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto((week / language / "weekly-review.html").as_uri())
            page.screenshot(path=str(images / f"{name}.png"))
    (images / "paper-en.png").write_bytes((out / "paper-en-01.png").read_bytes())


if __name__ == "__main__":
    arguments = [Path(one).resolve() for one in sys.argv[1:4]]
    sys.exit(main(arguments[0], arguments[1], arguments[2] if len(arguments) > 2 else None))
