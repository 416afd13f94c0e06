"""What a line cost by price list, invoices and accruals, in the currency that each is stated in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from tests.reckoning.arithmetic import ZERO, rounded, split
from tests.reckoning.exports import Row, Shop, amount, day, read
from tests.reckoning.sales import Key, Line, return_parcels, returned_units

CHARGES = {
    "头程运费": "first_leg_freight",
    "清关关税": "duty",
    "清关费": "customs_clearance",
    "增值税": "import_vat",
    "尾程派送费": "last_mile",
    "仓储成本": "storage",
}
ACCRUED = ("first_leg_freight", "duty", "customs_clearance", "import_vat", "last_mile", "handling")
Stated = dict[tuple[Key, str, str], Decimal]
"""(line, component, currency) → amount."""


def price_list(shop: Shop) -> dict[str, list[tuple[date, Row]]]:
    """Seller SKU → its prices, the oldest first; the same day twice: the newer file."""
    found: dict[str, dict[date, Row]] = {}
    for _, row in read(shop.inbox / "product_costs", "unit_cost", lambda row: amount(row["unit_cost"])):
        found.setdefault(row["seller_sku"], {})[day(row["valid_from"], "ymd")] = row
    return {sku: sorted(rows.items()) for sku, rows in found.items()}


Components = dict[str, dict[date, dict[str, int]]]
"""Bundle → day from which it is made so → part → how many."""


def components(shop: Shop) -> Components:
    """What bundles and multi-packs are made of."""
    found: Components = {}
    for _, row in read(shop.inbox / "product_costs", "bundle_sku"):
        made = found.setdefault(row["bundle_sku"], {}).setdefault(day(row["valid_from"], "ymd"), {})
        made[row["component_sku"]] = int(row["quantity"])
    return found


def prices_of(
    prices: dict[str, list[tuple[date, Row]]], made_of: Components, line: Line
) -> list[tuple[Row | None, int]]:
    """The price list's rows in force on the day of the order, each with how many of it a unit is made of.

    Its own where it has one, else its parts', and so on four deep; None for what has no row.
    """
    return list(_unfolded(prices, made_of, line.seller_sku, line.ordered_on, 1, 4))


def _unfolded(
    prices: dict[str, list[tuple[date, Row]]], made_of: Components, sku: str, on: date, count: int, deep: int
) -> Iterator[tuple[Row | None, int]]:
    own = _price_of(prices, sku, on)
    starts = [start for start in made_of.get(sku, {}) if start <= on]
    if own is not None or not starts or not deep:
        yield own, count
        return
    for part, each in made_of[sku][max(starts)].items():
        yield from _unfolded(prices, made_of, part, on, count * each, deep - 1)


def _price_of(prices: dict[str, list[tuple[date, Row]]], sku: str, on: date) -> Row | None:
    valid = [row for start, row in prices.get(sku, []) if start <= on]
    return valid[-1] if valid else None


def invoices(shop: Shop) -> list[Row]:
    """All rows of all invoices, each invoice as the newest file that has it."""
    by_invoice: dict[tuple[str, str], tuple[tuple[tuple[str, str], str], list[Row]]] = {}
    for place, row in read(
        shop.inbox / "logistics_invoices", "invoice_number", lambda row: amount(row["amount"])
    ):
        known = by_invoice.get((row["provider"], row["invoice_number"]))
        if known is None or known[0] < place.age[:2]:
            known = by_invoice[row["provider"], row["invoice_number"]] = (place.age[:2], [])
        known[1].append(row | {"charge_type": CHARGES.get(row["charge_type"], row["charge_type"])})
    every = [row for _, rows in by_invoice.values() for row in rows]
    return [row for row in every if row["charge_type"] != "import_vat" or shop.import_vat_is_cost]


def charged_on(row: Row) -> date:
    """The day a charge is of: the first of its service, else that of its invoice."""
    return day(row["service_from"] or row["invoice_date"], "ymd")


class Parcels:
    """Which lines a tracking number carries, outward and back; a number is outward first."""

    def __init__(self, shop: Shop, lines: dict[Key, Line]) -> None:
        self.lines = lines
        self.outward: dict[str, list[Key]] = {}
        for key, line in lines.items():
            if line.tracking:
                self.outward.setdefault(line.tracking, []).append(key)
        back = return_parcels(shop)
        self.units_back = returned_units(shop)
        self.back = {
            number: [key for key in keys if key in lines]
            for number, keys in back.items()
            if number not in self.outward
        }

    def weights(self, row: Row) -> dict[Key, int] | None:
        """The lines that bear a charge and their units; None where no line can be named."""
        number, order = row["tracking_number"].strip(), row["order_id"].strip()
        if number in self.outward:
            return {key: self.lines[key].quantity for key in self.outward[number]}
        if self.back.get(number):
            return {key: self.units_back[number, key] for key in self.back[number]}
        if not number and order:
            return {key: line.quantity for key, line in self.lines.items() if key[0] == order} or None
        return None

    def is_outward(self, row: Row) -> bool:
        """Whether a charge is of a parcel that leaves, named by its number or by its order alone."""
        number, order = row["tracking_number"].strip(), row["order_id"].strip()
        return number in self.outward or (not number and any(key[0] == order for key in self.lines))

    def numbers(self, row: Row) -> set[str]:
        """The parcels that a charge is of; under the order's number what has no tracking number yet."""
        number, order = row["tracking_number"].strip(), row["order_id"].strip()
        if number:
            return {number}
        return {line.tracking or order for line in self.lines.values() if line.key[0] == order}


