"""Each event of the story can be found in the files."""

import csv
import hashlib
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.unit.demo.reading import Newest, Written, read_csv, read_sheet


def _week(row: dict[str, str]) -> str:
    year, week, _ = datetime.strptime(row["Created Time"].strip(), "%m/%d/%Y %I:%M:%S %p").isocalendar()
    return f"{year}-W{week:02d}"


def _sold(row: dict[str, str]) -> bool:
    return row["Order Status"] != "Canceled" and Decimal(row["SKU Subtotal After Discount"]) > 0


def test_a_hit_burns_out_and_a_good_sku_is_out_of_stock(newest_orders: Newest) -> None:
    units = Counter((_week(row), row["Seller SKU"]) for row in newest_orders("us-main") if _sold(row))
    assert units["2026-W08", "US-GLX-WHITE"] > 4 * max(units["2026-W03", "US-GLX-WHITE"], 5)
    assert units["2026-W15", "US-GLX-WHITE"] <= 3
    assert [units[f"2026-W{week}", "US-TMB-CREAM"] for week in (15, 16, 17)] == [0, 0, 0]
    assert units["2026-W14", "US-TMB-CREAM"] > 5 and units["2026-W18", "US-TMB-CREAM"] > 5


def test_a_carrier_is_late_for_a_fortnight(demo: Written) -> None:
    late = {
        row["week"]: int(row["late_count"]) / int(row["due_count"])
        for row in demo.truth("fulfillment_sla_weekly")
        if row["shop_id"] == "us-main" and int(row["due_count"])
    }
    assert min(late["2026-W12"], late["2026-W13"]) > 0.2
    assert max(late["2026-W10"], late["2026-W16"]) < 0.05


def test_a_sku_comes_back_for_its_size(demo: Written, newest_orders: Newest) -> None:
    rows = read_sheet(demo.files("us-main/returns/*.xlsx")[-1], "Sheet1")
    reasons = Counter(row["Return Reason"] for row in rows if row["Seller SKU"] == "US-LEG-L")
    assert reasons.most_common(1)[0][0] == "Too small"
    weekly = demo.truth("return_cost_weekly")
    ids = {row["Seller SKU"]: row["SKU ID"].strip() for row in newest_orders("us-main")}
    sold = Counter(row["Seller SKU"] for row in newest_orders("us-main") if _sold(row))
    back = {
        sku: sum(int(r["returned_unit_count"]) for r in weekly if r["sku_id"] == ids[sku]) / sold[sku]
        for sku in ids
    }
    assert 0.10 < back["US-LEG-L"] < 0.30
    assert back["US-LEG-L"] > 2 * back["US-LEG-S"]


def test_the_uk_referral_fee_rises_to_ten_percent(demo: Written) -> None:
    rates = defaultdict(Counter)
    for path in demo.files("uk-cross/settlements/*.xlsx"):
        for row in read_sheet(path, "Order details"):
            if row["Type"] == "Order":
                base = (
                    row["Net sales"]
                    + row["Customer-paid shipping fee"]
                    + row["TikTok Shop shipping incentive"]
                )
                rates[row["Order created date"] >= "2026/03/02"][
                    round(-100 * row["Referral fee"] / base)
                ] += 1
    assert rates[False].most_common(1)[0][0] == 9 and rates[True].most_common(1)[0][0] == 10


def test_duties_change_on_the_second_of_february(demo: Written) -> None:
    old, new = (read_csv(path) for path in demo.files("us-main/product_costs/*.csv"))
    later = {row["seller_sku"]: row for row in new}
    assert all(Decimal(later[r["seller_sku"]]["unit_duty"]) > Decimal(r["unit_duty"]) for r in old)
    assert {row["valid_from"] for row in new} == {"2026-02-02"}
    parcels = defaultdict(set)
    for path in demo.files("uk-cross/logistics_invoices/invoice_Silkway_Express*.csv"):
        for row in read_csv(path):
            if row["charge_type"] == "清关关税":
                parcels[row["service_from"] >= "2026-02-02"].add(row["amount"])
    assert parcels == {False: {"5.20"}, True: {"8.60"}}


def test_there_are_samples_split_shipments_and_platform_warehouses(
    newest_orders: Newest,
) -> None:
    rows = newest_orders("us-main")
    samples = [
        r
        for r in rows
        if Decimal(r["SKU Subtotal After Discount"]) + Decimal(r["SKU Platform Discount"]) == 0
    ]
    assert 50 < len(samples) < 200
    packages = defaultdict(set)
    for row in rows:
        packages[row["Order ID"]].add(row["Package ID"].strip())
    assert 3 < sum(len(found) > 1 for found in packages.values()) < 100
    assert {r["Warehouse Name"] for r in rows if r["Fulfillment Type"] == "Fulfillment by TikTok Shop"} >= {
        "FC14_EWR4"
    }
    assert {r["Cancel By"] for r in rows} == {"", "User", "System", "Operator"}


