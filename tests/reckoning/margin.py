"""The weekly margin of every shop and SKU, from the export files."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning import costs, marketing
from tests.reckoning.ad_charges import only_charged
from tests.reckoning.arithmetic import ZERO
from tests.reckoning.books import Accounts, Books, refund
from tests.reckoning.exports import Row, amount
from tests.reckoning.fees import scheduled
from tests.reckoning.sales import Key, Line, Return, week_of
from tests.reckoning.storage import monday_of, spread_storage

COMPONENTS = (
    "gross_sales", "seller_discount", "platform_discount", "refunds", "shipping_income", "cost_of_goods",
    "cost_of_goods_recovered", "first_leg_freight", "duty", "import_vat",
    "customs_clearance", "last_mile", "handling", "storage",
    "late_compensation", "referral_fee", "transaction_fee", "other_platform_fees", "return_shipping",
    "return_handling", "refund_administration_fee", "return_compensation", "ad_spend", "affiliate_commission",
    "sample_cost",
    "other_marketing",
)  # fmt: skip
Weekly = dict[tuple[str, str, str], dict[str, Decimal]]
"""(shop, order week, SKU) → component → amount in the reporting currency."""


def weekly_margins(accounts: Accounts) -> Weekly:
    """The margin of every shop, order week and SKU of a home; `unallocated` for what no line can bear.

    The unknown is told as 0, as the marts' nulls are here: the cost of goods of a week and SKU of which one
    line has none, and a sample without a cost.
    """
    weekly: Weekly = {}
    last_order = max(line.ordered_on for books in accounts.books for line in books.lines.values())
    until = min(accounts.home.complete_until, monday_of(last_order) + timedelta(6))
    for books in accounts.books:
        _reckon(until, books, weekly)
    return weekly


def _reckon(until: date, books: Books, weekly: Weekly) -> None:
    reported = _reported(books)
    spread_storage(until, books, reported)
    _advertise(books, reported)
    for key, line in books.lines.items():
        place = books.shop.id, line.week, key[1]
        if line.is_sample and key in books.unknown:
            _add(weekly, place, {})
            continue
        _add(weekly, place, _with_sample_apart(line, reported[key]))
        if line.is_sold:
            _add(weekly, place, {"unit_count": Decimal(line.quantity)})
    for key in books.unknown:
        row = weekly[books.shop.id, books.lines[key].week, key[1]]
        row |= {"cost_of_goods": ZERO, "cost_of_goods_recovered": ZERO}
    for week, component, whole in books.loose:
        _add(weekly, (books.shop.id, week, "unallocated"), {component: whole})


def _reported(books: Books) -> dict[Key, dict[str, Decimal]]:
    stated = _stated(books, _local(books, books.returns))
    reported: dict[Key, dict[str, Decimal]] = {key: {} for key in books.lines}
    for (key, component, currency), whole in stated.items():
        inside = reported[key]
        inside[component] = inside.get(component, ZERO) + books.rates.convert(
            whole, currency, books.lines[key].ordered_on
        )
    return reported


def line_amounts(books: Books) -> dict[Key, dict[str, Decimal]]:
    """What each line has of every component but storage and advertising, in the reporting currency."""
    loose = list(books.loose)
    reported = _reported(books)
    books.loose[:] = loose
    return reported


def _add(weekly: Weekly, place: tuple[str, str, str], amounts: dict[str, Decimal]) -> None:
    row = weekly.setdefault(place, {})
    for component, whole in amounts.items():
        row[component] = row.get(component, ZERO) + whole


def _local(books: Books, returns: dict[Key, Return]) -> dict[Key, dict[str, Decimal]]:
    """What is said of each line in the shop's currency; estimates where nothing is settled."""
    found = {}
    for key, line in books.lines.items():
        settled = books.settled.get(key, {})
        parts = {
            name: whole
            for name, whole in settled.items()
            if name not in ("gross_sales", "seller_discount", "refunds")
        }
        if line.is_sold and key not in books.is_settled:
            parts |= scheduled(books, line, books.commissions.get(key, ZERO))
        for name, whole in books.adjusted.get(key, {}).items():
            if name:
                parts[name] = parts.get(name, ZERO) + whole
        if line.is_sold:
            parts["gross_sales"], parts["seller_discount"] = line.gross, line.seller_discount
            parts["platform_discount"] = line.platform_discount
            parts["refunds"] = refund(books, line, returns.get(key))
        if key in returns:
            parts["return_compensation"] = returns[key].compensation
        found[key] = parts
    return found


def _stated(books: Books, local: dict[Key, dict[str, Decimal]]) -> costs.Stated:
    """Every component of every line in the currency it is stated in, what one currency states added up."""
    parcels = costs.Parcels(books.shop, books.lines)
    rows = books.invoices
    stated, rest = costs.charged(rows, parcels)
    books.loose += [_unborne(books, row) for row in rest if row["charge_type"] != "storage"]
    graded = costs.graded_units(rows, parcels)
    parts = [costs.accrued(rows, parcels)]
    own = books.shop.currency
    parts.append({(key, name, own): whole for key, named in local.items() for name, whole in named.items()})
    prices, made_of = costs.price_list(books.shop), costs.components(books.shop)
    for key, line in books.lines.items():
        if line.is_sold or line.is_sample:
            of_line = costs.prices_of(prices, made_of, line)
            if any(row is None for row, _ in of_line):
                books.unknown.add(key)
            parts += [
                _goods(line, row, each, *graded.get(key, (0, 0))) for row, each in of_line if row is not None
            ]
    for part in parts:
        for place, whole in part.items():
            stated[place] = stated.get(place, ZERO) + whole
    return stated


def _goods(line: Line, row: Row, each: int, kept: int, lost: int) -> costs.Stated:
    """What one part of a line cost, so many of it in each unit."""
    currency, units = row["currency"], each * line.quantity
    return {
        (line.key, "cost_of_goods", currency): amount(row["unit_cost"]) * units,
        (line.key, "cost_of_goods_recovered", currency): amount(row["unit_cost"]) * each * kept,
        (line.key, "goods_written_off", currency): amount(row["unit_cost"]) * each * lost,
        (line.key, "first_leg_freight", currency): amount(row["unit_first_leg_freight"]) * units,
        (line.key, "duty", currency): amount(row["unit_duty"]) * units,
    }


def _unborne(books: Books, row: Row) -> tuple[str, str, Decimal]:
    on = costs.charged_on(row)
    return week_of(on), row["charge_type"], books.rates.convert(amount(row["amount"]), row["currency"], on)


def _advertise(books: Books, reported: dict[Key, dict[str, Decimal]]) -> None:
    rates, own = books.rates, books.shop.currency
    prices = costs.price_list(books.shop)
    products = {
        key: prices[line.seller_sku][-1][1]["product_id"]
        for key, line in books.lines.items()
        if line.seller_sku in prices
    }
    values = {key: rates.convert(line.value, own, line.ordered_on) for key, line in books.lines.items()}
    books.loose += [(week, "ad_spend", whole) for week, whole in only_charged(books).items()]
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
        "sample_cost": sum(
            (
                -whole if name in inflows else whole
                for name, whole in amounts.items()
                if name != "goods_written_off"  # inside the cost of goods
            ),
            ZERO,
        )
    }
