"""Shops of very many lines; exports, statements and payments agree to the cent until faults are sown."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.reckoning.random_shops.drawing import header_of

FIRST_DAY, DAYS = date(2026, 3, 2), 40
CENT = Decimal("0.01")
_STATEMENTS = ("Statement date (UTC)", "Statement ID", "Payment ID", "Status", "Total settlement amount",
               "Reserve Amount")  # fmt: skip
_PAYMENTS = ("Payment initiation date (UTC)", "Payment ID", "Payment amount", "Status")
Row = dict[str, Any]


@dataclass
class Exports:
    """The files of a shop before they are written: rows by file, in the order of their orders and days."""

    orders: list[Row]
    settled: list[Row]
    statements: list[Row]
    payments: list[Row]

    def of(self, order: str) -> Row:
        """The statement's row of an order."""
        return next(row for row in self.settled if row["Order/adjustment ID"] == order)

    def statement_of(self, row: Row) -> Row:
        """The statement that a row stands in."""
        return next(one for one in self.statements if one["Statement ID"] == row["Statement ID"])


def write_home(home: Path, lines: int, sow: Callable[[Exports], None]) -> None:
    """A home of two shops with so many lines each, half ordered, half settled: one whole and one sown."""
    home.mkdir(parents=True)
    settings = {
        "reporting_currency": "USD",
        "timezone": "Asia/Shanghai",
        "shops": [
            {
                "id": shop, "market": "US", "currency": "USD", "timezone": "UTC", "seller_type": "local",
                "fee_overrides": [
                    {"fee_type": "referral_fee", "rate": 0.05, "valid_from": FIRST_DAY, "source": "agreed"}
                ],
            }
            for shop in ("whole", "sown")
        ],
    }  # fmt: skip
    (home / "shops.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    for number, shop in enumerate(("whole", "sown"), 1):
        exports = _exports(number, lines // 2)
        if shop == "sown":
            sow(exports)
        _write(home / "inbox" / shop, exports)


def _exports(shop: int, orders: int) -> Exports:
    days = [FIRST_DAY + timedelta(number) for number in range(DAYS)]
    found = Exports([], [], [], [])
    total = dict.fromkeys(days, Decimal(0))
    for number in range(orders):
        on = days[number * DAYS // orders]
        order, sku = f"5764{shop}{number:013}", f"172900000000000000{number % 7}"
        gross = Decimal(1000 + number % 4999).scaleb(-2)
        fee = ((gross - 1) * Decimal("0.05")).quantize(CENT, ROUND_HALF_UP)
        total[on] += gross - 1 - fee
        found.orders.append(_order_row(order, sku, gross, on))
        found.settled.append(_statement_row(order, sku, gross, fee, on + timedelta(10), shop))
    for on, whole in total.items():
        stated, payment = on + timedelta(10), f"35{shop}{on:%Y%m%d}"
        found.statements.append(dict(zip(_STATEMENTS, (
            f"{stated:%Y/%m/%d}", f"73{shop}{stated:%Y%m%d}", payment, "Paid", whole, 0), strict=True,
        )))  # fmt: skip
        paid = (f"{stated + timedelta(2):%Y/%m/%d}", payment, whole, "Paid")
        found.payments.append(dict(zip(_PAYMENTS, paid, strict=True)))
    return found


def _order_row(order: str, sku: str, gross: Decimal, on: date) -> Row:
    return {
        "Order ID": order,
        "Order Status": "Completed",
        "SKU ID": sku,
        "Seller SKU": f"S{sku[-1]}",
        "Quantity": 1,
        "SKU Unit Original Price": gross,
        "SKU Subtotal Before Discount": gross,
        "SKU Platform Discount": "0.50",
        "SKU Seller Discount": "1.00",
        "SKU Subtotal After Discount": gross - Decimal("1.50"),
        "Created Time": f"{on:%m/%d/%Y} 10:15:00 AM",
        "Paid Time": f"{on:%m/%d/%Y} 10:16:00 AM",
        "Shipped Time": f"{on + timedelta(1):%m/%d/%Y} 10:15:00 AM",
        "Delivered Time": f"{on + timedelta(5):%m/%d/%Y} 10:15:00 AM",
        "Fulfillment Type": "Fulfillment by seller",
    }


def _statement_row(order: str, sku: str, gross: Decimal, fee: Decimal, on: date, shop: int) -> Row:
    return {
        "Statement date (UTC)": f"{on:%Y/%m/%d}",
        "Statement ID": f"73{shop}{on:%Y%m%d}",
        "Status": "Paid",
        "Currency": "USD",
        "Type": "Order",
        "Order/adjustment ID": order,
        "SKU ID": sku,
        "Total settlement amount": gross - 1 - fee,
        "Net sales": gross - 1,
        "Gross sales": gross,
        "Seller discount": "-1.00",
        "Fees": -fee,
        "Referral fee": -fee,
    }


def _write(inbox: Path, exports: Exports) -> None:
    for source, name, header, rows in (
        ("orders", "All order", header_of("orders_us_2026"), exports.orders),
        ("settlements", "income", header_of("settlements_us"), exports.settled),
        ("settlements", "statements", list(_STATEMENTS), exports.statements),
        ("settlements", "payments", list(_PAYMENTS), exports.payments),
    ):
        (inbox / source).mkdir(parents=True, exist_ok=True)
        path = inbox / source / f"{name}_2026-05-18-05_30.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
