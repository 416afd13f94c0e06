"""The weekly review: one partition a week, rendered from the published snapshot. Nothing is computed here."""

from datetime import date
from typing import TYPE_CHECKING

import dagster as dg

from orchestration.progress import Progress
from orchestration.settings import ConfigurationError, Settings, load_settings
from orchestration.weeks import IsoWeek

if TYPE_CHECKING:
    from expectations.results import CheckResults
    from orchestration.close import ClosedWeek

REVIEW = "weekly_review"
COMPLETE, CHECKED = "week_is_complete", "numbers_were_checked"
CHECKS = {
    COMPLETE: "The week had ended in every shop when its newest export was taken.",
    CHECKED: "The snapshot behind the report was checked, and no blocking check failed: nothing is withheld.",
}
FIRST_WEEK = "2024-01-01"
PREVIEW_CHARACTERS = 6000


def weekly_partitions(timezone: str) -> dg.WeeklyPartitionsDefinition:
    """Monday keys, which map one to one to ISO weeks."""
    return dg.WeeklyPartitionsDefinition(start_date=FIRST_WEEK, day_offset=1, timezone=timezone)


def week_of(partition_key: str) -> IsoWeek:
    """The ISO week of a partition key, which is its Monday."""
    return IsoWeek.of(date.fromisoformat(partition_key))


def review_checks(week: str, newest_complete_week: str, checks: "CheckResults") -> list[dg.AssetCheckResult]:
    """What a reader of the report relies on, as its asset shows it."""
    return [
        dg.AssetCheckResult(
            check_name=COMPLETE,
            passed=week <= newest_complete_week,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"newest_complete_week": newest_complete_week},
        ),
        dg.AssetCheckResult(
            check_name=CHECKED,
            passed=checks.may_publish,
            metadata={
                "evaluated": checks.evaluated,
                "warned": checks.warned,
                "failed_blocking": checks.failed_blocking,
            },
        ),
    ]


def review_metadata(closed: "ClosedWeek", language: str) -> dict[str, dg.MetadataValue]:
    """Headline, link, files and a preview, in the first language of the home."""
    return {
        "week": dg.MetadataValue.text(str(closed.week)),
        "headline": dg.MetadataValue.text(closed.headline[language]),
        "withheld": dg.MetadataValue.json(list(closed.withheld)),
        "report": dg.MetadataValue.url(closed.entry(language).as_uri()),
        "files": dg.MetadataValue.json([str(path) for path in closed.files]),
        "preview": dg.MetadataValue.md((closed.markdown(language) or "")[:PREVIEW_CHARACTERS]),
    }


def _delivered(settings: Settings, week: IsoWeek) -> str:
    """What came of sending; a letter that does not leave never takes the report with it."""
    from orchestration.delivery.deliver import deliver_week

    try:
        delivered = deliver_week(settings, week)
    except ConfigurationError as error:
        return f"nothing sent: {error}"
    held = "".join(f"; {line}" for line in delivered.held)
    if delivered.waiting:
        waits = f"{delivered.waiting} wait in the outbox: `suanqing deliver` tries again"
        return f"{delivered.sent} sent, {waits}{held}"
    return f"{delivered.sent} sent{held}"


def review_asset(timezone: str) -> dg.AssetsDefinition:
    """The report's asset, with the checks a reader of the report relies on."""

    @dg.asset(
        name=REVIEW,
        deps=[dg.AssetKey(["published_marts"])],
        partitions_def=weekly_partitions(timezone),
        group_name="reports",
        owners=["team:data"],
        kinds={"markdown", "html"},
        description="`reports/<week>/{en,zh}/`: the report people wait for on Monday.",
        check_specs=[
            dg.AssetCheckSpec(name, asset=dg.AssetKey([REVIEW]), description=said)
            for name, said in CHECKS.items()
        ],
    )
    def weekly_review(
        context: dg.AssetExecutionContext, progress: dg.ResourceParam[Progress]
    ) -> dg.MaterializeResult:
        from expectations.results import read_results
        from orchestration.close import close_week
        from orchestration.delivery.config import delivery_file

        settings = load_settings()
        week = week_of(context.partition_key)
        with progress.step("report") as note:
            closed = close_week(settings, week)
            note.text = f"{week}: {len(closed.files)} files"
        if delivery_file(settings).is_file() and str(week) == closed.publication.newest_complete_week:
            with progress.step("deliver") as note:
                note.text = _delivered(settings, week)
        checks = read_results(settings.checks / "results.json")
        return dg.MaterializeResult(
            metadata=review_metadata(closed, settings.languages[0]),
            check_results=review_checks(str(week), closed.publication.newest_complete_week, checks),
        )

    return weekly_review
