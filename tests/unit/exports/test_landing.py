"""Landing the inbox: what lands, what is quarantined, what is refused, and that no row is ever lost."""

from __future__ import annotations

import json
import os
import shutil
import stat
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.exports import files
from orchestration.exports.drift import Finding
from orchestration.exports.files import examine
from orchestration.exports.landing import land_inbox
from orchestration.exports.privacy import privacy_key, pseudonym
from orchestration.exports.receipts import Receipt, read_receipt, read_receipts
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

DESCRIPTION = [
    "Platform unique order ID.",
    "Current order status.",
    "Platform unique SKU ID.",
    "Seller's own SKU.",
    "Name of the product.",
    "SKU sold quantity.",
    "Price of a unit.",
    "Subtotal after discounts.",
    "Order created time.",
    "Order paid time.",
    "Buyer's name.",
    "Recipient's name.",
    "Phone.",
]


def test_an_order_export_lands_typed_with_its_row_numbers_and_export_time(home: Home) -> None:
    home.drop_orders(
        [order_row(), order_row(SKU_ID="1729000000000000002\t", Paid_Time="05/13/2026 1:05:00 PM\t")]
    )
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.layout) == (2, 2, "plain")
    assert receipt.exported_at == "2026-05-18 12:30:00"
    rows = home.rows(
        "orders", "source_row, order_id, sku_id, created_at, paid_at, unit_price_local, currency, exported_at"
    )
    exported = datetime(2026, 5, 18, 12, 30)
    created, paid = datetime(2026, 5, 13, 20, 2, 3), datetime(2026, 5, 13, 20, 5)
    assert rows == [
        (2, "576000000000000001", "1729000000000000001", created, None, Decimal("12.5"), "USD", exported),
        (3, "576000000000000001", "1729000000000000002", created, paid, Decimal("12.5"), "USD", exported),
    ]


def test_the_same_text_is_another_day_in_another_market(home: Home) -> None:
    home.drop_orders([order_row(Created_Time="03/04/2026 10:00:00\t")])
    home.drop_orders([order_row(Created_Time="03/04/2026 10:00:00\t")], shop="uk")
    home.land()
    by_shop = dict(home.rows("orders", "shop_id, created_at"))
    assert by_shop == {"us": datetime(2026, 3, 4, 18), "uk": datetime(2026, 4, 3, 9)}


def test_the_same_bytes_again_are_skipped_and_said_so(home: Home) -> None:
    home.drop_orders([order_row()])
    home.drop_orders([order_row()], name="All order-2026-05-18-05_30 (1).csv")
    first = home.land()
    assert [receipt.source_file for receipt in first.receipts] == [f"us/orders/{ORDER_FILE}"]
    assert [(skipped.file, skipped.is_copy) for skipped in first.skipped] == [
        ("us/orders/All order-2026-05-18-05_30 (1).csv", True)
    ]
    again = home.land()
    assert (again.receipts, len(again.skipped), len(home.rows("orders"))) == ([], 2, 1)


def test_a_description_row_is_no_order_and_shifts_the_row_numbers(home: Home) -> None:
    home.drop_orders([DESCRIPTION, order_row()])
    home.drop(
        "us", "orders", "o.xlsx", workbook_bytes({"OrderSKUList": [ORDER_HEADER, DESCRIPTION, order_row()]})
    )
    result = home.land()
    assert [receipt.rows_read for receipt in result.receipts] == [1, 1]
    assert [row for (row,) in home.rows("orders", "source_row")] == [3, 3]


def test_a_first_row_that_is_merely_broken_is_quarantined_and_not_taken_for_a_description(home: Home) -> None:
    home.drop_orders([order_row(Order_ID="broken"), order_row()])
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_quarantined) == (2, 1)


@pytest.mark.parametrize("pad", ["  {}", "{} ", "{}\t", "{}\n", "\r\n{}"])
def test_a_text_with_outer_blanks_in_one_row_of_many_lands_without_them(home: Home, pad: str) -> None:
    rows = [order_row(SKU_ID=str(number)) for number in range(1, 400)]
    rows[300] = order_row(SKU_ID="301", Product_Name=pad.format("Cup"), Order_Status=pad.format("Shipped"))
    home.drop_orders(rows)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed) == (399, 399)
    names = home.rows("orders", "product_name, order_status")
    assert names[300] == ("Cup", "Shipped")
    assert all(text == text.strip() for row in names for text in row)


