"""The index of all weeks: a small page that leads to every report in the folder, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from orchestration.weeks import IsoWeek
from reports import messages
from reports.escaping import for_html
from reports.formats import Formatter

_FOLDER = re.compile(r"\d{4}-W\d{2}$")
_NAMES = {"en": "English", "zh": "中文"}
_STYLE = (
    "body{max-width:640px;margin:0 auto;padding:28px 20px;font:16px/1.6 system-ui,-apple-system,'Segoe UI',"
    "'PingFang SC','Microsoft YaHei',sans-serif;color:#1d2733}h1{font-size:26px;margin:0 0 12px}"
    "ul{list-style:none;padding:0}li{display:flex;gap:18px;padding:9px 0;border-top:1px solid #e1e6eb}"
    "li b{min-width:5.5em}li span{flex:1;color:#566270}a{color:#17406d}"
)


def write_index(out_dir: Path, languages: Sequence[str]) -> Path:
    """Write `out_dir/index.html` for the weeks that have a report. Returns its path."""
    folders = [folder for folder in out_dir.iterdir() if folder.is_dir() and _FOLDER.fullmatch(folder.name)]
    language = languages[0] if languages else "en"
    code = "zh-Hans" if language == "zh" else "en"
    formatter = Formatter(language)
    title = messages.say(formatter, "frame.index", {})
    rows = "".join(_row(folder, formatter) for folder in sorted(folders, reverse=True))
    path = out_dir / "index.html"
    beside = path.with_name(f".{path.name}.partial")
    beside.write_text(
        f'<!doctype html>\n<html lang="{code}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{for_html(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{for_html(title)}</h1>\n<ul>\n{rows}</ul>\n</body>\n</html>\n",
        encoding="utf-8",
        newline="\n",
    )
    beside.replace(path)
    return path


def _row(folder: Path, formatter: Formatter) -> str:
    week = IsoWeek.parse(folder.name)
    written = [code for code in _NAMES if (folder / code / "weekly-review.html").is_file()]
    links = " ".join(f'<a href="{week}/{code}/weekly-review.html">{_NAMES[code]}</a>' for code in written)
    dates = messages.say(formatter, "frame.dates", {"first": week.monday, "last": week.sunday})
    return f"<li><b>{week}</b><span>{for_html(dates)}</span>{links}</li>\n" if written else ""
