"""The weekly margin of every shop and SKU, from the export files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.reckoning import costs, marketing
from tests.reckoning.arithmetic import ZERO, rounded, split
from tests.reckoning.exports import Row, Shop, amount, day, read, shops_of
from tests.reckoning.sales import (
    Key,
    Line,
    Return,
    StatementRow,
    completed_returns,
    order_lines,
    statement_rows,
    week_of,
)

INCOME = frozenset({"gross_sales", "shipping_income"})
COMPONENTS = (
    "gross_sales", "seller_discount", "platform_discount", "refunds", "shipping_income", "cost_of_goods",
    "cost_of_goods_recovered", "first_leg_freight", "duty", "last_mile", "handling", "storage",
    "late_compensation", "referral_fee", "transaction_fee", "other_platform_fees", "return_shipping",
    "return_handling", "refund_administration_fee", "return_compensation", "ad_spend", "affiliate_commission",
    "sample_cost",
    "other_marketing",
)  # fmt: skip
_PLATFORM_RATES = {"US": Decimal("0.06"), "UK": Decimal("0.09")}
Weekly = dict[tuple[str, str, str], dict[str, Decimal]]
"""(shop, order week, SKU) → component → amount in the reporting currency."""


@dataclass
class Rates:
    """Exchange rates to the reporting currency, by day."""

    reporting: str
    by_day: dict[tuple[str, date], Decimal]

    def convert(self, whole: Decimal, currency: str, on: date) -> Decimal:
        """An amount at the rate of its day, else of the last day before, at most seven days back."""
        if currency == self.reporting:
            return rounded(whole, currency)
        for back in range(8):
            if (rate := self.by_day.get((currency, on - timedelta(back)))) is not None:
                return rounded(whole * rate, self.reporting)
        raise LookupError(f"no rate for {currency} on {on}")


def rates_of(home: Path, reporting: str) -> Rates:
    """The rates of the inbox, the newer file's where a day stands twice."""
    rows = read(home / "inbox" / "_all" / "fx_rates", "from_currency", lambda row: day(row["date"], "ymd"))
    found = {
        (row["from_currency"], day(row["date"], "ymd")): Decimal(row["rate"])
        for _, row in rows
        if row["to_currency"] == reporting
    }
    return Rates(reporting, found)


@dataclass
class Books:
    """One shop's books while they are written."""

    shop: Shop
    rates: Rates
    lines: dict[Key, Line]
    settled: dict[Key, dict[str, Decimal]] = field(default_factory=dict)
    adjusted: dict[Key, dict[str, Decimal]] = field(default_factory=dict)
    is_settled: set[Key] = field(default_factory=set)
    has_refund: set[Key] = field(default_factory=set)
    loose: list[tuple[str, str, Decimal]] = field(default_factory=list)
    """(week, component, amount in the reporting currency) that no line can bear."""
    of_order: dict[str, list[Line]] = field(default_factory=dict)
    sold_in: dict[str, list[Line]] = field(default_factory=dict)
    """Sold lines by order week."""

    def __post_init__(self) -> None:
        for line in self.lines.values():
            self.of_order.setdefault(line.key[0], []).append(line)
            if line.is_sold:
                self.sold_in.setdefault(line.week, []).append(line)


def weekly_margins(home: Path) -> Weekly:
    """The margin of every shop, order week and SKU of a home; `unallocated` for what no line can bear."""
    reporting, shops = shops_of(home)
    rates = rates_of(home, reporting)
    weekly: Weekly = {}
    for shop in shops:
        _reckon(Books(shop, rates, order_lines(shop)), weekly)
    return weekly


def _reckon(books: Books, weekly: Weekly) -> None:
    for row in statement_rows(books.shop):
        _post(books, row)
    local = _local(books, completed_returns(books.shop))
    stated = _stated(books, local)
    reported: dict[Key, dict[str, Decimal]] = {key: {} for key in books.lines}
    for (key, component, currency), whole in stated.items():
        inside = reported[key]
        inside[component] = inside.get(component, ZERO) + books.rates.convert(
            whole, currency, books.lines[key].ordered_on
        )
    _storage(books, reported)
    _advertise(books, reported)
    for key, line in books.lines.items():
        _add(weekly, (books.shop.id, line.week, key[1]), _with_sample_apart(line, reported[key]))
        if line.is_sold:
            _add(weekly, (books.shop.id, line.week, key[1]), {"unit_count": Decimal(line.quantity)})
    for week, component, whole in books.loose:
        _add(weekly, (books.shop.id, week, "unallocated"), {component: whole})


