"""Ad spend by week, campaign and product, and the creators' commissions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.arithmetic import ZERO, split
from tests.reckoning.exports import Shop, amount, read
from tests.reckoning.sales import Key, Line, week_of

_PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{4}-\d{2}-\d{2})\.")
Spend = dict[tuple[str, str, str], Decimal]
"""(week, campaign, product or '') → spend in the reporting currency."""


def reports(shop: Shop) -> dict[tuple[date, date], dict[tuple[str, str], Decimal]]:
    """Period → (campaign, product or '') → spend in the shop's currency, creatives added up."""
    found: dict[tuple[date, date], dict[tuple[str, str], Decimal]] = {}
    for place, row in read(shop.inbox / "ads", "Campaign name"):
        if row["Campaign name"].startswith("Total"):
            continue
        first, last = map(date.fromisoformat, _PERIOD.findall(place.file)[-1])
        product = row.get("Product ID", "")
        campaign = row["Campaign ID"] if "Campaign ID" in row else "ads_manager:" + row["Campaign name"]
        rows = found.setdefault((first, last), {})
        rows[campaign, product] = rows.get((campaign, product), ZERO) + amount(row["Cost"])
    return found


def weekly_spend(shop: Shop, to_reporting: Callable[[Decimal, str, date], Decimal]) -> Spend:
    """Each report spread evenly over its days, each day at its own rate, summed by week."""
    spend: Spend = {}
    for (start, end), rows in reports(shop).items():
        days = {start + timedelta(n): Decimal(1) for n in range((end - start).days + 1)}
        for (campaign, product), cost in rows.items():
            for on, share in split(cost, days, dict.fromkeys(days, 1), shop.currency).items():
                place3 = week_of(on), campaign, product
                spend[place3] = spend.get(place3, ZERO) + to_reporting(share, shop.currency, on)
    return spend


def laddered(
    spend: Spend,
    sold_in: dict[str, list[Line]],
    products: dict[Key, str],
    values: dict[Key, Decimal],
    currency: str,
) -> dict[tuple[str, Key | None], Decimal]:
    """Spend on sold lines of its week: its product's, else its campaign's other products', else all.

    Under None stands what no line can bear.
    """
    found: dict[tuple[str, Key | None], Decimal] = {}
    of_campaign: dict[tuple[str, str], set[str]] = {}
    for week, campaign, product in spend:
        of_campaign.setdefault((week, campaign), set()).update({product} - {""})
    for (week, campaign, product), whole in spend.items():
        sold = sold_in.get(week, [])
        siblings = of_campaign[week, campaign]
        bearing = [line for line in sold if product and products.get(line.key) == product]
        if not bearing and product:
            bearing = [line for line in sold if products.get(line.key) in siblings]
        bearing = bearing or sold
        if not bearing:
            found[week, None] = found.get((week, None), ZERO) + whole
            continue
        weights = {line.key: values[line.key] for line in bearing}
        for key, share in split(
            whole, weights, {line.key: line.quantity for line in bearing}, currency
        ).items():
            found[week, key] = found.get((week, key), ZERO) + share
    return found


def commissions(shop: Shop) -> dict[Key, Decimal]:
    """Per line, in the shop's currency: of each component the actual payment, else the estimate."""
    newest = {}
    for _, row in read(shop.inbox / "affiliate_orders", "Order ID"):
        newest[row["Order ID"], row["SKU ID"], row["Creator Username"], row["Content ID"]] = row
    pairs = (
        ("Actual Commission Payment", "Est. standard commission payment"),
        ("Actual Shop Ads commission payment", "Est. Shop Ads commission payment"),
        ("Actual co-funded creator bonus", "Est. co-funded creator bonus"),
    )
    found: dict[Key, Decimal] = {}
    for row in newest.values():
        if row["Order Status"] == "Ineligible":
            continue
        for actual, estimate in pairs:
            paid = amount(row[actual])
            key = row["Order ID"], row["SKU ID"]
            found[key] = found.get(key, ZERO) + (paid if paid > 0 else amount(row[estimate]))
    return found
