"""The demo home, made once a test session by the real command, and shared by all tests that only read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

SUANQING = Path(sys.executable).with_name("suanqing")
FIRST = ("test_dagster_ui", "test_bad_input", "test_withheld_numbers", "test_first_exports")
"""The files with whole runs of their own; the first of them makes the demo home."""
THEN = ("test_late_workbook", "test_validation", "test_rules_of_models")
"""The longest of those that read the demo home."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the files into an order in which no worker stands still.

    A file goes to one worker as a whole, in this order. A long one at the end would leave the others without
    work, and one that reads the demo home early would wait until somebody has made it. (Left to itself the
    plugin begins with the files that hold most tests, and a whole run is one test.)
    """
    needs_demo_home = {item.path for item in items if "demo_home" in getattr(item, "fixturenames", ())}

    def turn(item: pytest.Item) -> int:
        if item.path.stem in FIRST:
            return FIRST.index(item.path.stem)
        if item.path not in needs_demo_home:
            return len(FIRST)
        return len(FIRST) + 1 + (item.path.stem not in THEN)

    items.sort(key=turn)


def suanqing(home: Path, *arguments: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
    """Run the real command on a home, and give back its exit code and what it said."""
    return subprocess.run(
        [str(SUANQING), *arguments],
        env={**os.environ, "SUANQING_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo shop landed, built, checked, published, reported. Read it, never write to it."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    home = shared / "demo_home"
    with FileLock(shared / "demo_home.lock"):
        if not (home / "first_run.txt").exists():
            made = suanqing(home, "demo")
            assert made.returncode == 0, made.stdout + made.stderr
            closed = suanqing(home, "run")
            assert closed.returncode == 0, closed.stdout + closed.stderr
            (home / "first_run.txt").write_text(closed.stdout + closed.stderr, encoding="utf-8")
    return home
