"""The fees of the schedules: what a sold line should be charged, whatever its settlement says."""

from __future__ import annotations

from decimal import Decimal

from tests.reckoning.arithmetic import ZERO, rounded, split
from tests.reckoning.books import Books
from tests.reckoning.exports import Shop
from tests.reckoning.sales import Line

_PLATFORM_RATES = {"US": Decimal("0.06"), "UK": Decimal("0.09")}
_TRANSACTION_RATES = {"MY": Decimal("0.0212")}
_UNIT_FEES = {"US": Decimal("3.58")}
_ADMINISTRATION = {"US": (Decimal("0.20"), Decimal("5.00"))}
"""Market → the share of a refunded referral fee that the platform keeps, and the most it keeps."""


def scheduled(books: Books, line: Line, commission: Decimal) -> dict[str, Decimal]:
    """What a sold line should be paid for shipping and charged as fees, commission included."""
    currency = books.shop.currency
    shipping = _shipping_share(books, line)
    base = line.value + shipping
    transaction = _TRANSACTION_RATES.get(books.shop.market, ZERO)
    return {
        "shipping_income": shipping,
        "referral_fee": rounded(referral_rate(books.shop, line) * base, currency),
        "transaction_fee": rounded(transaction * base, currency),
        "last_mile": _fbt_fee(books.shop, line),
        "affiliate_commission": commission,
    }


def _shipping_share(books: Books, line: Line) -> Decimal:
    sold = [other for other in books.of_order[line.key[0]] if other.is_sold]
    whole = line.shipping_paid + line.shipping_platform_discount
    weights = {other.key: other.value for other in sold}
    return split(whole, weights, {other.key: other.quantity for other in sold}, books.shop.currency)[line.key]


def referral_rate(shop: Shop, line: Line) -> Decimal:
    """The rate agreed with the shop on the day of the order, else that of its market."""
    agreed = [
        (fee["valid_from"], fee["rate"])
        for fee in shop.fees
        if fee["fee_type"] == "referral_fee" and fee["valid_from"] <= line.ordered_on
    ]
    return Decimal(str(max(agreed)[1])) if agreed else _PLATFORM_RATES[shop.market]


def _fbt_fee(shop: Shop, line: Line) -> Decimal:
    agreed = [fee["amount_per_unit"] for fee in shop.fees if fee["fee_type"] == "fbt_fulfillment_fee"]
    each = Decimal(str(agreed[-1])) if agreed else _UNIT_FEES.get(shop.market, ZERO)
    return each * line.quantity if line.is_fbt else ZERO


def refunded_fee(shop: Shop, line: Line, taken_back: Decimal) -> Decimal:
    """What a refund gives back of the referral fee, less what the platform keeps of it."""
    fee = rounded(referral_rate(shop, line) * taken_back, shop.currency)
    if shop.market not in _ADMINISTRATION:
        return fee
    share, most = _ADMINISTRATION[shop.market]
    return fee - min(rounded(fee * share, shop.currency), most)
