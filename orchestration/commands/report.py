"""`suanqing report --page`: a page by itself, as a draft, while it is written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.shared import EXIT_CONFIGURATION
from orchestration.settings import Settings
from orchestration.weeks import IsoWeek

if TYPE_CHECKING:
    from reports.draft import Draft


def draft_page(settings: Settings, week: IsoWeek, page: Path, port: int | None, open_it: bool) -> None:
    """Render a page by itself; with a port, again whenever it changes, until interrupted."""
    from reports.draft import render_draft
    from reports.watch import HOST, Watched, follow, serve

    def render() -> Draft:
        return render_draft(settings.snapshot, settings.draft, str(week), settings.languages, [page])

    watched = Watched(render, [page])
    watched.look()
    _say(watched.draft)
    first = settings.languages[0]
    if port is None:
        if open_it:
            click.launch(watched.draft.files[0].as_uri())
        if watched.draft.errors:
            sys.exit(EXIT_CONFIGURATION)
        return
    server = serve(watched, port)
    address = f"http://{HOST}:{server.server_port}/{first}"
    click.echo(f"watching  {address} (Ctrl-C stops it)")
    if open_it:
        click.launch(address)
    try:
        follow(watched, _say)
    except KeyboardInterrupt:
        server.shutdown()


def _say(draft: Draft) -> None:
    for error in draft.errors:
        click.secho(str(error), err=True, fg="red")
    for path in draft.files:
        click.echo(f"draft     {path}")
