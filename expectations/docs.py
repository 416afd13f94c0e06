"""Data docs: a page per suite as Great Expectations renders it, an index, and nothing from outside.

The site that Great Expectations builds by itself loads styles, scripts and a logo from eight hosts whenever
a page is opened, and its index is empty without them. So its pages are rendered here one by one, lose what
points outside, and get a small style of their own. Imports Great Expectations: child process only.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.results import CheckResults

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.render.view import DefaultJinjaPageView

    Page = tuple[str, CheckResults, ExpectationSuiteValidationResult | None]

_OUTSIDE = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<!--.*?-->|<footer\b.*?</footer>|<nav\b.*?</nav>",
    re.DOTALL,
)
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2433; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
td, th { border-bottom: 1px solid #d8dde6; padding: .35rem .6rem; text-align: left; vertical-align: top; }
pre, code { white-space: pre-wrap; background: #f4f6f9; padding: .1rem .3rem; }
.failed { color: #b3261e; font-weight: 600; } .warned { color: #8a5a00; font-weight: 600; }
.collapse { display: none; } ul { padding-left: 1.2rem; } svg, i.fas { display: none; }
"""


def write_data_docs(pages: Sequence[Page], results: CheckResults, directory: Path) -> None:
    """Write the site anew: `index.html` and `<suite>.html`, readable without a network."""
    from great_expectations.render.view import DefaultJinjaPageView

    partial = directory.with_name(f".{directory.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    (partial / "style.css").write_text(_STYLE.lstrip(), encoding="utf-8")
    # One view for all pages: each new one would compile every template anew.
    view = DefaultJinjaPageView()
    for name, _, outcome in pages:
        if outcome is not None:
            (partial / f"{name}.html").write_text(_page(outcome, view), encoding="utf-8")
    (partial / "index.html").write_text(_index(pages, results), encoding="utf-8")
    shutil.rmtree(directory, ignore_errors=True)
    partial.replace(directory)


def _page(outcome: ExpectationSuiteValidationResult, view: DefaultJinjaPageView) -> str:
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    rendered = ValidationResultsPageRenderer(run_info_at_end=True).render(outcome)
    page = view.render(rendered, show_how_to_buttons=False)
    local = '<link rel="stylesheet" href="style.css"></head>'
    body = '<body><p><a href="index.html">All suites</a></p>'
    return _OUTSIDE.sub("", page).replace("</head>", local, 1).replace("<body>", body, 1)


def _index(pages: Sequence[Page], results: CheckResults) -> str:
    rows = "".join(_index_row(name, found, outcome is not None) for name, found, outcome in pages)
    failures = "".join(
        f"<pre>{escape(f'{r.severity}: {r.table}: {r.message}')}</pre>" for r in results.failed
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Suanqing: validation</title>'
        '<link rel="stylesheet" href="style.css"></head><body><h1>Validation of the candidate</h1>'
        f"<p>{results.evaluated} expectations were evaluated; {results.failed_blocking} failed"
        f" and stop publication, {results.warned} warned.</p>{failures}"
        "<table><tr><th>Suite</th><th>Expectations</th><th>Failed, blocking</th><th>Warned</th></tr>"
        f"{rows}</table></body></html>\n"
    )


def _index_row(name: str, found: CheckResults, has_page: bool) -> str:
    label = f'<a href="{name}.html">{name}</a>' if has_page else name
    failed = ' class="failed"' if found.failed_blocking else ""
    warned = ' class="warned"' if found.warned else ""
    return (
        f"<tr><td>{label}</td><td>{found.evaluated}</td>"
        f"<td{failed}>{found.failed_blocking}</td><td{warned}>{found.warned}</td></tr>"
    )
