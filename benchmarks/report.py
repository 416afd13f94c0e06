"""Rendering the weekly review of the demo shop from its snapshot: all pages, every format.

The floor is the time of the imports it needs. The reference figure is the static site generator whose page
language is ours, measured on one week of a page with five queries: 99.6 s and 3.2 GB.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import measure_python, median

REFERENCE_SECONDS, REFERENCE_MB = 99.6, 3_200
RENDER = """
import sys
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.warehouse.publish import read_publication
from orchestration.weeks import IsoWeek
from reports.render import render_week
settings = load_settings(Path(sys.argv[1]))
newest = IsoWeek.parse(read_publication(settings).newest_complete_week)
for back in range(int(sys.argv[4])):
    render_week(settings.snapshot, Path(sys.argv[2]), str(newest.shift(-back)), sys.argv[3].split(","))
"""
IMPORTS = (
    "import vl_convert, jinja2, babel.numbers, babel.dates, duckdb, fontTools.subset, markdown_it,"
    " typst, xlsxwriter, css_inline, yaml"
)
CHARTS = """
import json, time
from decimal import Decimal
from reports.figures.charts import Point, bar_chart, line_chart, waterfall
from reports.figures.svg import draw
from reports.formats import Formatter
formatter = Formatter("en")
points = [Point(f"W{n:02}", Decimal(n * 100), name, "x") for name in ("a", "b") for n in range(13)]
specs = {
    "line": line_chart(points, [], "num0", formatter),
    "bar": bar_chart(points[:7], "num0", formatter),
    "waterfall": waterfall(points[:12], frozenset({0}), "num0", formatter),
}
found = {}
for name, spec in specs.items():
    draw(spec, name, name)
    started = time.perf_counter()
    for _ in range(5):
        draw(spec, name, name)
    found[name] = round((time.perf_counter() - started) * 200, 1)
print(json.dumps(found))
"""


def bench_report(folder: Path, repeats: int) -> dict[str, object]:
    """Seconds of renderings as processes, beside the imports alone. Needs the home of the weekly run."""
    home, out = str(folder / "weekly_home"), folder / "rendered"

    def render(languages: str, weeks: int) -> tuple[float, float]:
        taken = median([
            measure_python(RENDER, home, str(out), languages, str(weeks)) for _ in range(repeats)
        ])  # fmt: skip
        return taken.wall, taken.peak_mb

    imports = median([measure_python(IMPORTS) for _ in range(repeats)]).wall
    both, both_mb = render("en,zh", 1)
    one, one_mb = render("en", 1)
    few, many = render("en", 4)[0], render("en", 12)[0]
    charts = subprocess.run([sys.executable, "-c", CHARTS], capture_output=True, text=True, check=True)
    return {
        "imports_seconds": round(imports, 2),
        "week_both_languages_seconds": round(both, 2),
        "beyond_imports_seconds": round(both - imports, 2),
        "week_one_language_seconds": round(one, 2),
        "reference_over_one_language": round(REFERENCE_SECONDS / one, 1),
        "peak_mb_both_languages": round(both_mb),
        "peak_mb_one_language": round(one_mb),
        "peak_of_reference": round(one_mb / REFERENCE_MB, 3),
        "each_further_week_seconds": round((many - few) / 8, 2),
        "week_12_over_week_4": round((many - one) / 11 / ((few - one) / 3), 2),
        "chart_ms": json.loads(charts.stdout),
        "repeats": repeats,
    }