def _add(weekly: Weekly, place: tuple[str, str, str], amounts: dict[str, Decimal]) -> None:
    row = weekly.setdefault(place, {})
    for component, whole in amounts.items():
        row[component] = row.get(component, ZERO) + whole


def _post(books: Books, row: StatementRow) -> None:
    """A statement's row on the lines it speaks of; costs turn positive."""
    is_order = row.kind in ("Order", "Refund")
    here = books.of_order.get(row.order, [])
    if is_order:
        keys = [(row.order, row.sku)] if row.sku else [line.key for line in here]
        (books.is_settled if row.kind == "Order" else books.has_refund).update(keys)
    ledger = books.settled if is_order else books.adjusted
    for component, stated in row.parts:
        whole = stated if component in INCOME else -stated
        if component and not here and not is_order:
            value = books.rates.convert(whole, books.shop.currency, row.settled_on)
            books.loose.append((week_of(row.settled_on), component, value))
        shares = {(row.order, row.sku): whole} if is_order and row.sku else _shared(books, here, whole)
        for key, share in shares.items():
            book = ledger.setdefault(key, {})
            book[component] = book.get(component, ZERO) + share


def _shared(books: Books, here: list[Line], whole: Decimal) -> dict[Key, Decimal]:
    """An amount of an order on its lines, by what they sold for."""
    weights = {line.key: line.value if line.is_sold else ZERO for line in here}
    spare = {line.key: line.quantity for line in here}
    return split(whole, weights, spare, books.shop.currency) if here else {}


def _local(books: Books, returns: dict[Key, Return]) -> dict[Key, dict[str, Decimal]]:
    """What is said of each line in the shop's currency; estimates where nothing is settled."""
    affiliates = marketing.commissions(books.shop)
    found = {}
    for key, line in books.lines.items():
        settled = books.settled.get(key, {})
        parts = {
            name: whole
            for name, whole in settled.items()
            if name not in ("gross_sales", "seller_discount", "refunds")
        }
        if line.is_sold and key not in books.is_settled:
            shipping = _shipping_share(books, line)
            parts["shipping_income"] = shipping
            parts["referral_fee"] = rounded(
                _referral_rate(books.shop, line) * (line.value + shipping), books.shop.currency
            )
            parts["last_mile"] = _fbt_fee(books.shop, line)
            parts["affiliate_commission"] = affiliates.get(key, ZERO)
        for name, whole in books.adjusted.get(key, {}).items():
            if name:
                parts[name] = parts.get(name, ZERO) + whole
        if line.is_sold:
            parts["gross_sales"], parts["seller_discount"] = line.gross, line.seller_discount
            parts["platform_discount"] = line.platform_discount
            parts["refunds"] = _refund(books, line, returns.get(key))
        if key in returns:
            parts["return_compensation"] = returns[key].compensation
        found[key] = parts
    return found


def _shipping_share(books: Books, line: Line) -> Decimal:
    sold = [other for other in books.of_order[line.key[0]] if other.is_sold]
    whole = line.shipping_paid + line.shipping_platform_discount
    weights = {other.key: other.value for other in sold}
    return split(whole, weights, {other.key: other.quantity for other in sold}, books.shop.currency)[line.key]


def _referral_rate(shop: Shop, line: Line) -> Decimal:
    agreed = [
        (fee["valid_from"], fee["rate"])
        for fee in shop.fees
        if fee["fee_type"] == "referral_fee" and fee["valid_from"] <= line.ordered_on
    ]
    return Decimal(str(max(agreed)[1])) if agreed else _PLATFORM_RATES[shop.market]


def _fbt_fee(shop: Shop, line: Line) -> Decimal:
    each = [fee["amount_per_unit"] for fee in shop.fees if fee["fee_type"] == "fbt_fulfillment_fee"]
    return Decimal(str(each[-1])) * line.quantity if line.is_fbt and each else ZERO


