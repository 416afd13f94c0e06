"""Dagster's run launcher, which knows of a run whether anybody works at it.

One run at a time may work. Without this, a run that was killed would stay the one for ever: Dagster's own
launcher can't tell it from a running one, and no later run leaves the queue.
"""

from __future__ import annotations

from dagster import DagsterRun, DefaultRunLauncher
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus

from orchestration.event_log import OpenEventLog


class WatchedRunLauncher(DefaultRunLauncher):
    """Lets the daemon see which runs have no process any more; it fails them. `dagster.yaml` names it."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """It does; Dagster's own launcher doesn't."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a run that has started is there, from the command line or from the UI."""
        log = self._instance.event_log_storage
        assert isinstance(log, OpenEventLog)
        if log.has_process(run.run_id):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its process has ended, or was killed")
