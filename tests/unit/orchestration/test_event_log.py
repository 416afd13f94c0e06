"""Dagster's event log with its databases held open: the same events, for Dagster's own log and for the UI."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.launcher import WorkerStatus
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.event_log import OpenEventLog
from orchestration.instance import CONFIGURATION, prepare_instance
from orchestration.settings import load_settings
from tests.unit.exports.writing import SHOPS

WORKER = """
import sys
import dagster as dg
@dg.asset
def reckoned(context):
    print(context.run.run_id, flush=True)
    sys.stdin.read()
with dg.DagsterInstance.from_config(sys.argv[1]) as instance:
    dg.materialize([reckoned], instance=instance)
"""
SHIPPED_BEFORE = CONFIGURATION.partition("# What a run tells of itself")[0]


@dg.asset(check_specs=[dg.AssetCheckSpec("holds", asset="reckoned")])
def reckoned() -> dg.MaterializeResult:
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dagster's home as a run prepares it."""
    (tmp_path / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    for name in ("SUANQING_HOME", "DAGSTER_HOME", "DBT_LOG_PATH"):
        monkeypatch.setenv(name, "")  # so that what is set below ends with the test
    settings = load_settings(tmp_path)
    prepare_instance(settings)
    return settings.dagster_home


@pytest.fixture
def instance(home: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(home)) as opened:
        yield opened


def run(instance: dg.DagsterInstance) -> str:
    result = dg.materialize([reckoned], instance=instance)
    assert result.success
    return result.run_id


def open_databases() -> set[str]:
    """The event databases that this process holds open."""
    links = (os.path.realpath(path) for path in Path("/proc/self/fd").iterdir())
    return {Path(link).stem for link in links if link.endswith(".db") and "history/runs" in link}


def test_dagsters_own_log_reads_the_same_events_while_they_are_held_open(
    home: Path, instance: dg.DagsterInstance
) -> None:
    assert isinstance(instance.event_log_storage, OpenEventLog)
    number = run(instance)
    own = SqliteEventLogStorage(str(home / "history" / "runs"))
    assert own.get_logs_for_run(number) == instance.event_log_storage.get_logs_for_run(number)
    assert len(own.get_logs_for_run(number)) > 8
    key = dg.AssetCheckKey(reckoned.key, "holds")
    own.register_instance(instance)
    for log in (own, instance.event_log_storage):
        assert log.get_latest_asset_check_execution_by_key([key])[key].run_id == number
    own.dispose()


def test_only_the_last_run_and_the_index_stay_open_and_nothing_once_it_ends(home: Path) -> None:
    with dg.DagsterInstance.from_config(str(home)) as instance:
        numbers = [run(instance) for _ in range(3)]
        assert open_databases() == {"index", numbers[-1]}
    assert open_databases() == set()
    assert not list(home.rglob("*.db-wal")), "the log is in the database"


def test_a_run_has_a_process_until_that_ends_or_is_killed(home: Path) -> None:
    """The daemon asks another instance, in another process."""
    command = [sys.executable, "-c", WORKER, str(home)]
    with (
        dg.DagsterInstance.from_config(str(home)) as instance,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker,
    ):
        assert worker.stdout is not None
        number = worker.stdout.readline().strip()
        started = instance.get_run_by_id(number)
        assert started is not None and started.status is dg.DagsterRunStatus.STARTED
        assert health(instance, number) is WorkerStatus.RUNNING
        worker.kill()
        worker.wait()
        assert health(instance, number) is WorkerStatus.NOT_FOUND


def test_a_run_that_is_over_leaves_nothing_behind(home: Path) -> None:
    with dg.DagsterInstance.from_config(str(home)) as instance:
        number = run(instance)
        assert health(instance, number) is WorkerStatus.RUNNING, "its state is written down before it leaves"
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert health(instance, number) is WorkerStatus.NOT_FOUND
        assert not list(home.rglob("*.running"))


def health(instance: dg.DagsterInstance, number: str) -> WorkerStatus:
    found = instance.get_run_by_id(number)
    assert found is not None
    return instance.run_launcher.check_run_worker_health(found).status


def test_every_event_touches_the_file_by_which_the_ui_follows_a_run(
    home: Path, instance: dg.DagsterInstance
) -> None:
    number = run(instance)
    path = home / "history" / "runs" / f"{number}.db"
    event = instance.event_log_storage.get_logs_for_run(number)[0]
    os.utime(path, (0, 0))
    instance.event_log_storage.get_logs_for_run(number)
    assert path.stat().st_mtime == 0, "reading would call the reader again"
    instance.event_log_storage.store_event(event)
    assert path.stat().st_mtime > time.time() - 60


def test_a_killed_run_leaves_its_events_to_the_next(home: Path, instance: dg.DagsterInstance) -> None:
    """What stands in the log beside the database counts: a copy of both has every event."""
    number = run(instance)
    folder = home / "history" / "runs"
    assert (folder / f"{number}.db-wal").stat().st_size > 0
    expected = len(instance.event_log_storage.get_logs_for_run(number))
    for path in folder.glob(f"{number}.db*"):
        (home / path.name).write_bytes(path.read_bytes())
    with sqlite3.connect(home / f"{number}.db") as copied:
        assert copied.execute("select count(*) from event_logs").fetchone() == (expected,)


def test_wiped_events_are_gone_and_new_ones_are_kept(instance: dg.DagsterInstance) -> None:
    gone = run(instance)
    instance.event_log_storage.wipe()
    assert instance.event_log_storage.get_logs_for_run(gone) == []
    assert instance.event_log_storage.get_logs_for_run(run(instance))


@pytest.mark.parametrize(("there", "is_kept"), [(SHIPPED_BEFORE, False), (SHIPPED_BEFORE + "# ours\n", True)])
def test_a_home_of_before_gets_it_unless_somebody_changed_the_configuration(
    home: Path, there: str, is_kept: bool
) -> None:
    (home / "dagster.yaml").write_text(there, encoding="utf-8")
    prepare_instance(load_settings(home.parent))
    assert (home / "dagster.yaml").read_text(encoding="utf-8") == (there if is_kept else CONFIGURATION)
