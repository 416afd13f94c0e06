"""Ad spend by line: spread over the days of its report, converted day by day, then down the ladder product,
campaign, shop."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from orchestration.demo.advertising import NO_PRODUCT
from orchestration.demo.catalogue import SKUS
from orchestration.demo.draws import Ints, split
from orchestration.demo.truth.known import SHOP_CURRENCY, Known

Unallocated = list[tuple[int, int, str, int]]
NOTHING = -1


def _weekly(known: Known, shop: Ints, week: Ints, amount: Ints) -> Ints:
    """Report amounts in the reporting currency: an even spread over seven days, each day converted and
    rounded."""
    count = len(amount)
    group = np.repeat(np.arange(count), 7)
    day = known.world.span.first + 7 * week[group] + np.tile(np.arange(7), count)
    parts = split(amount, group, np.ones(7 * count, dtype=np.int64))
    for code, currency in enumerate(SHOP_CURRENCY):
        mine = shop[group] == code
        parts[mine] = known.convert(parts[mine], currency, day[mine])
    return np.bincount(group, weights=parts, minlength=count).astype(np.int64)


def _reports(known: Known) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """One row per report, campaign and product: shop, week, campaign, product (NOTHING for Ads Manager),
    local amount."""
    gmv = known.world.gmv_max
    key = (gmv["week"] * 100 + gmv["campaign"]) * 100 + gmv["product"]
    unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    cost = np.bincount(inverse, weights=gmv["cost"], minlength=len(unique)).astype(np.int64)
    manager = known.world.ads_manager
    return (
        np.concatenate([gmv["shop"][first], manager["shop"]]),
        np.concatenate([gmv["week"][first], manager["week"]]),
        np.concatenate([gmv["campaign"][first], manager["campaign"] + 1_000]),
        np.concatenate([gmv["product"][first], np.full(len(manager["cost"]), NOTHING)]),
        np.concatenate([cost, manager["cost"]]),
    )


class _Cells:
    """The sold lines by (week, product) and by (shop, week)."""

    def __init__(self, known: Known) -> None:
        product = np.array([sku.product for sku in SKUS], dtype=np.int64)[known.lines["sku"]]
        self._week = known.orders["week"][known.lines["o"]]
        sold = np.flatnonzero(known.sold)
        self._width = NO_PRODUCT
        cell = self._week[sold] * self._width + product[sold]
        order = np.argsort(cell, kind="stable")
        self._rows, self._cells = sold[order], cell[order]

    def of_product(self, week: int, product: int) -> Ints:
        """The sold lines of a product in a week."""
        if not 0 <= product < self._width:
            return self._rows[:0]
        cell = week * self._width + product
        return self._rows[
            np.searchsorted(self._cells, cell, "left") : np.searchsorted(self._cells, cell, "right")
        ]

    def of_products(self, week: int, products: list[int]) -> Ints:
        """The sold lines of several products in a week, in the order of lines."""
        return np.sort(np.concatenate([self.of_product(week, p) for p in products] or [self._rows[:0]]))


def ad_spend(known: Known) -> tuple[Ints, Unallocated]:
    """Ad spend by line in the reporting currency, and what no line can bear (shop, first day of the week,
    component, amount)."""
    shop, week, campaign, product, local = _reports(known)
    amount = _weekly(known, shop, week, local)
    cells = _Cells(known)
    in_campaign: dict[tuple[int, int], list[int]] = defaultdict(list)
    for w, c, p in zip(week, campaign, product, strict=True):
        in_campaign[int(w), int(c)].append(int(p))
    shop_products = [[i for i in range(NO_PRODUCT) if _shop_of(i) == code] for code in (0, 1)]
    groups: list[Ints] = []
    rows: list[Ints] = []
    wholes: list[int] = []
    left: Unallocated = []
    for at in range(len(amount)):
        w, p = int(week[at]), int(product[at])
        borne = cells.of_product(w, p)
        if not len(borne) and p != NOTHING:
            others = [q for q in in_campaign[w, int(campaign[at])] if q != p]
            borne = cells.of_products(w, others)
        if not len(borne):
            borne = cells.of_products(w, shop_products[int(shop[at])])
        if not len(borne):
            left.append((int(shop[at]), known.world.span.monday(w), "ad_spend", int(amount[at])))
            continue
        groups.append(np.full(len(borne), len(wholes)))
        rows.append(borne)
        wholes.append(int(amount[at]))
    line = np.concatenate(rows)
    weight = known.convert_local(known.lines["value"])[line]
    parts = split(
        np.array(wholes, dtype=np.int64), np.concatenate(groups), weight, known.lines["quantity"][line]
    )
    return known.per_line(line, parts), left


def _shop_of(product: int) -> int:
    return next(sku.shop for sku in SKUS if sku.product == product)