def _refund(books: Books, line: Line, returned: Return | None) -> Decimal:
    settled = books.settled.get(line.key, {}).get("refunds", ZERO)
    if line.key in books.has_refund or settled:
        return settled
    if returned is None:
        return ZERO
    together = books.of_order[line.key[0]]
    beside = split(
        line.tax + line.shipping_paid,
        {other.key: other.after_discount for other in together},
        {other.key: other.quantity for other in together},
        books.shop.currency,
    )[line.key]
    paid = line.after_discount + beside
    if not paid:
        return min(line.value, returned.refund)
    return min(line.value, rounded(returned.refund * line.value / paid, books.shop.currency))


def _stated(books: Books, local: dict[Key, dict[str, Decimal]]) -> costs.Stated:
    """Every component of every line in the currency it is stated in, what one currency states added up."""
    parcels = costs.Parcels(books.shop, books.lines)
    rows = costs.invoices(books.shop)
    stated, rest = costs.charged(rows, parcels)
    books.loose += [_unborne(books, row) for row in rest if row["charge_type"] != "storage"]
    kept = costs.resaleable_units(rows, parcels)
    parts = [costs.accrued(rows, parcels)]
    own = books.shop.currency
    parts.append({(key, name, own): whole for key, named in local.items() for name, whole in named.items()})
    prices = costs.price_list(books.shop)
    for key, line in books.lines.items():
        if (line.is_sold or line.is_sample) and (row := costs.price_of(prices, line)) is not None:
            parts.append(_goods(line, row, kept.get(key, 0)))
    for part in parts:
        for place, whole in part.items():
            stated[place] = stated.get(place, ZERO) + whole
    return stated


def _goods(line: Line, row: Row, kept: int) -> costs.Stated:
    currency = row["currency"]
    return {
        (line.key, "cost_of_goods", currency): amount(row["unit_cost"]) * line.quantity,
        (line.key, "cost_of_goods_recovered", currency): amount(row["unit_cost"]) * kept,
        (line.key, "first_leg_freight", currency): amount(row["unit_first_leg_freight"]) * line.quantity,
        (line.key, "duty", currency): amount(row["unit_duty"]) * line.quantity,
    }


def _charged_on(row: Row) -> date:
    return day(row["service_from"] or row["invoice_date"], "ymd")


def _unborne(books: Books, row: Row) -> tuple[str, str, Decimal]:
    on = _charged_on(row)
    return week_of(on), row["charge_type"], books.rates.convert(amount(row["amount"]), row["currency"], on)


def _storage(books: Books, reported: dict[Key, dict[str, Decimal]]) -> None:
    for row in costs.invoices(books.shop):
        if row["charge_type"] != "storage":
            continue
        week, _, whole = _unborne(books, row)
        sold = {line.key: line.quantity for line in books.sold_in.get(week, [])}
        if not sold:
            books.loose.append((week, "storage", whole))
            continue
        weights = {key: Decimal(units) for key, units in sold.items()}
        for key, share in split(whole, weights, sold, books.rates.reporting).items():
            reported[key]["storage"] = reported[key].get("storage", ZERO) + share


def _advertise(books: Books, reported: dict[Key, dict[str, Decimal]]) -> None:
    rates, own = books.rates, books.shop.currency
    prices = costs.price_list(books.shop)
    products = {
        key: prices[line.seller_sku][-1][1]["product_id"]
        for key, line in books.lines.items()
        if line.seller_sku in prices
    }
    values = {key: rates.convert(line.value, own, line.ordered_on) for key, line in books.lines.items()}
    spend = marketing.weekly_spend(books.shop, rates.convert)
    for (week, key), whole in marketing.laddered(
        spend, books.sold_in, products, values, rates.reporting
    ).items():
        if key is None:
            books.loose.append((week, "ad_spend", whole))
        else:
            reported[key]["ad_spend"] = reported[key].get("ad_spend", ZERO) + whole


def _with_sample_apart(line: Line, amounts: dict[str, Decimal]) -> dict[str, Decimal]:
    """A sample's row: all that it cost, less what came in for it, is marketing."""
    if not line.is_sample:
        return amounts
    inflows = ("cost_of_goods_recovered", "return_compensation", "shipping_income")
    return {
        "sample_cost": sum((-whole if name in inflows else whole for name, whole in amounts.items()), ZERO)
    }
