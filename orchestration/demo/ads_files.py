"""The ads reports: GMV Max by product and creative, Ads Manager by campaign; account and period are in the
file's name."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from orchestration.demo.advertising import NO_PRODUCT
from orchestration.demo.catalogue import ADS_MANAGER, CAMPAIGNS, LAUNCH_PRODUCT_ID, SHOPS, SKUS, UK, US
from orchestration.demo.clock import to_date
from orchestration.demo.headers import ADS_MANAGER as ADS_MANAGER_COLUMNS
from orchestration.demo.headers import GMV_MAX
from orchestration.demo.store import Inbox
from orchestration.demo.workbook import Value, small_sheet, write_workbook
from orchestration.demo.world import World

GMV_MAX_HEADER = GMV_MAX.split(",")
ADS_MANAGER_HEADER = ADS_MANAGER_COLUMNS.split(",")
_TITLES = ("Watch this before you buy", "My honest week with it", "Product card")


def product_ids() -> list[str]:
    """The platform's product id of each product of the catalogue, the launch's last."""
    found = {sku.product: str(sku.product_id) for sku in SKUS}
    return [found[number] for number in sorted(found)] + [LAUNCH_PRODUCT_ID]


def write_ads(world: World, inbox: Inbox) -> None:
    """Write both reports of both shops' ad accounts, a file a week each."""
    for shop in (US, UK):
        for week in range(world.span.weeks):
            _write_gmv_max(world, inbox, shop, week)
            _write_ads_manager(world, inbox, shop, week)


def _file(inbox: Inbox, world: World, shop: int, week: int, report: str) -> Path:
    first = world.span.monday(week)
    name = f"{report}-{SHOPS[shop].ad_account}-{to_date(first)}-{to_date(first + 6)}.xlsx"
    return inbox.path(SHOPS[shop].id, "ads", name)


def _write_gmv_max(world: World, inbox: Inbox, shop: int, week: int) -> None:
    table, products = world.gmv_max, product_ids()
    chosen = np.flatnonzero((table["shop"] == shop) & (table["week"] == week))
    rows: list[list[Value]] = [list(GMV_MAX_HEADER)]
    for at in chosen:
        rows.append(
            _gmv_max_row(world, shop, products, {name: int(column[at]) for name, column in table.items()})
        )
    path = _file(inbox, world, shop, week, "GMV Max product")
    write_workbook(path, [small_sheet("Sheet1", rows)])
    inbox.wrote(path, len(chosen), world.sales.zones[shop].utc_of(world.span.export_second(week)))


def _gmv_max_row(world: World, shop: int, products: list[str], row: dict[str, int]) -> list[Value]:
    is_card = row["creative"] == 2
    posted = to_date(world.span.monday(row["week"]) - 20 - row["product"])
    video = f"75{row['product']:02d}{row['creative']}00{shop}00000001234"
    status = "In queue" if row["product"] == NO_PRODUCT and row["creative"] == 1 else "Delivering"
    cost, orders, revenue = row["cost"] / 100, row["orders"], row["revenue"] / 100
    described: list[Value] = [
        CAMPAIGNS[row["campaign"]][0],
        CAMPAIGNS[row["campaign"]][1],
        products[row["product"]],
        "Product card" if is_card else "Video",
        "-" if is_card else _TITLES[row["creative"]],
        "-" if is_card else video,
        "-" if is_card else f"creator{row['product'] % 7}",
        "-" if is_card else f"{posted} 18:30:00",
        status,
        "-",
        "-" if is_card else "Authorized by creator",
    ]
    measured: list[Value] = [
        cost,
        orders,
        _ratio(cost, orders),
        revenue,
        _ratio(revenue, cost),
        row["impressions"],
        row["clicks"],
        _share(row["clicks"], row["impressions"]),
        _share(orders, row["clicks"]),
    ]
    views: list[Value] = ["-"] * 6 if is_card else ["38.20%", "14.90%", "9.60%", "5.10%", "3.00%", "2.20%"]
    return [*described, *measured, *views, SHOPS[shop].currency]


def _ratio(top: float, bottom: float) -> float:
    return round(top / bottom, 2) if bottom else 0.0


def _share(top: int, bottom: int) -> str:
    return f"{100 * top / bottom:.2f}%" if bottom else "0.00%"


def _write_ads_manager(world: World, inbox: Inbox, shop: int, week: int) -> None:
    table = world.ads_manager
    chosen = np.flatnonzero((table["shop"] == shop) & (table["week"] == week))
    rows: list[list[Value]] = [list(ADS_MANAGER_HEADER)]
    for at in chosen:
        row = {name: int(column[at]) for name, column in table.items()}
        rows.append(_ads_manager_row(ADS_MANAGER[row["campaign"]][1], row, SHOPS[shop].currency))
    total = sum(int(table["cost"][at]) for at in chosen) / 100
    seen = sum(int(table["impressions"][at]) for at in chosen)
    clicks = sum(int(table["clicks"][at]) for at in chosen)
    rows.append(
        [
            f"Total of {len(chosen)} results",
            "--",
            total,
            seen,
            "--",
            clicks,
            "--",
            "--",
            "--",
            "--",
            clicks,
            "--",
            SHOPS[shop].currency,
        ]
    )
    path = _file(inbox, world, shop, week, "Ads Manager")
    write_workbook(path, [small_sheet("Sheet1", rows)])
    inbox.wrote(path, len(chosen), world.sales.zones[shop].utc_of(world.span.export_second(week)))


def _ads_manager_row(name: str, row: dict[str, int], currency: str) -> list[Value]:
    cost, impressions, clicks = row["cost"] / 100, row["impressions"], row["clicks"]
    if impressions == 0:
        return [name, "Inactive", 0.0, "<5", "--", 0, "--", "--", "<5", "--", 0, "--", currency]
    reach = impressions * 2 // 3
    return [
        name,
        "Active",
        cost,
        impressions,
        _ratio(cost * 1000, impressions),
        clicks,
        _ratio(cost, clicks),
        _share(clicks, impressions),
        reach,
        _ratio(impressions, reach),
        clicks + clicks // 5,
        _share(clicks, impressions),
        currency,
    ]
