"""What lies in an inbox besides plain files: links, pipes, odd names, files that somebody is writing."""

from __future__ import annotations

import multiprocessing
import os
import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.assets.exports import problems_markdown
from orchestration.exports.check import check_file
from orchestration.exports.landing import land_inbox
from orchestration.exports.problems import Problem
from orchestration.settings import load_settings
from tests.unit.exports.writing import ORDER_FILE, ORDER_HEADER, SHOPS, Home, csv_text, order_row

NAMES = {
    "'; DROP TABLE orders; --.csv": "'; DROP TABLE orders; --.csv",
    'quote " and ` and $(reboot).csv': 'quote " and ` and $(reboot).csv',
    "-rf.csv": "-rf.csv",
    "*.csv": "*.csv",
    "[a-z]?.csv": "[a-z]?.csv",
    "{a,b}.csv": "{a,b}.csv",
    "b1.csv": "b1.csv",
    "b[1].csv": "b[1].csv",
    "two\nlines.csv": "two\\nlines.csv",
    "\x1b[31mred\x07.csv": "\\x1b[31mred\\x07.csv",
    "exe.\u202evsc": "exe.\\u202evsc",
    "..csv": None,
    "...csv": None,
    "..\\..\\shops.yaml": None,
    "%2e%2e%2fshops.yaml": "%2e%2e%2fshops.yaml",
    "~": "~",
    "nul": "nul",
    "x" * 251 + ".csv": "x" * 251 + ".csv",
    "orders.csv.gz": "orders.csv.gz",
    "中文 订单.csv": "中文 订单.csv",
}


def test_a_name_is_only_a_name_whatever_it_looks_like(home: Home) -> None:
    for number, name in enumerate(NAMES):
        home.drop("us", "orders", name, csv_text(ORDER_HEADER, [order_row(SKU_ID=str(100 + number))]))
    result = home.land()
    told = {f"us/orders/{shown}": str(100 + n) for n, shown in enumerate(NAMES.values()) if shown}
    assert {receipt.source_file for receipt in result.receipts} == set(told)
    # Each file's rows are its own: a name that the engine takes for a pattern would bring the others' too.
    assert dict(home.rows("orders", "source_file, sku_id")) == told
    assert result.problems == []
    outside = [path for path in home.settings.home.iterdir() if path.name not in ("inbox", "landing")]
    assert {path.name for path in outside} == {"shops.yaml", "privacy.key"}


def test_a_name_that_is_no_unicode_lands_under_one_that_is(home: Home) -> None:
    folder = home.settings.inbox / "us" / "orders"
    folder.mkdir(parents=True)
    with open(os.fsencode(folder) + b"/caf\xe9.csv", "wb") as stream:  # noqa: PTH123
        stream.write(csv_text(ORDER_HEADER, [order_row()]).encode())
    (receipt,) = home.land().receipts
    assert (receipt.source_file, receipt.rows_landed) == ("us/orders/caf\\udce9.csv", 1)


