"""What coming back costs, line by line: parts of other lines of the margin, and what the rate card assumes.

A line of the demo has at most one return, so what is said of a line is said of its return.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import yaml

from orchestration.demo.catalogue import PRODUCTS, SHOPS, SKUS, UK, US
from orchestration.demo.clock import DAY, to_date
from orchestration.demo.draws import NEVER, Bools, Ints, Table, half_up
from orchestration.demo.reference_files import SHOPS_YAML
from orchestration.demo.settle import REFUND
from orchestration.demo.truth.costs import graded_returns
from orchestration.demo.truth.known import Known

ASSUMED = (
    "return_label_assumed", "receiving_assumed", "restocking_assumed", "disposal_assumed",
    "write_down_assumed", "ticket_assumed",
)  # fmt: skip
IN_OTHER_LINES = (
    "refund_of_shipping", "platform_fees_kept", "affiliate_commission_kept", "outbound_freight_wasted",
)  # fmt: skip
_GRADES = ("a", "b", "c")
_UNGRADED = 3
# Of the label: too small, too large, defective, not as described, no longer needed, damaged, parts missing,
# not received.
_SELLER_SHARES = (100, 100, 100, 100, 50, 0, 100, 100)
_SIZES, _MISSING_PARTS = (0, 1), 6


def shown_returns(known: Known) -> Bools:
    """The returns that an export shows."""
    return known.world.returns["requested"] < known.world.span.last_export


def parts_of_other_lines(known: Known, amounts: Table) -> Table:
    """By line, in the reporting currency: shipping given back, fees and commission kept, freight in vain."""
    rows = known.world.settlements
    mine = rows["type"] == REFUND

    def taken_back(*names: str) -> Ints:
        whole = sum((rows[name] for name in names), np.zeros(len(rows["day"]), dtype=np.int64))
        return np.where(known.sold, known.convert_local(known.per_line(rows["line"][mine], whole[mine])), 0)

    refund = amounts["refunds"]
    value = np.maximum(amounts["gross_sales"] - amounts["seller_discount"], 1)
    fees_back, commission_back = taken_back("referral"), taken_back("affiliate", "affiliate_ads")
    fees = amounts["referral_fee"] + fees_back
    commission = amounts["affiliate_commission"] + commission_back
    return {
        "refund_of_shipping": -taken_back("customer_shipping_refund", "incentive_refund"),
        "platform_fees_kept": half_up(fees * refund, value) - fees_back,
        "affiliate_commission_kept": half_up(commission * refund, value) - commission_back,
        "outbound_freight_wasted": half_up(amounts["last_mile"] * refund, value),
    }


def assumed_costs(known: Known, cost_of_goods: Ints) -> Table:
    """What the rate card of the demo's `shops.yaml` says of each line's return, in the reporting currency."""
    returns, last = known.world.returns, known.world.span.last_export
    graded = np.zeros(len(returns["line"]), dtype=bool)
    graded[graded_returns(known)[0]] = True
    line, shown = returns["line"], shown_returns(known)
    settled = known.refund_settled[line] & (returns["shop"] == US)
    label = shown & (returns["sent"] < last) & ~settled & ~((returns["shop"] == UK) & graded)
    back = np.where(graded | (~returns["refund_only"] & known.return_done), returns["quantity"], 0)
    grade = np.where(graded, returns["grade"], _UNGRADED)
    local = {
        "return_label_assumed": np.where(
            label, half_up(_card(known, "return_label") * _seller_shares(known), 100), 0
        ),
        "receiving_assumed": np.where(graded, 0, back) * _card(known, "receiving"),
        "restocking_assumed": back * _card(known, "restocking", grade),
        "disposal_assumed": back * _card(known, "disposal", grade),
    }
    found = {name: known.convert_local(known.per_line(line, amount)) for name, amount in local.items()}
    # A unit graded lower than A is written off whole; the rest is not written off at all.
    rate, known_rate = _card(known, "write_down", grade), _card(known, "write_down", grade) >= 0
    already = np.where(graded & (grade > 0), 100, 0)
    units = half_up(cost_of_goods[line] * back, np.maximum(known.lines["quantity"][line], 1))
    lost = np.where(known_rate, half_up(units * (rate - already), 100), 0)
    found["write_down_assumed"] = known.per_line(line, lost)
    found["ticket_assumed"] = np.zeros(known.count, dtype=np.int64)
    return {name: np.where(known.sold, amount, 0) for name, amount in found.items()}


def _card(known: Known, component: str, grade: Ints | None = None) -> Ints:
    """The card's entry for each return in cents, or in per cent for a rate: -1 where there is none."""
    returns = known.world.returns
    missing = -1 if component == "write_down" else 0
    found = np.full(len(returns["line"]), missing, dtype=np.int64)
    day = np.minimum(returns["requested"], NEVER) // DAY
    for shop, declared in enumerate(yaml.safe_load(SHOPS_YAML)["shops"]):
        assert declared["id"] == SHOPS[shop].id
        entries = [one for one in declared["return_rate_card"] if one["component"] == component]
        for entry in sorted(entries, key=lambda one: one["valid_from"]):
            held = (returns["shop"] == shop) & (day >= _day_of(entry["valid_from"]))
            if "grade" in entry and grade is not None:
                held &= grade == (*_GRADES, "ungraded").index(entry["grade"])
            found[held] = round(100 * float(entry.get("amount", entry.get("rate"))))
    return found


def _day_of(when: date) -> int:
    return (when - to_date(0)).days


def _seller_shares(known: Known) -> Ints:
    """Per cent of a label that the seller pays: by the reason, the platform's own parcels, and two sizes."""
    returns, lines = known.world.returns, known.lines
    share = np.array(_SELLER_SHARES, dtype=np.int64)[returns["reason"]]
    product = lines["o"] * len(PRODUCTS) + np.array([sku.product for sku in SKUS])[lines["sku"]]
    same = np.bincount(product)[product] > 1
    share[np.isin(returns["reason"], _SIZES) & same[returns["line"]]] = 50
    share[(returns["reason"] == _MISSING_PARTS) & known.orders["fbt"][returns["o"]]] = 0
    return share
