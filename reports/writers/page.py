"""One HTML file for a week: styles, font and figures inside it, so that it opens from an attachment,
offline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reports.escaping import for_html

# A week in the title stays on a line.
_WEEK, _UNBROKEN = re.compile(r"\d{4}-W\d{2}"), r'<span class="n">\g<0></span>'
_STYLE = Path(__file__).parent / "style.css"
_LANGUAGES = {"en": "English", "zh": "中文"}
_CODES = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True)
class Section:
    """One page of the review, written as an HTML fragment."""

    key: str
    title: str
    fragment: str


@dataclass(frozen=True)
class Frame:
    """What surrounds the sections: names, dates, and where the other language lies."""

    language: str
    brand: str
    title: str
    dates: str
    footer: str
    contents: str
    others: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    mail: str = ""
    data_title: str = ""
    workbook: tuple[str, ...] = ()


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def html_page(frame: Frame, sections: Sequence[Section], faces: str) -> str:
    """The whole file. `faces` are rules with the fonts inside; nothing in it is loaded from elsewhere."""
    title = f"{for_html(frame.title)} · {for_html(frame.dates)}"
    return (
        f'<!doctype html>\n<html lang="{_CODES[frame.language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} · {for_html(frame.brand)}</title>\n"
        '<link rel="icon" href="data:,">\n'
        f"<style>\n{faces}\n{_style()}</style>\n</head>\n<body>\n"
        f'<header>\n{_others(frame)}<p class="brand">{for_html(frame.brand)}</p>\n'
        f"<h1>{_WEEK.sub(_UNBROKEN, for_html(frame.title))}</h1>\n"
        f'<p class="dates">{for_html(frame.dates)}</p>\n'
        '<p class="weeks"><!--weeks--><!--/weeks--></p>\n</header>\n'
        f"{_contents(frame, sections)}<main>\n"
        + "".join(_section(section) for section in sections)
        + f"</main>\n<footer><p>{for_html(frame.footer)}</p></footer>\n</body>\n</html>\n"
    )


def _others(frame: Frame) -> str:
    links = "".join(
        f'<a href="{for_html(address)}" lang="{_CODES[code]}">{_LANGUAGES[code]}</a>'
        for code, address in frame.others.items()
    )
    links += "".join(
        f'<a href="{for_html(address)}">{for_html(name)}</a>' for name, address in frame.files.items()
    )
    return f'<p class="languages">{links}</p>\n' if links else ""


def _contents(frame: Frame, sections: Sequence[Section]) -> str:
    links = "".join(f'<a href="#{section.key}">{for_html(section.title)}</a>' for section in sections)
    return f'<nav aria-label="{for_html(frame.contents)}">{links}</nav>\n'


def _section(section: Section) -> str:
    title = for_html(section.title)
    return f'<section id="{section.key}">\n<h2>{title}</h2>\n{section.fragment}</section>\n'
