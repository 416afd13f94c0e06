"""What the seller keeps himself: product costs, exchange rates, and the declaration of his shops."""

from __future__ import annotations

from pathlib import Path

from orchestration.demo.catalogue import PRODUCTS, SHOPS, SKUS, UK, US
from orchestration.demo.clock import DAY, to_date
from orchestration.demo.fx import PAIRS
from orchestration.demo.headers import COSTS, RATES
from orchestration.demo.store import Inbox, csv_line, write_text
from orchestration.demo.story import DUTY_CHANGE, unit_duty
from orchestration.demo.world import World

SHARED_FOLDER = "_all"
COSTS_VALID_FROM = "2025-01-01"

SHOPS_YAML = """\
# The demo's shops: what no export says about them.
reporting_currency: USD
languages: [en, zh]
timezone: Asia/Shanghai
shops:
  - id: us-main
    market: US
    currency: USD
    timezone: America/Los_Angeles
    seller_type: local
    ad_accounts:
      - {id: "7001", timezone: America/Los_Angeles, currency: USD, spend_includes_vat: false}
    fee_overrides:
      - fee_type: fbt_fulfillment_fee
        amount_per_unit: 3.58
        valid_from: 2025-01-01
        source: FBT rate card agreed for 2025
    return_rate_card:
      - {component: return_label, amount: 4.10, valid_from: 2025-01-01, source: average label of 2025}
      - {component: receiving, amount: 2.10, valid_from: 2025-01-01, source: Harborline price list}
      - {component: restocking, grade: a, amount: 0.60, valid_from: 2025-01-01, source: Harborline price list}
      - {component: restocking, grade: b, amount: 1.40, valid_from: 2025-01-01, source: Harborline price list}
      - {component: disposal, grade: c, amount: 0.35, valid_from: 2025-01-01, source: Harborline price list}
      - {component: write_down, grade: b, rate: 0.5, valid_from: 2025-01-01, source: outlet sales of 2025}
      - {component: write_down, grade: ungraded, rate: 0.3, valid_from: 2025-01-01, source: outlet sales}
      - {component: ticket, amount: 1.80, valid_from: 2025-01-01, source: service desk contract}
  - id: uk-cross
    market: UK
    currency: GBP
    timezone: Europe/London
    seller_type: cross_border
    ad_accounts:
      - {id: "7002", timezone: Europe/London, currency: GBP, spend_includes_vat: false}
    fee_overrides:
      - {fee_type: referral_fee, rate: 0.09, valid_from: 2024-09-01, source: seller agreement of 2024-09}
      - {fee_type: referral_fee, rate: 0.10, valid_from: 2026-03-02, source: platform notice of 2026-02-09}
    return_rate_card:
      - {component: return_label, amount: 3.40, valid_from: 2025-01-01, source: average label of 2025}
      - {component: receiving, amount: 1.75, valid_from: 2025-01-01, source: Silkway price list}
      - {component: receiving, amount: 1.95, valid_from: 2026-03-02, source: Silkway price list of 2026}
      - {component: write_down, grade: ungraded, rate: 0.4, valid_from: 2025-01-01, source: the owner}
"""


def write_shops_yaml(home: Path) -> None:
    """Declare the two shops, unless the home already has a declaration."""
    path = home / "shops.yaml"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.write_text(SHOPS_YAML, encoding="utf-8")


def _cost_line(index: int, valid_from: str, duty: int) -> str:
    sku = SKUS[index]
    product = PRODUCTS[sku.product]
    amounts = [f"{product.first_leg / 100:.2f}", f"{duty / 100:.2f}", f"{product.weight / 1000:.3f}"]
    named = [sku.seller_sku, str(sku.sku_id), str(sku.product_id), product.name, product.category, valid_from]
    return csv_line([*named, f"{product.unit_cost / 100:.2f}", "CNY", *amounts])


def write_costs(world: World, inbox: Inbox) -> None:
    """Write the cost sheet with which the demo begins, and the one with the US duties from their change
    on."""
    for shop in (US, UK):
        mine = [sku for sku in SKUS if sku.shop == shop]
        lines = [_cost_line(sku.index, COSTS_VALID_FROM, PRODUCTS[sku.product].duty) for sku in mine]
        _write_cost_file(world, inbox, shop, world.span.first, lines, broken=0)
    if world.span.end > DUTY_CHANGE:
        duties = [
            (sku.index, unit_duty(PRODUCTS[sku.product].duty, US, DUTY_CHANGE))
            for sku in SKUS
            if sku.shop == US
        ]
        lines = [_cost_line(index, str(to_date(DUTY_CHANGE)), duty) for index, duty in duties]
        broken = csv_line(
            ["US-NEW-SKU", "", "", "Pocket Espresso Maker", "Kitchen", "2026-02-02", "n/a", "CNY", "", "", ""]
        )
        _write_cost_file(world, inbox, US, DUTY_CHANGE - 3, [*lines, broken], broken=1)


def _write_cost_file(world: World, inbox: Inbox, shop: int, day: int, lines: list[str], broken: int) -> None:
    path = inbox.path(SHOPS[shop].id, "product_costs", f"product_costs_{to_date(day)}.csv")
    rows = write_text(path, COSTS, lines)
    inbox.wrote(path, rows, world.sales.zones[shop].utc_of(day * DAY + 8 * 3600), broken=broken)


def write_rates(world: World, inbox: Inbox) -> None:
    """Write one file of business days a week; the first looks back two weeks more."""
    for week in range(world.span.weeks):
        until = world.span.monday(week + 1)
        since = world.span.monday(week) if week else 0
        rows = zip(world.rates["day"], world.rates["pair"], world.rates["rate"], strict=True)
        lines = [
            _rate_line(int(day), int(pair), int(rate)) for day, pair, rate in rows if since <= day < until
        ]
        broken = 1 if week == world.span.weeks - 1 else 0
        if broken:
            lines.append("2026-02-30,GBP,USD,1.331200,demo bank")
        path = inbox.path(SHARED_FOLDER, "fx_rates", f"fx_rates_{to_date(until)}.csv")
        inbox.wrote(path, write_text(path, RATES, lines), until * DAY, broken=broken)


def _rate_line(day: int, pair: int, rate: int) -> str:
    source, target = PAIRS[pair][:2]
    return f"{to_date(day)},{source},{target},{rate / 100_000_000:.6f},demo bank"
