"""Which export is the newest: by its own time, whatever was landed first, also when bytes come again."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from jinja2 import Template

from orchestration.exports.receipts import read_receipts
from orchestration.settings import DBT_PROJECT, load_settings
from orchestration.warehouse.raw import create_views
from tests.unit.exports.writing import SHOPS, Home, order_row

MACROS = (DBT_PROJECT / "macros" / "newest.sql").read_text(encoding="utf-8")
KEYS = ["shop_id", "order_id", "sku_id"]
FILES = {
    "All order-2026-05-04-05_30.csv": ("To ship", "To ship", "To ship"),
    "All order-2026-05-11-05_30.csv": ("Shipped", "Shipped", None),
    "All order-2026-05-11-05_30 (1).csv": ("Shipped", "Completed", None),
    "All order-2026-05-18-05_30.csv": ("Completed", None, "Canceled"),
}
NEWEST = [("1", "Completed"), ("2", "Completed"), ("3", "Canceled")]


def orders(statuses: Sequence[str | None]) -> list[list[str]]:
    return [
        order_row(SKU_ID=str(number), Order_Status=status)
        for number, status in enumerate(statuses, 1)
        if status
    ]


def seen(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        create_views(connection, home.settings, read_receipts(home.settings), names=())
        return connection.execute(query).fetchall()


def newest(home: Home) -> list[tuple[str, str]]:
    """What staging would take: by the macro that its models use."""
    window = Template(MACROS + "{{ newest_row(keys) }}").render(keys=KEYS)
    rows = seen(home, f"SELECT sku_id, order_status FROM raw.orders QUALIFY {window} ORDER BY ALL")
    return [(str(sku), str(status)) for sku, status in rows]


def written_at(path: Path, moment: str) -> None:
    stamp = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))


@pytest.mark.parametrize("order", list(itertools.permutations(FILES))[::2])
def test_the_newest_export_wins_in_whatever_order_files_are_landed(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    (tmp_path / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    home = Home(load_settings(tmp_path))
    for name in order:
        written_at(home.drop_orders(orders(FILES[name]), name=name), "2026-06-01T00:00:00")
        home.land()
    assert newest(home) == NEWEST
    ledger = seen(home, "SELECT source_file, file_order FROM raw.landed_files ORDER BY file_order")
    assert ledger == [
        (f"us/orders/{name}", place)
        for place, name in enumerate(sorted(FILES, key=lambda name: (name[10:26], "(1)" in name)))
    ]


def test_bytes_that_come_again_under_a_later_time_are_the_newest_again(home: Home) -> None:
    first, between = orders(["To ship"]), orders(["Shipped"])
    home.drop_orders(first, name="All order-2026-05-04-05_30.csv")
    home.drop_orders(between, name="All order-2026-05-11-05_30.csv")
    home.land()
    assert newest(home) == [("1", "Shipped")]
    home.drop_orders(first, name="All order-2026-05-18-05_30.csv")
    result = home.land()
    assert (len(result.receipts), len(result.skipped)) == (0, 3)
    assert newest(home) == [("1", "To ship")]
    assert seen(home, "SELECT count(*) FROM raw.orders") == [(2,)]
    history = seen(home, "SELECT order_status, valid_from, valid_to FROM history.orders ORDER BY valid_from")
    days = [datetime(2026, 5, day, 12, 30) for day in (4, 11, 18)]
    assert history == [
        ("To ship", days[0], days[1]),
        ("Shipped", days[1], days[2]),
        ("To ship", days[2], None),
    ]


def test_a_download_that_came_twice_is_one_snapshot_under_the_name_of_the_original(home: Home) -> None:
    for name in ("All order-2026-05-04-05_30 (1).csv", "All order-2026-05-04-05_30.csv"):
        home.drop_orders(orders(["To ship"]), name=name)
        home.land()
    (receipt,) = read_receipts(home.settings)
    assert receipt.source_file == "us/orders/All order-2026-05-04-05_30.csv"
    assert len(receipt.deliveries) == 2
    for view in ("raw", "history"):
        assert seen(home, f"SELECT source_file FROM {view}.orders") == [(receipt.source_file,)]


def test_a_file_put_back_under_its_own_name_is_the_newest_again_and_a_touched_one_is_not(home: Home) -> None:
    def put(status: str, moment: str, name: str = "export.csv") -> None:
        written_at(home.drop_orders(orders([status]), name=name), moment)
        home.land()

    put("To ship", "2026-05-04T00:00:00")
    put("To ship", "2026-05-06T00:00:00")
    assert [len(receipt.deliveries) for receipt in read_receipts(home.settings)] == [1]
    put("Shipped", "2026-05-05T00:00:00", "another.csv")
    assert newest(home) == [("1", "Shipped")]
    put("Completed", "2026-05-07T00:00:00")
    put("To ship", "2026-05-08T00:00:00")
    assert newest(home) == [("1", "To ship")]


def test_a_name_that_says_when_is_believed_before_the_time_of_a_copy_that_does_not(home: Home) -> None:
    home.drop_orders(orders(["To ship"]), name="All order-2026-05-04-05_30.csv")
    home.drop_orders(orders(["Shipped"]), name="All order-2026-05-11-05_30.csv")
    written_at(home.drop_orders(orders(["To ship"]), name="copy of may.csv"), "2026-06-01T00:00:00")
    home.land()
    assert newest(home) == [("1", "Shipped")]


def test_names_are_dated_anew_when_the_shop_moves_to_another_time_zone(home: Home) -> None:
    home.drop_orders(orders(["To ship"]))
    home.land()
    (home.settings.home / "shops.yaml").write_text(SHOPS.replace("America/Los_Angeles", "America/New_York"))
    moved = Home(load_settings(home.settings.home))
    moved.land()
    (receipt,) = read_receipts(moved.settings)
    assert [delivery.exported_at for delivery in receipt.deliveries] == ["2026-05-18 09:30:00"]


def test_as_of_a_moment_history_shows_what_was_the_newest_then(home: Home) -> None:
    for name, statuses in FILES.items():
        home.drop_orders(orders(statuses), name=name)
    home.land()
    then = "TIMESTAMP '2026-05-12 00:00:00'"
    known = seen(
        home,
        "SELECT sku_id, order_status FROM history.orders "
        f"WHERE valid_from <= {then} AND (valid_to IS NULL OR valid_to > {then}) ORDER BY ALL",
    )
    assert known == [("1", "Shipped"), ("2", "Completed"), ("3", "To ship")]