@pytest.mark.parametrize("amount", ["1e3", "1E3", "1_000", "12.5\v"])
def test_an_amount_that_only_the_engine_would_read_is_quarantined(home: Home, amount: str) -> None:
    rows = [order_row(SKU_ID=str(number)) for number in range(1, 400)]
    rows[300] = order_row(SKU_ID="301", SKU_Unit_Original_Price=amount)
    home.drop_orders(rows)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (399, 398, 1)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_lands_alike_in_every_encoding_and_with_every_separator(
    home: Home, delimiter: str, encoding: str, end: str
) -> None:
    rows = [order_row(Product_Name="Becher, „blau“\nGröße 2"), order_row(SKU_ID="2")]
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, rows, delimiter, end).encode(encoding))
    (receipt,) = home.land().receipts
    assert (receipt.status, receipt.rows_landed) == ("landed", 2)
    assert home.rows("orders", "source_row, product_name, quantity") == [
        (2, "Becher, „blau“\nGröße 2", 1),
        (3, "Mug, blue", 1),
    ]


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Café £5"), ("gb18030", "陶瓷杯子，蓝色")])
def test_a_file_in_an_older_encoding_lands_with_its_letters(home: Home, encoding: str, name: str) -> None:
    home.drop(
        "us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, [order_row(Product_Name=name)]).encode(encoding)
    )
    home.land()
    assert home.rows("orders", "product_name") == [(name,)]


def test_letters_that_break_utf8_far_below_the_head_are_still_read(home: Home) -> None:
    rows = [order_row(SKU_ID=str(n)) for n in range(4000)] + [order_row(Product_Name="Café")]
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, rows).encode("cp1252"))
    (receipt,) = home.land().receipts
    assert receipt.rows_landed == 4001
    assert home.rows("orders", "product_name")[-1] == ("Café",)


def test_blank_lines_and_blank_records_are_no_rows_and_keep_the_numbers_right(home: Home) -> None:
    text = csv_text(ORDER_HEADER, [order_row(SKU_ID="1"), [""] * 13, order_row(SKU_ID="2")])
    head, *rest = text.splitlines(keepends=True)
    home.drop("us", "orders", ORDER_FILE, "".join([head, rest[0], "\n", *rest[1:], "\n"]))
    (receipt,) = home.land().receipts
    assert receipt.rows_read == 2
    assert home.rows("orders", "source_row, sku_id") == [(2, "1"), (5, "2")]


def test_an_empty_line_inside_quotation_marks_does_not_shift_rows(home: Home) -> None:
    path = home.drop_orders([order_row(Product_Name="a\n\nb"), order_row(SKU_ID="2")])
    assert not examine(path).scan().blank_lines
    home.land()
    assert home.rows("orders", "source_row, product_name") == [(2, "a\n\nb"), (3, "Mug, blue")]


def test_a_value_that_cannot_be_read_quarantines_its_row_with_reason_and_advice(home: Home) -> None:
    home.drop_orders([order_row(), order_row(SKU_ID="2", Quantity="two"), order_row(SKU_ID="3")])
    result = home.land()
    (receipt,) = result.receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (3, 2, 1)
    (bad,) = home.quarantined()
    assert (bad["source_row"], bad["column"], bad["value"]) == ("3", "Quantity", "two")
    assert bad["reason"] == "this is no whole number of at least 0."
    assert bad["row.sku_id"] == "2"
    (problem,) = result.problems
    assert (problem.row, problem.column, problem.value) == (3, "Quantity", "two")
    assert [row for (row,) in home.rows("orders", "source_row")] == [2, 4]


