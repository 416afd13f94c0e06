"""The weekly run on an unchanged home, and made anew, against the imports that it can't avoid.

Nobody has less than the interpreter's start and the imports. Each import is measured in a process of its
own, so what two of them share is counted in both: the sum is an upper bound of the floor, and the ratio a
lower one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import Cost, measure, measure_python, median

SUANQING = Path(sys.executable).with_name("suanqing")
# What `suanqing run` needs to find out that nothing changed.
UNCHANGED = {"the command itself": "import orchestration.cli, orchestration.close", "duckdb": "import duckdb"}
# What a run that does everything needs besides, dbt and Great Expectations in processes of their own.
ANEW = {
    "dagster": "import dagster",
    "dagster_dbt": "import dagster_dbt",
    "dbt (its own process)": "import dbt.cli.main, dbt.adapters.duckdb",
    "great_expectations (its own process)": "import great_expectations",
    "vl_convert": "import vl_convert",
}


def home_after_run(folder: Path) -> tuple[Path, Cost | None]:
    """The home of the demo shop after its first run; what that took, None where it was there already."""
    home = folder / "weekly_home"
    if home.exists():
        return home, None
    environment = {"SUANQING_HOME": str(home)}
    measure([str(SUANQING), "demo"], environment)
    return home, measure([str(SUANQING), "run"], environment)


def bench_weekly_run(folder: Path, repeats: int) -> dict[str, object]:
    """Seconds of an unchanged run (median), of a first and a forced one, on the demo shop; of each import."""
    made, first = home_after_run(folder)
    assert first is not None, "the weekly run is measured before the report, whose home is the same"
    home = {"SUANQING_HOME": str(made)}
    unchanged = median([measure([str(SUANQING), "run"], home) for _ in range(repeats)])
    told = folder / "weekly_run.txt"
    whole = measure([str(SUANQING), "run", "--force"], home, told)
    start = median([measure_python("pass") for _ in range(repeats)])
    imports = {name: _import(code, repeats) for name, code in UNCHANGED.items()}
    imports |= {name: _import(code, 1) for name, code in ANEW.items()}
    least = start.wall + sum(max(0.0, imports[name].wall - start.wall) for name in UNCHANGED)
    most = start.wall + sum(max(0.0, cost.wall - start.wall) for cost in imports.values())
    return {
        "first_run_seconds": round(first.wall, 2),
        "unchanged_run_seconds": round(unchanged.wall, 2),
        "unchanged_imports_seconds": round(least, 2),
        "ratio_unchanged": round(unchanged.wall / least, 2),
        "forced_run_seconds": round(whole.wall, 2),
        "forced_run_cpu_seconds": round(whole.cpu, 2),
        "forced_imports_seconds": round(most, 2),
        "ratio_forced": round(whole.wall / most, 2),
        "peak_mb": round(whole.peak_mb),
        "seconds_by_import": {name: round(cost.wall, 2) for name, cost in imports.items()},
        "where_the_seconds_go": [line.rstrip() for line in told.read_text().splitlines() if line.strip()],
        "repeats": repeats,
    }


def _import(code: str, repeats: int) -> Cost:
    return median([measure_python(code) for _ in range(repeats)])
