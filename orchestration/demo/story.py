"""What happens in the made-up shop, in one place: each event with its dates.

| event | where it shows |
|---|---|
| a hit burns out | `US-GLX-WHITE` grows from 2026-W05, peaks in W08-W09, is gone by W14 |
| a carrier is late for a fortnight | Bluebird Parcel, 2026-W12 and W13: late first scans and deliveries |
| a SKU comes back for its size | `US-LEG-L`, reason 'Too small' |
| a fee changes | referral fee of uk-cross: 9 % to 10 % on 2026-03-02 |
| a duty changes | 2026-02-02: unit duty of the US SKUs, duty per parcel of the UK |
| a stock-out | `US-TMB-CREAM` has no orders in 2026-W15 to W17 while its campaign goes on |
| ads for a product without sales | the launch campaign, every week from 2026-W16 |
| the last week | US campaign 'Glow & Gadgets' spends 6 times as much, sells no more |
"""

from __future__ import annotations

from datetime import date

import numpy as np

from orchestration.demo.catalogue import SHOPS, SKUS, UK
from orchestration.demo.clock import Span, day_number, to_date
from orchestration.demo.draws import Bools, Floats, Ints
from orchestration.weeks import IsoWeek

HIT = "US-GLX-WHITE"
SIZE_SKU = "US-LEG-L"
STOCKED_OUT = "US-TMB-CREAM"
FEE_CHANGE = day_number(date(2026, 3, 2))
DUTY_CHANGE = day_number(date(2026, 2, 2))
LATE_FROM = day_number(IsoWeek(2026, 12).monday)
LATE_UNTIL = day_number(IsoWeek(2026, 14).monday)
STOCK_OUT = (day_number(IsoWeek(2026, 15).monday), day_number(IsoWeek(2026, 18).monday))
LAUNCH = day_number(IsoWeek(2026, 16).monday)
NEW_LAYOUT = day_number(IsoWeek(2026, 14).monday)

REFERRAL_BP = ((600, 600), (900, 1000))
FBT_FEE = 358
REFUND_ADMIN_CAP = 500
SIZE_RETURN_RATE = 0.24
DUTY_FACTOR = 1.45
UK_PARCEL_DUTY = (520, 860)

_HIT_CURVE = {5: 1.6, 6: 3.0, 7: 5.5, 8: 8.0, 9: 7.6, 10: 4.6, 11: 2.4, 12: 1.1, 13: 0.5}
_SEASON = {47: 1.12, 48: 1.42, 49: 1.18, 50: 1.16, 51: 1.02, 52: 0.72, 1: 0.80, 2: 0.88, 3: 0.90, 4: 0.92}


def sku_number(seller_sku: str) -> int:
    """The index of a seller SKU in the catalogue."""
    return next(sku.index for sku in SKUS if sku.seller_sku == seller_sku)


def demand(span: Span) -> Floats:
    """Relative demand by week and SKU (weeks × SKUs), season included; each shop's base sums to 1."""
    base = np.array([sku.demand for sku in SKUS])
    shop = np.array([sku.shop for sku in SKUS])
    for index in range(len(SHOPS)):
        base[shop == index] /= base[shop == index].sum()
    table = np.empty((span.weeks, len(SKUS)))
    for week in range(span.weeks):
        monday = span.monday(week)
        number = IsoWeek.of(to_date(monday)).number
        table[week] = base * _SEASON.get(number, 0.96 + 0.004 * min(number, 30))
        table[week, sku_number(HIT)] *= _hit_factor(monday, number)
        if STOCK_OUT[0] <= monday < STOCK_OUT[1]:
            table[week, sku_number(STOCKED_OUT)] = 0.0
    return table


def _hit_factor(monday: int, number: int) -> float:
    if monday < day_number(IsoWeek(2026, 5).monday):
        return 0.7
    return _HIT_CURVE.get(number, 0.08)


def is_late_carrier(carrier: Ints, ready_day: Ints, late: int) -> Bools:
    """Whether a parcel is with the late carrier in the fortnight in which it is late."""
    return (carrier == late) & (ready_day >= LATE_FROM) & (ready_day < LATE_UNTIL)


def referral_bp(shop: Ints, ordered_day: Ints) -> Ints:
    """The referral fee's rate in basis points, by shop and order date."""
    table = np.array(REFERRAL_BP, dtype=np.int64)
    return table[shop, (ordered_day >= FEE_CHANGE).astype(np.int64)]


def ad_factor(campaign: int, week_from_end: int) -> float:
    """How much more a campaign spends than its usual share: the budget of 'Glow & Gadgets' rises at the
    end."""
    return {0: 6.0, 1: 1.8}.get(week_from_end, 1.0) if campaign == 1 else 1.0


def unit_duty(base: int, shop: int, day: int) -> int:
    """The unit duty in fen of a product's cost row on a day."""
    return base if shop == UK or day < DUTY_CHANGE else round(base * DUTY_FACTOR)