def test_a_buyer_of_a_return_is_a_keyed_pseudonym_whoever_reads_the_file(home: Home) -> None:
    header = ["Return Order ID", "Order ID", "SKU ID", "Buyer Username", "Return Type", "Time Requested",
              "Return Reason", "Return unit price", "Return Quantity", "Return Status",
              "Buyer Note"]  # fmt: skip
    row = ["4035", "576000000000000001", "1729000000000000001", "tom.secret", "Refund only",
           "13/05/2026 10:00:00", "Missing parts", "$11.25", "1", "Completed", "call Tom Secret"]  # fmt: skip
    text = csv_text(header, [row])
    home.drop("us", "returns", "Return orders-2026-05-18-05_30.csv", text)
    home.drop("us", "returns", "Return orders-2026-05-19-05_30.csv", text.encode("utf-16"))
    home.land()
    key = privacy_key(home.settings.home)
    assert home.rows("returns", "buyer_key") == [(pseudonym(key, "tom.secret"),)] * 2
    assert stat.S_IMODE((home.settings.home / "privacy.key").stat().st_mode) == 0o600
    landed = b"".join(path.read_bytes() for path in home.settings.landing.rglob("*") if path.is_file())
    assert b"tom.secret" not in landed
    assert b"Tom Secret" not in landed


@pytest.mark.parametrize("name", ["--", " ", " tom ", "tom\u00a0", "\vtom"])
def test_a_buyer_has_one_pseudonym_whoever_reads_the_file_and_no_name_has_none(home: Home, name: str) -> None:
    header = ["Return Order ID", "Order ID", "SKU ID", "Buyer Username", "Return Type", "Time Requested",
              "Return Reason", "Return unit price", "Return Quantity", "Return Status"]  # fmt: skip
    row = ["4035", "576000000000000001", "1729000000000000001", name, "Refund only", "13/05/2026 10:00:00",
           "Missing parts", "$11.25", "1", "Completed"]  # fmt: skip
    text = csv_text(header, [row])
    home.drop("us", "returns", "Return orders-2026-05-18-05_30.csv", text)
    home.drop("us", "returns", "Return orders-2026-05-19-05_30.csv", text.encode("utf-16"))
    if name.isprintable():
        sheet = workbook_bytes({"Sheet1": [header, row]})
        home.drop("us", "returns", "Return orders-2026-05-20-05_30.xlsx", sheet)
    home.land()
    said = None if name in ("--", " ") else pseudonym(privacy_key(home.settings.home), name)
    assert {key for (key,) in home.rows("returns", "buyer_key")} == {said}


def test_no_personal_value_of_an_order_is_written_anywhere(home: Home) -> None:
    home.drop_orders([order_row(), order_row(SKU_ID="2", Quantity="two"), ["too", "short", "Tom Secret"]])
    secret = order_row(SKU_ID="3", Quantity="x")
    home.drop("us", "orders", "o.xlsx", workbook_bytes({"OrderSKUList": [ORDER_HEADER, order_row(), secret]}))
    home.land()
    for folder in (home.settings.landing, home.settings.quarantine):
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert b"tom.secret" not in content, path
                assert b"Tom Secret" not in content, path
                assert b"415-000" not in content, path
    assert len(home.quarantined()) == 3


def test_a_comma_that_moves_every_field_leaves_no_text_of_the_row_in_quarantine(home: Home) -> None:
    # An unquoted comma in an amount, and a last field that happens to be blank: the record is one field too
    # long, "Tom Secret" stands one column further right, and a reader that pads would never notice.
    moved = [*order_row(SKU_ID="2")[:-1], ""]
    at = ORDER_HEADER.index("SKU Subtotal After Discount")
    moved = [*moved[:at], "12", "9x", *moved[at + 1 :]]
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, [order_row(), moved]))
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (1, 1)
    (bad,) = home.quarantined()
    assert bad["reason"] == f"it has {len(ORDER_HEADER) + 1} fields where the header has {len(ORDER_HEADER)}."
    assert [name for name in bad if name.startswith("row.")] == []


def test_an_unknown_column_is_drift_and_does_not_land(home: Home) -> None:
    home.drop("us", "orders", ORDER_FILE, csv_text([*ORDER_HEADER, "Shoe size"], [[*order_row(), "44"]]))
    (receipt,) = home.land().receipts
    assert receipt.findings == (Finding("new_column", "Shoe size", table="orders"),)
    assert receipt.rows_landed == 1


