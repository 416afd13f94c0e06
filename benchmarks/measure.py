"""What a process costs: wall and CPU seconds, children included, and its peak of memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_KIB = 1024 / 1_000_000
"""What the kernel calls a kB, in megabytes."""


@dataclass(frozen=True)
class Cost:
    """Seconds of wall and CPU, and megabytes of the largest process at its peak."""

    wall: float
    cpu: float
    peak_mb: float


class BenchmarkError(Exception):
    """What was to be measured did not do its work; its own words are in the message."""


def measure(
    command: Sequence[str], environment: Mapping[str, str] | None = None, output: Path = Path(os.devnull)
) -> Cost:
    """Run a command to its end, what it prints into `output`. Raises BenchmarkError when it fails."""
    began = time.perf_counter()
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=stream,
            stderr=subprocess.PIPE,
        )
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        last = "\n".join(said.strip().splitlines()[-5:])
        raise BenchmarkError(f"{Path(command[0]).name} ended with {process.returncode}: {last}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _KIB)


def measure_python(code: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a piece of Python in a process of its own."""
    return measure([sys.executable, "-c", code, *arguments], environment)


def measure_tree(code: str, *arguments: str) -> tuple[Cost, float]:
    """The same, and the peak of all its processes together in megabytes, by samples twenty milliseconds
    apart: pages that they share count once.
    """
    peak, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            peak[0] = max(peak[0], sum(map(_own_megabytes, _descendants(os.getpid()))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        return measure_python(code, *arguments), peak[0]
    finally:
        ended.set()
        watcher.join()


def _descendants(parent: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for thread in _threads(parent):
        for child in _read(thread / "children").split():
            found += [int(child), *_descendants(int(child))]
    return found


def _threads(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/task").iterdir())
    except OSError:  # it has ended meanwhile
        return []


def _own_megabytes(process: int) -> float:
    """What a process holds, of what it shares its part."""
    lines = _read(Path(f"/proc/{process}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * _KIB


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:  # it has ended meanwhile
        return ""


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.peak_mb for cost in costs),
    )
