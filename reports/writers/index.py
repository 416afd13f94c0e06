"""The index of all weeks, one page a language: the newest first, its headline, how it went over time, and a
search that hides what does not match; without a script the list is simply whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.weeks import IsoWeek
from reports import messages
from reports.escaping import for_html
from reports.figures.charts import Point, line_chart
from reports.figures.svg import draw
from reports.formats import Formatter
from reports.messages import Told
from reports.safety import WITHHELD

_FOLDER = re.compile(r"\d{4}-W\d{2}$")
_NAMES = {"en": "English", "zh": "中文"}
_CODES = {"en": "en", "zh": "zh-Hans"}
_WEEKS_LINKS = re.compile(r"<!--weeks-->.*?<!--/weeks-->", re.DOTALL)
_PAGE = "weekly-review.html"
_NONE: Mapping[str, int] = {}
_STYLE = Path(__file__).parent / "index.css"
# Progressive: shows the field, and hides the weeks that lack a word of it.
_SCRIPT = (
    "(()=>{const f=document.querySelector('.search'),i=f.querySelector('input'),"
    "l=[...document.querySelectorAll('li')],n=document.querySelector('.none');f.hidden=false;"
    "i.addEventListener('input',()=>{const w=i.value.toLowerCase().split(/\\s+/).filter(Boolean);let s=0;"
    "l.forEach(e=>{const t=e.textContent.toLowerCase();e.hidden=!w.every(x=>t.includes(x));s+=!e.hidden});"
    "n.hidden=s>0})})()"
)


def write_index(
    out_dir: Path,
    languages: Sequence[str],
    headlines: Mapping[str, Mapping[str, str]],
    figures: Mapping[str, Callable[[], str]],
    shop: str | None = None,
    withheld: Mapping[str, int] = _NONE,
) -> tuple[Path, ...]:
    """Write `index.html` in the first language and `index.<language>.html` in each; returns their paths.

    `headlines` are those just made, by week and language; those of other weeks are read from their records.
    `figures` are those of `begin_figure` by language; `shop` says whose weeks they are, where they are one
    shop's; `withheld` from how many marts numbers are withheld in the weeks just made: of other weeks it is
    read.
    """
    weeks = _weeks(out_dir)
    counts = {week: withheld[week] if week in withheld else _withheld(out_dir, week) for week in weeks}
    written = []
    for number, language in enumerate(languages):
        said = {
            week: headlines.get(week, {}).get(language) or _recorded(out_dir, week, language)
            for week in weeks
        }
        page = _page(out_dir, weeks, language, said, figures[language](), languages, shop, counts)
        names = (f"index.{language}.html", "index.html") if number == 0 else (f"index.{language}.html",)
        written += [_write(out_dir / name, page) for name in names]
    return tuple(written)


def link_weeks(out_dir: Path, week: str, language: str) -> None:
    """Write the ways to the week before and after into a report and its neighbours."""
    weeks = [one for one in _weeks(out_dir)[::-1] if (out_dir / one / language / _PAGE).is_file()]
    at = weeks.index(week)
    for place in range(max(0, at - 1), min(len(weeks), at + 2)):
        before = weeks[place - 1] if place else None
        after = weeks[place + 1] if place + 1 < len(weeks) else None
        path = out_dir / weeks[place] / language / _PAGE
        text = path.read_text(encoding="utf-8")
        linked = _WEEKS_LINKS.sub(lambda _, b=before, a=after: _ways(language, b, a), text, count=1)  # type: ignore[misc]
        if linked != text:
            _write(path, linked)


def link_whole(folder: Path, week: str, language: str) -> None:
    """Write the way to the week's last whole report into one that withholds numbers and lies beside it."""
    path = folder / _PAGE
    name = _say(language, "whole", week=week)
    ways = (
        f'<!--weeks--><a href="../../{language}/{_PAGE}">{for_html(name)}</a>'
        f'<a href="../../../index.{language}.html">{_say(language, "index")}</a><!--/weeks-->'
    )
    _write(path, _WEEKS_LINKS.sub(lambda _: ways, path.read_text(encoding="utf-8"), count=1))


def _ways(language: str, before: str | None, after: str | None) -> str:
    parts = [f'<a href="../../index.{language}.html">{_say(language, "index")}</a>']
    if before:
        parts.insert(0, f'<a rel="prev" href="../../{before}/{language}/{_PAGE}">← {before}</a>')
    if after:
        parts.append(f'<a rel="next" href="../../{after}/{language}/{_PAGE}">{after} →</a>')
    return f"<!--weeks-->{''.join(parts)}<!--/weeks-->"


def _weeks(out_dir: Path) -> list[str]:
    """The weeks that have a report, newest first."""
    folders = (folder for folder in out_dir.iterdir() if folder.is_dir() and _FOLDER.fullmatch(folder.name))
    return sorted((one.name for one in folders if list(one.glob(f"*/{_PAGE}"))), reverse=True)