def test_a_home_whose_path_is_a_pattern_reads_its_own_files(tmp_path: Path) -> None:
    for name in ("shop1", "shop[1]"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    first, second = (Home(load_settings(tmp_path / name)) for name in ("shop1", "shop[1]"))
    first.drop_orders([order_row(), order_row(SKU_ID="2"), order_row(SKU_ID="3", Quantity="x")])
    second.drop_orders([order_row(), order_row(SKU_ID="2", Quantity="x")])
    assert [home.land().receipts[0].rows_landed for home in (first, second)] == [2, 1]


def test_links_are_named_and_not_followed(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / ORDER_FILE).write_text(csv_text(ORDER_HEADER, [order_row()]), encoding="utf-8")
    home.drop_orders([order_row(SKU_ID="7")], name="own.csv")
    orders = home.settings.inbox / "us" / "orders"
    (orders / "file.csv").symlink_to(outside / ORDER_FILE)
    (orders / "folder").symlink_to(outside)
    (orders / "loop").symlink_to(orders)
    (orders / "nowhere.csv").symlink_to(tmp_path / "gone.csv")
    (home.settings.inbox / "uk").symlink_to(outside)
    result = home.land()
    assert [receipt.source_file for receipt in result.receipts] == ["us/orders/own.csv"]
    links = {"us/orders/file.csv", "us/orders/folder", "us/orders/loop", "us/orders/nowhere.csv", "uk"}
    assert {problem.file for problem in result.problems if "a link" in problem.message} == links


def test_an_inbox_that_is_itself_a_link_is_used(home: Home, tmp_path: Path) -> None:
    home.drop_orders([order_row()])
    moved = tmp_path / "share"
    home.settings.inbox.rename(moved)
    home.settings.inbox.symlink_to(moved)
    assert home.land().rows_landed == 1


def test_a_pipe_and_a_socket_are_named_and_nobody_waits_for_them(home: Home) -> None:
    home.drop_orders([order_row()])
    orders = home.settings.inbox / "us" / "orders"
    os.mkfifo(orders / "pipe.csv")
    here = Path.cwd()
    os.chdir(orders)  # the path of a socket may have 108 bytes only
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("socket.csv")
    finally:
        os.chdir(here)
    (orders / "folder.csv").mkdir()
    (orders / "folder.csv" / "inner.csv").write_text(csv_text(ORDER_HEADER, [order_row(SKU_ID="2")]))
    result = home.land()
    assert {problem.file for problem in result.problems} == {"us/orders/pipe.csv", "us/orders/socket.csv"}
    assert result.rows_landed == 2
    assert not check_file(orders / "pipe.csv", home.settings).would_land


def _land_as_nobody(folder: Path, answers: multiprocessing.SimpleQueue[list[tuple[str, str]]]) -> None:
    os.setgid(65534)
    os.setuid(65534)
    found = land_inbox(load_settings(folder), settle=0)
    answers.put([(problem.file, problem.message) for problem in found.problems])


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others may enter: those of pytest are its owner's alone, all the way up."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not read")
def test_a_file_and_a_folder_that_may_not_be_read_are_named_and_the_rest_lands(open_folder: Path) -> None:
    folder = open_folder / "home"
    folder.mkdir()
    (folder / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    home = Home(load_settings(folder))
    home.drop_orders([order_row()])
    home.drop_orders([order_row(SKU_ID="2")], name="secret.csv").chmod(0o000)
    home.drop_orders([order_row(SKU_ID="3")], shop="uk").parent.chmod(0o000)
    home.land()  # makes key and landing, which the other user may use
    home.land()  # imports what landing again needs, from where the other user may not read
    for path in [folder, *folder.rglob("*")]:
        if "inbox" not in path.parts:
            os.chown(path, 65534, 65534)
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[list[tuple[str, str]]] = context.SimpleQueue()
    child = context.Process(target=_land_as_nobody, args=(folder, answers))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    told = dict(answers.get())
    assert "can't be opened (Permission denied)" in told["us/orders/secret.csv"]
    assert "the folder can't be opened (Permission denied)" in told["uk/orders"]


def test_a_file_that_is_being_appended_to_waits_and_the_others_land(home: Home) -> None:
    home.drop_orders([order_row()])
    growing = home.drop_orders([order_row(SKU_ID="2")], name="growing.csv")
    done = threading.Event()

    def write() -> None:
        while not done.wait(0.02):
            with growing.open("a", encoding="utf-8") as stream:
                stream.write(csv_text(order_row(SKU_ID="3"), []))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        result = land_inbox(home.settings, settle=1)
    finally:
        done.set()
        writer.join()
    assert [receipt.source_file for receipt in result.receipts] == [f"us/orders/{ORDER_FILE}"]
    (problem,) = result.problems
    assert problem.file == "us/orders/growing.csv"
    assert "still being written" in problem.message
    os.utime(growing, (time.time() - 60,) * 2)
    assert [r.source_file for r in land_inbox(home.settings).receipts] == ["us/orders/growing.csv"]


def test_a_file_that_vanishes_before_it_is_read_is_said_to_be_gone(home: Home) -> None:
    path = home.drop_orders([order_row()])
    home.drop_orders([order_row(SKU_ID="2")], name="All order-2026-05-19-05_30.csv")
    gone: list[str] = []

    def remove(_: object) -> None:
        if not gone:
            gone.append("All order-2026-05-19-05_30.csv")
            path.with_name(gone[0]).unlink()

    result = land_inbox(home.settings, on_file=remove, settle=0)
    assert len(result.receipts) == 1
    assert [problem.message for problem in result.problems] == [
        "the file is gone: somebody moved or deleted it."
    ]


def test_no_name_or_value_of_a_file_moves_the_cursor_of_a_terminal(home: Home) -> None:
    home.drop_orders([order_row(Quantity="\x1b[2J\u202e1")], name="a\x1b]0;x\x07\u202e.csv")
    result = home.land()
    (problem,) = result.problems
    for text in (str(problem), str(Problem("\x9b1m", "m\x08", "a\x1b", 1, "c\x1b\u2066", "v\x1b\n"))):
        assert text.isprintable(), text
    assert "\x1b" not in problems_markdown(result)


def test_a_quarantined_row_holds_no_formula_and_a_negative_number_stays_one(home: Home) -> None:
    texts = {
        "Seller_SKU": '=HYPERLINK("http://x.example")',
        "Product_Name": "@SUM(A1)",
        "Order_Status": "+1+cmd",
    }
    home.drop_orders([order_row(Quantity="=2+3", SKU_Unit_Original_Price="-12.30", **texts)])
    home.land()
    (bad,) = home.quarantined()
    assert bad["value"] == "'=2+3"
    assert bad["row.seller_sku"].startswith("'=HYPERLINK")
    assert (bad["row.product_name"], bad["row.order_status"]) == ("'@SUM(A1)", "'+1+cmd")
    assert bad["row.unit_price_local"] == "-12.30"
    raw = next(home.settings.quarantine.rglob("*.csv")).read_text(encoding="utf-8")
    assert not re.search(r'(^|,)"?[=@]', raw, re.MULTILINE)
