"""Order exports and price lists of a random shop."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.random_shops.drawing import (
    DAYS,
    FIRST_DAY,
    SKUS,
    DrawnLine,
    DrawnOrder,
    ShopWriter,
    header_of,
)


def draw_order(shop: ShopWriter, number: int) -> DrawnOrder:
    dice = shop.dice
    order = f"5764{shop.number:02}{number:012}"
    is_sample = dice.random() < 0.1
    lines = []
    for sku in sorted(dice.sample(range(1, SKUS + 1), dice.randint(1, 3))):
        quantity = dice.randint(1, 4)
        gross = shop.money(0.05, 2.0) * (quantity if dice.random() > 0.04 else 0)
        is_free = is_sample or dice.random() < 0.06
        seller = gross if is_free else shop.at_most(gross * Decimal("0.9"))
        platform = Decimal(0) if is_free else shop.at_most((gross - seller) / 2)
        lines.append(DrawnLine(order, sku, quantity, gross, seller, platform, is_free))
    shipped = dice.random() < 0.85
    parcel = dice.randrange(number + 1) if dice.random() < 0.1 else number
    return DrawnOrder(
        id=order,
        on=FIRST_DAY + timedelta(dice.randrange(DAYS)),
        lines=lines,
        is_cancelled=dice.random() < 0.12,
        is_fbt=dice.random() < 0.2,
        tracking=f"TRK{shop.number:02}{parcel:06}" if shipped else "",
        # Orders that share a parcel share its carrier.
        arrives_after=dice.choice((None, 3, 5, 9)),
        carrier=("Swift Parcel", "Slow Boat")[parcel % 2],
        shipping=shop.at_most(shop.money(0, 0.4)),
        shipping_discount=shop.at_most(shop.money(0, 0.4)),
        tax=shop.at_most(shop.money(0, 0.2)),
    )


def _local(shop: ShopWriter, on: date, clock: str = "10:15:00") -> str:
    if shop.drawn.market == "US":
        return f"{on:%m/%d/%Y} {clock} AM\t"
    return f"{on:%d/%m/%Y} {clock}\t"


def write_orders(shop: ShopWriter, orders: list[DrawnOrder]) -> None:
    header = header_of("orders_us_2026" if shop.drawn.market == "US" else "orders_uk_2026")
    fresh = [_order_row(shop, order, line, True) for order in orders for line in order.lines]
    shop.write("orders", "All order-2026-04-20-05_30.csv", header, fresh)
    if shop.dice.random() < 0.2:
        shop.write("orders", "All order-2026-04-20-05_30 (1).csv", header, fresh)
    early = [order for order in orders if shop.dice.random() < 0.6]
    stale = [_order_row(shop, order, line, False) for order in early for line in order.lines]
    if stale:
        shop.write("orders", "All order-2026-03-23-05_30.csv", header, stale)


def _order_row(shop: ShopWriter, order: DrawnOrder, line: DrawnLine, is_newest: bool) -> dict[str, object]:
    """A row as the newest export has it, or an older one: not yet shipped or cancelled, no discount."""
    cancelled = order.is_cancelled and is_newest
    seller = line.seller_discount if is_newest else Decimal(0)
    platform = line.platform_discount if is_newest else Decimal(0)
    shipped = order.tracking if is_newest else ""
    us = shop.drawn.market == "US"
    return {
        "Order ID": f"{order.id}\t",
        "Order Status": ("Canceled" if us else "Cancelled")
        if cancelled
        else "Shipped"
        if shipped
        else "To ship",
        "SKU ID": f"{shop.sku(line.sku)}\t",
        "Seller SKU": f"S{line.sku}",
        "Product Name": f"Thing {line.sku}",
        "Quantity": line.quantity,
        "SKU Unit Original Price": line.gross / line.quantity,
        "SKU Subtotal Before Discount": line.gross,
        "SKU Platform Discount": platform,
        "SKU Seller Discount": seller,
        "SKU Subtotal After Discount": line.gross - seller - platform,
        "Shipping Fee After Discount": order.shipping,
        "Shipping Fee Platform Discount": order.shipping_discount,
        "Taxes": order.tax,
        "Created Time": _local(shop, order.on),
        "Paid Time": _local(shop, order.on, "10:16:00"),
        "Shipped Time": _local(shop, order.on + timedelta(2)) if shipped else "\t",
        "Delivered Time": _local(shop, order.on + timedelta(order.arrives_after))
        if shipped and order.arrives_after and not cancelled
        else "\t",
        "Cancelled Time": _local(shop, order.on + timedelta(1)) if cancelled else "\t",
        "Fulfillment Type": "Fulfillment by TikTok Shop" if order.is_fbt else "Fulfillment by seller",
        "Tracking ID": f"{shipped}\t",
        "Shipping Provider Name": order.carrier if shipped else "",
    }


def write_prices(shop: ShopWriter) -> None:
    header = [
        "seller_sku",
        "sku_id",
        "product_id",
        "product_name",
        "category",
        "valid_from",
        "unit_cost",
        "currency",
        "unit_first_leg_freight",
        "unit_duty",
        "unit_weight_kg",
    ]
    rows: list[dict[str, object]] = []
    for sku in range(1, SKUS + 1):
        # The last is a bundle without a cost of its own; now and then nobody has stated what one costs.
        if sku == SKUS or shop.dice.random() < 0.08:
            continue
        for valid_from in (date(2026, 1, 1), date(2026, 3, 20)):
            row = {
                "seller_sku": f"S{sku}",
                "sku_id": shop.sku(sku),
                "product_id": f"P{(sku + 1) // 2}".replace("P", "17295500000000000"),
                "product_name": f"Thing {sku}",
                "valid_from": valid_from,
                "unit_cost": shop.money(0.05, 0.5, "CNY"),
                "currency": "CNY",
                "unit_first_leg_freight": shop.money(0, 0.05, "CNY"),
                "unit_duty": shop.money(0, 0.05, "CNY"),
                "unit_weight_kg": "0.25",
            }
            rows.append(row)
    shop.write("product_costs", "product_costs_2026-01-01.csv", header, rows)
    _write_components(shop)


def _write_components(shop: ShopWriter) -> None:
    """What the bundle is made of: from some day on of other parts, once in a while of another bundle."""
    bundle, dice = f"S{SKUS}", shop.dice
    rows: list[dict[str, object]] = []
    for start in (date(2026, 1, 1), date(2026, 3, 23))[: dice.randint(1, 2)]:
        for part in sorted(dice.sample(range(1, SKUS), 2)):
            rows.append({"bundle_sku": bundle, "component_sku": f"S{part}", "quantity": dice.randint(1, 3),
                         "valid_from": start})  # fmt: skip
    if dice.random() < 0.4:
        rows[0]["component_sku"] = "S0"
        rows.append(
            {"bundle_sku": "S0", "component_sku": "S1", "quantity": 2, "valid_from": date(2026, 1, 1)}
        )
    header = ["bundle_sku", "component_sku", "quantity", "valid_from"]
    shop.write("product_costs", "product_components_2026-01-01.csv", header, rows)
