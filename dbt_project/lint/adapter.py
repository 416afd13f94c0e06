"""What dbt's `adapter` is to the SQL linter: it shows a dispatched macro as a plain function call."""

from collections.abc import Callable


def dispatch(macro_name: str, macro_namespace: str | None = None) -> Callable[..., str]:
    """Stand in for dbt's dispatch: gives a macro that renders `name(arguments)`."""

    def rendered(*arguments: object) -> str:
        # A separator is no expression of its own.
        shown = (str(argument) for argument in arguments if str(argument).strip(" ,"))
        return f"{macro_name}({', '.join(shown)})"

    return rendered