def charged(rows: list[Row], parcels: Parcels) -> tuple[Stated, list[Row]]:
    """Invoice charges on lines, and the charges that no line can bear."""
    stated: Stated = {}
    rest = []
    for row in rows:
        weights = None if row["charge_type"] == "storage" else parcels.weights(row)
        if weights is None:
            rest.append(row)
            continue
        shares = split(
            amount(row["amount"]), {k: Decimal(v) for k, v in weights.items()}, weights, row["currency"]
        )
        for key, share in shares.items():
            place = key, row["charge_type"], row["currency"]
            stated[place] = stated.get(place, ZERO) + share
    return stated, rest


def accrued(rows: list[Row], parcels: Parcels) -> Stated:
    """What parcels will be invoiced, those to come included: the average of the newest invoice, by charge."""
    stated: Stated = {}
    outward = [row for row in rows if parcels.is_outward(row)]
    for charge in ACCRUED:
        same = [row for row in outward if row["charge_type"] == charge]
        billed = {number for row in same for number in parcels.numbers(row)}
        newest = {carrier: _newest(same, carrier) for carrier in {row["provider"] for row in same}}
        for bearers in _unbilled(parcels, billed):
            carrier = max(line.carrier for line in bearers)
            invoiced = newest.get(carrier, []) if carrier else _of_all(newest)
            for currency, each in _average(invoiced).items():
                units = {line.key: line.quantity for line in bearers}
                weights = {key: Decimal(value) for key, value in units.items()}
                for key, share in split(each, weights, units, currency).items():
                    place = key, charge, currency
                    stated[place] = stated.get(place, ZERO) + share
    return stated


def _newest(rows: list[Row], carrier: str) -> list[Row]:
    own = [row for row in rows if row["provider"] == carrier]
    last = max((row["invoice_date"], row["invoice_number"]) for row in own)
    return [row for row in own if (row["invoice_date"], row["invoice_number"]) == last]


def _of_all(newest: dict[str, list[Row]]) -> list[Row]:
    """The newest invoices of the carriers that were heard from in the four weeks before the last one."""
    days = {carrier: day(rows[0]["invoice_date"], "ymd") for carrier, rows in newest.items()}
    if not days:
        return []
    first = max(days.values()) - timedelta(days=28)
    return [row for carrier, rows in newest.items() if days[carrier] >= first for row in rows]


def _average(rows: list[Row]) -> dict[str, Decimal]:
    """Currency → what the rows come to per parcel that they name, in every currency.

    A charge that names only an order is of a parcel that others name; where none does, orders are counted.
    """
    numbered = {row["tracking_number"].strip() for row in rows} - {""}
    count = len(numbered or {row["order_id"].strip() for row in rows})
    whole: dict[str, Decimal] = {}
    for row in rows:
        whole[row["currency"]] = whole.get(row["currency"], ZERO) + amount(row["amount"])
    return {currency: rounded(total / count, currency) for currency, total in whole.items()}


def _unbilled(parcels: Parcels, billed: set[str]) -> Iterator[list[Line]]:
    """Parcels that left or are owed, and per order what has no number yet; never the platform's own."""
    for number, keys in parcels.outward.items():
        here = [parcels.lines[key] for key in keys]
        going = [line for line in here if line.is_shipped or line.is_sold or line.is_sample]
        if number not in billed and any(not line.is_fbt for line in going):
            yield here
    to_send: dict[str, list[Line]] = {}
    for line in parcels.lines.values():
        if not line.tracking and not line.is_fbt and (line.is_sold or line.is_sample):
            to_send.setdefault(line.key[0], []).append(line)
    yield from (lines for order, lines in to_send.items() if order not in billed)


def graded_units(rows: list[Row], parcels: Parcels) -> dict[Key, tuple[int, int]]:
    """Units back graded A, and all others: a receipt is of the line with its SKU, else the first."""
    found: dict[Key, tuple[int, int]] = {}
    for row in rows:
        keys = sorted(parcels.back.get(row["tracking_number"].strip(), []))
        if row["charge_type"] != "return_handling" or not keys:
            continue
        same = [key for key in keys if parcels.lines[key].seller_sku == row["seller_sku"]]
        key = (same or keys)[0]
        kept, lost = found.get(key, (0, 0))
        units, is_a = int(row["quantity"] or 0), row["grade"].strip().upper() == "A"
        found[key] = (kept + units, lost) if is_a else (kept, lost + units)
    return found
