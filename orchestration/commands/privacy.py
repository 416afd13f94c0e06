"""`suanqing privacy`: what is stored about buyers, and the proof that nothing else is."""

from __future__ import annotations

import sys

import click

from orchestration.commands.shared import EXIT_CONFIGURATION, EXIT_STOPPED, stop, with_settings
from orchestration.settings import Settings


@click.command()
@click.option("--buyer", metavar="NAME", help="A buyer's user name: what is stored about this one.")
@click.option("--rotate-key", is_flag=True, help="Give up the key of the pseudonyms.")
@with_settings
def privacy(settings: Settings, buyer: str | None, rotate_key: bool) -> None:
    """Say what is stored about buyers, and prove that the rest is not.

    Which columns are dropped, under which pseudonym a buyer is known, in which rows; and a look at every text
    that has landed.
    """
    from orchestration.exports import privacy_report

    if rotate_key:
        try:
            files = privacy_report.rotate_key(settings)
        except privacy_report.KeyStillNeeded as reason:
            stop(EXIT_CONFIGURATION, str(reason))
        click.echo(
            f"The key is gone, and {len(files)} exports wait to be landed with a new one: suanqing run"
        )
        return
    report = privacy_report.privacy_report(settings, buyer)
    for line in report.lines:
        click.echo(line)
    for leak in report.leaks:
        click.echo(f"FOUND     {leak}")
    if report.leaks:
        sys.exit(EXIT_STOPPED)
