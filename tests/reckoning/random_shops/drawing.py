"""What is drawn of a shop, and the hand that writes its files."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from tests.reckoning.arithmetic import digits_of

FIRST_DAY = date(2026, 3, 2)
DAYS = 35
SKUS = 5
ZONES = {
    "US": "America/Los_Angeles", "UK": "Europe/London", "JP": "Asia/Tokyo", "VN": "Asia/Ho_Chi_Minh",
    "ID": "Asia/Jakarta", "MY": "Asia/Kuala_Lumpur",
}  # fmt: skip
CURRENCIES = {"US": "USD", "UK": "GBP", "JP": "JPY", "VN": "VND", "ID": "IDR", "MY": "MYR"}
_SCALE = {"USD": 40, "GBP": 30, "MYR": 120, "JPY": 5000, "VND": 800_000, "IDR": 500_000, "CNY": 200}
RATES = {
    "GBP": "1.334339",
    "CNY": "0.140339",
    "JPY": "0.006417",
    "VND": "0.00003921",
    "IDR": "0.00006143",
    "MYR": "0.23411",
}
HEADERS = Path(__file__).parents[2] / "cases" / "exports" / "headers"


def header_of(case: str) -> list[str]:
    """The printed header of an export, from the case that keeps it."""
    with (HEADERS / f"{case}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream))


@dataclass(frozen=True)
class Drawn:
    """What Hypothesis draws of a shop; the amounts follow from the seed."""

    market: str
    seed: int
    orders: int
    is_order_grain: bool


def drawn_shops(most: int) -> st.SearchStrategy[list[Drawn]]:
    """One to so many shops, of different markets, some settled by order and some by SKU.

    The first that Hypothesis tries is always the simplest: one shop with one order.
    """
    one = st.builds(
        Drawn,
        market=st.sampled_from(sorted(CURRENCIES)),
        seed=st.integers(0, 2**32),
        orders=st.integers(1, 14),
        is_order_grain=st.booleans(),
    )
    return st.lists(one, min_size=1, max_size=most)


@dataclass
class DrawnLine:
    order: str
    sku: int
    quantity: int
    gross: Decimal
    seller_discount: Decimal
    platform_discount: Decimal
    is_free: bool


@dataclass
class DrawnOrder:
    id: str
    on: date
    lines: list[DrawnLine]
    is_cancelled: bool
    is_fbt: bool
    tracking: str
    carrier: str
    arrives_after: int | None
    shipping: Decimal
    shipping_discount: Decimal
    tax: Decimal


@dataclass
class ShopWriter:
    """One shop while its files are written."""

    number: int
    drawn: Drawn
    inbox: Path
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.drawn.seed)

    @property
    def id(self) -> str:
        return f"shop-{self.number}"

    @property
    def currency(self) -> str:
        return CURRENCIES[self.drawn.market]

    @property
    def is_by_order(self) -> bool:
        """The order layout is not the US's or the UK's."""
        return self.drawn.is_order_grain and self.drawn.market not in ("US", "UK")

    def money(self, low: float, high: float, currency: str = "") -> Decimal:
        """An amount between two shares of what things cost in a currency."""
        currency = currency or self.currency
        scale = _SCALE[currency] * (100 if digits_of(currency) and currency != "IDR" else 1)
        units = self.dice.randint(int(low * scale), int(high * scale))
        return Decimal(units) if currency == "IDR" else Decimal(units).scaleb(-digits_of(currency))

    def at_most(self, whole: Decimal) -> Decimal:
        """Some of an amount: often nothing, sometimes all of it."""
        share = self.dice.choice((0, 0, 1, 7, 13, 31, 97, 100))
        step = Decimal(1) if self.currency == "IDR" else Decimal(1).scaleb(-digits_of(self.currency))
        return (whole * share / 100).quantize(step)

    def sku(self, number: int) -> str:
        return f"17290000{self.number:02}{number:08}"

    def write(self, source: str, name: str, header: list[str], rows: list[dict[str, object]]) -> None:
        folder = self.inbox / self.id / source
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