def test_partial_refunds_arrive_months_later(demo: Written) -> None:
    late = []
    for path in demo.files("*/settlements/*.xlsx"):
        for row in read_sheet(path, "Order details"):
            if row["Type"] == "Refund":
                made = date.fromisoformat(
                    str(row.get("Statement date (UTC)", row.get("Statement date"))).replace("/", "-")
                )
                ordered = date.fromisoformat(str(row["Order created date"]).replace("/", "-"))
                if made - ordered > timedelta(days=60):
                    late.append(row["Order/adjustment ID"])
    assert 5 <= len(late) <= 10


def test_ads_billed_through_settlement_equal_a_campaigns_spend(demo: Written) -> None:
    spent = defaultdict(Decimal)
    for path in demo.files("us-main/ads/GMV Max*.xlsx"):
        for row in read_sheet(path, "Sheet1"):
            if row["Campaign ID"] == "1791100000000000101":
                spent[path.stem[-10:]] += Decimal(str(row["Cost"]))
    billed = []
    for path in demo.files("us-main/settlements/*.xlsx"):
        for row in read_sheet(path, "Order details"):
            if row["Type"] == "GMV payment for TikTok Ads":
                billed.append(-Decimal(str(row["Adjustment amount"])))
    assert billed == [spent[week] for week in sorted(spent)][: len(billed)]
    assert len(billed) == 25


def test_a_campaign_spends_on_a_product_that_sells_nothing(demo: Written) -> None:
    rows = read_sheet(demo.files("us-main/ads/GMV Max*2026-05-11*")[0], "Sheet1")
    launch = [row for row in rows if "Launch" in str(row["Campaign name"])]
    assert sum(row["Cost"] for row in launch) > 25 and sum(row["SKU orders"] for row in launch) == 0


def test_eight_rows_are_broken_and_each_is_named(demo: Written) -> None:
    broken = [
        row
        for row in demo.truth("source_files")
        if 0 < int(row["rows_quarantined"]) < int(row["rows_read"]) and row["is_duplicate"] == "false"
    ]
    assert sum(int(row["rows_quarantined"]) for row in broken) == 8
    assert {row["source"] for row in broken} == {
        "orders", "returns", "tracking", "logistics_invoices", "product_costs", "fx_rates",
    }  # fmt: skip


def test_one_download_is_there_twice_and_one_file_is_no_export(demo: Written) -> None:
    copy = next(iter(demo.files("us-main/orders/* (1).csv")))
    original = copy.with_name(copy.name.replace(" (1)", ""))
    assert hashlib.sha256(copy.read_bytes()).digest() == hashlib.sha256(original.read_bytes()).digest()
    pivot = next(iter(demo.files("uk-cross/orders/*09_12.csv")))
    rows = list(csv.reader(pivot.read_text(encoding="cp1252").splitlines(), delimiter="\t"))
    assert ["Row Labels", "£ total", "Count of Order ID"] in rows


def test_a_few_fees_differ_and_nothing_is_unexplained(demo: Written) -> None:
    rows = demo.truth("settlement_reconciliation")
    states = Counter(row["status"] for row in rows)
    assert states["fee_differs"] == 5
    assert set(states) == {"matched", "awaiting_settlement", "fee_differs", "refunded_after_settlement"}
    assert all(Decimal(r["difference_local"]) == 0 for r in rows if r["status"] != "fee_differs")


def test_returns_stand_in_every_status(demo: Written) -> None:
    states = Counter(
        row["Return Status"] for row in read_sheet(demo.files("us-main/returns/*.xlsx")[-1], "Sheet1")
    )
    assert set(states) == {"Completed", "In process", "To process", "Refund rejected", "Canceled"}
    kinds = {row["Return Type"] for row in read_csv(demo.files("uk-cross/returns/*.csv")[-1])}
    assert kinds == {"Return and refund", "Refund only"}


def test_the_last_week_earns_less_because_ads_cost_more(demo: Written) -> None:
    weeks = defaultdict(lambda: defaultdict(Decimal))
    for row in demo.truth("contribution_margin_weekly"):
        for name in ("net_sales", "cm2", "ad_spend", "cm3"):
            if row["shop_id"] == "us-main":
                weeks[row["order_week"]][name] += Decimal(row[name])
    last, before = weeks["2026-W20"], weeks["2026-W19"]
    assert last["cm2"] > before["cm2"] and last["cm3"] < before["cm3"]
    assert last["ad_spend"] > Decimal("1.3") * before["ad_spend"]
