"""The suites: one YAML file per table, named after it. What may stand in them is `expectations.suite`."""

from __future__ import annotations

from pathlib import Path


def suite_tables(directory: Path = Path(__file__).parent) -> list[str]:
    """The tables that have a suite, without their schema: dbt's own names. Reads no file."""
    return sorted(path.stem for path in directory.glob("*.yml"))
