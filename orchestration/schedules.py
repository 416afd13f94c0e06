"""Monday 06:00 in the configured zone: the week that has just ended is closed."""

from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

HOUR = 6


def weekly_schedule(job: "UnresolvedAssetJobDefinition") -> Any:
    """The schedule of the weekly job; it asks for the partition of the week before."""
    return dg.build_schedule_from_partitioned_job(
        job,
        name="weekly_close_monday",
        hour_of_day=HOUR,
        minute_of_hour=0,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every Monday at 06:00: close the week that ended on Sunday.",
    )
