"""Faults sown into one of 100,000 lines each: all are found, and named by the check whose business it is.

Two shops of 100,000 lines each stand in one home. One is left whole: nothing is ever said of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.results import CheckResult
from expectations.run import Request, validate
from expectations.suite import SUITES
from tests.reckoning.compiled import breaking_rows, build, compiled_models
from tests.reckoning.many_lines import CENT, Exports, Row, write_home

LINES = 100_000
MARTS = ("settlement_reconciliation", "statement_reconciliation", "settlement_lines")
IDENTITIES = ("settlement_rows_sum_to_their_totals", "statements_sum_to_their_totals")
SHEETS = ("stg_orders__order_lines", "settlement_reconciliation", "statement_reconciliation")


@dataclass
class Sown:
    """What was sown, by its name, and what the checks said afterwards."""

    keys: dict[str, str]
    rows: dict[str, list[dict[str, Any]]]
    """Check → the rows that break it."""
    warehouse: Path

    def reconciled(self, fault: str) -> list[tuple[str, Decimal]]:
        """Status and difference (what was settled, where nothing can be compared) of a fault's order."""
        return self._ask(
            "select status, coalesce(difference_local, settled_local) from marts.settlement_reconciliation"
            " where shop_id = 'sown' and order_id = ?",
            fault,
        )

    def paid(self, fault: str) -> list[tuple[str, Decimal]]:
        """Status and difference of a fault's statement."""
        return self._ask(
            "select status, difference_local from marts.statement_reconciliation"
            " where shop_id = 'sown' and statement_id = ?",
            fault,
        )

    def _ask(self, query: str, fault: str) -> list[tuple[str, Decimal]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query, [self.keys[fault]]).fetchall()


