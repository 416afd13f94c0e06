"""Sensors: files that arrive are landed at once, and a run that fails leaves a notice a person can read."""

import time
from typing import TYPE_CHECKING

import dagster as dg

from orchestration.inbox import inbox_state
from orchestration.settings import ConfigurationError, load_settings

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def inbox_sensor(job: "UnresolvedAssetJobDefinition") -> dg.SensorDefinition:
    """Land what has arrived; what a file can't tell is known the same day, not on Monday."""

    @dg.sensor(
        name="inbox_files_arrived",
        job=job,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Lands new files in the inbox once nobody is writing to it.",
    )
    def inbox_files_arrived(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        try:
            inbox = load_settings().inbox
        except ConfigurationError as error:
            return dg.SkipReason(str(error))
        state = inbox_state(inbox, now=time.time())
        if state.digest == context.cursor:
            return dg.SkipReason("Nothing new in the inbox.")
        if not state.is_quiet:
            return dg.SkipReason("Files are still being written; looking again next time.")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state.digest)], cursor=state.digest)

    return inbox_files_arrived


def notice_text(job_name: str, run_id: str, message: str, steps: list[str]) -> str:
    """The notice of a failed run: what failed, why, what to do."""
    failed = "\n".join(f"* {line}" for line in steps) or "* the run failed before any step"
    return (
        f"# {job_name} failed\n\nRun `{run_id}`.\n\n{failed}\n\n{message}\n\n"
        "The last good report and snapshot stand unchanged; nothing that landed is lost.\n"
        "Mend what is named above, then run `suanqing run` or launch the job again in the UI.\n"
    )


@dg.run_failure_sensor(
    name="failed_run_notice",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Leaves `notices/<run>.md`, readable without the UI, when a run fails.",
)
def failed_run_notice(context: dg.RunFailureSensorContext) -> None:
    """Write the notice of a failed run into the home."""
    settings = load_settings()
    steps = []
    for event in context.get_step_failure_events():
        error = event.step_failure_data.error
        reason = (error.cause or error).message.strip().splitlines()[0] if error else "no reason given"
        steps.append(f"`{event.step_key}`: {reason}")
    settings.notices.mkdir(parents=True, exist_ok=True)
    notice = settings.notices / f"{context.dagster_run.run_id}.md"
    text = notice_text(
        context.dagster_run.job_name, context.dagster_run.run_id, context.failure_event.message or "", steps
    )
    notice.write_text(text, encoding="utf-8")
    context.log.info(f"notice written to {notice}")
