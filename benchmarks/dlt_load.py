"""Landing an order export, against dlt loading the same file into DuckDB with its filesystem source.

dlt in the configuration that was quickest here: the file read by DuckDB in Arrow batches
(`read_csv_duckdb`, `use_pyarrow`), every column text as in an export, loaded as Parquet without normalising
row by row, telemetry off. It types nothing else, drops no personal column, quarantines no row and keeps no
receipt; it does put the rows into a database, which landing does not. Both take turns, in processes of their
own, each from an empty folder.

dlt lives in an environment that the benchmark makes (`dlt-requirements.txt`): with it come pyarrow and a
dozen packages that the users of this project don't need.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.landing import LAND, home_with_export
from benchmarks.measure import BenchmarkError, Cost, measure, measure_python, median

REQUIREMENTS = Path(__file__).with_name("dlt-requirements.txt")
LOAD = """
import sys
from pathlib import Path
import dlt
from dlt.sources.filesystem import filesystem, read_csv_duckdb
export, folder = Path(sys.argv[1]), Path(sys.argv[2])
files = filesystem(bucket_url=export.parent.as_uri(), file_glob=export.name)
rows = files | read_csv_duckdb(
    chunk_size=100_000, use_pyarrow=True, all_varchar=True, header=True, delimiter=","
)
pipeline = dlt.pipeline(
    "orders",
    pipelines_dir=str(folder / "pipelines"),
    destination=dlt.destinations.duckdb(str(folder / "orders.duckdb")),
    dataset_name="landing",
)
pipeline.run(rows.with_name("orders"), write_disposition="replace", loader_file_format="parquet")
with pipeline.sql_client() as client:
    ((loaded,),) = client.execute_sql("select count(*) from orders")
if loaded != int(sys.argv[3]):
    sys.exit(f"{loaded} rows loaded of {sys.argv[3]}")
"""
QUIET = {"RUNTIME__DLTHUB_TELEMETRY": "false"}


def bench_dlt(folder: Path, lines: int, repeats: int) -> dict[str, object]:
    """Medians of landing and of dlt's load of the same file, and how many times faster landing is."""
    python = _environment(folder / "dlt")
    home, loaded = folder / "dlt_home", folder / "dlt_out"
    export = home_with_export(folder, home, lines)
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for _ in range(repeats):
        shutil.rmtree(home / "landing", ignore_errors=True)
        ours.append(measure_python(LAND, str(home), str(lines)))
        shutil.rmtree(loaded, ignore_errors=True)
        loaded.mkdir()
        command = [str(python), "-c", LOAD, str(export), str(loaded), str(lines)]
        theirs.append(measure(command, QUIET))
    landing, dlt = median(ours), median(theirs)
    return {
        "lines": lines,
        "landing_seconds": round(landing.wall, 2),
        "dlt_seconds": round(dlt.wall, 2),
        "times_faster": round(dlt.wall / landing.wall, 2),
        "times_faster_cpu": round(dlt.cpu / landing.cpu, 2),
        "landing_peak_mb": round(landing.peak_mb),
        "dlt_peak_mb": round(dlt.peak_mb),
        "repeats": repeats,
    }


def _environment(folder: Path) -> Path:
    """An environment with dlt alone; its interpreter. Raises BenchmarkError when it can't be made."""
    python = folder / "bin" / "python"
    steps = [
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(REQUIREMENTS)],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchmarkError(f"no environment for dlt: {done.stderr.strip()[-300:]}")
    return python