@pytest.fixture(scope="module")
def sown(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Sown:
    """One home with every fault in it, landed, built and checked once; the demo lends its compiled models."""
    home = tmp_path_factory.mktemp("sown") / "home"
    keys: dict[str, str] = {}
    write_home(home, LINES, lambda exports: _sow(exports, keys))
    build(home, compiled_models(demo_home, MARTS))
    warehouse = home / "warehouse.duckdb"
    rows = {name: breaking_rows(demo_home, name, warehouse) for name in IDENTITIES}
    for result in _failed(home):
        rows[result.expectation] = [*rows.get(result.expectation, []), *result.sample_keys]
    return Sown(keys, rows, warehouse)


def _failed(home: Path) -> Iterable[CheckResult]:
    suites = home.with_name("suites")
    suites.mkdir()
    for name in SHEETS:
        shutil.copy(SUITES / f"{name}.yml", suites)
    warehouse, checks = home / "warehouse.duckdb", home / "checks"
    checks.mkdir()
    return validate(Request(warehouse, warehouse, checks / "results.json", checks / "docs"), suites).failed


def _sow(exports: Exports, keys: dict[str, str]) -> None:
    """Each fault into another order of another day, from the middle of the file."""
    orders = iter(exports.orders[LINES // 8 :: LINES // 80])
    for name, spoil in {
        "a cent in a statement": _cent_of_a_fee, "a sign in a statement": _sign_of_a_fee,
        "a row gone": _row_gone, "a row twice": _row_twice,
        "a cent charged too much": _charged_too_much, "a row and its money gone": _row_and_money_gone,
    }.items():  # fmt: skip
        order = next(orders)
        row = exports.of(str(order["Order ID"]))
        statement = exports.statement_of(row)
        keys |= {name: str(order["Order ID"]), f"the statement of {name}": str(statement["Statement ID"])}
        spoil(exports, row, statement)
    cent, sign, gone, twice = (next(orders) for _ in range(4))
    cent["SKU Seller Discount"] = "1.01"
    sign["SKU Subtotal Before Discount"] = -Decimal(str(sign["SKU Subtotal Before Discount"]))
    exports.orders.remove(gone)
    exports.orders.append(dict(twice))
    for name, order in {
        "a cent in an order": cent, "a sign in an order": sign,
        "an order gone": gone, "an order's line twice": twice,
    }.items():  # fmt: skip
        keys[name] = str(order["Order ID"])
    short, unpaid = exports.payments[-2:]
    short["Payment amount"] -= CENT
    exports.payments.remove(unpaid)
    for name, payment in {"a cent in a payment": short, "a payment gone": unpaid}.items():
        (statement,) = (one for one in exports.statements if one["Payment ID"] == payment["Payment ID"])
        keys[name] = str(statement["Statement ID"])


def _cent_of_a_fee(exports: Exports, row: Row, statement: Row) -> None:
    row["Referral fee"] -= CENT


def _sign_of_a_fee(exports: Exports, row: Row, statement: Row) -> None:
    row["Referral fee"] = -row["Referral fee"]


def _row_gone(exports: Exports, row: Row, statement: Row) -> None:
    exports.settled.remove(row)


def _row_twice(exports: Exports, row: Row, statement: Row) -> None:
    exports.settled.append(dict(row))


def _charged_too_much(exports: Exports, row: Row, statement: Row) -> None:
    """Row, statement and payment all agree: only the order and its rate know better."""
    (payment,) = (one for one in exports.payments if one["Payment ID"] == statement["Payment ID"])
    for place, names in {
        id(row): (row, ("Referral fee", "Fees", "Total settlement amount")),
        id(statement): (statement, ("Total settlement amount",)),
        id(payment): (payment, ("Payment amount",)),
    }.values():
        for name in names:
            place[name] -= CENT


def _row_and_money_gone(exports: Exports, row: Row, statement: Row) -> None:
    """No sum is off: only the order knows that it was never settled."""
    (payment,) = (one for one in exports.payments if one["Payment ID"] == statement["Payment ID"])
    exports.settled.remove(row)
    statement["Total settlement amount"] -= row["Total settlement amount"]
    payment["Payment amount"] -= row["Total settlement amount"]


def test_nothing_is_said_of_the_shop_that_was_left_whole(sown: Sown) -> None:
    assert {row["shop_id"] for rows in sown.rows.values() for row in rows} == {"sown"}
    with duckdb.connect(str(sown.warehouse), read_only=True) as connection:
        found = [
            connection.execute(
                f"select status, count(*) from marts.{mart} where shop_id = 'whole' group by status"
            ).fetchall()
            for mart in ("settlement_reconciliation", "statement_reconciliation")
        ]
    assert found == [[("matched", LINES // 2)], [("matched", 40)]]


def test_rows_that_do_not_sum_are_named_with_file_row_and_amount_and_no_others(sown: Sown) -> None:
    found = {row["order_or_adjustment_id"]: row for row in sown.rows["settlement_rows_sum_to_their_totals"]}
    assert set(found) == {sown.keys["a cent in a statement"], sown.keys["a sign in a statement"]}
    cent = found[sown.keys["a cent in a statement"]]
    assert cent["difference_local"] == CENT
    assert cent["source_file"] == "sown/settlements/income_2026-05-18-05_30.csv" and cent["source_row"] > 2


def test_statements_that_are_not_their_rows_are_named_with_both_amounts_and_no_others(sown: Sown) -> None:
    found = {row["statement_id"]: row for row in sown.rows["statements_sum_to_their_totals"]}
    gone, twice = (found[sown.keys[f"the statement of {fault}"]] for fault in ("a row gone", "a row twice"))
    assert len(found) == 2
    assert gone["stated_local"] > gone["summed_local"] and twice["stated_local"] < twice["summed_local"]
    assert sown.paid("the statement of a row gone")[0][0] == "sum_differs"
    assert sown.paid("the statement of a row twice")[0][0] == "sum_differs"


def test_a_cent_that_every_sum_agrees_on_is_named_as_the_fee_that_differs(sown: Sown) -> None:
    assert sown.reconciled("a cent charged too much") == [("fee_differs", -CENT)]


def test_an_order_whose_row_and_money_are_gone_is_missing_in_the_settlement_with_its_amount(
    sown: Sown,
) -> None:
    ((status, difference),) = sown.reconciled("a row and its money gone")
    assert status == "missing_in_settlement" and difference < 0
    named = {row["order_id"] for row in sown.rows["delivered_but_never_settled"]}
    assert named == {sown.keys["a row and its money gone"], sown.keys["a row gone"]}


def test_order_lines_that_do_not_close_are_named_and_no_others(sown: Sown) -> None:
    named = {row["order_id"] for row in sown.rows["discounts_close_on_the_line"]}
    assert named == {sown.keys["a cent in an order"], sown.keys["a sign in an order"]}


def test_the_cent_of_an_order_is_the_cent_that_the_settlement_can_not_explain(sown: Sown) -> None:
    assert sown.reconciled("a cent in an order") == [("unexplained", CENT)]
    named = {row["order_id"] for row in sown.rows["unexplained"] if "order_id" in row}
    assert sown.keys["a cent in an order"] in named


def test_a_settled_order_that_no_export_holds_is_told_with_its_amount(sown: Sown) -> None:
    assert [row["order_id"] for row in sown.rows["settled_but_in_no_export"]] == [sown.keys["an order gone"]]
    ((status, settled),) = sown.reconciled("an order gone")
    assert status == "missing_in_export" and settled > 0


def test_a_line_twice_in_an_export_counts_once_and_is_told(sown: Sown) -> None:
    twice = sown.keys["an order's line twice"]
    assert [row["order_id"] for row in sown.rows["no_line_stands_twice_in_an_export"]] == [twice]
    assert sown.reconciled("an order's line twice") == [("matched", Decimal(0))]


def test_a_payment_a_cent_short_and_one_that_never_came_are_named(sown: Sown) -> None:
    assert sown.paid("a cent in a payment") == [("payment_differs", -CENT)]
    assert [status for status, _ in sown.paid("a payment gone")] == ["missing_payment"]
    assert [row["statement_id"] for row in sown.rows["payment_overdue"]] == [sown.keys["a payment gone"]]
