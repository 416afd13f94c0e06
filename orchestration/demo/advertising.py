"""Ad spend: by campaign, product and week for GMV Max, by campaign and week for Ads Manager; and what is
billed by settlement."""

from __future__ import annotations

import numpy as np

from orchestration.demo.catalogue import ADS_MANAGER, LAUNCH_CAMPAIGN, PRODUCTS, SHOPS, SKUS, UK, US
from orchestration.demo.draws import Draws, Ints, Table, split
from orchestration.demo.settle import AD_PAYMENT
from orchestration.demo.simulate import Sales
from orchestration.demo.story import LAUNCH, ad_factor

NO_PRODUCT = len(PRODUCTS)
CREATIVES = 3


def campaign_of(product: int) -> int:
    """The GMV Max campaign that advertises a product."""
    return PRODUCTS[product].campaign + (4 if PRODUCTS[product].shop == UK else 0)


def weekly_sales(sales: Sales) -> tuple[Ints, Ints]:
    """(value, orders) sold by week and product, in minor units of the product's shop."""
    product = np.array([sku.product for sku in SKUS])[sales.lines["sku"]]
    cell = sales.orders["week"][sales.lines["o"]] * len(PRODUCTS) + product
    size = sales.span.weeks * len(PRODUCTS)
    sold = sales.lines["sold"]
    value = np.bincount(cell[sold], weights=sales.lines["value"][sold], minlength=size).astype(np.int64)
    orders = np.bincount(cell[sold], minlength=size)
    return value.reshape(-1, len(PRODUCTS)), orders.reshape(-1, len(PRODUCTS))


def simulate_gmv_max(sales: Sales, draws: Draws) -> Table:
    """One row per week, campaign, product and creative; `product` NO_PRODUCT is the launch that sells
    nothing yet."""
    rng = draws.stream("gmv max")
    value, orders = weekly_sales(sales)
    weeks = sales.span.weeks
    before = np.vstack([value[:1], value[:-1]])
    noise = 1 + 0.12 * rng.standard_normal(value.shape)
    rate = np.array([SHOPS[product.shop].ad_rate for product in PRODUCTS])
    floor = 600 + 0.002 * value.mean(axis=0)
    spend = np.rint((0.55 * value + 0.45 * before) * rate * noise + floor).astype(np.int64)
    found: list[tuple[int, ...]] = []
    for week in range(weeks):
        for product in range(len(PRODUCTS)):
            campaign = campaign_of(product)
            amount = int(spend[week, product] * ad_factor(campaign, weeks - 1 - week))
            found.append(
                (week, campaign, product, amount, int(orders[week, product]), int(value[week, product]))
            )
        if sales.span.monday(week) >= LAUNCH:
            found.append((week, LAUNCH_CAMPAIGN, NO_PRODUCT, _launch_spend(value[week], rng), 0, 0))
    return _by_creative(np.array(found, dtype=np.int64), rng)


def _launch_spend(week_value: Ints, rng: np.random.Generator) -> int:
    us_value = sum(int(week_value[i]) for i, product in enumerate(PRODUCTS) if product.shop == US)
    return int(us_value * 0.012 * (0.9 + 0.2 * rng.random())) + 2_500


def _by_creative(rows: Ints, rng: np.random.Generator) -> Table:
    week, campaign, product, _, orders, value = np.repeat(rows, CREATIVES, axis=0).T
    creative = np.tile(np.arange(CREATIVES), len(rows))
    group = np.repeat(np.arange(len(rows)), CREATIVES)
    weight = rng.integers(20, 100, len(week))
    attributed = split((rows[:, 4] * 6) // 10, group, weight)
    cost = split(rows[:, 3], group, weight)
    views = cost * rng.integers(8, 16, len(week)) // 10
    average = value // np.maximum(orders, 1)
    shop = np.where(campaign >= 4, UK, US)
    return {
        "shop": shop,
        "week": week,
        "campaign": campaign,
        "product": product,
        "creative": creative,
        "cost": cost,
        "orders": attributed,
        "revenue": attributed * average,
        "impressions": views,
        "clicks": views // 41,
    }


def simulate_ads_manager(sales: Sales, draws: Draws) -> Table:
    """One row per week and Ads Manager campaign; its spend names no product."""
    rng = draws.stream("ads manager")
    value, _ = weekly_sales(sales)
    rows = []
    for week in range(sales.span.weeks):
        for number, (shop, _, rate) in enumerate(ADS_MANAGER):
            total = _shop_value(value[week], shop)
            cost = round(total * rate * (0.85 + 0.3 * rng.random()))
            rows.append((shop, week, number, cost, cost * 9 // 10, cost // 60))
    columns = np.array(rows, dtype=np.int64).T
    return dict(zip(("shop", "week", "campaign", "cost", "impressions", "clicks"), columns, strict=True))


def _shop_value(week_value: Ints, shop: int) -> int:
    return sum(int(week_value[i]) for i, product in enumerate(PRODUCTS) if product.shop == shop)


def ad_payments(sales: Sales, gmv_max: Table) -> Table:
    """The first US campaign is paid from the balance: its week's spend is taken off the statement of the
    second day after."""
    weeks = sales.span.weeks
    mine = gmv_max["campaign"] == 0
    spent = np.bincount(gmv_max["week"][mine], weights=gmv_max["cost"][mine], minlength=weeks).astype(
        np.int64
    )
    days = np.array([sales.span.monday(week) + 8 for week in range(weeks)], dtype=np.int64)
    none = np.full(weeks, -1, dtype=np.int64)
    return {
        "shop": np.zeros(weeks, dtype=np.int64),
        "day": days,
        "type": np.full(weeks, AD_PAYMENT),
        "o": none,
        "line": none,
        "adjustment": -spent,
    }
