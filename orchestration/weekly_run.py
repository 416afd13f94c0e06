"""The weekly run as the command line drives it: two real Dagster runs in this process, told in a few lines.

The first lands the exports, which settles what the newest complete week is; the second builds, checks,
publishes and writes that week's report. Both are in the instance under the home, so the UI shows them too.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expectations.results import read_results
from orchestration.close import (
    ClosedWeek,
    WeekWithoutDataError,
    inputs_digest,
    read_closed,
    recall,
    remember,
    require_orders,
)
from orchestration.inbox import inbox_state
from orchestration.instance import prepare_instance
from orchestration.job_names import CLOSING_JOB, LANDING_JOB
from orchestration.lineage.reach import UNKNOWN_REACH
from orchestration.lineage.record import REACH, read_reach
from orchestration.manifest import is_stale, refresh_manifest
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.warehouse.build_failures import read_build_failures
from orchestration.warehouse.publish import PublicationStopped, candidate_path
from orchestration.weeks import IsoWeek

if TYPE_CHECKING:
    from datetime import datetime

    import dagster as dg

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class RunFailedError(Exception):
    """A Dagster run failed; the message names the steps and their reasons."""


class BuildStoppedError(Exception):
    """Rows that must not be, or personal data, were found: nothing is published; the message shows some."""


@dataclass(frozen=True)
class WeeklyOutcome:
    """What a run came to; `closed` is None for a landing alone."""

    closed: ClosedWeek | None
    was_unchanged: bool


def run_weekly(
    settings: Settings, progress: Progress, *, week: IsoWeek | None, land_only: bool, force: bool
) -> WeeklyOutcome:
    """Land, then close `week` (default: the newest complete one). Raises RunFailedError."""
    inputs = inputs_digest(settings, inbox_state(settings.inbox, now=time.time()).digest)
    if not force and not land_only and (closed := recall(settings, week, inputs)):
        return WeeklyOutcome(closed, was_unchanged=True)
    prepare_instance(settings)
    _read_models(progress)
    with _loaded(settings, progress) as runner:
        runner.land()
        if land_only:
            return WeeklyOutcome(None, was_unchanged=False)
        target = week or runner.newest_complete_week()
        closed = runner.close(target)
    remember(settings, target, inputs)
    return WeeklyOutcome(closed, was_unchanged=False)


def run_as_of(
    settings: Settings, progress: Progress, *, moment: datetime, week: IsoWeek | None, force: bool
) -> WeeklyOutcome:
    """Close a week as it was known at a moment, in a home of its own. Raises what `run_weekly` does."""
    from orchestration.exports.privacy_scan import PersonalDataFound, require_no_personal_data
    from orchestration.past import make_past_home
    from orchestration.warehouse.raw import NothingLanded, prepare_raw

    try:
        require_no_personal_data(settings)
    except PersonalDataFound as found:
        raise BuildStoppedError(str(found)) from None
    with progress.step("past") as note:
        home = make_past_home(settings, moment)
        note.text = f"as of {home.moment:%Y-%m-%d %H:%M} UTC, in {home.settings.home}"
    if home.undated:
        names = ", ".join(home.undated[:3]) + (", …" if len(home.undated) > 3 else "")
        progress.say(
            f"{len(home.undated)} file(s) left out whose name says no moment of export and whose own time is "
            f"later: {names}"
        )
    past = home.settings
    inputs = inputs_digest(past, home.digest)
    if not force and (closed := recall(past, week, inputs)):
        return WeeklyOutcome(closed, was_unchanged=True)
    prepare_instance(past)
    _read_models(progress)
    with progress.step("prepare") as note:
        try:
            context = prepare_raw(past)
        except NothingLanded:
            said = f"{moment:%Y-%m-%d %H:%M} UTC"
            raise NothingLanded(f"No order export that has landed is as old as {said}.") from None
        note.text = f"newest complete week {context.newest_complete_week}"
    target = week or IsoWeek.parse(context.newest_complete_week)
    with _loaded(past, progress) as runner:
        closed = runner.close(target)
    remember(past, target, inputs)
    return WeeklyOutcome(closed, was_unchanged=False)


def _read_models(progress: Progress) -> None:
    if is_stale():
        with progress.step("parse") as note:
            refresh_manifest()
            note.text = "dbt project read"


@contextlib.contextmanager
def _loaded(settings: Settings, progress: Progress) -> Iterator[_Runner]:
    with progress.step("start") as note:
        runner = _Runner(settings, progress)
        note.text = "Dagster loaded"
    with runner.instance:
        yield runner


class _Runner:
    """Dagster, loaded once, with the progress lines as a resource."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        import dagster as dg

        from orchestration.assets.publication import ValidatorHandle
        from orchestration.definitions import build_definitions

        self.settings = settings
        self.validator = ValidatorHandle()
        self.definitions = build_definitions({"progress": progress, "validator": self.validator})
        settings.run_log.write_text("", encoding="utf-8")
        self.instance = dg.DagsterInstance.from_config(str(settings.dagster_home))

    def run(self, job: str, **arguments: Any) -> dg.ExecuteInProcessResult:
        """Execute a job; a failure becomes one readable exception."""
        definition = self.definitions.resolve_job_def(job)
        # dbt and Dagster print as they please: that goes to a file, and the terminal keeps to a line a step.
        with self.settings.run_log.open("a", encoding="utf-8") as log, contextlib.redirect_stdout(log):
            result = definition.execute_in_process(
                run_config=QUIET, instance=self.instance, raise_on_error=False, **arguments
            )
        if not result.success:
            raise RunFailedError(_why(result))
        return result

    def land(self) -> None:
        """Land what is new.

        Raises BuildStoppedError where what landed holds personal data, NothingLanded where no orders have.
        """
        from orchestration.exports.privacy_scan import PersonalDataFound, last_leaks
        from orchestration.warehouse.raw import NothingLanded, read_run_context

        try:
            self.run(LANDING_JOB)
        except RunFailedError:
            if leaks := last_leaks(self.settings):
                raise BuildStoppedError(str(PersonalDataFound(leaks))) from None
            try:
                read_run_context(self.settings)
            except NothingLanded as nothing:
                raise nothing from None
            raise

    def newest_complete_week(self) -> IsoWeek:
        """What the landed exports say is the newest week that has ended in every shop."""
        from orchestration.warehouse.raw import read_run_context

        return IsoWeek.parse(read_run_context(self.settings).newest_complete_week)

    def close(self, week: IsoWeek) -> ClosedWeek:
        """Everything after landing, for one week."""
        import dagster as dg

        results, reach = self.settings.checks / "results.json", self.settings.checks / REACH
        for left in (results, reach):
            left.unlink(missing_ok=True)
        try:
            self.run(CLOSING_JOB, partition_key=week.monday.isoformat())
        except dg.DagsterUnknownPartitionError:
            raise WeekWithoutDataError(
                f"{week} can't be closed: it has not ended yet, or is before 2024-W01, where reports begin. "
                f"The newest complete week is {self.newest_complete_week()}; name another with --week."
            ) from None
        except RunFailedError:
            if results.exists() and (found := read_results(results)).failed_blocking:
                why = read_reach(reach, found).stops if reach.exists() else UNKNOWN_REACH
                if why:
                    raise PublicationStopped(found, candidate_path(self.settings), why) from None
            failures = read_build_failures(self.settings.dbt_target, self.settings.warehouse)
            if failures and all(failure.is_test for failure in failures):
                raise BuildStoppedError("\n".join(map(str, failures))) from None
            if results.exists():
                require_orders(self.settings, week)
            raise
        return read_closed(self.settings, week)


_CLASS_NAME = re.compile(r"^[\w.]+: ")


def _why(result: dg.ExecuteInProcessResult) -> str:
    lines = []
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            root = error
            while root is not None and root.cause is not None:
                root = root.cause
            reason = _CLASS_NAME.sub("", root.message.strip()) if root else "no reason given"
            lines.append(f"{event.step_key}: {reason}")
    return "\n".join(lines) or "the run failed before its first step"
