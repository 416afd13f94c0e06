"""`suanqing trace`: from a number, a file or an order to the rows behind it."""

from __future__ import annotations

import click

from orchestration.commands.shared import EXIT_NOTHING, WeekType, stop, with_settings
from orchestration.settings import Settings
from orchestration.weeks import IsoWeek


@click.command()
@click.argument("what", metavar="[ORDER_ID|METRIC]", required=False)
@click.option("--week", type=WeekType(), help="The week of a metric: net_sales --week 2026-W20.")
@click.option("--shop", metavar="SHOP", help="Only this shop's rows.")
@click.option("--sku", metavar="SKU", help="A metric of one SKU: its number, or the seller's own.")
@click.option("--file", "file", metavar="NAME", help="A file instead: name, path or hash.")
@with_settings
def trace(
    settings: Settings,
    what: str | None,
    week: IsoWeek | None,
    shop: str | None,
    sku: str | None,
    file: str | None,
) -> None:
    """Say where a number comes from.

    Of an order: every row of every export that speaks of it, what changed between exports, and what the
    published marts make of it. Of a metric (with --week): its definition, its SQL, the models it goes
    through, and the rows that weigh most. Of a file (--file): what it is, how it was read, which numbers it
    feeds.
    """
    from orchestration.tracing.warehouse import NothingToTrace

    if (what is None) == (file is None):
        raise click.UsageError("Name an order, or a metric with --week, or a file with --file.")
    if sku and not week:
        raise click.UsageError("--sku goes with a metric and its --week.")
    if shop is not None and shop not in {declared.id for declared in settings.shops}:
        known = ", ".join(declared.id for declared in settings.shops)
        raise click.BadParameter(f"there is no shop {shop}. Name one of: {known}.", param_hint="--shop")
    try:
        lines = _lines(settings, what, week, shop, sku, file)
    except NothingToTrace as error:
        stop(EXIT_NOTHING, str(error))
    click.echo("\n".join(lines))


def _lines(
    settings: Settings,
    what: str | None,
    week: IsoWeek | None,
    shop: str | None,
    sku: str | None,
    file: str | None,
) -> list[str]:
    from orchestration.tracing.files import trace_file
    from orchestration.tracing.metrics import Asked, trace_metric
    from orchestration.tracing.orders import trace_order

    if file:
        return trace_file(settings, file)
    if week:
        return trace_metric(settings, Asked(str(what), week, shop, sku))
    return trace_order(settings, str(what), shop)
