"""The archive of reference rates, read beside the table that is made of it."""

import csv
import io
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest

from orchestration.warehouse.reference_rates import FIRST_DAY, create_reference_rates


@pytest.fixture(scope="module")
def rates() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema raw")
    create_reference_rates(connection)
    return connection


def test_the_table_holds_every_rate_of_the_archive_and_nothing_else(rates: duckdb.DuckDBPyConnection) -> None:
    found = find_spec("currency_converter")
    assert found is not None and found.origin is not None
    with ZipFile(Path(found.origin).with_name("eurofxref-hist.zip")) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    stated = {
        (date.fromisoformat(row["Date"]), name): Decimal(value)
        for row in csv.DictReader(io.StringIO(text))
        if row["Date"] >= FIRST_DAY
        for name, value in row.items()
        if name and name != "Date" and value not in ("N/A", "")
    }
    rows = rates.execute("select rate_on, currency, rate from raw.reference_rates").fetchall()
    assert {(day, name): rate for day, name, rate in rows} == stated
    assert len(rows) == len(stated) > 50_000


def test_a_known_day_has_the_rate_that_the_bank_published(rates: duckdb.DuckDBPyConnection) -> None:
    """2 January 2020: 1.1193 dollars for a euro; the dong is not among the bank's currencies."""
    dollar = rates.execute(
        "select rate from raw.reference_rates where rate_on = '2020-01-02' and currency = 'USD'"
    ).fetchone()
    assert dollar == (Decimal("1.1193"),)
    assert rates.execute("select count(*) from raw.reference_rates where currency = 'VND'").fetchone() == (0,)
