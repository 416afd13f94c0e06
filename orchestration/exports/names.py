"""What a file's name tells: when it was exported, and for ad reports whose they are and which days they
cover.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.exports.contract import Contract
from orchestration.exports.problems import Refused
from orchestration.settings import AdAccount, Shop

FROM_NAME, FROM_FILE_TIME = "file name", "file time"


@dataclass(frozen=True)
class Period:
    """The account and the days of an ad report."""

    account: AdAccount
    first: date
    last: date


def exported_at(contract: Contract, name: str, timezone: str, mtime_ns: int) -> tuple[str, str]:
    """When a file was exported, in UTC as `YYYY-MM-DD HH:MM:SS`, and where that is known from.

    The time in a name is the shop's. Without one, the file's own time must do.
    """
    for pattern in contract.exported_at:
        if found := re.search(pattern, name):
            groups = found.groupdict()
            try:
                day = date.fromisoformat(groups["date"])
                clock = groups.get("time")
                moment = time.fromisoformat(clock.replace("_", ":")) if clock else time(0)
            except ValueError:
                continue
            local = datetime.combine(day, moment, ZoneInfo(timezone))
            return f"{local.astimezone(UTC):%Y-%m-%d %H:%M:%S}", FROM_NAME
    return f"{datetime.fromtimestamp(mtime_ns // 10**9, UTC):%Y-%m-%d %H:%M:%S}", FROM_FILE_TIME


def report_period(contract: Contract, path: Path, shop: Shop) -> Period | None:
    """The account and days of a report whose source needs them; None for other sources. Raises Refused."""
    if contract.period is None:
        return None
    like = "GMV Max product-7001-2026-05-11-2026-05-17.xlsx"
    form = f"<report>-<ad account>-<first day>-<last day>{path.suffix}, like '{like}'"
    found = re.search(contract.period, path.name)
    if not found:
        raise Refused(
            "neither the report nor its name says which ad account and which days it covers.",
            f"Rename it {form}.",
        )
    accounts = {account.id: account for account in shop.ad_accounts}
    account = accounts.get(found["account"])
    if account is None:
        declared = ", ".join(accounts) or "none"
        raise Refused(
            f"its name says ad account {found['account']}, which shop {shop.id} does not have "
            f"(it has: {declared}).",
            "Declare it under the shop's ad_accounts in shops.yaml, or move the file to its shop.",
        )
    try:
        first, last = date.fromisoformat(found["from"]), date.fromisoformat(found["to"])
    except ValueError:
        raise Refused("its name holds a day that does not exist.", f"Rename it {form}.") from None
    if last < first:
        raise Refused("its name says a last day before the first.", f"Rename it {form}.")
    return Period(account, first, last)
