"""A home of random shops: its settings, its rates, and the files of each shop."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import yaml

from tests.reckoning.random_shops.drawing import DAYS, FIRST_DAY, RATES, ZONES, Drawn, ShopWriter
from tests.reckoning.random_shops.orders import draw_order, write_orders, write_prices
from tests.reckoning.random_shops.services import write_ads, write_commissions, write_invoices, write_returns
from tests.reckoning.random_shops.statements import write_settlements


def write_home(home: Path, shops: list[Drawn]) -> None:
    """Write shops.yaml, rates and the export files of all shops."""
    writers = [ShopWriter(number, drawn, home / "inbox") for number, drawn in enumerate(shops, 1)]
    home.mkdir(parents=True)
    settings = {
        "reporting_currency": "USD",
        "languages": ["en"],
        "timezone": "Asia/Shanghai",
        "shops": [_settings(writer) for writer in writers],
    }
    (home / "shops.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    _write_rates(home)
    for writer in writers:
        _write_shop(writer)


def _settings(writer: ShopWriter) -> dict[str, object]:
    market = writer.drawn.market
    account = {
        "id": f"9{writer.number:03}",
        "timezone": ZONES[market],
        "currency": writer.currency,
        "spend_includes_vat": False,
    }
    agreed = {"fee_type": "referral_fee", "valid_from": date(2025, 1, 1), "source": "agreed"}
    return {
        "id": writer.id,
        "market": market,
        "currency": writer.currency,
        "timezone": ZONES[market],
        "seller_type": "cross_border",
        "import_vat_is_cost": writer.drawn.seed % 2 == 0,
        "ad_accounts": [account],
        "fee_overrides": [
            {**agreed, "rate": 0.0475},
            {**agreed, "rate": 0.0625, "valid_from": date(2026, 3, 16)},
            {**agreed, "fee_type": "fbt_fulfillment_fee", "amount_per_unit": 300},
        ],
    }


def _write_rates(home: Path) -> None:
    folder = home / "inbox" / "_all" / "fx_rates"
    folder.mkdir(parents=True)
    days = [FIRST_DAY - timedelta(4) + timedelta(n) for n in range(DAYS + 60)]
    lines = ["date,from_currency,to_currency,rate,source"]
    for number, on in enumerate(day for day in days if day.weekday() < 5):
        for currency, rate in RATES.items():
            today = (Decimal(rate) * (1000 + number % 7) / 1000).quantize(Decimal("0.00000001"))
            lines.append(f"{on},{currency},USD,{today},bank")
    (folder / "fx_rates_2026-05-18.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_shop(shop: ShopWriter) -> None:
    orders = [draw_order(shop, number) for number in range(shop.drawn.orders)]
    write_prices(shop)
    write_orders(shop, orders)
    write_settlements(shop, orders)
    write_returns(shop, orders)
    write_commissions(shop, orders)
    write_ads(shop)
    write_invoices(shop, orders)
