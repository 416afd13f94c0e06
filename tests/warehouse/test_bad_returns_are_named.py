"""What a returns export gets wrong: each kind is kept, costed, and named by its check with the amounts."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.reckoning.compiled import breaking_rows, build, compiled_models
from tests.reckoning.many_lines import Exports, Row, write_home
from tests.reckoning.random_shops.drawing import header_of

CHECKS = (
    "every_return_has_its_order",
    "no_refund_is_above_the_amount_paid",
    "no_more_units_come_back_than_were_sold",
    "no_return_number_stands_for_two_returns",
    "every_reason_of_a_return_is_known",
    "every_return_goes_forward_in_time",
    "every_refund_is_read_by_evidence",
    "no_return_is_in_another_currency",
)
MARTS = ("return_costs", "return_lines", "return_rates_weekly", "order_line_margins")
NOWHERE = "5764999999999999999"


@dataclass
class Named:
    """The orders of the sown shop, the home, and what each check said."""

    orders: list[Row]
    home: Path
    rows: dict[str, list[dict[str, Any]]]

    def cost(self, number: str) -> tuple[str, Decimal]:
        """Kind and total of a return."""
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            found = connection.execute(
                "select row_kind, total_return_cost from marts.return_costs where return_id = ?", [number]
            ).fetchall()
        assert len(found) == 1
        return found[0]


@pytest.fixture(scope="module")
def named(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Named:
    home = tmp_path_factory.mktemp("bad_returns") / "home"
    orders: list[Row] = []
    write_home(home, 80, lambda exports: _keep(exports, orders))
    _write_returns(home / "inbox" / "sown" / "returns", orders)
    build(home, compiled_models(demo_home, MARTS))
    rows = {name: breaking_rows(demo_home, name, home / "warehouse.duckdb") for name in CHECKS}
    return Named(orders, home, rows)


def _keep(exports: Exports, orders: list[Row]) -> None:
    orders += exports.orders
    exports.settled = [row for row in exports.settled if row["Order/adjustment ID"] != orders[0]["Order ID"]]


def _paid(order: Row) -> Decimal:
    return Decimal(order["SKU Subtotal After Discount"])


def _write_returns(folder: Path, orders: list[Row]) -> None:
    sold = [
        {
            "Order ID": order["Order ID"],
            "SKU ID": order["SKU ID"],
            "Return Type": "Refund only",
            "Return Reason": "Too small",
            "Return Quantity": 1,
            "Return Status": "Completed",
            "Time Requested": "20/04/2026 09:00:00",
            "Refund Time": "22/04/2026 09:00:00",
        }
        for order in orders
    ]
    long_ago, too_early = {"Time Requested": "01/01/2026 09:00:00"}, {"Refund Time": "19/04/2026 09:00:00"}
    rows = [
        sold[0] | {"Return Order ID": "1", "Return unit price": f"${_paid(orders[0]) + 3}"},
        sold[1] | {"Return Order ID": "2", "Return unit price": f"${_paid(orders[1])}", "Return Quantity": 3},
        sold[2] | {"Return Order ID": "3", "Return unit price": "$2.00"},
        sold[3] | {"Return Order ID": "3", "SKU ID": sold[2]["SKU ID"], "Return unit price": "$3.00"},
        sold[4] | {"Return Order ID": "4", "Return unit price": "$4.00"},
        sold[4] | {"Return Order ID": "4", "Return unit price": "$5.00"},
        sold[5] | {"Return Order ID": "5", "Return unit price": "$1.50", "Return Reason": "Haunted"},
        sold[6] | {"Return Order ID": "6", "Return unit price": "$1.00"} | too_early,
        sold[7] | {"Return Order ID": "7", "Return unit price": "$1.00"} | long_ago,
        sold[8] | {"Return Order ID": "8", "Return unit price": "$1.00", "Return Quantity": 2},
        sold[9] | {"Return Order ID": "9", "Return unit price": "$9.99", "Order ID": NOWHERE},
        sold[10] | {"Return Order ID": "10", "Return unit price": "$1.00"},
    ]  # fmt: skip
    folder.mkdir(parents=True)
    path = folder / "Return orders-2026-05-18-05_30.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header_of("returns_25"), restval="")
        writer.writeheader()
        writer.writerows(rows)


def test_a_return_without_its_order_is_named_and_costs_its_refund(named: Named) -> None:
    (_, lost) = sorted(named.rows["every_return_has_its_order"], key=lambda row: row["return_id"])
    assert (lost["return_id"], lost["order_id"], lost["refund_local"]) == ("9", NOWHERE, Decimal("9.99"))
    assert named.cost("9") == ("return_without_order", Decimal("9.99"))


def test_a_refund_above_the_amount_paid_is_named_with_what_is_beyond_and_costs_the_value(
    named: Named,
) -> None:
    (row,) = named.rows["no_refund_is_above_the_amount_paid"]
    assert row["order_id"] == named.orders[0]["Order ID"]
    assert (row["refund_local"], row["paid_local"], row["beyond_local"]) == (
        _paid(named.orders[0]) + 3, _paid(named.orders[0]), 3,
    )  # fmt: skip
    with duckdb.connect(str(named.home / "warehouse.duckdb"), read_only=True) as connection:
        goods = connection.execute("select refund_of_goods from marts.return_costs where return_id = '1'")
        assert goods.fetchall() == [(_paid(named.orders[0]) + Decimal("0.50"),)]


def test_more_units_back_than_sold_are_named_and_count_as_those_sold(named: Named) -> None:
    found = {row["order_id"]: row for row in named.rows["no_more_units_come_back_than_were_sold"]}
    assert set(found) == {named.orders[1]["Order ID"], named.orders[8]["Order ID"]}
    row = found[named.orders[1]["Order ID"]]
    assert (row["ordered_quantity"], row["returned_quantity"], row["refund_local"]) == (
        1, 3, _paid(named.orders[1]),
    )  # fmt: skip
    with duckdb.connect(str(named.home / "warehouse.duckdb"), read_only=True) as connection:
        above = connection.execute(
            "select count(*), max(completed_unit_rate) from marts.return_rates_weekly"
            " where shop_id = 'sown' and dimension = 'all' and week_basis = 'order_week'"
            " and completed_unit_count > sold_unit_count"
        ).fetchall()
    assert above == [(0, None)]


def test_a_number_that_stands_for_two_returns_is_named_and_both_orders_are_kept(named: Named) -> None:
    found = {row["stated_return_id"]: row for row in named.rows["no_return_number_stands_for_two_returns"]}
    assert {number: (row["row_count"], row["order_count"]) for number, row in found.items()} == {
        "3": (2, 2), "4": (2, 1),
    }  # fmt: skip
    assert (found["4"]["refund_of_all_rows_local"], found["4"]["largest_refund_local"]) == (9, 5)
    assert named.cost("3")[0] == "return"
    assert named.cost(f"3/{named.orders[3]['Order ID']}") == ("return_without_order", Decimal(3))


def test_a_reason_never_seen_is_named_with_what_it_gave_back(named: Named) -> None:
    (row,) = named.rows["every_reason_of_a_return_is_known"]
    assert (row["reason"], row["return_count"], row["refund_local"]) == ("Haunted", 1, Decimal("1.50"))


def test_a_return_that_goes_backward_in_time_is_named(named: Named) -> None:
    found = {row["return_id"]: row["refund_local"] for row in named.rows["every_return_goes_forward_in_time"]}
    assert found == {"6": 1, "7": 1}


def test_a_refund_that_nothing_shows_to_be_a_total_is_named_with_both_readings(named: Named) -> None:
    (row,) = named.rows["every_refund_is_read_by_evidence"]
    assert (row["return_id"], row["refund_if_total_local"], row["refund_if_per_unit_local"]) == ("8", 1, 2)


def test_a_return_in_another_currency_is_named_and_in_no_sum(named: Named, demo_home: Path) -> None:
    """The shop is said to earn pounds after its files have landed in dollars."""
    assert named.rows["no_return_is_in_another_currency"] == []
    home = named.home.with_name("pounds")
    shutil.copytree(named.home, home)
    shutil.rmtree(home / "inbox" / "sown")
    said = yaml.safe_load((home / "shops.yaml").read_text(encoding="utf-8"))
    for shop in said["shops"]:
        shop["currency"] = "GBP" if shop["id"] == "sown" else shop["currency"]
    (home / "shops.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    build(home, compiled_models(demo_home, MARTS))
    found = breaking_rows(demo_home, "no_return_is_in_another_currency", home / "warehouse.duckdb")
    assert len(found) == 11 and {row["currency"] for row in found} == {"USD"}
    assert sum(row["stated_refund_local"] for row in found) > 30
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        told = connection.execute(
            "select count(*), count(refund_local), sum(refunded_goods_local) from marts.return_lines"
        ).fetchone()
        counted = connection.execute(
            "select sum(customer_refund), sum(assumed_cost) from marts.return_costs"
        ).fetchone()
    assert told == (11, 0, None) and counted == (None, 0)
