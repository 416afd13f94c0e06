"""Small files that are read together end as they would alone, to the byte."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.exports.changes import COMPARED
from orchestration.exports.desk import open_engine
from orchestration.exports.files import examine
from orchestration.exports.jobs import Job
from orchestration.exports.lots import LARGEST, MOST_FILES, kind_of, member_of, read_lot
from orchestration.exports.overlays import contracts_of
from orchestration.exports.readings import reading_for
from orchestration.exports.receipts import Receipt, parquet_path, read_receipts
from orchestration.exports.statements import Origin
from orchestration.settings import load_settings
from tests.unit.exports.writing import ORDER_HEADER, SHOPS, Home, csv_text, order_row

KEY = "ab" * 32
WIDE = (
    *ORDER_HEADER,
    "Cancel Reason",
    "SKU Subtotal Before Discount",
    "SKU Platform Discount",
    "SKU Seller Discount",
)


def _wide(reason: str = "", before: str = "11.25") -> list[str]:
    return [*order_row(), reason, before, "0", "0"]


def _orders(**values: str) -> str:
    return csv_text(ORDER_HEADER, [order_row(SKU_ID=str(n), **values) for n in range(1, 5)])


FILES: Mapping[str, str] = {
    "plain": _orders(),
    "plain again": _orders(Seller_SKU="MUG-2"),
    "long": csv_text(
        ORDER_HEADER, [order_row(SKU_ID=str(n), Product_Name=f"Mug {n}") for n in range(1, 1991)]
    ),
    "long enough to stand in two vectors of the engine": csv_text(
        ORDER_HEADER, [order_row(SKU_ID=str(n), Product_Name=f"Cup {n}") for n in range(1, 1500)]
    ),
    "line break in a text": _orders(Product_Name="Mug,\nblue"),
    "without its last line end": _orders().rstrip("\n"),
    "blank line": _orders().replace("\n", "\n\n", 2),
    "only its header": csv_text(ORDER_HEADER, []),
    "other line ends": _orders().replace("\n", "\r\n"),
    "mixed line ends": _orders().replace("\n", "\r\n", 2),
    "a bad row": csv_text(ORDER_HEADER, [order_row(), order_row(Quantity="x", SKU_ID="2")]),
    "an open quotation mark": _orders() + 'a,"b\n',
    "a short record": _orders() + "a,b\n",
    "a total": _orders() + "Total" + "," * (len(ORDER_HEADER) - 1) + "\n",
    "an e-mail in a text": _orders(Product_Name="ask me at tom@example.com"),
    "what might be an address": _orders(Product_Name="12 mugs in a box"),
    "dates of either order": _orders(Created_Time="05/06/2026 1:02:03 PM"),
    "dates of the other order": _orders(Created_Time="13/05/2026 1:02:03 PM"),
    "rounded IDs": csv_text(
        ORDER_HEADER, [order_row(**{"Order ID": f"57600000000000{n}000"}) for n in range(4)]
    ),
    "a new word": _orders(Order_Status="Teleported"),
    "a column more": csv_text((*ORDER_HEADER, "Shoe size"), [[*order_row(), "44"]]),
    "the same column more": csv_text((*ORDER_HEADER, "Shoe size"), [[*order_row(), "forty"]]),
    "a broken sum": csv_text(WIDE, [_wide(before="13.00")]),
    "a sum that holds": csv_text(WIDE, [_wide()]),
    "a phone number in a reason": csv_text(WIDE, [_wide("call (+1)415-555-0100")]),
    "a reason": csv_text(WIDE, [_wide("Out of stock")]),
}


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Home]:
    def make() -> Iterator[Home]:
        for number in range(100):
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "shops.yaml").write_text(SHOPS, encoding="utf-8")
            (folder / "privacy.key").write_text(KEY)
            yield Home(load_settings(folder))

    return make()


def _name(number: int) -> str:
    return f"All order-2026-05-18-05_{number:02}.csv"


def _by_file(home: Home) -> dict[str, tuple[Receipt, bytes | None]]:
    """Receipt (but for what comparing exports adds to it) and Parquet of each file."""
    kept = {}
    for receipt in read_receipts(home.settings):
        path = parquet_path(home.settings.landing, receipt.source, receipt.shop_id, receipt.sha256)
        own = tuple(finding for finding in receipt.findings if finding.kind not in COMPARED)
        data = path.read_bytes() if path.exists() else None
        kept[receipt.source_file] = replace(receipt, findings=own), data
    return kept


@pytest.mark.parametrize("shop", ["us", "uk"])
def test_files_that_come_together_land_as_each_lands_alone(homes: Iterator[Home], shop: str) -> None:
    together = next(homes)
    every = list(FILES.values())
    if shop == "uk":  # there the days and months of a file without AM and PM change places
        some = [FILES[what] for what in ("plain", "plain again", "dates of either order", "a new word")]
        every = [text.replace(said, "13:02:03") for text in some for said in ("1:02:03 PM", "nothing")]
    for number, text in enumerate(every):
        together.drop(shop, "orders", _name(number), text)
    problems = together.land().problems
    landed = _by_file(together)
    assert len(landed) == len(every)
    for number, text in enumerate(every):
        name = f"{shop}/orders/{_name(number)}"
        alone = next(homes)
        alone.drop(shop, "orders", _name(number), text)
        said = alone.land().problems
        assert _by_file(alone) == {name: landed[name]}
        assert said == [problem for problem in problems if problem.file == name]


def _ordinary(number: int, when: str = "05/13/2026 1:02:03 PM", product: str = "Mug") -> str:
    same = {"SKU_Unit_Original_Price": "12", "SKU_Subtotal_After_Discount": "11", "Created_Time": when}
    rows = [order_row(SKU_ID=f"{number}{n}", Product_Name=product, **same) for n in range(3)]
    return csv_text(ORDER_HEADER, rows)


AMONG_OTHERS = {
    "a record that the engine can't read": ("us", FILES["a short record"]),
    "an open quotation mark at the end": ("us", FILES["an open quotation mark"]),
    "an open quotation mark above other rows": ("us", _ordinary(4).replace("41,MUG-1,", '41,MUG-1,"')),
    "line breaks in texts": ("us", FILES["line break in a text"]),
    "the other clock": ("br", _ordinary(4, "13/05/2026 13:02:03")),
}


@pytest.mark.parametrize("what", AMONG_OTHERS)
def test_a_file_that_divides_a_lot_takes_no_row_of_the_others_and_loses_none(
    homes: Iterator[Home], what: str
) -> None:
    shop, odd = AMONG_OTHERS[what]
    texts = [odd if number in (4, 5) else _ordinary(number) for number in range(9)]
    texts[5] = texts[5].replace("MUG-1", "MUG-2")
    together = next(homes)
    for number, text in enumerate(texts):
        together.drop(shop, "orders", _name(number), text)
    together.land()
    landed = _by_file(together)
    for number, text in enumerate(texts):
        alone = next(homes)
        alone.drop(shop, "orders", _name(number), text)
        alone.land()
        name = f"{shop}/orders/{_name(number)}"
        assert _by_file(alone) == {name: landed[name]}


@contextmanager
def _jobs(home: Home, files: Mapping[str, str]) -> Iterator[dict[str, Job]]:
    contracts = contracts_of(home.settings.home)
    work = home.settings.home / "work"
    work.mkdir()
    how = reading_for(home.settings, contracts["orders"], "us", Path("x.csv"))
    with open_engine(bytes.fromhex(KEY), work) as engine:
        yield {
            what: Job(
                engine,
                contracts,
                "orders",
                examine(home.drop("us", "orders", f"{what}.csv", text)),
                Origin("us"),
                how,
                bytes.fromhex(KEY),
                work,
            )
            for what, text in files.items()
        }


def test_what_is_ordinary_is_read_together_and_the_rest_left_to_be_read_alone(home: Home) -> None:
    alike = {
        "plain",
        "plain again",
        "long",
        "long enough to stand in two vectors of the engine",
        "what might be an address",
        "dates of either order",
        "a new word",
    }
    odd = {"a bad row", "an e-mail in a text", "an open quotation mark", "a short record", "rounded IDs",
           "dates of the other order", "a total"}  # fmt: skip
    chosen = {what: text for what, text in FILES.items() if what in alike | odd}
    with _jobs(home, chosen) as jobs:
        members = {what: member for what, job in jobs.items() if (member := member_of(job))}
        assert members.keys() == jobs.keys()
        assert len(set(map(kind_of, members.values()))) == 1
        outcomes = dict(zip(members, read_lot(list(members.values())), strict=True))
    assert {what for what, outcome in outcomes.items() if outcome} == alike
    assert [o.rows_read for o in outcomes.values() if o] == [4, 4, 1990, 1499, 4, 4, 4]


def test_files_of_another_kind_and_large_ones_do_not_join(home: Home) -> None:
    large = csv_text(ORDER_HEADER, [order_row()] * (LARGEST // 100))
    chosen = {
        "plain": FILES["plain"],
        "column": FILES["a column more"],
        "blank": FILES["blank line"],
        "large": large,
    }
    with _jobs(home, chosen) as jobs:
        members = {what: member_of(job) for what, job in jobs.items()}
        assert [what for what, member in members.items() if member is None] == ["blank", "large"]
        assert members["plain"] and members["column"]
        assert kind_of(members["plain"]) != kind_of(members["column"])


def test_more_files_than_a_lot_holds_all_land_once_and_in_their_order(home: Home) -> None:
    count = 2 * MOST_FILES + 3
    for number in range(count):
        home.drop_orders([order_row(SKU_ID=str(number // 2))], name=f"All order-{number:04}.csv")
    result = home.land()
    assert [receipt.source_file for receipt in result.receipts] == [
        f"us/orders/All order-{number:04}.csv" for number in range(0, count, 2)
    ]
    assert len(result.skipped) == count // 2
    assert sorted(int(sku) for (sku,) in home.rows("orders", "sku_id")) == list(range(count // 2 + 1))


def test_a_lot_leaves_nothing_but_parquet_and_receipts(home: Home) -> None:
    for number in range(3):
        home.drop_orders([order_row(SKU_ID=str(number))], name=_name(number))
    code = (
        "import sys; from pathlib import Path; from orchestration.exports.landing import land_inbox;"
        "from orchestration.settings import load_settings;"
        "land_inbox(load_settings(Path(sys.argv[1])), settle=0)"
    )
    subprocess.run([sys.executable, "-c", code, str(home.settings.home)], check=True)
    kept = [
        p.relative_to(home.settings.landing).parts[0] for p in home.settings.landing.rglob("*") if p.is_file()
    ]
    assert sorted(kept) == [".lock", *["orders"] * 3, *["receipts"] * 3]
