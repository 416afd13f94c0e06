"""Monday 06:00 in the configured zone: the week that has just ended is closed."""

from __future__ import annotations

import dagster as dg

HOUR = 6


def weekly_schedule(job: dg.UnresolvedAssetJobDefinition) -> dg.UnresolvedPartitionedAssetScheduleDefinition:
    """The schedule of the weekly job; it asks for the partition of the week before."""
    schedule = dg.build_schedule_from_partitioned_job(
        job,
        name="weekly_close_monday",
        hour_of_day=HOUR,
        minute_of_hour=0,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every Monday at 06:00: close the week that ended on Sunday.",
    )
    assert isinstance(schedule, dg.UnresolvedPartitionedAssetScheduleDefinition)
    return schedule
