"""Landing the whole inbox of the demo shop: every source, 517 files, CSVs and workbooks.

The floor reads the same files in one process and keeps nothing but Parquet of the CSVs: bare DuckDB copies
each CSV as all-varchar, python-calamine turns each workbook into lists.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.measure import Cost, measure, measure_python, median

SUANQING = Path(sys.executable).with_name("suanqing")
LAND = """
import sys
from pathlib import Path
from orchestration.exports.landing import land_inbox
from orchestration.settings import load_settings
result = land_inbox(load_settings(Path(sys.argv[1])))
if not result.rows_landed:
    sys.exit("nothing landed")
"""
READ = """
import sys, duckdb, python_calamine
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*")):
    if path.suffix == ".xlsx":
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python()
    elif path.suffix == ".csv":
        name = str(path).replace("'", "''")
        duckdb.execute(
            f"copy (from read_csv('{name}', all_varchar=true, ignore_errors=true, null_padding=true))"
            f" to '{sys.argv[2]}' (format parquet)"
        )
"""


def bench_demo_landing(folder: Path, orders_a_week: int, repeats: int) -> dict[str, object]:
    """Medians of landing everything and of reading everything, and their ratio."""
    home = folder / "demo_home"
    weekly = ["--orders-per-week", str(orders_a_week)]
    measure([str(SUANQING), "demo", *weekly], {"SUANQING_HOME": str(home)})
    files = [path for path in (home / "inbox").rglob("*") if path.is_file()]
    landed: list[Cost] = []
    read: list[Cost] = []
    for _ in range(repeats):
        shutil.rmtree(home / "landing", ignore_errors=True)
        landed.append(measure_python(LAND, str(home)))
        read.append(measure_python(READ, str(home / "inbox"), str(folder / "demo.parquet")))
    ours, floor = median(landed), median(read)
    return {
        "orders_a_week": orders_a_week,
        "files": len(files),
        "inbox_mb": round(sum(path.stat().st_size for path in files) / 1e6),
        "landing_seconds": round(ours.wall, 2),
        "reading_seconds": round(floor.wall, 2),
        "ratio": round(ours.wall / floor.wall, 2),
        "ratio_cpu": round(ours.cpu / floor.cpu, 2),
        "landing_peak_mb": round(ours.peak_mb),
        "reading_peak_mb": round(floor.peak_mb),
        "repeats": repeats,
    }
