"""What each return cost, from the export files: its part of what its line bears, by the words of money.md."""

from __future__ import annotations

from decimal import Decimal

from tests.reckoning import costs
from tests.reckoning.arithmetic import ZERO, rounded, split
from tests.reckoning.books import Accounts, Books
from tests.reckoning.exports import Row, amount
from tests.reckoning.margin import line_amounts
from tests.reckoning.sales import Key, Line, return_rows

BY_REFUND = (
    "refund_of_goods", "refund_of_shipping", "platform_fees_refunded", "platform_fees_kept",
    "refund_administration_fee", "affiliate_commission_clawed_back", "affiliate_commission_kept",
    "outbound_freight_wasted",
)  # fmt: skip
BY_EVIDENCE = (
    "return_shipping", "return_handling", "goods_written_off", "cost_of_goods_recovered",
    "return_compensation",
)  # fmt: skip
RETURN_PARTS = BY_REFUND + BY_EVIDENCE
Costs = dict[tuple[str, str, str], dict[str, Decimal]]
"""(shop, return, SKU) → component → amount in the reporting currency; only what is not 0."""
_TURNS = {"Completed": 1, "Refund rejected": 3, "Canceled": 3}


def return_costs(accounts: Accounts) -> Costs:
    """The stated costs of all returns of sold lines, and of lines that cost something without a return."""
    found: Costs = {}
    for books in accounts.books:
        reported = line_amounts(books)
        of_line: dict[Key, list[Row]] = {}
        for row in return_rows(books.shop).values():
            of_line.setdefault((row["Order ID"], row["SKU ID"]), []).append(row)
        evidence = _evidence(books)
        for key, line in books.lines.items():
            if line.is_sold:
                _share(
                    books, line, _wholes(books, line, reported[key]), of_line.get(key, []), evidence, found
                )
    return found


def _wholes(books: Books, line: Line, amounts: dict[str, Decimal]) -> dict[str, Decimal]:
    """What a line bears, by component."""
    given_back = {
        name: books.rates.convert(-whole, books.shop.currency, line.ordered_on)
        for name, whole in _fees_together(books.given_back.get(line.key, {})).items()
    }

    def of(name: str) -> Decimal:
        return amounts.get(name, ZERO)

    value = of("gross_sales") - of("seller_discount")

    def refunded(whole: Decimal) -> Decimal:
        return rounded(whole * of("refunds") / value, books.rates.reporting) if value > 0 else ZERO

    fees_back, commission_back = given_back.get("fees", ZERO), given_back.get("affiliate_commission", ZERO)
    known = line.key not in books.unknown
    return {
        "refund_of_goods": of("refunds"),
        "refund_of_shipping": given_back.get("shipping_income", ZERO),
        "platform_fees_refunded": fees_back,
        "platform_fees_kept": refunded(of("referral_fee") + of("transaction_fee") + fees_back) - fees_back,
        "refund_administration_fee": of("refund_administration_fee"),
        "affiliate_commission_clawed_back": commission_back,
        "affiliate_commission_kept": refunded(of("affiliate_commission") + commission_back) - commission_back,
        "outbound_freight_wasted": refunded(of("last_mile")),
        "return_shipping": of("return_shipping"),
        "return_handling": of("return_handling"),
        "goods_written_off": of("goods_written_off") if known else ZERO,
        "cost_of_goods_recovered": of("cost_of_goods_recovered") if known else ZERO,
        "return_compensation": of("return_compensation"),
    }


def _fees_together(amounts: dict[str, Decimal]) -> dict[str, Decimal]:
    """Referral and transaction fees of one currency are one amount, converted once."""
    fees = amounts.get("referral_fee", ZERO) + amounts.get("transaction_fee", ZERO)
    return {"fees": fees} | {
        name: amounts[name] for name in ("shipping_income", "affiliate_commission") if name in amounts
    }


def _share(
    books: Books,
    line: Line,
    wholes: dict[str, Decimal],
    rows: list[Row],
    evidence: dict[str, dict[str, Decimal]],
    found: Costs,
) -> None:
    if not any(wholes.values()) and not rows:
        return
    if not rows:
        place = books.shop.id, f"settlement:{line.key[0]}", line.key[1]
        found[place] = {name: whole for name, whole in wholes.items() if whole}
        return
    first = min(_TURNS.get(row["Return Status"], 2) for row in rows)
    in_turn = {row["Return Order ID"]: _TURNS.get(row["Return Status"], 2) == first for row in rows}
    units = {row["Return Order ID"]: max(int(row["Return Quantity"] or 1), 1) for row in rows}
    spare = {name: units[name] if in_turn[name] else 0 for name in units}
    by_refund = {
        row["Return Order ID"]: amount(row["Return unit price"]) if in_turn[row["Return Order ID"]] else ZERO
        for row in rows
    }
    for name, whole in wholes.items():
        weights = by_refund
        if name == "return_compensation":
            weights = {row["Return Order ID"]: _compensated(row) for row in rows}
        elif name in BY_EVIDENCE:
            weights = {number: evidence[name].get(f"{number} {line.key[1]}", ZERO) for number in units}
        for number, part in split(whole, weights, spare, books.rates.reporting).items():
            inside = found.setdefault((books.shop.id, number, line.key[1]), {})
            if part:
                inside[name] = inside.get(name, ZERO) + part


def _compensated(row: Row) -> Decimal:
    paid = row["Return Status"] == "Completed" and row["Compensation Status"] == "Completed"
    return amount(row["Compensation Amount"]) if paid else ZERO


def _evidence(books: Books) -> dict[str, dict[str, Decimal]]:
    """Component → return and SKU → what invoices say: a receipt is of one return, the way back of all."""
    parcels = costs.Parcels(books.shop, books.lines)
    found: dict[str, dict[str, Decimal]] = {name: {} for name in BY_EVIDENCE}
    in_parcel: dict[str, list[Row]] = {}
    for row in return_rows(books.shop).values():
        in_parcel.setdefault(row["Return Logistics Tracking ID"].strip(), []).append(row)
    for charge in books.invoices:
        number = charge["tracking_number"].strip()
        if not parcels.back.get(number):
            continue
        rows = sorted(
            in_parcel[number],
            key=lambda row: (
                row["Seller SKU"] != charge["seller_sku"],
                row["Order ID"], row["SKU ID"], row["Return Order ID"],
            ),
        )  # fmt: skip
        if charge["charge_type"] == "return_shipping":
            for row in rows:
                _add(found["return_shipping"], row, amount(charge["amount"]))
        if charge["charge_type"] == "return_handling":
            graded_a = charge["grade"].strip().upper() == "A"
            _add(found["return_handling"], rows[0], amount(charge["amount"]))
            name = "cost_of_goods_recovered" if graded_a else "goods_written_off"
            _add(found[name], rows[0], Decimal(charge["quantity"] or 0))
    return found


def _add(weights: dict[str, Decimal], row: Row, more: Decimal) -> None:
    place = f"{row['Return Order ID']} {row['SKU ID']}"
    weights[place] = weights.get(place, ZERO) + more
