"""Rendering the weekly review of the demo shop from its snapshot: all pages, every format.

The floor is the time of the imports it needs. The reference figure is the static site generator whose page
language is ours, measured on one week of a page with five queries: 99.6 s and 3.2 GB. Memory is that of all
processes together.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import measure_python, measure_tree, median
from benchmarks.weekly_run import home_after_run

REFERENCE_SECONDS, REFERENCE_MB = 99.6, 3_200
RENDER = """
import sys
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.warehouse.publish import read_publication
from reports.render import render_week
settings = load_settings(Path(sys.argv[1]))
newest = read_publication(settings).newest_complete_week
render_week(settings.snapshot, Path(sys.argv[2]), newest, sys.argv[3].split(","))
"""
IMPORTS = (
    "import vl_convert, jinja2, babel.numbers, babel.dates, duckdb, fontTools.subset, markdown_it,"
    " typst, xlsxwriter, css_inline, yaml"
)
CHARTS = """
import json, statistics, time
from decimal import Decimal
from reports.figures import svg
from reports.figures.charts import Point, bar_chart, line_chart, waterfall
from reports.formats import Formatter
formatter = Formatter("en")
points = [Point(f"W{n:02}", Decimal(n * 100), name, f"$1,2{n:02}") for name in ("a", "b") for n in range(13)]
specs = {
    "line": line_chart(points, [], "num0", formatter),
    "bar": bar_chart(points[:7], "num0", formatter),
    "waterfall": waterfall(points[:12], frozenset({0}), "num0", formatter),
}
fonts = {"": svg.small_glyphs, "_in_the_collection": frozenset}
found = {}
for name, spec in specs.items():
    for font, glyphs in fonts.items():
        svg.small_glyphs = glyphs
        svg.draw(spec, name, name)()
        taken = []
        for _ in range(9):
            began = time.perf_counter()
            svg.draw(spec, name, name)()
            taken.append(time.perf_counter() - began)
        found[f"{name}{font}_ms"] = round(statistics.median(taken) * 1000, 1)
print(json.dumps(found))
"""
YEAR = """
import json, shutil, statistics, sys, time
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.warehouse.publish import weeks_with_orders
from reports.render import engines_kept, render_week
settings, out = load_settings(Path(sys.argv[1])), Path(sys.argv[2])
weeks = weeks_with_orders(settings)[-26:]
def rendered():
    taken = []
    for week in weeks:
        began = time.perf_counter()
        render_week(settings.snapshot, out, week, ["en"])
        taken.append(time.perf_counter() - began)
    return taken
with engines_kept():
    first = rendered()
# Half a year lies there now; as much again from years before makes the folder of a whole one.
for number, week in enumerate(weeks):
    shutil.copytree(out / week, out / f"2019-W{number + 1:02}")
with engines_kept():
    second = rendered()
part = len(weeks) // 4
print(json.dumps({
    "weeks": len(first + second),
    "seconds": round(sum(first + second), 1),
    "median_week_seconds": round(statistics.median(first + second), 2),
    "late_weeks_over_early_weeks": round(
        statistics.median(first[-part:]) / statistics.median(first[1:part + 1]), 2),
    "beside_a_year_over_beside_none": round(statistics.median(second) / statistics.median(first), 2),
}))
"""


def bench_report(folder: Path, repeats: int) -> dict[str, object]:
    """Seconds of renderings as processes, beside the imports alone."""
    home, out = str(home_after_run(folder)[0]), folder / "rendered"

    def render(languages: str) -> tuple[float, float]:
        taken, peaks = zip(
            *(measure_tree(RENDER, home, str(out), languages) for _ in range(repeats)), strict=True
        )
        return median(taken).wall, statistics.median(peaks)

    imports = median([measure_python(IMPORTS) for _ in range(repeats)]).wall
    both, both_mb = render("en,zh")
    one, one_mb = render("en")
    charts = subprocess.run([sys.executable, "-c", CHARTS], capture_output=True, text=True, check=True)
    year = subprocess.run(
        [sys.executable, "-c", YEAR, home, str(folder / "year")], capture_output=True, text=True, check=True
    )
    return {
        "imports_seconds": round(imports, 2),
        "week_both_languages_seconds": round(both, 2),
        "beyond_imports_seconds": round(both - imports, 2),
        "week_one_language_seconds": round(one, 2),
        "reference_over_one_language": round(REFERENCE_SECONDS / one, 1),
        "peak_mb_both_languages": round(both_mb),
        "peak_mb_one_language": round(one_mb),
        "peak_of_reference": round(one_mb / REFERENCE_MB, 3),
        "year": json.loads(year.stdout),
        "charts": json.loads(charts.stdout),
        "repeats": repeats,
    }