@pytest.mark.parametrize("form", ["csv", "utf-16", "xlsx", "two files"])
def test_a_column_without_a_header_is_told_where_it_holds_something(home: Home, form: str) -> None:
    """Between the others its values are left out and told; behind the last one they may have been moved."""
    header = [*ORDER_HEADER[:3], "", *ORDER_HEADER[3:], ""]

    def table(number: int) -> list[list[str]]:
        rows = [order_row(SKU_ID=f"{number}{n}") for n in range(4)]
        between, behind = ["", "7", "Tom Secret", ""], ["", "", "", "x"]
        return [[*r[:3], between[n], *r[3:], behind[n]] for n, r in enumerate(rows)]

    for number in range(2 if form == "two files" else 1):
        name = f"All order-2026-05-18-05_3{number}"
        if form == "xlsx":
            home.drop(
                "us", "orders", f"{name}.xlsx", workbook_bytes({"OrderSKUList": [header, *table(number)]})
            )
        else:
            encoding = form if form == "utf-16" else "utf-8"
            home.drop("us", "orders", f"{name}.csv", csv_text(header, table(number)).encode(encoding))
    for receipt in home.land().receipts:
        assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (4, 3, 1)
        assert receipt.findings == (Finding("unnamed_column", "4", table="orders", count=2),)
    assert {row["source_row"] for row in home.quarantined()} == {"5"}


def test_headers_are_matched_whatever_their_case_blanks_and_unicode_form(home: Home) -> None:
    spelt = [f"  {name.upper()} " if name != "Quantity" else "quantity\t" for name in ORDER_HEADER]
    home.drop("us", "orders", ORDER_FILE, csv_text(spelt, [order_row()]))
    portuguese = [
        "ID do pedido",
        "Status do pedido",
        "ID do SKU",
        "Variac\u0327a\u0303o",
        "Quantidade",
        "Subtotal do produto",
        "Hora de criac\u0327a\u0303o",
    ]
    row = [
        "576000000000000009",
        "Concluído",
        "1729000000000000009",
        "Azul",
        "1",
        "BRL 35,91",
        "13/05/2026 10:00:00",
    ]
    home.drop("br", "orders", ORDER_FILE, csv_text(portuguese, [row]))
    result = home.land()
    assert [receipt.rows_landed for receipt in result.receipts] == [1, 1]
    assert ("Azul", Decimal("35.91")) in home.rows("orders", "variation, subtotal_after_discount_local")


def test_a_row_with_fields_too_few_or_too_many_is_quarantined_and_the_rest_lands(home: Home) -> None:
    text = csv_text(
        ORDER_HEADER, [order_row(), ["1", "2"], [*order_row(SKU_ID="2"), "extra"], order_row(SKU_ID="3")]
    )
    home.drop("us", "orders", ORDER_FILE, text)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (4, 2, 2)
    assert [bad["reason"] for bad in home.quarantined()] == [
        "it has 2 fields where the header has 13.",
        "it has 14 fields where the header has 13.",
    ]
    assert [row for (row,) in home.rows("orders", "source_row")] == [2, 5]


@pytest.mark.parametrize("last", ["576000000", 'now"', 'said ""bu', "2026 1:02"])
def test_a_file_cut_off_in_the_middle_is_refused_whole(home: Home, last: str) -> None:
    rows = [order_row(SKU_ID=str(n), Product_Name='He said "buy"\nnow') for n in range(9)]
    text = csv_text(ORDER_HEADER, rows)
    home.drop("us", "orders", ORDER_FILE, text[: text.rindex(last) + len(last)])
    result = home.land()
    (receipt,) = result.receipts
    assert (receipt.status, receipt.rows_landed) == ("refused", 0)
    assert "cut off: record 10 is incomplete" in (receipt.reason or "")
    assert receipt.rows_read == receipt.rows_quarantined == 9
    assert "Download it again" in result.problems[0].advice


def test_a_last_line_without_an_end_lands_and_is_noted(home: Home) -> None:
    home.drop("us", "orders", ORDER_FILE, csv_text(ORDER_HEADER, [order_row()]).rstrip("\n"))
    (receipt,) = home.land().receipts
    assert receipt.rows_landed == 1
    assert [finding.kind for finding in receipt.findings] == ["no_line_end"]