def _recorded(out_dir: Path, week: str, language: str) -> str:
    return str(_record(out_dir / week).get("headline", {}).get(language, ""))


def _withheld(out_dir: Path, week: str) -> int:
    """From how many marts the newest report of a week withholds numbers."""
    record = _record(out_dir / week / WITHHELD) or _record(out_dir / week)
    return len(record.get("withheld", ()))


def _record(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "week.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _say(language: str, key: str, **values: Any) -> str:
    return str(messages.say(Formatter(language), f"frame.{key}", values))


def _page(
    out_dir: Path,
    weeks: Sequence[str],
    language: str,
    headlines: Mapping[str, str],
    figure: str,
    languages: Sequence[str],
    shop: str | None,
    withheld: Mapping[str, int],
) -> str:
    name = _say(language, "index_of_shop", shop=shop) if shop else _say(language, "index")
    search, none = (_say(language, key) for key in ("search", "search_none"))
    rows = "".join(_row(out_dir, week, language, headlines[week], withheld[week]) for week in weeks)
    others = "".join(
        f'<a href="index.{code}.html" lang="{_CODES[code]}">{_NAMES[code]}</a>'
        for code in languages
        if code != language
    )
    return (
        f'<!doctype html>\n<html lang="{_CODES[language]}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{for_html(name)}</title>\n<style>{_STYLE.read_text(encoding='utf-8')}</style></head>\n"
        f'<body><header><p class="languages">{others}</p>'
        f'<p class="brand">{for_html(_say(language, "brand"))}</p>'
        f"<h1>{for_html(name)}</h1></header>\n<main>\n{figure}"
        f'<form class="search" role="search" hidden onsubmit="return false"><label>{for_html(search)} '
        f'<input type="search" autocomplete="off"></label></form>\n<ul>\n{rows}</ul>\n'
        f'<p class="none" role="status" hidden>{for_html(none)}</p></main>\n'
        f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _row(out_dir: Path, week: str, language: str, headline: str, withheld: int) -> str:
    """A week: its own language first, then the others and the other formats."""
    written = [code for code in _NAMES if (out_dir / week / code / _PAGE).is_file()]
    first = language if language in written else written[0]
    parsed = IsoWeek.parse(week)
    dates = _say(language, "dates", first=parsed.monday, last=parsed.sunday)
    links = [f'<a href="{week}/{code}/{_PAGE}" lang="{_CODES[code]}">{_NAMES[code]}</a>' for code in written
             if code != first]  # fmt: skip
    for kind, label in (("pdf", _say(language, "pdf")), ("xlsx", _say(language, "workbook"))):
        if (out_dir / week / first / f"weekly-review.{kind}").is_file():
            links.append(f'<a href="{week}/{first}/weekly-review.{kind}">{for_html(label)}</a>')
    said = f"<p>{for_html(headline)}</p>" if headline else ""
    said += _withheld_said(out_dir, week, first, language, withheld)
    return (
        f'<li><h2><a href="{week}/{first}/{_PAGE}">{week}</a></h2>'
        f'<span class="dates">{for_html(dates)}</span>'
        f'{said}<span class="links">{"".join(links)}</span></li>\n'
    )


def _withheld_said(out_dir: Path, week: str, first: str, language: str, count: int) -> str:
    """That a week's report withholds numbers, or that a newer one does, which lies beside it."""
    if not count:
        return ""
    beside = f"{week}/{WITHHELD}/{first}/{_PAGE}"
    if not (out_dir / beside).is_file():
        return f'<p class="withheld">{for_html(_say(language, "withheld", count=count))}</p>'
    told = for_html(_say(language, "withheld_beside", count=count))
    return f'<p class="withheld"><a href="{beside}">{told}</a></p>'


def begin_figure(margins: Sequence[Mapping[str, Any]], formatter: Formatter) -> Callable[[], str]:
    """Begin the figure of contribution margin of all weeks, rows of week and cm3; what is given back waits
    for its HTML, which is empty with fewer than two weeks.
    """
    known = [row for row in margins if row["cm3"] is not None]
    if len(known) < 2:
        return str
    points = [
        Point(str(row["week"]), Decimal(row["cm3"]), "cm3", formatter(row["cm3"], "money0")) for row in known
    ]
    title = _say(formatter.language, "index_figure")
    values = {
        "title": Told(title),
        "rest": Told(f"{points[0].x} {points[0].label} – {points[-1].x} {points[-1].label}"),
    }
    spoken = str(messages.say(formatter, "figure.alternative", values))
    drawing = draw(line_chart(points, [], "money0", formatter), "index", spoken)
    return lambda: f"<figure><figcaption>{for_html(title)}</figcaption>{drawing()}</figure>\n"


def _write(path: Path, text: str) -> Path:
    """Write by rename, so that a reader never opens half a page."""
    beside = path.with_name(f".{path.name}.partial")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
    return path
