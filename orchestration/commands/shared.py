"""What every command needs: exit codes, settings, the type of an ISO week, a way to stop with a message."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from orchestration.rules import read_rules
from orchestration.settings import ConfigurationError, Settings, load_settings
from orchestration.weeks import IsoWeek

EXIT_FAULT, EXIT_CONFIGURATION, EXIT_NOTHING, EXIT_STOPPED, EXIT_WOULD_NOT_LAND = 1, 3, 4, 5, 6
EXIT_WITHHELD = 7


class WeekType(click.ParamType):
    """An ISO week on the command line."""

    name = "2026-W20"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> IsoWeek:
        """Read the week, or say how one is written."""
        try:
            return value if isinstance(value, IsoWeek) else IsoWeek.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def stop(code: int, message: str) -> NoReturn:
    """Say why on standard error and leave with an exit code."""
    click.echo(message, err=True)
    sys.exit(code)


def require_contracts(settings: Settings) -> None:
    """Raises ConfigurationError where a contract file of the home can't be used; free where it has none."""
    if settings.contracts.is_dir():
        from orchestration.exports.overlays import contracts_of
        from orchestration.exports.vocabulary import names_of

        contracts_of(settings.home)
        names_of(settings.home)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its settings; what is wrong with them is said and ends it with exit code 3."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            settings = load_settings()
            require_contracts(settings)
            read_rules(settings)
        except ConfigurationError as error:
            stop(EXIT_CONFIGURATION, str(error))
        return command(settings, *args, **kwargs)

    return wrapped
