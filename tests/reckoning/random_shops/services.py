"""Returns, commissions, ads reports and invoices of a random shop."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reckoning.random_shops.drawing import FIRST_DAY, DrawnOrder, ShopWriter, header_of

CHARGES = ("头程运费", "清关关税", "清关费", "增值税", "尾程派送费", "handling")


def write_returns(shop: ShopWriter, orders: list[DrawnOrder]) -> None:
    dice = shop.dice
    rows: list[dict[str, object]] = []
    for order in orders:
        for line in order.lines:
            for again in range(dice.choice((0, 0, 0, 1, 1, 2))):
                on = order.on + timedelta(9 + again)
                done = dice.random() < 0.7
                refunded = done or dice.random() < 0.3
                compensated = dice.random() < 0.2
                rows.append({
                    "Return Order ID": f"4035{shop.number:02}{len(rows):012}",
                    "Order ID": order.id,
                    "SKU ID": shop.sku(line.sku),
                    "Seller SKU": f"S{line.sku}",
                    "Return Type": "Return and refund",
                    "Time Requested": f"{on:%d/%m/%Y} 09:00:00",
                    "Return Reason": "Missing items",
                    "Return unit price": shop.at_most(line.gross),
                    "Return Quantity": dice.randint(1, line.quantity),
                    "Return Logistics Tracking ID": f"RTN{shop.number:02}{order.id[-6:]}{dice.randint(0, 1)}",
                    "Return Status": "Completed" if done else "In process",
                    "Refund Time": f"{on + timedelta(3):%d/%m/%Y} 10:00:00" if refunded else "",
                    "Compensation Status": dice.choice(("Completed", "Pending")) if compensated else "",
                    "Compensation Amount": shop.at_most(line.gross) if compensated else "",
                })  # fmt: skip
    if rows:
        shop.write("returns", "Return orders-2026-05-18-05_30.csv", header_of("returns_25"), rows)


def write_commissions(shop: ShopWriter, orders: list[DrawnOrder]) -> None:
    rows: list[dict[str, object]] = []
    for order in orders:
        for line in order.lines:
            if shop.dice.random() < 0.4:
                row: dict[str, object] = {
                    "Order ID": order.id,
                    "SKU ID": shop.sku(line.sku),
                    "Currency": shop.currency,
                    "Quantity": line.quantity,
                    "Order Status": shop.dice.choice(("Settled", "Pending", "Ineligible", "Completed")),
                    "Creator Username": f"creator{shop.dice.randrange(3)}",
                    "Content Type": "Video",
                    "Content ID": f"754{shop.dice.randrange(10**6):06}",
                    "Standard commission rate": "10%",
                    "Time Created": f"{order.on:%d/%m/%Y} 10:15:00",
                }
                for name in (
                    "Est. standard commission payment", "Actual Commission Payment",
                    "Est. Shop Ads commission payment", "Actual Shop Ads commission payment",
                    "Est. co-funded creator bonus", "Actual co-funded creator bonus",
                ):  # fmt: skip
                    row[name] = shop.at_most(line.gross / 5)
                rows.append(row)
    if rows:
        header = header_of("affiliate_orders_us")
        shop.write("affiliate_orders", "affiliate_orders_2026-05-18-05_30.csv", header, rows)


def write_ads(shop: ShopWriter) -> None:
    """Reports of a week, of ten days across two weeks, and of a campaign that knows no product."""
    dice = shop.dice
    account = f"9{shop.number:03}"
    for first, days in ((FIRST_DAY, 7), (FIRST_DAY + timedelta(9), 10)):
        if dice.random() < 0.25:
            continue
        last = first + timedelta(days - 1)
        rows: list[dict[str, object]] = [
            {
                "Campaign name": f"Campaign {campaign}",
                "Campaign ID": f"179120000000000{campaign:03}",
                "Product ID": f"17295500000000000{product}",
                "Video ID": f"75150000{campaign}{product}{creative}",
                "Cost": shop.money(0, 1),
                "SKU orders": 1,
                "Gross revenue": shop.money(0, 1),
                "Currency": shop.currency,
            }
            for campaign in range(1, 3)
            for product in dice.sample(range(1, 5), 2)
            for creative in range(dice.randint(1, 2))
        ]
        shop.write("ads", f"GMV Max product-{account}-{first}-{last}.csv", header_of("ads_gmv_max"), rows)
        header = [
            "Campaign name",
            "Primary status",
            "Cost",
            "Impressions",
            "Clicks (destination)",
            "Currency",
        ]
        broad: list[dict[str, object]] = [
            {"Campaign name": "Broad", "Primary status": "Active", "Cost": shop.money(0, 1),
             "Impressions": "<5", "Clicks (destination)": 0, "Currency": shop.currency},
            {"Campaign name": "Total of 1 results", "Primary status": "--", "Cost": 0, "Impressions": "--"},
        ]  # fmt: skip
        shop.write("ads", f"Ads Manager-{account}-{first}-{last}.csv", header, broad)


def write_invoices(shop: ShopWriter, orders: list[DrawnOrder]) -> None:
    header = [
        "invoice_number",
        "invoice_date",
        "provider",
        "charge_type",
        "tracking_number",
        "order_id",
        "seller_sku",
        "quantity",
        "amount",
        "currency",
        "weight_kg",
        "allocation_basis",
        "service_from",
        "service_to",
        "grade",
        "description",
    ]
    for provider in ("Swift Parcel", "Slow Boat"):
        for invoiced in (date(2026, 3, 16), date(2026, 4, 6)):
            rows = _invoice_rows(shop, orders, provider, invoiced)
            number = f"{provider[:2]}-{invoiced:%Y%m%d}"
            head = {
                "invoice_number": number,
                "invoice_date": invoiced,
                "provider": provider,
                "allocation_basis": "parcel",
            }
            if rows:
                name = f"invoice_{provider.replace(' ', '_')}_{invoiced}.csv"
                shop.write("logistics_invoices", name, header, [{**head, **row} for row in rows])


def _invoice_rows(
    shop: ShopWriter, orders: list[DrawnOrder], provider: str, invoiced: date
) -> list[dict[str, object]]:
    dice = shop.dice
    rows: list[dict[str, object]] = []

    def charge(kind: str, on: date, **more: object) -> None:
        currency = dice.choice(("CNY", shop.currency)) if kind == "仓储成本" else "CNY"
        amount = shop.money(0.01, 0.3, currency)
        rows.append({"charge_type": kind, "amount": amount, "currency": currency, "service_from": on, **more})

    for order in orders:
        recent = invoiced - timedelta(21) < order.on <= invoiced
        if order.tracking and order.carrier == provider and recent and dice.random() < 0.7:
            for kind in dice.sample(CHARGES, dice.randint(1, len(CHARGES))):
                charge(kind, order.on, tracking_number=order.tracking)
            for line in order.lines:
                if dice.random() < 0.3:
                    back = f"RTN{shop.number:02}{order.id[-6:]}{dice.randint(0, 1)}"
                    charge("return_handling", order.on, tracking_number=back, seller_sku=f"S{line.sku}",
                           quantity=1, grade=dice.choice("AB"))  # fmt: skip
        if recent and order.carrier == provider and dice.random() < 0.2:
            charge("handling", order.on, order_id=order.id)
    kept_from = invoiced - timedelta(dice.randint(1, 12))
    kept_to = kept_from + timedelta(dice.randint(0, 20)) if dice.random() < 0.7 else ""
    charge("仓储成本", kept_from, service_to=kept_to)
    if dice.random() < 0.4:
        charge("handling", invoiced, tracking_number=f"NOBODY{shop.number}")
    return rows
