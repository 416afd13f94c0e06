"""Exports of several sources, mutated: never an exception, a lost row, a wrong type, or a name that is kept.

The files are valid ones; what is done to them is what people and programs do: cells overwritten, columns
moved or doubled, lines ended otherwise, texts encoded otherwise, bytes lost.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.exports.landing import LandingResult
from orchestration.exports.overlays import contracts_of
from orchestration.exports.values import stored_type
from orchestration.settings import load_settings
from tests.unit.exports.writing import ORDER_HEADER, SHOPS, Home, order_row, workbook_bytes

ROWS = 6
CANARY = {
    "Buyer Username": "canary.buyer",
    "Recipient": "Canary Person",
    "Phone #": "(+1)415-555-0199",
    "Buyer Note": "write to canary@example.com",
}
TRACES = (b"canary", b"Canary", b"415-555")
RETURN = {
    "Return Order ID": "4035000000000000001", "Order ID": "576000000000000001", "SKU ID": "1",
    "Buyer Username": "", "Return Type": "Refund only", "Time Requested": "13/05/2026 10:00:00",
    "Return Reason": "Missing parts", "Return unit price": "$11.25", "Return Quantity": "1",
    "Return Status": "Completed", "Buyer Note": "",
}  # fmt: skip
RATE = {
    "date": "2026-05-15", "from_currency": "GBP", "to_currency": "USD", "rate": "1.25", "source": "ECB",
}  # fmt: skip
ODD = [
    "", "\t", " ", "x", "5.76E+17", "576000000000000001.0", "'5", '="5"', "12,50", "$1", "£1", "R$ 1,00",
    "-1", "1e9", "NaN", "0x1F", "1_0", "１２", "−2", "(3)", "1\u202f000.5", "99999999999999999999",
    "31/12/2026 10:00:00", "12/31/2026 1:00:00 AM", "2026-02-30", "24:00", '"', 'a "quoted" word',
    "two\nlines", "a\n\nb", ",", ";", "=1+1", "@x", "\0", "\x1b[2J", "\u202e", "陶", "ﬁ\u0301é",
    "Order ID", "Total", "#REF!", "TRUE", "x" * 3000,
]  # fmt: skip
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030", "cp1252", "latin-1"]


@dataclass(frozen=True)
class Export:
    """A valid export, where it is dropped, and the column in which each row has a value of its own."""

    shop: str
    source: str
    name: str
    row: dict[str, str]
    numbered: str

    def table(self) -> list[list[str]]:
        """Header and rows."""
        rows = [{**self.row, **{self.numbered: f"17290000000000000{n:02}"}} for n in range(ROWS)]
        return [list(self.row), *(list(row.values()) for row in rows)]


EXPORTS = {
    "orders": Export(
        "us",
        "orders",
        "All order-2026-05-18-05_30",
        {name: CANARY.get(name, text) for name, text in zip(ORDER_HEADER, order_row(), strict=True)},
        "SKU ID",
    ),
    "returns": Export(
        "us",
        "returns",
        "Return orders-2026-05-18-05_30",
        {name: CANARY.get(name, text) for name, text in RETURN.items()},
        "SKU ID",
    ),
    "fx_rates": Export("_all", "fx_rates", "fx_rates_2026-05-18", RATE, "source"),
}
MANY = settings(
    max_examples=22,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def _home() -> Iterator[Home]:
    folder = Path(tempfile.mkdtemp(prefix="mutated-"))
    try:
        (folder / "shops.yaml").write_text(SHOPS, encoding="utf-8")
        yield Home(load_settings(folder))
    finally:
        shutil.rmtree(folder)


def _mutated(data: st.DataObject, export: Export) -> list[list[str]]:
    """Header and rows with some cells overwritten, and perhaps a column dropped, doubled, added or moved."""
    table = export.table()
    free = [at for at, name in enumerate(export.row) if name not in CANARY and name != export.numbered]
    for _ in range(data.draw(st.integers(0, 4), label="cells")):
        row, column = data.draw(st.integers(1, ROWS)), data.draw(st.sampled_from(free))
        table[row][column] = data.draw(st.sampled_from(ODD))
    place = data.draw(st.integers(0, len(export.row) - 1), label="column")
    match data.draw(st.sampled_from(["", "", "", "drop", "double", "add", "move"]), label="columns"):
        case "drop":
            table = [[cell for at, cell in enumerate(row) if at != place] for row in table]
        case "double":
            table = [[*row, row[place]] for row in table]
        case "add":
            table = [[*row, "canary 44" if number else "Shoe size"] for number, row in enumerate(table)]
        case "move":
            table = [[row[place], *row[:place], *row[place + 1 :]] for row in table]
    return table


def _text(data: st.DataObject, table: list[list[str]]) -> bytes:
    """A CSV of the table, in one of many forms."""
    stream = io.StringIO()
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]), label="line ends")
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), label="quotes")
    delimiter = data.draw(st.sampled_from([",", ";", "\t"]), label="separator")
    # The writer quotes only the line ends that it writes itself: a text has those of its file.
    cells = [[cell.replace("\n", end) for cell in row] for row in table]
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(cells)
    return stream.getvalue().encode(data.draw(st.sampled_from(ENCODINGS), label="encoding"), "replace")


def _damaged(data: st.DataObject, whole: bytes) -> bytes:
    """The bytes with some of them flipped, lost, repeated, blotted out, or cut off."""
    some = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3), label="damages")):
        at = data.draw(st.integers(0, len(some) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "lose", "repeat", "blot"])):
            case "flip":
                some[at] = data.draw(st.integers(0, 255))
            case "cut":
                del some[max(at, 1) :]
            case "lose":
                del some[at : at + 20]
                some = some or bytearray(b"x")
            case "repeat":
                some[at:at] = some[at : at + 200]
            case "blot":
                some[at : at + 9] = b"\0" * 9
    return bytes(some)


def _check(home: Home, result: LandingResult) -> None:
    """What holds of every landing of one file, whatever the file was."""
    (receipt,) = result.receipts
    assert receipt.rows_read == receipt.rows_landed + receipt.rows_quarantined
    assert all(problem.file == receipt.source_file and problem.advice for problem in result.problems)
    quarantined = home.quarantined()
    if receipt.status == "refused":
        assert [problem.message for problem in result.problems] == [receipt.reason]
        assert quarantined == []
    else:
        assert len(quarantined) == receipt.rows_quarantined
        assert bool(result.problems) == bool(quarantined)
        for bad in quarantined:
            assert int(bad["source_row"]) > 1
            assert bad["what_to_do"]
            whole_row = ("fields", "quotation", "decoded")
            assert bad["column"] or any(word in bad["reason"] for word in whole_row)
    for name, table in receipt.tables.items():
        _check_types(home, name, table.rows_landed)


def _check_types(home: Home, name: str, rows: int) -> None:
    (path,) = (home.settings.landing / name).rglob("*.parquet")
    described = duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{path}')").fetchall()
    columns: dict[str, Any] = dict(described)
    tables = [table for contract in contracts_of(home.settings.home).values() for table in contract.tables]
    (table,) = (table for table in tables if table.name == name)
    assert {c.name: columns[c.name] for c in table.landed} == {c.name: stored_type(c) for c in table.landed}
    assert duckdb.sql(f"SELECT count(*) FROM '{path}' WHERE _state IS NULL").fetchall() == [(rows,)]


def _check_privacy(home: Home, result: LandingResult) -> None:
    """Nothing of the planted buyer is kept or said."""
    folders = (home.settings.landing, home.settings.quarantine)
    kept = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    said = "\n".join(map(str, [*result.problems, *result.receipts])).encode()
    for trace in TRACES:
        assert trace not in said
        assert [str(path) for path in kept if trace in path.read_bytes()] == []


@pytest.mark.parametrize("source", sorted(EXPORTS))
@MANY
@given(data=st.data())
def test_a_mutated_export_loses_no_row_and_says_what_is_wrong(source: str, data: st.DataObject) -> None:
    export = EXPORTS[source]
    table = _mutated(data, export)
    with _home() as home:
        home.drop(export.shop, export.source, f"{export.name}.csv", _text(data, table))
        result = home.land()
        _check(home, result)
        _check_privacy(home, result)
        # Each row has a value of its own, so none is blank; only one that says it is a total may be no row.
        totals = sum("Total" in row for row in table[1:])
        (receipt,) = result.receipts
        assert receipt.status == "refused" or ROWS - totals <= receipt.rows_read <= ROWS


@MANY
@given(data=st.data())
def test_a_damaged_file_ends_in_a_receipt_that_adds_up(data: st.DataObject) -> None:
    export = EXPORTS[data.draw(st.sampled_from(sorted(EXPORTS)))]
    if data.draw(st.booleans(), label="workbook"):
        whole, name = workbook_bytes({"Sheet1": export.table()}), f"{export.name}.xlsx"
    else:
        whole, name = _text(data, export.table()), f"{export.name}.csv"
    with _home() as home:
        home.drop(export.shop, export.source, name, _damaged(data, whole))
        _check(home, home.land())


@MANY
@given(data=st.data())
def test_a_damaged_file_among_others_ends_as_it_does_alone_and_takes_nothing_from_them(
    data: st.DataObject,
) -> None:
    """Small files of one kind are read together; a stray quotation mark is what damages most."""
    export = EXPORTS["orders"]
    header, *rows = export.table()
    texts = []
    for number in range(5):
        renumbered = [[c.replace("1729", f"172{number}", 1) for c in row] for row in rows]
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([header, *renumbered])
        texts.append(stream.getvalue())
    for _ in range(data.draw(st.integers(1, 3), label="marks")):
        at = data.draw(st.integers(len(",".join(header)), len(texts[2]) - 1))
        texts[2] = (
            texts[2][:at] + data.draw(st.sampled_from(['"', '""', '"\n', "\n", ",", "\r"])) + texts[2][at:]
        )
    names = [f"All order-2026-05-18-05_3{number}.csv" for number in range(5)]
    with _home() as together, _home() as alone:
        for name, text in zip(names, texts, strict=True):
            together.drop(export.shop, export.source, name, text)
        alone.drop(export.shop, export.source, names[2], texts[2])
        by_name = {receipt.source_file: receipt for receipt in together.land().receipts}
        (odd,) = alone.land().receipts
        beside = by_name[odd.source_file]
        kept = [(r.status, r.reason, r.rows_read, r.rows_landed, r.rows_quarantined) for r in (odd, beside)]
        assert kept[0] == kept[1]
        every = together.rows("orders", "source_file, sku_id")
        of_odd = [row for row in every if row[0] == odd.source_file]
        assert of_odd == (alone.rows("orders", "source_file, sku_id") if odd.status == "landed" else [])
        others = [n for n in range(5) if n != 2]
        wanted = [
            (f"us/orders/{names[n]}", f"172{n}0000000000000{row:02}") for n in others for row in range(ROWS)
        ]
        assert sorted(set(every) - set(of_odd)) == wanted
