"""Rendering one week's report from the snapshot of the demo shop, in every language."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import measure_python, median

RENDER = """
import sys
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.warehouse.publish import read_publication
from reports.render import render_week
settings = load_settings(Path(sys.argv[1]))
publication = read_publication(settings)
render_week(settings.snapshot, Path(sys.argv[2]), publication.newest_complete_week, settings.languages)
"""
IMPORTS = "import vl_convert, jinja2, babel, duckdb, fontTools.subset"


def bench_report(folder: Path, repeats: int) -> dict[str, object]:
    """Seconds of one rendering as a process, and of the imports alone. Needs the home of the weekly run."""
    home, out = folder / "weekly_home", folder / "rendered"
    rendered = median([measure_python(RENDER, str(home), str(out)) for _ in range(repeats)])
    imports = median([measure_python(IMPORTS) for _ in range(repeats)])
    return {
        "render_seconds": round(rendered.wall, 2),
        "imports_seconds": round(imports.wall, 2),
        "ratio": round(rendered.wall / imports.wall, 2),
        "peak_mb": round(rendered.peak_mb),
        "repeats": repeats,
    }
