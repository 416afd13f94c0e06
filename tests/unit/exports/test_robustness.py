"""Whatever a file holds: no crash, no lost row. Whenever the process dies: the same landing after the next
run.
"""

from __future__ import annotations

import csv
import io
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.exports.landing import land_inbox
from orchestration.exports.receipts import read_receipts
from orchestration.settings import load_settings
from tests.unit.exports.writing import (
    ORDER_FILE,
    ORDER_HEADER,
    SHOPS,
    Home,
    csv_text,
    order_row,
    workbook_bytes,
)

ODD = st.sampled_from(
    [
        "",
        "\t",
        " ",
        "x",
        "5.76E+17",
        "12,50",
        "$1",
        "£1",
        "-1",
        "1e9",
        "NaN",
        "31/12/2026 10:00:00",
        "12/31/2026 1:00:00 AM",
        '"',
        'a "quoted" word',
        "two\nlines",
        "two\r\nlines",
        "a\n\nb",
        ",",
        ";",
        "'; DROP TABLE x",
        "=cmd()",
        "ﬁ\u0301é",
        "\u202e",
        "陶",
    ]
)
EDIT = st.tuples(st.integers(0, 7), st.integers(0, len(ORDER_HEADER) - 1), ODD)


def _fresh(folder: Path) -> Home:
    home = folder / f"{time.monotonic_ns()}"
    home.mkdir()
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    return Home(load_settings(home))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(EDIT, max_size=5),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-16"]),
)
def test_every_record_of_a_mutated_export_lands_or_is_quarantined(
    tmp_path: Path, edits: list[tuple[int, int, str]], end: str, encoding: str
) -> None:
    rows = [order_row(SKU_ID=str(n)) for n in range(8)]
    for row, column, value in edits:
        rows[row][column] = value
    home = _fresh(tmp_path)
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, rows, end=end).encode(encoding))
    (receipt,) = home.land().receipts
    assert receipt.rows_read == 8
    if receipt.status == "landed":
        landed = home.rows("orders", "source_row, sku_id")
        bad = {int(row["source_row"]) for row in home.quarantined()}
        assert {number for number, _ in landed} | bad == set(range(2, 10))
        assert all(rows[number - 2][2].strip() == sku for number, sku in landed)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_of_damaged_bytes_never_crashes_and_its_rows_add_up(
    tmp_path: Path, data: st.DataObject
) -> None:
    whole = bytearray(
        csv_text(
            ORDER_HEADER, [order_row(SKU_ID=str(n), Product_Name='a "b",\nc') for n in range(5)]
        ).encode()
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "drop", "repeat"])):
            case "flip":
                whole[at] = data.draw(st.integers(0, 255))
            case "cut":
                del whole[max(at, 1) :]
            case "drop":
                del whole[at : at + 20]
                whole = whole or bytearray(b"x")
            case "repeat":
                whole[at:at] = whole[at : at + 40]
    home = _fresh(tmp_path)
    home.drop("us", "orders", ORDER_FILE, bytes(whole))
    result = home.land()
    for receipt in result.receipts:
        assert receipt.status == "landed" or (receipt.reason and receipt.advice)
        if receipt.status == "landed":
            assert receipt.rows_landed == len(home.rows("orders", "1"))
            assert receipt.rows_quarantined == len(home.quarantined())


@pytest.mark.parametrize("rows", [4000])
def test_the_engines_reading_and_the_careful_one_give_the_same_rows(home: Home, rows: int) -> None:
    dice = random.Random(7)
    texts = ["plain", 'with "quotes"', "two\nlines", "comma, inside", "", "\t", "é陶"]
    table = [
        order_row(SKU_ID=str(n), Product_Name=dice.choice(texts), Seller_SKU=dice.choice(texts))
        for n in range(rows)
    ]
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, table).encode("utf-8"))
    home.drop(
        "us", "orders", "All order-2026-05-19-05_30.csv", csv_text(ORDER_HEADER, table).encode("utf-16")
    )
    assert [receipt.rows_landed for receipt in home.land().receipts] == [rows, rows]
    columns = "source_row, order_id, sku_id, seller_sku, product_name, created_at, unit_price_local"
    landed = home.rows("orders", columns)
    assert landed[:rows] == landed[rows:]
    stream = csv.DictReader(io.StringIO(csv_text(ORDER_HEADER, table), newline=""))
    names = [row["Product Name"].strip() or None for row in stream]
    assert [row[4] for row in landed[:rows]] == names


LANDER = """
import sys
from pathlib import Path
from orchestration.exports.landing import land_inbox
from orchestration.settings import load_settings
settings = load_settings(Path(sys.argv[1]))
print("ready", flush=True)
land_inbox(settings, on_file=lambda receipt: print(receipt.source_file, flush=True), settle=0)
"""


def _content(home: Home) -> dict[str, bytes]:
    folders = (home.settings.landing, home.settings.quarantine)
    base = home.settings.home
    return {
        str(p.relative_to(base)): p.read_bytes() for f in folders for p in sorted(f.rglob("*")) if p.is_file()
    }


def _drop_all_kinds(home: Home, sheet: bytes) -> None:
    """Files read in every way: directly, together, with care, as a workbook, not at all; one takes long."""
    for week in range(6):
        rows = [order_row(SKU_ID=str(n), Quantity="x" if n == 7 else "1") for n in range(1500 + week)]
        home.drop_orders(rows, name=f"All order-2026-03-{week + 1:02}-05_30.csv")
    many = [order_row(SKU_ID=str(n), Quantity="x" if n == 7 else "1") for n in range(40_000)]
    home.drop_orders(many, name="All order-2026-03-08-05_30.csv")
    few = [order_row(SKU_ID=str(n), Quantity="x" if n == 7 else "1") for n in range(900)]
    home.drop("us", "orders", "All order-2026-03-09-05_30.csv", csv_text(ORDER_HEADER, few).encode("utf-16"))
    home.drop("us", "orders", "All order-2026-03-10-05_30.xlsx", sheet)
    home.drop("us", "orders", "All order-2026-03-11-05_30.csv", "no,export\n1,2\n")
    for day in range(1, 29):  # read together
        home.drop_orders([order_row(SKU_ID=str(day))] * 2, name=f"All order-2026-04-{day:02}-05_30.csv")
    (home.settings.home / "privacy.key").write_text("ab" * 32)


def test_a_landing_killed_at_any_moment_ends_the_same_when_run_again(tmp_path: Path) -> None:
    dice = random.Random(11)
    whole, killed = _fresh(tmp_path), _fresh(tmp_path)
    # Made once: an archive holds the time at which it was made.
    rows = [order_row(SKU_ID=str(n), Quantity="x" if n == 7 else "1") for n in range(900)]
    sheet = workbook_bytes({"OrderSKUList": [ORDER_HEADER, *rows]})
    for home in (whole, killed):
        _drop_all_kinds(home, sheet)
    begun = time.monotonic()
    land_inbox(whole.settings, settle=0)
    took = time.monotonic() - begun
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", LANDER, str(killed.settings.home)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0, took / 2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for receipt in read_receipts(killed.settings):
            assert receipt.status == "refused" or receipt.rows_quarantined == (receipt.rows_read > 2)
    land_inbox(killed.settings, settle=0)
    assert _content(killed) == _content(whole)
    assert len(read_receipts(killed.settings)) == 10 + 28
