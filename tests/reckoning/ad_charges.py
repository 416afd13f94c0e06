"""Ads reports against the charges for ads in the settlement, by week of spend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.arithmetic import ZERO, rounded, split
from tests.reckoning.books import AD_CHARGE, Accounts, Books
from tests.reckoning.exports import Shop
from tests.reckoning.marketing import reports
from tests.reckoning.sales import week_of

_VAT = {"UK": Decimal("0.20")}
_LOOKED_BACK = 31
Charged = dict[tuple[str, str], tuple[str, Decimal | None, Decimal, Decimal, int, int]]
"""(shop, week of spend) → status, reported, charged, matched, charges, charges matched."""


@dataclass(frozen=True)
class _Charge:
    on: date
    whole: Decimal


@dataclass(frozen=True)
class _Report:
    campaign: str
    last: date
    whole: Decimal


def reconciled_ad_charges(accounts: Accounts) -> Charged:
    """Every week of which reports tell a spend, or the settlement charged one."""
    found: Charged = {}
    for books in accounts.books:
        spent = _spent(books.shop)
        matched = _matched(_charges(books), _campaigns(books.shop), _vat(books.shop), books.shop.currency)
        charged: dict[str, list[tuple[_Charge, bool]]] = {}
        for charge, report in matched:
            week = week_of(report.last if report else charge.on - timedelta(7))
            charged.setdefault(week, []).append((charge, report is not None))
        for week in spent.keys() | charged.keys():
            found[books.shop.id, week] = _told(books.shop, spent.get(week), charged.get(week, []))
    return found


def only_charged(books: Books) -> dict[str, Decimal]:
    """Week of which no report tells a spend → what was charged for its ads, in the reporting currency."""
    spent = _spent(books.shop)
    found: dict[str, Decimal] = {}
    charges, own = _charges(books), books.shop.currency
    for charge, report in _matched(charges, _campaigns(books.shop), _vat(books.shop), own):
        week = week_of(report.last if report else charge.on - timedelta(7))
        if week not in spent:
            found[week] = found.get(week, ZERO) + books.rates.convert(charge.whole, own, charge.on)
    return found


def _vat(shop: Shop) -> Decimal:
    return ZERO if shop.spend_includes_vat else _VAT.get(shop.market, ZERO)


def _charges(books: Books) -> list[_Charge]:
    """Charges for ads, in the order of days."""
    found = [
        _Charge(row.settled_on, -whole)
        for row in books.statement_rows
        for line, _, whole in row.parts
        if line == AD_CHARGE
    ]
    return sorted(found, key=lambda charge: charge.on)


def _spent(shop: Shop) -> dict[str, Decimal]:
    """Week → spend in the shop's currency, each report spread over its days."""
    found: dict[str, Decimal] = {}
    for (start, end), rows in reports(shop).items():
        days = {start + timedelta(number): Decimal(1) for number in range((end - start).days + 1)}
        for cost in rows.values():
            for on, share in split(cost, days, dict.fromkeys(days, 1), shop.currency).items():
                found[week_of(on)] = found.get(week_of(on), ZERO) + share
    return found


def _campaigns(shop: Shop) -> list[_Report]:
    found: dict[tuple[str, date], Decimal] = {}
    for (_, end), rows in reports(shop).items():
        for (campaign, _), cost in rows.items():
            found[campaign, end] = found.get((campaign, end), ZERO) + cost
    return [_Report(campaign, end, whole) for (campaign, end), whole in found.items()]


def _matched(
    charges: list[_Charge], told: list[_Report], vat: Decimal, currency: str
) -> list[tuple[_Charge, _Report | None]]:
    """Each charge with the newest report that it pays for, each report with the first charge that does."""
    taken: set[_Report] = set()
    found: list[tuple[_Charge, _Report | None]] = []
    for charge in charges:
        fitting = [
            (report.last, -number, report)
            for report in sorted(told, key=lambda report: report.campaign, reverse=True)
            for number, billed in enumerate(
                (report.whole, report.whole + rounded(report.whole * vat, currency))
            )
            if billed == charge.whole and report.last < charge.on <= report.last + timedelta(_LOOKED_BACK)
        ]
        report = max(fitting, key=lambda fit: fit[:2])[2] if fitting else None
        found.append((charge, None if report in taken else report))
        if report is not None:
            taken.add(report)
    return found


def _told(
    shop: Shop, spent: Decimal | None, charges: list[tuple[_Charge, bool]]
) -> tuple[str, Decimal | None, Decimal, Decimal, int, int]:
    charged = sum((charge.whole for charge, _ in charges), ZERO)
    matched = sum((charge.whole for charge, is_matched in charges if is_matched), ZERO)
    counts = len(charges), sum(is_matched for _, is_matched in charges)
    if spent is None:
        return "charged_without_report", None, charged, matched, *counts
    with_vat = spent + rounded(spent * _vat(shop), shop.currency)
    if not charged:
        status = "not_billed"
    elif charged == spent:
        status = "matched"
    elif charged == with_vat:
        status = "vat_on_top"
    else:
        status = "partly_billed" if charged < with_vat else "unexplained"
    return status, spent, charged, matched, *counts
