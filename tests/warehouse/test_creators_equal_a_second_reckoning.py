"""What creators' sales left, against the same reckoned from the export files one line after the other."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb

Line = tuple[str, str, str]
Place = tuple[str, str, str, str]
_MONEY = ("net_sales", "ad_spend", "affiliate_commission", "cm3")


def sellers(inbox: Path) -> dict[Line, tuple[str, str]]:
    """Whose sale each line is, by the newest export that has it: the creator's handle and the content."""
    found: dict[Line, tuple[str, str]] = {}
    # The names end in the moment of the export, so that the newest comes last.
    for path in sorted(inbox.glob("*/affiliate_orders/*.csv"), key=lambda one: one.name):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                line = (path.parts[-3], row["Order ID"].strip(), row["SKU ID"].strip())
                found[line] = (row["Creator Username"].strip(), row["Content Type"].strip())
    return found


def test_creators_equal_the_lines_of_their_exports(demo_home: Path) -> None:
    """The demo has one creator a line; the rule for several is a unit test of the model."""
    known = sellers(demo_home / "inbox")
    assert len(known) > 1000
    connection = duckdb.connect()
    connection.execute(f"attach '{demo_home / 'published' / 'marts.duckdb'}' as s (read_only)")
    lines = connection.execute(
        "select shop_id, order_id, sku_id, order_week, is_sold, unit_count, net_sales, ad_spend,"
        " affiliate_commission, cm3 from s.marts.order_line_margins"
    ).fetchall()
    unknown = set(connection.execute(
        "select shop_id, order_week, sku_id from s.marts.contribution_margin_weekly where cm3 is null"
    ).fetchall())  # fmt: skip
    sums: dict[Place, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(_MONEY))
    orders: dict[Place, set[str]] = defaultdict(set)
    units: dict[Place, int] = defaultdict(int)
    for shop, order, sku, week, is_sold, count, *amounts in lines:
        creator, content = known.get((shop, order, sku), ("", ""))
        place = (shop, week, creator, content)
        units[place] += count
        if is_sold:
            orders[place].add(order)
        if (shop, week, sku) in unknown:
            amounts[-1] = Decimal(0)
        sums[place] = [total + amount for total, amount in zip(sums[place], amounts, strict=True)]

    rows = connection.execute(
        "select shop_id, order_week, creator, content_type, attribution, order_count, unit_count, net_sales,"
        " ad_spend, affiliate_commission, coalesce(cm3, 0) from s.marts.creators_weekly"
        " where attribution <> 'unallocated'"
    ).fetchall()
    assert {"creator", "no_creator"} == {row[4] for row in rows}
    told = {row[:4]: row[5:] for row in rows}
    assert len(told) == len(rows)
    for place, (order_count, unit_count, *amounts) in told.items():
        assert (order_count, unit_count) == (len(orders[place]), units[place]), place
        assert amounts == sums[place], place
    # What is told of nowhere came to nothing: cancelled lines alone.
    left = {place: sums[place] for place in set(sums) - set(told)}
    assert [place for place, amounts in left.items() if any(amounts)] == []
