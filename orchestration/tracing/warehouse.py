"""The warehouse, to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from orchestration.settings import Settings

if TYPE_CHECKING:
    import duckdb


class NothingToTrace(Exception):
    """There is nothing to look at; the message says what to do."""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection. Raises NothingToTrace where there is no warehouse, or a run is writing it."""
    import duckdb

    if not settings.warehouse.exists():
        raise NothingToTrace(f"{settings.warehouse} is missing: run `suanqing run` first.")
    try:
        connection = duckdb.connect(str(settings.warehouse), read_only=True)
    except duckdb.IOException:
        raise NothingToTrace("A run is writing the warehouse. Ask again when it is done.") from None
    try:
        yield connection
    finally:
        connection.close()