def test_a_workbook_cut_off_or_no_workbook_at_all_is_refused(home: Home) -> None:
    whole = workbook_bytes({"OrderSKUList": [ORDER_HEADER, order_row()]})
    home.drop("us", "orders", "cut.xlsx", whole[: len(whole) // 2])
    home.drop("us", "orders", "zip.xlsx", b"PK\x03\x04 not really")
    home.drop("us", "orders", "old.xls", b"\xd0\xcf\x11\xe0 nor this")
    home.drop("us", "orders", "page.csv", "<html><body>Please log in</body></html>")
    result = home.land()
    assert {receipt.status for receipt in result.receipts} == {"refused"}
    assert len(result.problems) == 4


def test_a_refused_file_that_was_mended_lands_and_its_refusal_is_forgotten(home: Home) -> None:
    path = home.drop("us", "orders", ORDER_FILE, "nothing,like,it\n1,2,3\n")
    assert home.land().receipts[0].status == "refused"
    again = home.land()
    assert (again.receipts, len(again.skipped), len(again.problems)) == ([], 1, 1)
    path.write_text(csv_text(ORDER_HEADER, [order_row()]), encoding="utf-8")
    assert home.land().receipts[0].status == "landed"
    assert [receipt.status for receipt in read_receipts(home.settings)] == ["landed"]


def test_a_file_of_another_source_is_refused_by_name(home: Home) -> None:
    home.drop("us", "returns", "returns_2026-05-18.csv", csv_text(ORDER_HEADER, [order_row()]))
    (receipt,) = home.land().receipts
    assert receipt.reason == "this is a file of orders in the folder of returns."
    assert receipt.advice == "Move it to the folder orders."


def test_an_unknown_file_is_told_what_is_missing_and_what_is_unknown(home: Home) -> None:
    header = ["Order ID", "Order Status", "SKU ID", "Pieces", "SKU Subtotal After Discount", "Created Time"]
    home.drop("us", "orders", ORDER_FILE, csv_text(header, [["1"] * 6]))
    (receipt,) = home.land().receipts
    assert "closest is orders (plain)" in (receipt.reason or "")
    assert "missing 'Quantity'" in (receipt.reason or "")
    assert "unknown 'Pieces'" in (receipt.reason or "")


def test_a_pivot_table_saved_under_an_exports_name_in_cp1252_is_refused_and_does_not_crash(
    home: Home,
) -> None:
    home.drop(
        "us", "orders", ORDER_FILE, "Row Labels\tSum of £\nCafé\t12\nGrand Total\t12\n".encode("cp1252")
    )
    (receipt,) = home.land().receipts
    assert receipt.status == "refused"
    assert "not an export I know" in (receipt.reason or "")


def test_dates_that_contradict_the_markets_order_refuse_the_file(home: Home) -> None:
    rows = [order_row(SKU_ID=str(n), Created_Time=f"{n:02}/05/2026 10:00:00") for n in range(5, 20)]
    home.drop_orders(rows)
    (receipt,) = home.land().receipts
    assert receipt.status == "refused"
    assert "contradict month/day/year" in (receipt.reason or "")
    assert receipt.rows_quarantined == 15
    assert not list(home.settings.landing.glob("orders/*/*"))


@pytest.mark.parametrize("also", ["Created Time", "Quantity", "workbook"])
def test_rounded_ids_refuse_a_file_whatever_else_there_is_to_say_of_it(home: Home, also: str) -> None:
    rows = [order_row(**{"Order ID": f"57600000000000{n}000"}) for n in range(6)]
    match also:
        case "Created Time":  # either order of day and month
            for row in rows:
                row[ORDER_HEADER.index(also)] = "05/06/2026 1:02:03 PM"
        case "Quantity":
            rows[0][ORDER_HEADER.index(also)] = "x"
    if also == "workbook":
        sheet = workbook_bytes({"OrderSKUList": [ORDER_HEADER, *rows]})
        home.drop("us", "orders", ORDER_FILE.replace("csv", "xlsx"), sheet)
    else:
        home.drop_orders(rows)
    (receipt,) = home.land().receipts
    assert receipt.status == "refused"
    assert (receipt.reason or "").startswith("a spreadsheet has rounded its IDs")


def test_one_date_out_of_order_among_good_ones_quarantines_its_row_only(home: Home) -> None:
    rows = [order_row(SKU_ID=str(n), Created_Time=f"05/{n:02}/2026 10:00:00") for n in range(5, 20)]
    home.drop_orders([*rows, order_row(Created_Time="28/05/2026 10:00:00")])
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (15, 1)


def test_unknown_folders_and_loose_files_are_named_and_the_rest_lands(home: Home) -> None:
    home.drop_orders([order_row()])
    home.drop("nobody", "orders", ORDER_FILE, "x")
    home.drop("us", "ordres", ORDER_FILE, "x")
    home.drop("us", "fx_rates", "fx_rates_2026-05-18.csv", "x")
    home.drop("_all", "orders", ORDER_FILE, "x")
    (home.settings.inbox / "loose.csv").write_text("x")
    (home.settings.inbox / "us" / "loose.csv").write_text("x")
    (home.settings.inbox / "us" / "orders" / ".DS_Store").write_text("x")
    (home.settings.inbox / "us" / "orders" / "half.csv.crdownload").write_text("x")
    result = home.land()
    assert len(result.receipts) == 1
    assert {problem.file for problem in result.problems} == {
        "nobody",
        "us/ordres",
        "us/fx_rates",
        "_all/orders",
        "loose.csv",
        "us/loose.csv",
    }
    assert all(problem.advice for problem in result.problems)


def test_sources_landed_one_by_one_tell_what_lies_outside_them_once(home: Home) -> None:
    home.drop("nobody", "orders", ORDER_FILE, "x")
    home.drop_orders([order_row()])
    told = [problem.file for source in ("orders", "returns", "ads") for problem in home.land(source).problems]
    assert told == ["nobody"]
    assert len(home.rows("orders")) == 1


def test_an_empty_inbox_is_a_problem_with_advice(home: Home) -> None:
    assert "no inbox" in home.land().problems[0].message
    home.settings.inbox.mkdir()
    assert "no files" in home.land().problems[0].message


def test_an_empty_or_unreadable_file_is_said_so(home: Home) -> None:
    home.drop("us", "orders", "empty.csv", "")
    header_only = home.drop("us", "orders", "header.csv", csv_text(ORDER_HEADER, []))
    result = home.land()
    assert [problem.message for problem in result.problems] == ["the file is empty."]
    assert [(r.source_file, r.status, r.rows_read) for r in result.receipts] == [
        ("us/orders/empty.csv", "refused", 0),
        (f"us/orders/{header_only.name}", "landed", 0),
    ]


def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.drop_orders([order_row()])
    from orchestration.exports import desk

    genuine = desk.read_with_engine

    def read_while_written(job: desk.Job) -> desk.Outcome:
        outcome = genuine(job)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(csv_text(order_row(SKU_ID="2"), []))
        return outcome

    monkeypatch.setattr(desk, "read_with_engine", read_while_written)
    result = home.land()
    assert result.receipts == []
    assert "still being written" in result.problems[0].message
    monkeypatch.undo()
    assert home.land().rows_landed == 2


def test_a_changed_shop_configuration_reads_the_same_files_anew(home: Home) -> None:
    home.drop_orders([order_row()])
    home.land()
    moved = SHOPS.replace("America/Los_Angeles", "America/New_York")
    (home.settings.home / "shops.yaml").write_text(moved, encoding="utf-8")
    land_inbox(load_settings(home.settings.home))
    assert home.rows("orders", "created_at") == [(datetime(2026, 5, 13, 17, 2, 3),)]
    assert len(read_receipts(home.settings)) == 1


def test_landing_again_from_nothing_gives_the_same_bytes(home: Home) -> None:
    home.drop_orders([order_row(), order_row(SKU_ID="2", Quantity="two")])
    home.land()

    def content() -> dict[str, bytes]:
        folders = (home.settings.landing, home.settings.quarantine)
        return {str(p): p.read_bytes() for folder in folders for p in folder.rglob("*") if p.is_file()}

    first = content()
    for folder in (home.settings.landing, home.settings.quarantine):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    home.land()
    assert content() == first


def test_a_torn_receipt_counts_as_not_landed(home: Home) -> None:
    home.drop_orders([order_row()])
    (receipt,) = home.land().receipts
    path = receipt.path_under(home.settings.landing)
    path.write_text(json.dumps({"shop_id": "us"}))
    assert len(home.land().receipts) == 1


def test_without_a_time_in_its_name_a_file_is_as_old_as_its_file_time(home: Home) -> None:
    path = home.drop_orders([order_row()], name="orders.csv")
    os.utime(path, (datetime(2026, 5, 1, tzinfo=UTC).timestamp(),) * 2)
    (receipt,) = home.land().receipts
    assert (receipt.exported_at, receipt.exported_at_from) == ("2026-05-01 00:00:00", "file time")


def test_names_with_quotes_and_sql_in_them_are_only_names(home: Home) -> None:
    name = 'o\'); DROP TABLE x; -- $(rm) "q" 2026-05-18-05_30.csv'
    home.drop_orders([order_row()], name=name)
    (receipt,) = home.land().receipts
    assert (receipt.source_file, receipt.rows_landed) == (f"us/orders/{name}", 1)


def test_tracking_events_are_read_in_the_zone_beside_them(home: Home) -> None:
    header = "tracking_number,carrier,provider,event_time,timezone,status,description,location\n"
    rows = [
        "T1,USPS,17TRACK,2026-05-11 10:00:00,America/Chicago,InTransit_PickedUp,x,y",
        "T1,USPS,17TRACK,2026-05-11 10:00:00,UTC,InTransit_Arrival,x,y",
        "T1,USPS,17TRACK,2026-05-11 10:00:00,+08:00,InTransit_Arrival,x,y",
        "T1,USPS,17TRACK,2026-05-11 10:00:00,Mars/Base,InTransit_Arrival,x,y",
    ]
    home.drop("us", "tracking", "tracking_events_2026-05-18-05_30.csv", header + "\n".join(rows) + "\n")
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (3, 1)
    assert [moment.hour for (moment,) in home.rows("tracking_events", "event_at")] == [15, 10, 2]


def test_a_rate_of_all_shops_lands_from_the_shared_folder(home: Home) -> None:
    header = "date,from_currency,to_currency,rate,source\n"
    text = header + "2026-05-15,GBP,USD,1.25001234,ECB\n2026-05-15,GBP,USD,0,x\n"
    home.drop("_all", "fx_rates", "fx_rates_2026-05-18.csv", text)
    (receipt,) = home.land().receipts
    assert (receipt.shop_id, receipt.rows_landed, receipt.rows_quarantined) == ("_all", 1, 1)
    assert home.rows("fx_rates", "rate_on, rate") == [(date(2026, 5, 15), Decimal("1.25001234"))]
    assert not Path(home.settings.landing / "orders").exists()


def test_a_large_file_hashed_beside_its_reading_lands_like_any_other(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = csv_text(ORDER_HEADER, [order_row(SKU_ID="1"), order_row(SKU_ID="2", Quantity="two")])
    home.drop("us", "orders", ORDER_FILE, text)
    home.drop("us", "orders", "All order-2026-05-11-05_30.csv", text.replace("\n", "\n\n", 1))
    before = {receipt.sha256: receipt.tables for receipt in home.land().receipts}
    shutil.rmtree(home.settings.landing)
    monkeypatch.setattr(files, "LARGE", 1)
    assert {receipt.sha256: receipt.tables for receipt in home.land().receipts} == before
    assert len(home.land().skipped) == 2


def test_files_that_were_all_touched_land_no_second_time_and_each_receipt_is_read_once_for_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [home.drop_orders([order_row(Quantity=str(n))], name=f"All order-0{n}.csv") for n in range(1, 5)]
    first = home.land()
    for path in paths:
        os.utime(path, (2_000_000_000, 2_000_000_000))
    read: list[Path] = []

    def counting(path: Path) -> Receipt | None:
        read.append(path)
        return read_receipt(path)

    monkeypatch.setattr("orchestration.exports.ledger.read_receipt", counting)
    again = home.land()
    assert (len(first.receipts), len(again.receipts), len(again.skipped)) == (4, 0, 4)
    assert (len(read), len(set(read))) == (4, 4)
