"""Runs the benchmarks, prints a table, and writes `benchmarks/results/<piece>.json`.

python -m benchmarks.run [--only PIECE] [--lines 2000000] [--repeats 3]; --help tells the rest
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.demo_landing import bench_demo_landing
from benchmarks.dlt_load import bench_dlt
from benchmarks.landing import bench_landing
from benchmarks.measure import BenchmarkError
from benchmarks.report import bench_report
from benchmarks.small_files import bench_small_files
from benchmarks.weekly_run import bench_weekly_run
from benchmarks.workbooks import bench_workbooks

RESULTS = Path(__file__).parent / "results"
PIECES = ("landing", "workbooks", "small_files", "dlt", "demo_landing", "weekly_run", "report")
Bench = Callable[[], dict[str, object]]


def main() -> int:
    """Run what was asked for. Exit code 1 when a piece could not be measured; the others still are."""
    options = _options()
    failed = False
    with tempfile.TemporaryDirectory(prefix="suanqing-bench-") as name:
        for piece, bench in _pieces(Path(name), options).items():
            print(f"\n{piece} …", flush=True)
            began = time.perf_counter()
            try:
                figures = {**bench(), "piece_seconds": round(time.perf_counter() - began)}
            except BenchmarkError as error:
                print(f"  not measured: {error}", file=sys.stderr)
                failed = True
                continue
            _show(figures)
            _write(piece, figures)
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Figures and ratios of one run on this machine.")
    parser.add_argument("--only", choices=PIECES, action="append")
    parser.add_argument(
        "--lines", type=int, default=2_000_000, help="lines of the order export that is landed"
    )
    parser.add_argument("--dlt-lines", type=int, help="lines that dlt loads, if not the same export")
    parser.add_argument("--workbook-lines", type=int, default=200_000, help="lines of each big workbook")
    parser.add_argument("--files", type=int, default=10_000, help="how many small files are landed")
    parser.add_argument("--orders-per-week", type=int, default=1_500, help="size of the demo shop landed")
    parser.add_argument("--repeats", type=int, default=3, help="medians are taken over so many")
    return parser.parse_args()


def _pieces(folder: Path, options: argparse.Namespace) -> dict[str, Bench]:
    pieces: dict[str, Bench] = {
        "landing": lambda: bench_landing(folder, options.lines, options.repeats),
        "workbooks": lambda: bench_workbooks(folder, options.workbook_lines, options.repeats),
        "small_files": lambda: bench_small_files(folder, options.files),
        "dlt": lambda: bench_dlt(folder, options.dlt_lines or options.lines, options.repeats),
        "demo_landing": lambda: bench_demo_landing(folder, options.orders_per_week, options.repeats),
        "weekly_run": lambda: bench_weekly_run(folder, options.repeats),
        "report": lambda: bench_report(folder, options.repeats),
    }
    asked = set(options.only or pieces)
    return {name: bench for name, bench in pieces.items() if name in asked}


def _show(figures: dict[str, object]) -> None:
    for name, value in figures.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            print(f"  {label}")
            for key, figure in value.items():
                print(f"    {key:<40} {figure:>10}")
        elif isinstance(value, list):
            print(f"  {label}")
            print("\n".join(f"    {line}" for line in value))
        else:
            print(f"  {label:<42} {value!s:>10}")


def _write(piece: str, figures: dict[str, object]) -> None:
    RESULTS.mkdir(exist_ok=True)
    machine = {
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }
    document = {"piece": piece, "machine": machine, **figures}
    (RESULTS / f"{piece}.json").write_text(
        json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
