"""Dagster's event log in SQLite, its databases held open while they are written.

Dagster opens the database of the run and the one of all assets anew for each event, and closes them again.
Whoever is last to close a database moves its log into it and waits for the disk, and a new connection has
every statement compiled anew: several times what writing takes. A weekly run has three thousand events, and
dbt's were waited for. What it gave: docs/decisions/0047.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from dagster import DagsterEventType, EventLogEntry, StringSource
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, StaticPool, create_engine
from sqlalchemy.event import listen


class OpenEventLog(SqliteEventLogStorage):
    """The database of all assets and that of the run asked for last stay open. `dagster.yaml` names it."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._one_at_a_time = threading.Lock()
        self._open: dict[str, Engine] = {}
        self._running: list[FileLock] = []
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """What `dagster.yaml` says: where Dagster's home is, since a home may move."""
        return {"dagster_home": StringSource}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> Self:
        """The log where Dagster itself would put it."""
        return cls(str(Path(config_value["dagster_home"], "history", "runs")), inst_data)

    @contextmanager
    def run_connection(self, run_id: str | None = None) -> Iterator[Connection]:
        """A transaction in the database of a run."""
        assert run_id is not None
        with self._one_at_a_time:
            engine = self._open.get(run_id) or self._opened(run_id)
            with engine.begin() as connection:
                yield connection

    def index_connection(self) -> Any:
        """A transaction in the database of all assets."""
        return self.run_connection(INDEX_SHARD_NAME)

    def store_event(self, event: EventLogEntry) -> None:
        """Write an event down. A process that starts a run holds a lock from then on until its end."""
        if event.dagster_event_type is DagsterEventType.RUN_START:
            lock = self._presence(event.run_id)
            lock.acquire()
            self._running.append(lock)
        super().store_event(event)
        # The UI follows a run by the file of its database, which is written to only now and then.
        os.utime(self.path_for_shard(event.run_id))

    def has_process(self, run_id: str) -> bool:
        """Whether the process that started a run is still there."""
        lock = self._presence(run_id)
        if not Path(lock.lock_file).exists():
            return False  # never started here, or over: to try its lock would leave a file behind
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def _presence(self, run_id: str) -> FileLock:
        return FileLock(Path(self._base_dir, f"{run_id}.running"), thread_local=False)

    def _opened(self, shard: str) -> Engine:
        with super().run_connection(shard):
            pass  # makes the database where there is none
        for other in self._open.keys() - {INDEX_SHARD_NAME, shard}:
            self._open.pop(other).dispose()
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=StaticPool,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        listen(engine, "connect", _wait_for_no_disk)
        self._open[shard] = engine
        return engine

    def wipe(self) -> None:
        """Forget all events, and delete the databases of the runs."""
        self._close()
        super().wipe()

    def dispose(self) -> None:
        """Close what is open; the runs that this process has started are over."""
        self._close()
        while self._running:
            lock = self._running.pop()
            lock.release()
            Path(lock.lock_file).unlink(missing_ok=True)
        super().dispose()

    def _close(self) -> None:
        with self._one_at_a_time:
            while self._open:
                self._open.popitem()[1].dispose()


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    """A power cut may then lose the last events; with a log written ahead no database breaks by it."""
    connection.execute("PRAGMA synchronous = NORMAL")
