"""The weekly review: one partition a week, rendered from the published snapshot. Nothing is computed here."""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from orchestration.progress import Progress
from orchestration.settings import load_settings
from orchestration.weeks import IsoWeek

FIRST_WEEK = "2024-01-01"
PREVIEW_CHARACTERS = 6000


def weekly_partitions(timezone: str) -> dg.WeeklyPartitionsDefinition:
    """Monday keys, which map one to one to ISO weeks."""
    return dg.WeeklyPartitionsDefinition(start_date=FIRST_WEEK, day_offset=1, timezone=timezone)


def week_of(partition_key: str) -> IsoWeek:
    """The ISO week of a partition key, which is its Monday."""
    return IsoWeek.of(date.fromisoformat(partition_key))


def review_asset(timezone: str) -> dg.AssetsDefinition:
    """The report's asset, with the checks a reader of the report relies on."""

    @dg.asset(
        name="weekly_review",
        deps=[dg.AssetKey(["published_marts"])],
        partitions_def=weekly_partitions(timezone),
        group_name="reports",
        owners=["team:data"],
        kinds={"markdown", "html"},
        description="`reports/<week>/{en,zh}/`: the report people wait for on Monday.",
        check_specs=[
            dg.AssetCheckSpec(
                "week_is_complete",
                asset=dg.AssetKey(["weekly_review"]),
                description="The week had ended in every shop when its newest export was taken.",
            ),
            dg.AssetCheckSpec(
                "numbers_were_checked",
                asset=dg.AssetKey(["weekly_review"]),
                description="The snapshot behind the report was checked, and no blocking check failed.",
            ),
        ],
    )
    def weekly_review(
        context: dg.AssetExecutionContext, progress: dg.ResourceParam[Progress]
    ) -> Iterator[dg.MaterializeResult]:
        from expectations.results import read_results
        from orchestration.close import close_week

        settings = load_settings()
        week = week_of(context.partition_key)
        with progress.step("report") as note:
            closed = close_week(settings, week)
            note.text = f"{week}: {len(closed.files)} files"
        english = closed.markdown("en") or closed.markdown(settings.languages[0])
        newest = closed.publication.newest_complete_week
        checks = read_results(settings.checks / "results.json")
        yield dg.MaterializeResult(
            metadata={
                "week": str(week),
                "headline": next(iter(closed.headline.values()), ""),
                "report": dg.MetadataValue.url(closed.entry(settings.languages[0]).as_uri()),
                "files": dg.MetadataValue.json([str(path) for path in closed.files]),
                "preview": dg.MetadataValue.md((english or "")[:PREVIEW_CHARACTERS]),
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name="week_is_complete",
                    passed=str(week) <= newest,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={"newest_complete_week": newest},
                ),
                dg.AssetCheckResult(
                    check_name="numbers_were_checked",
                    passed=checks.may_publish,
                    metadata={
                        "evaluated": checks.evaluated,
                        "warned": checks.warned,
                        "failed_blocking": checks.failed_blocking,
                    },
                ),
            ],
        )

    return weekly_review
