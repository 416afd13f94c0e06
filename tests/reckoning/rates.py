"""Exchange rates to the reporting currency, from the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.reckoning.arithmetic import rounded
from tests.reckoning.exports import day, read


@dataclass
class Rates:
    """Exchange rates to the reporting currency, by day."""

    reporting: str
    by_day: dict[tuple[str, date], Decimal]

    def at(self, currency: str, on: date) -> Decimal:
        """The rate of a day, else of the last day before, at most seven days back. Raises LookupError."""
        if currency == self.reporting:
            return Decimal(1)
        for back in range(8):
            if (rate := self.by_day.get((currency, on - timedelta(back)))) is not None:
                return rate
        raise LookupError(f"no rate for {currency} on {on}")

    def convert(self, whole: Decimal, currency: str, on: date) -> Decimal:
        """An amount at the rate of its day."""
        return rounded(whole * self.at(currency, on), self.reporting)


def rates_of(home: Path, reporting: str) -> Rates:
    """The rates of the inbox, the newer file's where a day stands twice."""
    rows = read(home / "inbox" / "_all" / "fx_rates", "from_currency", lambda row: day(row["date"], "ymd"))
    found = {
        (row["from_currency"], day(row["date"], "ymd")): Decimal(row["rate"])
        for _, row in rows
        if row["to_currency"] == reporting
    }
    return Rates(reporting, found)
