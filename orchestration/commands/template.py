"""`suanqing template`: a CSV to fill in, and what its columns mean."""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.commands.shared import stop

_EXIT_USAGE = 2


@click.command()
@click.argument("source")
@click.option("--table", help="Another table of the source, like product_components.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write it; default: <table>.csv here.")
def template(source: str, table: str | None, out: Path | None) -> None:
    """Write a CSV of ours to fill in, and say what each column means.

    Sources: fx_rates, product_costs, inventory, tickets, logistics_invoices, tracking.
    """
    from orchestration.exports import templates
    from orchestration.exports.contract import shipped_contracts

    try:
        made = templates.template(shipped_contracts(), source, table)
    except templates.NoTemplate as reason:
        stop(_EXIT_USAGE, str(reason))
    target = out or Path(f"{made.table}.csv")
    try:
        with target.open("x", encoding="utf-8") as stream:
            stream.write(made.csv_text)
    except FileExistsError:
        stop(_EXIT_USAGE, f"{target} is there already: name another with --out.")
    except OSError as error:
        stop(_EXIT_USAGE, f"{target} can't be written ({error.strerror}): name another with --out.")
    click.echo(made.explanation)
    click.echo(f"written   {target}")
