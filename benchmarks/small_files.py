"""Landing ten thousand small files: whether a file costs more the more files there are.

The landing tells each file's time itself, so the first and the last thousand are of one run; a second
landing, of the same inbox with nothing new, is what every later run pays. The floor is bare DuckDB copying
the same files, one statement a file, in one process. Files are read in lots, so a file's own time says
nothing: a window's whole cost is shared among its files. Processor time leaves out what else the machine did.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.landing import SHOPS, write_export
from benchmarks.measure import ROOT, BenchmarkError, measure_python

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
    """Milliseconds a file in the first and the last thousand, against a bare copy; what later steps cost."""
    home = folder / "small_home"
    inbox = home / "inbox" / "us-main" / "orders"
    inbox.mkdir(parents=True)
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    _write_files(folder, inbox, files)
    walls, cpus = _land(home, files)
    window = min(1000, files // 2)
    copied = measure_python(COPY, str(inbox), str(folder / "small.parquet"))
    again = measure_python(LAND, str(home), str(files))
    prepared = measure_python(PREPARE, str(home))
    counted = measure_python(COUNT, str(home), str(files * LINES // 2))
    cpu_first, cpu_last = cpus[window] - cpus[0], cpus[-1] - cpus[-1 - window]
    return {
        "files": files,
        "lines_a_file": LINES,
        "first_thousand_ms_a_file": round((walls[window] - walls[0]) / window * 1000, 2),
        "last_thousand_ms_a_file": round((walls[-1] - walls[-1 - window]) / window * 1000, 2),
        "first_thousand_cpu_ms_a_file": round(cpu_first / window * 1000, 2),
        "last_thousand_cpu_ms_a_file": round(cpu_last / window * 1000, 2),
        "ratio_last_to_first_cpu": round(cpu_last / cpu_first, 2),
        "landing_seconds": round(walls[-1] - walls[0], 1),
        "landing_cpu_seconds": round(cpus[-1] - cpus[0], 1),
        "bare_copy_seconds": round(copied.wall, 1),
        "bare_copy_cpu_seconds": round(copied.cpu, 1),
        "ratio_to_bare_copy": round((walls[-1] - walls[0]) / copied.wall, 2),
        "ratio_to_bare_copy_cpu": round((cpus[-1] - cpus[0]) / copied.cpu, 2),
        "nothing_new_seconds": round(again.wall, 1),
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
    """When each file had landed from an empty landing, in seconds of wall and of CPU; the beginning first."""
    shutil.rmtree(home / "landing", ignore_errors=True)
    command = [sys.executable, "-c", LAND, str(home), str(files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(done.stderr.strip()[-500:])
    told = json.loads(done.stdout)
    return told["walls"], told["cpus"]
