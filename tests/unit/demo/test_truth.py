"""The truth closes: levels, conservation, counts. And it is what the exports say when they are landed."""

from collections import defaultdict
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.demo.draws import half_up, split
from orchestration.demo.truth.tables import RETURN_COLUMNS
from orchestration.demo.write import write_demo
from orchestration.exports.landing import land_inbox
from orchestration.settings import load_settings
from tests.unit.demo.reading import Newest, Written, read_csv, read_sheet


def _total(rows: list[dict[str, str]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


def test_the_waterfall_closes_in_every_row(demo: Written) -> None:
    rows = demo.truth("contribution_margin_weekly")
    assert len(rows) > 1000
    for row in rows:
        a = {
            name: Decimal(value)
            for name, value in row.items()
            if name not in ("shop_id", "order_week", "sku_id")
        }
        assert a["net_sales"] == a["gross_sales"] - a["seller_discount"] - a["refunds"]
        assert (
            a["cm1"]
            == a["net_sales"] + a["shipping_income"] - a["cost_of_goods"] + a["cost_of_goods_recovered"]
        )
        fulfilment = ("first_leg_freight", "duty", "last_mile", "handling", "storage", "late_compensation")
        assert a["fulfilment_cost"] == sum(a[name] for name in fulfilment)
        assert a["platform_fees"] == a["referral_fee"] + a["transaction_fee"] + a["other_platform_fees"]
        returned = a["return_shipping"] + a["return_handling"] + a["refund_administration_fee"]
        assert a["return_cost"] == returned - a["return_compensation"]
        assert a["cm2"] == a["cm1"] - a["fulfilment_cost"] - a["platform_fees"] - a["return_cost"]
        marketing = a["ad_spend"] + a["affiliate_commission"] + a["sample_cost"] + a["other_marketing"]
        assert a["cm3"] == a["cm2"] - marketing


def test_the_margin_is_that_of_a_real_business(demo: Written) -> None:
    rows = demo.truth("contribution_margin_weekly")
    for shop in ("us-main", "uk-cross"):
        mine = [row for row in rows if row["shop_id"] == shop]
        assert Decimal("0.05") < _total(mine, "cm3") / _total(mine, "net_sales") < Decimal("0.18")
    by_sku = defaultdict(Decimal)
    for row in rows:
        by_sku[row["sku_id"]] += Decimal(row["cm3"])
    assert 2 <= sum(value < 0 for value in by_sku.values()) <= 8


def test_ad_spend_in_dollars_is_conserved(demo: Written) -> None:
    reported = Decimal(0)
    for path in demo.files("us-main/ads/GMV Max*.xlsx"):
        reported += sum((Decimal(str(row["Cost"])) for row in read_sheet(path, "Sheet1")), Decimal(0))
    for path in demo.files("us-main/ads/Ads Manager*.xlsx"):
        rows = read_sheet(path, "Sheet1")
        reported += sum((Decimal(str(row["Cost"])) for row in rows[:-1]), Decimal(0))
        assert Decimal(str(rows[-1]["Cost"])) == sum(Decimal(str(row["Cost"])) for row in rows[:-1])
    truth = [row for row in demo.truth("contribution_margin_weekly") if row["shop_id"] == "us-main"]
    assert _total(truth, "ad_spend") == reported


def test_storage_invoices_are_conserved(demo: Written) -> None:
    invoiced = Decimal(0)
    for path in demo.files("us-main/logistics_invoices/invoice_Harborline*.csv"):
        invoiced += sum(
            (Decimal(r["amount"]) for r in read_csv(path) if r["charge_type"] == "storage"), Decimal(0)
        )
    truth = [row for row in demo.truth("contribution_margin_weekly") if row["shop_id"] == "us-main"]
    assert invoiced > 0 and _total(truth, "storage") == invoiced


def test_gross_sales_in_dollars_are_those_of_the_sold_lines(demo: Written, newest_orders: Newest) -> None:
    sold = [
        row
        for row in newest_orders("us-main")
        if row["Order Status"] != "Canceled"
        and Decimal(row["SKU Subtotal After Discount"]) + Decimal(row["SKU Platform Discount"]) > 0
    ]
    truth = [row for row in demo.truth("contribution_margin_weekly") if row["shop_id"] == "us-main"]
    assert _total(truth, "gross_sales") == sum(Decimal(row["SKU Subtotal Before Discount"]) for row in sold)
    assert sum(int(row["order_count"]) for row in truth) == len(sold)


def test_due_is_on_time_late_and_overdue(demo: Written) -> None:
    for row in demo.truth("fulfillment_sla_weekly"):
        for prefix in ("", "delivery_"):
            parts = [int(row[f"{prefix}{name}_count"]) for name in ("on_time", "late", "overdue")]
            assert int(row[f"{prefix}due_count"]) == sum(parts)


def test_a_return_costs_the_sum_of_its_parts(demo: Written) -> None:
    rows = demo.truth("return_cost_weekly")
    assert len(rows) > 200
    for row in rows:
        parts = [name for name in RETURN_COLUMNS[:-1] if name != "return_compensation"]
        assert Decimal(row["total_return_cost"]) == sum(Decimal(row[p]) for p in parts) - Decimal(
            row["return_compensation"]
        )


def test_the_demo_lands_and_only_what_was_sown_is_set_aside(tmp_path) -> None:
    write_demo(tmp_path, weeks=4, orders_per_week=80)
    settings = load_settings(tmp_path)
    landed = land_inbox(settings)
    receipts = {receipt.source_file: receipt for receipt in landed.receipts}
    with (tmp_path / "demo" / "truth" / "source_files.csv").open(encoding="utf-8") as file:
        truth = [line.rstrip("\n").split(",") for line in file][1:]
    assert len(landed.receipts) == sum(row[-1] == "false" for row in truth)
    for _, _, name, read, quarantined, duplicate in truth:
        if duplicate == "false":
            assert (receipts[name].rows_read, receipts[name].rows_quarantined) == (
                int(read),
                int(quarantined),
            ), name


@given(
    st.integers(-10_000, 10_000),
    st.lists(st.integers(0, 500), min_size=1, max_size=8),
    st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_a_split_conserves_its_whole_and_is_fair_to_the_unit(
    whole: int, weights: list[int], quantity: list[int]
) -> None:
    group = np.zeros(len(weights), dtype=np.int64)
    parts = split(np.array([whole]), group, np.array(weights), np.array(quantity[: len(weights)]))
    assert parts.sum() == whole
    if sum(weights):
        exact = np.array(weights) * whole / sum(weights)
        assert (np.abs(parts - exact) < 1).all()


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (-10, [1, 1, 1], [-4, -3, -3]),
        (5, [0, 0], [3, 2]),
        (100, [2, 1], [67, 33]),
    ],
)
def test_the_units_left_over_go_to_the_largest_remainders_then_to_the_first(
    whole: int, weights: list[int], parts: list[int]
) -> None:
    group = np.zeros(len(weights), dtype=np.int64)
    assert split(np.array([whole]), group, np.array(weights)).tolist() == parts


def test_halves_are_rounded_away_from_zero() -> None:
    assert half_up(np.array([5, -5, 4, 15, -15]), 10).tolist() == [1, -1, 0, 2, -2]
