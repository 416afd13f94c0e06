"""The demo home, made once a test session by the real command, and shared by all tests that only read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

SUANQING = Path(sys.executable).with_name("suanqing")


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
