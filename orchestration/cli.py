"""`suanqing`: thin. Each command calls a function that has no terminal in it and prints what came of it.

Exit codes: 0 done · 1 a fault of ours · 2 wrong usage · 3 configuration · 4 nothing to close (empty inbox,
week without data) · 5 a blocking check stopped publication · 6 a file would not land (`check`) · 7 published
and reported, but for the numbers that a failed blocking check withholds.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from orchestration.commands.deliver import deliver
from orchestration.commands.privacy import privacy
from orchestration.commands.report import draft_page
from orchestration.commands.shared import (
    EXIT_CONFIGURATION,
    EXIT_FAULT,
    EXIT_NOTHING,
    EXIT_STOPPED,
    EXIT_WITHHELD,
    EXIT_WOULD_NOT_LAND,
    WeekType,
    stop,
    with_settings,
)
from orchestration.commands.template import template
from orchestration.commands.trace import trace
from orchestration.settings import Settings, home_directory
from orchestration.weeks import IsoWeek

if TYPE_CHECKING:
    from orchestration.close import ClosedWeek

_ERASE = "\r\x1b[K"
EPILOG = "The data lives in $SUANQING_HOME (default: home/ in the project). Start with `make weekly`."


@click.group(
    epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="suanqing")
def main() -> None:
    """Suanqing 算清: weekly accounts for TikTok Shop sellers that close to the cent.

    Drop exports into inbox/<shop>/<source>/, run, and read the report.
    """


@main.command()
@click.option("--weeks", default=26, show_default=True, type=click.IntRange(2, 260), help="How many weeks.")
@click.option("--orders-per-week", default=400, show_default=True, type=click.IntRange(20, 500_000))
@click.option("--seed", default=20260101, show_default=True, help="The same seed writes the same bytes.")
@click.option(
    "--if-empty", is_flag=True, help="Only when the inbox is empty; else leave everything as it is."
)
def demo(weeks: int, orders_per_week: int, seed: int, if_empty: bool) -> None:
    """Write the demo shop's exports into the inbox.

    Beside them, under demo/truth, lies what the shop really earned, reckoned without the warehouse.
    """
    from orchestration.demo.write import write_demo

    home = home_directory()
    occupied = _has_files(home / "inbox")
    if occupied and if_empty:
        return
    if occupied and not (home / "demo").exists():
        stop(EXIT_CONFIGURATION, f"{home / 'inbox'} holds files of yours: the demo is not mixed with them.")
    click.echo(f"demo      writing {weeks} weeks of a made-up shop into {home / 'inbox'}")
    result = write_demo(home, weeks=weeks, orders_per_week=orders_per_week, seed=seed)
    click.echo(f"demo      {result.files} files, {result.order_lines:,} order lines")


@main.command()
@click.option("--week", type=WeekType(), help="The ISO week to close; default: the newest complete one.")
@click.option("--land-only", is_flag=True, help="Land new files and stop.")
@click.option("--force", is_flag=True, help="Reckon again although nothing has changed.")
@click.option(
    "--as-of",
    metavar="2026-05-18T06:00",
    help="Reckon with what had been exported up to then, in a place of its own; lands nothing.",
)
@with_settings
def run(settings: Settings, week: IsoWeek | None, land_only: bool, force: bool, as_of: str | None) -> None:
    """Close a week: land, build, check, publish, report.

    An unchanged home costs almost nothing.
    """
    if as_of and land_only:
        raise click.UsageError("--as-of lands nothing: leave out --land-only.")
    from orchestration.close import NothingPublishedError, WeekWithoutDataError
    from orchestration.manifest import ManifestError
    from orchestration.progress import Progress
    from orchestration.warehouse.publish import PublicationStopped
    from orchestration.warehouse.raw import NothingLanded
    from orchestration.weekly_run import BuildStoppedError, RunFailedError, run_as_of, run_weekly

    if not _has_files(settings.inbox) and not settings.landing.exists():
        stop(
            EXIT_NOTHING,
            f"{settings.inbox} is empty. Drop exports into {settings.inbox}/<shop>/<source>/ "
            "(`suanqing check FILE` says what a file is), or run `suanqing demo`.",
        )
    try:
        progress = Progress(_say_now, _announce if sys.stdout.isatty() else None)
        if as_of:
            outcome = run_as_of(settings, progress, moment=_moment(as_of, settings), week=week, force=force)
        else:
            outcome = run_weekly(settings, progress, week=week, land_only=land_only, force=force)
    except ManifestError as error:
        stop(EXIT_CONFIGURATION, str(error))
    except (PublicationStopped, BuildStoppedError) as error:
        stop(EXIT_STOPPED, f"Publication stopped; the last good snapshot and report stand.\n{error}")
    except (WeekWithoutDataError, NothingPublishedError, NothingLanded) as error:
        stop(EXIT_NOTHING, str(error))
    except RunFailedError as error:
        stop(
            EXIT_FAULT,
            f"The run failed; the last good report stands.\n{error}\n"
            f"All that was printed: {settings.run_log}; the run's events: `make ui`.",
        )
    if outcome.closed:
        if outcome.was_unchanged:
            click.echo("Nothing has changed since this week was closed (--force reckons it again).")
        _say_report(settings, outcome.closed)
        if outcome.closed.withheld:
            sys.exit(EXIT_WITHHELD)


def _moment(text: str, settings: Settings) -> datetime:
    from orchestration.past import parse_moment

    try:
        return parse_moment(text, settings.timezone)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no moment: write 2026-05-18T06:00, which is {settings.timezone}, or "
            "2026-05-18T06:00Z, which is UTC.",
            param_hint="--as-of",
        ) from None


def _say_now(text: str, to: TextIO = sys.stdout) -> None:
    """A line to the terminal as it was when the program began, whatever standard output is now."""
    click.echo(f"{_ERASE}{text}" if to.isatty() else text, file=to)


def _announce(name: str, to: TextIO = sys.stdout) -> None:
    """The name of the step that is running, until its line takes its place."""
    click.echo(f"{_ERASE}{name:<10}   …", file=to, nl=False)


def _say_report(settings: Settings, closed: ClosedWeek) -> None:
    """Where the report is, and what it withholds."""
    click.echo()
    for language in settings.languages:
        click.secho(closed.headline[language], bold=True)
    click.echo()
    for language in settings.languages:
        click.echo(f"report    {closed.entry(language)}")
    if closed.withheld:
        names = ", ".join(closed.withheld)
        click.echo(
            f"withheld  a blocking check failed: the report does not show what depends on it ({names}).\n"
            f"          {closed.stands(settings)}; `suanqing status` names the checks.",
            err=True,
        )
    click.echo(f"next      suanqing report --week {closed.week} --open   ·   suanqing status   ·   make ui")


@main.command()
@click.option("--week", type=WeekType(), help="The ISO week; default: the newest complete one.")
@click.option(
    "--weeks", "count", default=1, show_default=True, type=click.IntRange(1, 520),
    help="How many weeks, up to that one; those without orders are left out.",
)  # fmt: skip
@click.option("--open", "open_it", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--page",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Render this page alone, as a draft; nothing is published.",
)
@click.option("--watch", is_flag=True, help="With --page: show it while it is written, on loopback.")
@click.option("--port", default=3010, show_default=True, help="Of --watch.")
@with_settings
def report(
    settings: Settings,
    week: IsoWeek | None,
    count: int,
    open_it: bool,
    page: Path | None,
    watch: bool,
    port: int,
) -> None:
    """Write a week's report again from what is published, or those of many weeks."""
    from orchestration.close import NothingPublishedError, PagesBrokenError, WeekWithoutDataError, close_week
    from orchestration.warehouse.publish import read_publication, weeks_with_orders
    from reports.commentary import CommentaryError
    from reports.render import engines_kept

    publication = read_publication(settings)
    if publication is None:
        stop(EXIT_NOTHING, f"{settings.snapshot} is missing: run `suanqing run` first.")
    chosen = week or IsoWeek.parse(publication.newest_complete_week)
    if watch and page is None:
        raise click.UsageError("--watch goes with --page FILE.")
    if page:
        draft_page(settings, chosen, page, port if watch else None, open_it)
        return
    known = set(weeks_with_orders(settings)) if count > 1 else set()
    earlier = [one for back in range(count - 1, 0, -1) if str(one := chosen.shift(-back)) in known]
    try:
        with engines_kept() if earlier else nullcontext():
            for one in earlier:
                click.echo(f"report    {close_week(settings, one).entry(settings.languages[0])}")
            closed = close_week(settings, chosen)
    except (WeekWithoutDataError, NothingPublishedError) as error:
        stop(EXIT_NOTHING, str(error))
    except (PagesBrokenError, CommentaryError) as error:
        stop(EXIT_CONFIGURATION, str(error))
    _say_report(settings, closed)
    if open_it:
        click.launch(closed.entry(settings.languages[0]).as_uri())
    if closed.withheld:
        sys.exit(EXIT_WITHHELD)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--shop", help="The shop it belongs to, when the file is not in its inbox folder.")
