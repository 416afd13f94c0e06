"""Landing ten thousand small files: whether a file costs more the more files there are.

The landing tells each file's time itself, so the first and the last thousand are of one run; a second
landing, of the same inbox with nothing new, is what every later run pays. The floor is bare DuckDB copying
the same files, one statement a file, in one process.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from benchmarks.landing import SHOPS, write_export
from benchmarks.measure import ROOT, BenchmarkError, Cost, measure_python

LAND = """
import json, sys, time
from pathlib import Path
from orchestration.exports.landing import land_inbox
from orchestration.settings import load_settings
walls, cpus = [time.perf_counter()], [time.process_time()]
def note(receipt):
    walls.append(time.perf_counter())
    cpus.append(time.process_time())
result = land_inbox(load_settings(Path(sys.argv[1])), on_file=note)
files = len(result.receipts) + len(result.skipped)
if files != int(sys.argv[2]) or result.problems:
    sys.exit(f"{files} files landed of {sys.argv[2]}, {len(result.problems)} problems")
print(json.dumps({"walls": walls, "cpus": cpus}))
"""
COPY = """
import sys, duckdb
from pathlib import Path
for path in sorted(Path(sys.argv[1]).iterdir()):
    duckdb.execute(
        f"copy (from read_csv('{path}', all_varchar=true, header=true, delim=',', quote='\\"'))"
        f" to '{sys.argv[2]}' (format parquet)"
    )
"""
PREPARE = """
import sys
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.warehouse.raw import prepare_raw
prepare_raw(load_settings(Path(sys.argv[1])))
"""
COUNT = """
import sys, duckdb
from pathlib import Path
from orchestration.settings import load_settings
warehouse = str(load_settings(Path(sys.argv[1])).warehouse)
with duckdb.connect(warehouse) as connection:
    (rows,) = connection.execute(
        "select count(*) from (select distinct order_id, sku_id from raw.orders)"
    ).fetchone()
if rows < int(sys.argv[2]):
    sys.exit(f"{rows} rows in the warehouse of {sys.argv[2]}")
"""
LINES = 20


def bench_small_files(folder: Path, files: int) -> dict[str, object]:
    """Milliseconds a file, medians of the first and the last thousand; what later steps cost with so many."""
    home = folder / "small_home"
    inbox = home / "inbox" / "us-main" / "orders"
    inbox.mkdir(parents=True)
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    _write_files(folder, inbox, files)
    end = min(1000, files // 2)
    walls, cpus = _land(home, files)
    first, last = (_median(walls, cpus, part) for part in (slice(0, end), slice(files - end, files)))
    again = measure_python(LAND, str(home), str(files))
    copied = measure_python(COPY, str(inbox), str(folder / "small.parquet"))
    prepared = measure_python(PREPARE, str(home))
    counted = measure_python(COUNT, str(home), str(files * LINES // 2))
    return {
        "files": files,
        "lines_a_file": LINES,
        "first_thousand_ms_a_file": round(first.wall * 1000, 2),
        "last_thousand_ms_a_file": round(last.wall * 1000, 2),
        "ratio_last_to_first": round(last.wall / first.wall, 2),
        "ratio_last_to_first_cpu": round(last.cpu / first.cpu, 2),
        "landing_seconds": round(sum(walls), 1),
        "nothing_new_seconds": round(again.wall, 1),
        "bare_copy_seconds": round(copied.wall, 1),
        "prepare_raw_seconds": round(prepared.wall, 1),
        "distinct_over_all_seconds": round(counted.wall, 1),
        "distinct_over_all_peak_mb": round(counted.peak_mb),
    }


def _write_files(folder: Path, inbox: Path, files: int) -> None:
    """So many exports of twenty lines each, every one with orders of its own and a time in its name."""
    whole = folder / "small.csv"
    write_export(whole, files * LINES)
    with whole.open(encoding="utf-8", newline="") as stream:
        header = stream.readline()
        for number in range(files):
            day, minute = divmod(number, 1440)
            clock = f"2026-{1 + day // 28:02}-{1 + day % 28:02}-{minute // 60:02}_{minute % 60:02}"
            text = header + "".join(stream.readline() for _ in range(LINES))
            (inbox / f"All order-{clock}.csv").write_text(text, encoding="utf-8", newline="")
    whole.unlink()


def _land(home: Path, files: int) -> tuple[list[float], list[float]]:
    """Seconds of wall and of CPU for each file, in the order of landing, from an empty landing."""
    shutil.rmtree(home / "landing", ignore_errors=True)
    command = [sys.executable, "-c", LAND, str(home), str(files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(done.stderr.strip()[-500:])
    told = json.loads(done.stdout)
    walls, cpus = told["walls"], told["cpus"]
    return _steps(walls), _steps(cpus)


def _steps(moments: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(moments)]


def _median(walls: list[float], cpus: list[float], files: slice) -> Cost:
    """The medians over some files: of a thousand, a busy moment of the machine moves none."""
    return Cost(statistics.median(walls[files]), statistics.median(cpus[files]), 0)
