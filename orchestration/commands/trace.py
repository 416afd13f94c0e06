"""`suanqing trace`: from a file to the numbers it feeds, from an order to the rows behind it."""

from __future__ import annotations

import click

from orchestration.commands.shared import EXIT_NOTHING, stop, with_settings
from orchestration.settings import Settings


@click.command()
@click.argument("order_id", required=False)
@click.option("--shop", metavar="SHOP", help="Only this shop's rows.")
@click.option("--file", "file", metavar="NAME", help="A file instead: name, path or hash.")
@with_settings
def trace(settings: Settings, order_id: str | None, shop: str | None, file: str | None) -> None:
    """Say where a number comes from.

    Of an order: every row of every export that speaks of it, what changed between exports, and what the
    published marts make of it. Of a file (--file): what it is, how it was read, which numbers it feeds.
    """
    from orchestration.tracing.files import trace_file
    from orchestration.tracing.orders import trace_order
    from orchestration.tracing.warehouse import NothingToTrace

    if (order_id is None) == (file is None):
        raise click.UsageError("Name an order, or a file with --file.")
    if shop is not None and shop not in {declared.id for declared in settings.shops}:
        known = ", ".join(declared.id for declared in settings.shops)
        raise click.BadParameter(f"there is no shop {shop}. Name one of: {known}.", param_hint="--shop")
    try:
        lines = trace_file(settings, file) if file else trace_order(settings, str(order_id), shop)
    except NothingToTrace as error:
        stop(EXIT_NOTHING, str(error))
    click.echo("\n".join(lines))
