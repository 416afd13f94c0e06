"""One writer at a time: DuckDB lets a single process open a file for writing, and no reader beside it.

Whatever opens `warehouse.duckdb` for writing holds this lock, so a run from the command line and a run of the
daemon wait for each other instead of failing with DuckDB's own lock error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

WAIT_SECONDS = 600.0


class WarehouseBusyError(Exception):
    """Another run has been writing for longer than a run ever takes."""


@contextmanager
def writer_lock(warehouse: Path, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the right to write `warehouse`. Raises WarehouseBusyError when another run keeps it too long."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(warehouse.with_suffix(".lock"))
    try:
        with lock.acquire(timeout=wait_seconds):
            yield
    except Timeout:
        raise WarehouseBusyError(
            f"another run has held {warehouse} for {wait_seconds:.0f} seconds. "
            "Let it end, or stop it (the Dagster UI lists running runs), and run again."
        ) from None
