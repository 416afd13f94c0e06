"""What carriers and warehouses charge: parcel by parcel, return by return, and storage by week."""

from __future__ import annotations

import numpy as np

from orchestration.demo.catalogue import CARRIERS, PRODUCTS, SILKWAY, SKUS, UK, US
from orchestration.demo.clock import DAY
from orchestration.demo.draws import NEVER, Draws, Table
from orchestration.demo.parcels import Journeys
from orchestration.demo.simulate import Sales
from orchestration.demo.story import DUTY_CHANGE, UK_PARCEL_DUTY

KINDS = ("first_leg_freight", "duty", "last_mile", "handling")
FIRST_LEG, DUTY, LAST_MILE, HANDLING = range(4)


def simulate_charges(sales: Sales, journeys: Journeys, draws: Draws) -> Table:
    """One row a charge of a seller's parcel that its carrier bills: parcel, kind, amount in the carrier's
    minor unit.

    `by_order` charges name the order instead of the parcel (an address correction now and then).
    """
    rng = draws.stream("charges")
    parcels = journeys.parcels
    at = np.flatnonzero(~parcels["fbt"] & parcels["invoiced"])
    carrier, grams, units = parcels["carrier"][at], parcels["grams"][at], parcels["units"][at]
    base = np.array([c.base for c in CARRIERS], dtype=np.int64)[carrier]
    slope = np.array([round(c.per_gram * 100) for c in CARRIERS], dtype=np.int64)[carrier]
    last_mile = base + grams * slope // 100 + rng.integers(0, 45, len(at))
    by_air = carrier == SILKWAY
    handling = np.where(by_air, 180 + 60 * units, 85 + 20 * units)
    shipped_day = sales.orders["shipped"][parcels["o"][at]] // DAY
    duty = np.where(shipped_day >= DUTY_CHANGE, UK_PARCEL_DUTY[1], UK_PARCEL_DUTY[0])
    freight = 600 + grams * 3 + rng.integers(0, 80, len(at))
    corrected = np.flatnonzero((rng.random(len(at)) < 0.004) & (shipped_day < sales.span.end - 28))
    parts = [
        (at, LAST_MILE, last_mile, False),
        (at, HANDLING, handling, False),
        (at[by_air], FIRST_LEG, freight[by_air], False),
        (at[by_air], DUTY, duty[by_air], False),
        (at[corrected], HANDLING, np.where(by_air[corrected], 500, 75), True),
    ]
    table: Table = {
        "parcel": np.concatenate([rows for rows, *_ in parts]),
        "kind": np.concatenate([np.full(len(rows), kind) for rows, kind, *_ in parts]),
        "amount": np.concatenate([amount for _, _, amount, _ in parts]).astype(np.int64),
        "by_order": np.concatenate([np.full(len(rows), flag) for rows, *_, flag in parts]),
    }
    return table | {name: parcels[name][table["parcel"]] for name in ("carrier", "units", "grams", "shop")}


def simulate_storage(sales: Sales, draws: Draws) -> Table:
    """One row a shop and week: what the warehouse keeps the stock for, in cents (US) or fen (UK, the stock
    lies in Shenzhen)."""
    rng = draws.stream("storage")
    weeks = sales.span.weeks
    rows = []
    price = np.array([PRODUCTS[sku.product].price for sku in SKUS])[sales.lines["sku"]]
    value = np.bincount(sales.orders["shop"][sales.lines["o"]], weights=price, minlength=2) / weeks
    for week in range(weeks):
        for shop, rate in ((US, 0.011), (UK, 0.045)):
            rows.append(
                (shop, sales.span.monday(week), round(value[shop] * rate * (0.9 + 0.2 * rng.random())) + 900)
            )
    columns = np.array(rows, dtype=np.int64).T
    return dict(zip(("shop", "day", "amount"), columns, strict=True))


def billed_returns(returns: Table, sales: Sales) -> np.ndarray:
    """Which returns a warehouse received and graded (the platform's own warehouses grade for nobody)."""
    return np.flatnonzero((returns["received"] < NEVER) & ~sales.orders["fbt"][returns["o"]])
