"""What `suanqing status` says of drift."""

from __future__ import annotations

from orchestration.status import status_text
from tests.unit.exports.writing import ORDER_FILE, Home, order_row


def test_status_says_what_drifted_newest_first_once_and_what_to_do(home: Home) -> None:
    for day, status in ((4, "Frozen"), (11, "Frozen"), (18, "Thawed")):
        rows = [order_row(Order_Status=status, SKU_ID=str(day))]
        home.drop_orders(rows, name=f"All order-2026-05-{day:02}-05_30.csv")
    home.land()
    lines = status_text(home.settings).splitlines()
    drift = [line.strip() for line in lines[lines.index("drift     2 finding(s), the newest first") + 1 :]]
    assert drift[0] == f"us/orders/{ORDER_FILE}: new value in order_status: Thawed (1 row)"
    assert drift[1].startswith("Say what it means")
    assert (
        drift[2] == "us/orders/All order-2026-05-11-05_30.csv and 1 more: new value in order_status: Frozen"
    )


def test_status_says_nothing_of_drift_where_nothing_drifted(home: Home) -> None:
    home.drop_orders([order_row()])
    home.land()
    assert "drift" not in status_text(home.settings)


def test_status_dates_no_source_of_which_nothing_has_landed(home: Home) -> None:
    home.drop_orders([order_row()])
    home.drop("us", "ads", "report.csv", "no,export\n1,2\n")
    home.land()
    (ads,) = (line for line in status_text(home.settings).splitlines() if " ads " in line)
    assert ads.split()[-2:] == ["none", "landed"]


def test_status_says_in_how_many_rows_where_one_file_has_a_finding(home: Home) -> None:
    prices = [{"SKU Unit Original Price": "12.34567"}, {"SKU Unit Original Price": "1.00001"}]
    home.drop_orders([order_row(SKU_ID=str(n), **price) for n, price in enumerate(prices)])
    home.land()
    assert "rounded half up (first in row 2, 3; 2 rows)" in status_text(home.settings)
