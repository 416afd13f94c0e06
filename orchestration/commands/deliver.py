"""`suanqing deliver`: send a week's report as configured, and what waits in the outbox."""

from __future__ import annotations

import sys

import click

from orchestration.commands.shared import (
    EXIT_CONFIGURATION,
    EXIT_FAULT,
    EXIT_NOTHING,
    WeekType,
    stop,
    with_settings,
)
from orchestration.settings import ConfigurationError, Settings
from orchestration.weeks import IsoWeek


@click.command()
@click.option("--week", type=WeekType(), help="The ISO week; default: the newest complete one.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent to whom, and send nothing.")
@with_settings
def deliver(settings: Settings, week: IsoWeek | None, dry_run: bool) -> None:
    """Send a week's report to those who have not got it, and try again what failed.

    Who gets what is said in delivery.yaml of the home; passwords and chat addresses in the environment.
    """
    from orchestration.close import NothingPublishedError, read_closed
    from orchestration.delivery.config import delivery_file
    from orchestration.delivery.deliver import deliver_week
    from orchestration.warehouse.publish import read_publication

    publication = read_publication(settings)
    if publication is None:
        stop(EXIT_NOTHING, f"{settings.snapshot} is missing: run `suanqing run` first.")
    if not delivery_file(settings).is_file():
        stop(
            EXIT_CONFIGURATION,
            f"{delivery_file(settings)} is missing: docs/delivery.md says what stands in it.",
        )
    chosen = week or IsoWeek.parse(publication.newest_complete_week)
    try:
        read_closed(settings, chosen)
        delivered = deliver_week(settings, chosen, dry_run=dry_run)
    except NothingPublishedError as error:
        stop(EXIT_NOTHING, str(error))
    except ConfigurationError as error:
        stop(EXIT_CONFIGURATION, str(error))
    click.echo("\n".join(delivered.lines) or f"Nothing to send: everyone has {chosen} as it is.")
    if delivered.waiting and not dry_run:
        sys.exit(EXIT_FAULT)
