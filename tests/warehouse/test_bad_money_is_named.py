"""What a seller's files get wrong about money: each kind is named by its own check, with the amounts.

Two shops stand in one home. After their files have landed, `whole` and the ad account of `sown` are taken out
of shops.yaml, and `sown` is said to earn pounds; all else is wrong in the files of `sown` themselves.
"""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.reckoning.compiled import breaking_rows, build, compiled_models
from tests.reckoning.many_lines import CENT, Exports, write_home
from tests.reckoning.random_shops.drawing import header_of

Named = dict[str, list[dict[str, Any]]]
ORDERS = 40
CHECKS = (
    "every_settlement_is_of_a_declared_shop",
    "no_statement_has_two_contents",
    "every_price_and_quantity_is_positive",
    "every_amount_of_a_shop_is_in_its_currency",
    "no_cost_overlaps_another",
    "every_sold_sku_has_a_cost",
    "every_ad_account_belongs_to_a_shop",
)
COST_COLUMNS = ("seller_sku", "valid_from", "valid_to", "unit_cost")
COSTS = (
    ("S0", "2026-01-01", "2026-12-31", "2.00"),
    ("S0", "2026-02-01", "", "3.00"),
    ("S1", "2026-01-01", "", "4.00"),
    ("S1", "2026-01-01", "", "5.00"),
    ("S2", "2026-01-01", "2026-01-31", "6.00"),
    ("S2", "2026-02-01", "", "7.00"),
)


@pytest.fixture(scope="module")
def named(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Named:
    """Check → the rows that it names."""
    home = tmp_path_factory.mktemp("bad_money") / "home"
    keys: dict[str, Any] = {}
    write_home(home, 2 * ORDERS, lambda exports: _spoil(exports, keys))
    _write(
        home, "product_costs", "product_costs.csv",
        [dict(zip(COST_COLUMNS, row, strict=True)) | {"currency": "USD"} for row in COSTS],
    )  # fmt: skip
    _write(
        home, "ads", "GMV Max product-8888-2026-03-09-2026-03-15.csv",
        [{"Campaign name": "Stray", "Campaign ID": "1791", "Product ID": "1729", "Cost": "12.34",
          "SKU orders": 1, "Gross revenue": "20.00", "Currency": "USD"}],
        header_of("ads_gmv_max"),
    )  # fmt: skip
    account = {"id": "8888", "timezone": "UTC", "currency": "USD", "spend_includes_vat": False}
    _declare(home, {"ad_accounts": [account]}, {"whole", "sown"})
    build(home, compiled_models(demo_home, ()))
    for folder in ("whole", "sown/orders", "sown/settlements", "sown/ads"):
        shutil.rmtree(home / "inbox" / folder)
    _declare(home, {"ad_accounts": [], "currency": "GBP"}, {"sown"})
    build(home, compiled_models(demo_home, ("order_line_margins", "ad_spend")))
    return keys | {name: breaking_rows(demo_home, name, home / "warehouse.duckdb") for name in CHECKS}


def _spoil(exports: Exports, keys: dict[str, Any]) -> None:
    order = exports.orders[3]
    for name in ("SKU Unit Original Price", "SKU Subtotal Before Discount", "SKU Subtotal After Discount"):
        order[name] = -Decimal(str(order[name]))
    exports.statements.append(
        exports.statements[0]
        | {"Total settlement amount": exports.statements[0]["Total settlement amount"] - CENT}
    )
    keys |= {"order": order, "statement": exports.statements[0]}


def _declare(home: Path, sown: dict[str, Any], shops: set[str]) -> None:
    path = home / "shops.yaml"
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = [shop | (sown if shop["id"] == "sown" else {}) for shop in said["shops"] if shop["id"] in shops]
    path.write_text(yaml.safe_dump(said | {"shops": kept}), encoding="utf-8")


def _write(
    home: Path, source: str, name: str, rows: list[dict[str, Any]], header: list[str] | None = None
) -> None:
    folder = home / "inbox" / "sown" / source
    folder.mkdir(parents=True)
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header or list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)


def test_a_settlement_of_an_unknown_shop_is_named_with_its_amount(named: Named) -> None:
    (row,) = named["every_settlement_is_of_a_declared_shop"]
    assert (row["shop_id"], row["row_count"], row["currency"]) == ("whole", ORDERS, "USD")
    assert row["settlement_local"] > 0 and row["first_file"].startswith("whole/settlements/income")


def test_a_statement_with_two_totals_is_named_with_both_and_one_told_twice_is_not(named: Named) -> None:
    (row,) = named["no_statement_has_two_contents"]
    stated = named["statement"]
    assert row["statement_id"] == stated["Statement ID"]
    assert row["settlement_local"] - row["other_settlement_local"] == CENT
    assert row["settlement_local"] == stated["Total settlement amount"]
    assert row["source_row"] < row["other_row"]


def test_a_negative_price_is_named_with_its_order_and_row(named: Named) -> None:
    (row,) = named["every_price_and_quantity_is_positive"]
    assert row["order_id"] == named["order"]["Order ID"]
    assert row["unit_price_local"] == named["order"]["SKU Unit Original Price"] < 0
    assert row["source_file"].startswith("sown/orders/") and row["source_row"] == 5


def test_a_currency_that_is_not_the_shops_is_named_with_what_it_comes_to(named: Named) -> None:
    found = {row["found_in"]: row for row in named["every_amount_of_a_shop_is_in_its_currency"]}
    assert set(found) == {"orders", "settlements"}
    for row in found.values():
        assert (row["shop_id"], row["currency"], row["shop_currency"]) == ("sown", "USD", "GBP")
        assert row["row_count"] == ORDERS and row["amount_local"] > 0


def test_costs_that_overlap_are_named_with_both_amounts_and_costs_that_follow_each_other_are_not(
    named: Named,
) -> None:
    found = {
        (row["seller_sku"], row["unit_cost"], row["other_unit_cost"])
        for row in named["no_cost_overlaps_another"]
    }
    assert found == {("S0", Decimal(2), Decimal(3)), ("S1", Decimal(4), Decimal(5))}


def test_a_sku_without_a_cost_is_named_with_its_sales_and_has_no_margin(named: Named) -> None:
    found = {row["seller_sku"]: row for row in named["every_sold_sku_has_a_cost"]}
    assert set(found) == {"S3", "S4", "S5", "S6"}
    assert all(row["line_count"] > 0 and row["net_sales"] != 0 for row in found.values())


def test_an_ad_account_that_no_shop_claims_is_named_with_what_it_spent(named: Named) -> None:
    (row,) = named["every_ad_account_belongs_to_a_shop"]
    assert (row["ad_account_id"], row["spend_local"], row["currency"]) == ("8888", Decimal("12.34"), "USD")
