"""Our own plain sources: product costs with components and sizes, inventory, tickets."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tests.unit.exports.writing import Home


def test_costs_and_components_are_told_apart_by_their_headers(home: Home) -> None:
    home.drop(
        "us",
        "product_costs",
        "costs 2026-01-01.csv",
        "seller_sku,valid_from,valid_to,unit_cost,currency,unit_weight_kg,length_cm,width_cm,height_cm,hs_code\n"
        "MUG,2026-01-01,,12.50,CNY,0.420,12,9.5,10,6912.00\n"
        "LAMP,2026-01-01,2026-03-31,88,CNY,,,,,9405\n"
        "ROPE,2026-01-01,,3,CNY,0,1,1,1,\n",
    )
    home.drop(
        "us",
        "product_costs",
        "parts.csv",
        "bundle_sku,component_sku,quantity,valid_from\n"
        "MUG-SET,MUG,4,2026-01-01\nMUG-SET,BOX,1,2026-01-01\nMUG-SET,TAPE,0,2026-01-01\n",
    )
    costs, parts = home.land().receipts
    assert (costs.rows_landed, costs.rows_quarantined) == (2, 1)  # a weight of 0 is none
    assert (parts.rows_landed, parts.rows_quarantined, parts.layout) == (2, 1, "components")
    assert home.rows("product_costs", "seller_sku, valid_to, unit_weight_kg, width_cm, hs_code") == [
        ("MUG", None, Decimal("0.42"), Decimal("9.5"), "6912.00"),
        ("LAMP", date(2026, 3, 31), None, None, "9405"),
    ]
    assert home.rows("product_components", "bundle_sku, component_sku, quantity") == [
        ("MUG-SET", "MUG", 4),
        ("MUG-SET", "BOX", 1),
    ]
    (refused,) = [row for row in home.quarantined() if row["column"] == "quantity"]
    assert refused["value"] == "0" and "at least 1" in refused["reason"]


def test_a_stock_count_may_be_below_zero_but_what_is_reserved_may_not(home: Home) -> None:
    home.drop(
        "us",
        "inventory",
        "inventory-2026-03-01.csv",
        "snapshot_date,warehouse,seller_sku,sku_id,on_hand,reserved,in_transit,unit_cost,currency\n"
        "2026-03-01,FC14,MUG,1729000000000000001,-3,0,120,12.5,CNY\n"
        "2026-03-01,Shenzhen,MUG,,400,,,,\n"
        "2026-03-01,FC14,LAMP,,7,-1,,,\n",
    )
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (2, 1)
    assert home.rows("inventory", "snapshot_on, warehouse, on_hand, reserved, in_transit, currency") == [
        (date(2026, 3, 1), "FC14", -3, 0, 120, "CNY"),
        (date(2026, 3, 1), "Shenzhen", 400, None, None, None),
    ]


def test_a_ticket_lands_without_its_words_and_without_its_buyer(home: Home) -> None:
    home.drop(
        "uk",
        "tickets",
        "tickets 2026-07-02.csv",
        "ticket_id,opened_at,first_response_at,closed_at,channel,topic,order_id,sku_id,rating,is_seller_fault,"
        "resolution,buyer_name,message\n"
        "T-1,2026-07-01 09:00:00,2026-07-01 09:20:00,,chat,Not arrived,576000000000000001,,,Yes,,Ann Secret,"
        "Where is it? ann@example.com\n"
        "T-2,2026-07-01 10:00:00,,,review,Quality,,1729000000000000001,2,否,answered,Bob Secret,Broke\n"
        "T-3,2026-07-01 10:00:00,,,review,Quality,,,6,,,Cid Secret,Great\n"
        "T-4,2026-07-01 10:00:00,,,chat,Late,,,,perhaps,,Dan Secret,Late\n",
    )
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined, receipt.findings) == (2, 2, ())
    assert home.rows("tickets", "ticket_id, opened_at, first_response_at, rating, is_seller_fault") == [
        ("T-1", datetime(2026, 7, 1, 8), datetime(2026, 7, 1, 8, 20), None, True),
        ("T-2", datetime(2026, 7, 1, 9), None, 2, False),
    ]
    kept = str(home.quarantined()) + str(home.rows("tickets"))
    assert "Secret" not in kept and "example.com" not in kept
    reasons = {row["column"]: row["reason"] for row in home.quarantined()}
    assert "at least 1 and at most 5" in reasons["rating"]
    assert "neither yes nor no" in reasons["is_seller_fault"]


def test_rows_that_contradict_each_other_land_and_are_counted(home: Home) -> None:
    """A rule of the contract never stops a file: the two costs of a day both land, and somebody is told."""
    home.drop(
        "us",
        "product_costs",
        "costs.csv",
        "seller_sku,valid_from,valid_to,unit_cost,currency\n"
        "MUG,2026-01-01,2025-12-31,12.50,CNY\nMUG,2026-01-01,,13.00,CNY\nLAMP,2026-01-01,,88,CNY\n",
    )
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (3, 0)
    told = {(finding.kind, finding.subject): finding.count for finding in receipt.findings}
    assert told == {("broken_rule", "one_row_per_key"): 1, ("broken_rule", "ends_after_it_begins"): 1}


def test_a_first_ticket_of_many_words_is_no_row_of_explanations(home: Home) -> None:
    home.drop(
        "uk",
        "tickets",
        "tickets.csv",
        "ticket_id,kind,opened_at,channel,topic,is_seller_fault,resolution\n"
        "T-1,complaint,2026-07-01 09:00:00,after sales,Not arrived,yes,refunded in full\n",
    )
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed) == (1, 1)