@click.option(
    "--suggest", is_flag=True, help="Propose what contracts/ could say about a file that is not known."
)
@with_settings
def check(settings: Settings, files: tuple[Path, ...], shop: str | None, suggest: bool) -> None:
    """Say what a file is and what is wrong with it.

    Whether it would land, and what to do where not. Touches nothing.
    """
    from orchestration.exports.check import check_file

    reports = [check_file(path, settings, shop_id=shop) for path in files]
    for path, checked in zip(files, reports, strict=True):
        click.echo(checked.text())
        if suggest:
            from orchestration.exports.check import suggestion_for

            click.echo(suggestion_for(path, settings, checked))
    if not all(checked.would_land for checked in reports):
        sys.exit(EXIT_WOULD_NOT_LAND)


@main.command()
@with_settings
def status(settings: Settings) -> None:
    """Say what has landed, is closed, was checked, is stale."""
    from orchestration.status import status_text

    click.echo(status_text(settings))


@main.command()
def doctor() -> None:
    """Say whether machine and configuration are fit, and what to do where not."""
    from orchestration.doctor import examine

    findings = examine(home_directory())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_fit else 'MEND'}  {finding.subject:<14} {finding.text}")
    if not all(finding.is_fit for finding in findings):
        sys.exit(EXIT_CONFIGURATION)


@main.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Another address opens the UI to others."
)
@click.option("--port", default=3000, show_default=True)
@with_settings
def ui(settings: Settings, host: str, port: int) -> None:
    """Start the Dagster UI and daemon on loopback.

    The weekly schedule and the inbox sensor are on.
    """
    from orchestration.instance import become_ui

    click.echo(f"ui        http://{host}:{port} (ready in about half a minute; Ctrl-C stops it)")
    become_ui(settings, host=host, port=port)


main.add_command(deliver)
main.add_command(privacy)
main.add_command(trace)
main.add_command(template)


def _has_files(folder: Path) -> bool:
    return any(path.is_file() and not path.name.startswith(".") for path in folder.rglob("*"))
