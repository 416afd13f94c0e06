"""Write holidays.csv, the public holidays of each market's calendar, from the `holidays` library.

Run it to add years: `python dbt_project/seeds/build_holidays.py 2024 2029`. Lunar and moon-sighted holidays
of coming years are the library's forecast. What a market announces beside them belongs in
calendar_changes.csv, which is written by hand and is never overwritten.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import holidays

# Market of the platform: country and subdivision of the library. The platform writes UK where ISO writes GB.
CALENDARS = {
    "BR": ("BR", None),
    "DE": ("DE", None),
    "ES": ("ES", None),
    "FR": ("FR", None),
    "ID": ("ID", None),
    "IE": ("IE", None),
    "IT": ("IT", None),
    "JP": ("JP", None),
    "MX": ("MX", None),
    "MY": ("MY", None),
    "PH": ("PH", None),
    "SG": ("SG", None),
    "TH": ("TH", None),
    "UK": ("GB", "ENG"),
    "US": ("US", None),
    "VN": ("VN", None),
}


def holiday_rows(first_year: int, last_year: int) -> list[tuple[str, str, str, str]]:
    """Rows (market, holiday_on, holiday_name, source), by market and day, of the years from first to last."""
    years = range(first_year, last_year + 1)
    source = f"holidays {holidays.__version__}"
    rows = []
    for market, (country, subdivision) in CALENDARS.items():
        found = holidays.country_holidays(country, subdiv=subdivision, years=years, language="en_US")
        rows += [
            (market, day.isoformat(), "; ".join(found.get_list(day)), f"{source} {country}")
            for day in sorted(found)
            if first_year <= day.year <= last_year
        ]
    return rows


def main(arguments: list[str]) -> None:
    """Write the seed beside this file. Arguments: first and last year (default 2024 2028)."""
    first_year, last_year = (int(a) for a in arguments) if arguments else (2024, 2028)
    target = Path(__file__).with_name("fulfillment") / "holidays.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["market", "holiday_on", "holiday_name", "source"])
        writer.writerows(holiday_rows(first_year, last_year))


if __name__ == "__main__":
    main(sys.argv[1:])
