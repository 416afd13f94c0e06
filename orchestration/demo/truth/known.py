"""What the last exports show of the simulation: the view from which everything is reckoned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.demo.catalogue import CARRIERS, SHOPS
from orchestration.demo.clock import DAY
from orchestration.demo.draws import NEVER, Bools, Ints, Table, half_up
from orchestration.demo.fx import SCALE, rate_on
from orchestration.demo.settle import ORDER, REFUND
from orchestration.demo.world import World

DOLLAR = -1
POUND, YUAN = 0, 1
SHOP_CURRENCY = (DOLLAR, POUND)


@dataclass(frozen=True)
class Known:
    """Facts by order line (`shop`, `day`, `week`, `sold`, `sample`, `settled`, `refunded`) and of returns
    and parcels."""

    world: World
    shop: Ints
    day: Ints
    sold: Bools
    sample: Bools
    settled: Bools
    refund_settled: Bools
    return_done: Bools
    parcel_billed: Bools

    @property
    def lines(self) -> Table:
        """The order lines."""
        return self.world.sales.lines

    @property
    def orders(self) -> Table:
        """The orders."""
        return self.world.sales.orders

    @property
    def count(self) -> int:
        """How many order lines there are."""
        return len(self.shop)

    def per_line(self, rows: Ints, amounts: Ints) -> Ints:
        """Sum amounts by the line they belong to."""
        return np.bincount(rows, weights=amounts, minlength=self.count).astype(np.int64)

    def convert(self, amount: Ints, currency: int, day: Ints) -> Ints:
        """Minor units of a currency to the reporting currency at the rates of the days, rounded half away
        from zero."""
        if currency == DOLLAR:
            return amount
        return half_up(amount * rate_on(self.world.rates, currency, day), SCALE)

    def convert_local(self, amount: Ints) -> Ints:
        """Minor units of each line's shop currency to the reporting currency at the rate of the order's
        day."""
        result = amount.copy()
        for shop, currency in enumerate(SHOP_CURRENCY):
            mine = self.shop == shop
            result[mine] = self.convert(amount[mine], currency, self.day[mine])
        return result


def look(world: World) -> Known:
    """Look at the simulation through its last exports."""
    orders, lines, parcels = world.sales.orders, world.sales.lines, world.journeys.parcels
    count = len(lines["o"])
    cancelled = orders["cancelled"] <= orders["last_seen"]
    free = lines["after"] + lines["platform_discount"] == 0
    rows = world.settlements
    has_row = [at_line(rows, kind, count) for kind in (ORDER, REFUND)]
    end = world.span.end
    shipped = orders["shipped"][parcels["o"]]
    billed = parcels["invoiced"] & ~parcels["fbt"] & (shipped // DAY < end - 7)
    return Known(
        world=world,
        shop=orders["shop"][lines["o"]],
        day=orders["day"][lines["o"]],
        sold=~cancelled[lines["o"]] & ~free,
        sample=~cancelled[lines["o"]] & free,
        settled=has_row[0],
        refund_settled=has_row[1],
        return_done=(world.returns["outcome"] == 0) & (world.returns["refunded"] <= world.span.last_export),
        parcel_billed=billed & (shipped < NEVER),
    )


def at_line(rows: Table, kind: int, count: int) -> Bools:
    """Which lines have a settlement row of a type."""
    mine = rows["type"] == kind
    return np.bincount(rows["line"][mine], minlength=count) > 0


def carrier_currency(carrier: int) -> int:
    """The currency in which a carrier invoices."""
    return {"USD": DOLLAR, "GBP": POUND, "CNY": YUAN}[CARRIERS[carrier].currency]


def shop_ids() -> list[str]:
    """The shops' ids in the order of the catalogue."""
    return [shop.id for shop in SHOPS]
