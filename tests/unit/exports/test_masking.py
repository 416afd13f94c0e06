"""Free text: what looks personal is masked in the cell, what only looks like it is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.exports.contract import Column, shipped_contracts
from orchestration.exports.freetext import text_columns
from orchestration.exports.masking import SUSPECT, masked, prose_of
from tests.unit.exports.writing import DEFAULT_ORDER, ORDER_FILE, Home, csv_text

PERSONAL = [
    ("write to tom.o'neil@mail.example.com please", "write to [e-mail removed] please"),
    ("ana＠example.co.uk", "[e-mail removed]"),
    ("(+1)415-555-0100", "[phone removed]"),
    ("ring +86 138 1234 5678 first", "ring [phone removed] first"),
    ("415-555-0100", "[phone removed]"),
    ("13812345678", "[phone removed]"),
    ("电话13812345678", "[phone removed]"),
    ("Tel: 02079460000", "[phone removed]"),
    ("07700 900123", "[phone removed]"),
    ("0812-3456-7890", "[phone removed]"),
    ("(11) 91234-5678", "[phone removed]"),
    ("10 High Street, Leeds", "[address removed], Leeds"),
    ("1600 Pine Grove Ave Apt 4B", "[address removed]"),
    ("P.O. Box 12", "[address removed]"),
    ("北京市朝阳区建国路88号", "[address removed]"),
    ("Signed by: A. SMITH", "Signed by: [name removed]"),
    ("Signed for by John Q Public", "Signed for by [name removed]"),
    ("签收人：张三", "签收人：[name removed]"),
]
HARMLESS = [
    "No longer needed", "Customer hasn't paid", "FC14_EWR4", "TIKTOKSHOP WAREHOUSE No.1",
    "576000000000000001", "1Z999AA10123456784",
    "YT2613200000000001", "05/13/2026 1:02:03 PM", "2026-05-16 10:00:00", "-12,345.67",
    "100x200x300mm", "1.234.567,89", "Order 5760000 cancelled", "Received by carrier", "@handle tagged",
    "Departed facility 020-123", "EAN 4006381333931", "GTIN 00012345600012", "size 38 39 40 41 42 43 44",
    "Arrived at LOS ANGELES CA 90001", "Left with neighbour", "签收人：本人签收", "Signed by: the neighbour",
    "Delivered, In/At Mailbox", "45 - 90 days, 100 - 200 pcs", "[e-mail removed]",
    "Signed by: [name removed]",
]  # fmt: skip
PRODUCTS = [
    "128 GB Flash Drive 2 Pack", "2 Pack Drive Unit A", "2 Pack Street Fighter", "5 Pieces Street Style",
    "Model 415-555-0100",
    "Toner 305-410-9999", "iPhone 15 Pro 256GB 2023 A2848", "Set 1+1 100 200 3000", "8 Mile Road DVD",
    "USB-C 3.1 10Gbps cable +2m 100-240V 50/60", "Phone 12 13 14 15 case", "sku 13812345678",
    "100 Way Place Cards", "Size +5 to +15 -20 degrees 100 200 300 400",
]  # fmt: skip


@pytest.mark.parametrize(("text", "clean"), PERSONAL)
def test_a_shape_of_personal_data_is_masked_and_the_rest_of_the_text_stays(text: str, clean: str) -> None:
    assert masked(text) == clean


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_personal_is_left_as_it_is(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("text", PRODUCTS)
def test_the_name_of_a_product_is_left_as_it_is(text: str) -> None:
    assert masked(text, "catalogue") == text


@pytest.mark.parametrize("text", ["call +1 415 555 0100", "phone: 415 555 0100", "ask me@shop.example"])
def test_a_product_name_that_holds_a_contact_is_masked_all_the_same(text: str) -> None:
    assert "removed]" in masked(text, "catalogue")


def test_a_code_is_searched_for_e_mail_addresses_only() -> None:
    assert masked("415-555-0100", "code") == "415-555-0100"
    assert masked("sku@shop.example", "code") == "[e-mail removed]"
    sku = Column(name="seller_sku", type="VARCHAR", reads="text")
    reason = Column(name="cancel_reason", type="VARCHAR", reads="text")
    product = Column(name="product_name", type="VARCHAR", reads="text")
    assert [prose_of(column) for column in (sku, reason, product)] == ["code", "prose", "catalogue"]


PIECES = st.sampled_from(
    [text for text, _ in PERSONAL]
    + HARMLESS
    + ["7", "0", "+", "(", ")", "-", ".", "Ave", "St", "tel", "手机", "\n"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=5), st.sampled_from(["", " ", ", ", "\n"]))
def test_the_engines_first_look_passes_over_nothing_that_would_be_masked(pieces: list[str], by: str) -> None:
    text = by.join(pieces)
    clean = masked(text)
    assert masked(clean) == clean, "a masked text is clean"
    if clean != text:
        query = "SELECT regexp_matches(replace(?, chr(10), ' '), ?)"
        (found,) = duckdb.execute(query, [text, SUSPECT]).fetchone() or (False,)
        assert found, text


HEADER = (*DEFAULT_ORDER, "Cancel Reason", "Variation")


def drop(home: Home, rows: list[tuple[str, str, str]], quantity: str = "1") -> Path:
    """An order export of (product name, cancel reason, variation)."""
    base = {**DEFAULT_ORDER, "Quantity": quantity}
    table = []
    for number, (product, reason, variation) in enumerate(rows, 1):
        named = {**base, "SKU ID": f"{number}\t", "Product Name": product}
        table.append([*named.values(), reason, variation])
    return home.drop("us", "orders", ORDER_FILE, csv_text(HEADER, table))


def test_a_masked_file_keeps_its_rows_in_order_and_says_what_was_masked(home: Home) -> None:
    rows = [(f"Mug {i}", "No longer needed", "Default") for i in range(40)]
    rows[7] = ("Mug, ask ana@canary.example", "call 415-555-0100", "Default")
    rows[9] = ("Mug", "call 415-555-0100", "415-555-0100")
    drop(home, rows)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed) == (40, 40)
    told = {(f.kind, f.subject, f.detail, f.table, f.count) for f in receipt.findings}
    assert told == {
        ("masked_text", "Product Name", "e-mail", "orders", 1),
        ("masked_text", "Cancel Reason", "phone", "orders", 2),
    }
    landed = home.rows("orders", "sku_id, source_row, product_name, cancel_reason, variation")
    assert [row[:2] for row in landed] == [(str(i), i + 1) for i in range(1, 41)]
    assert landed[7][2:] == ("Mug, ask [e-mail removed]", "[phone removed]", "Default")
    assert landed[9][2:] == ("Mug", "[phone removed]", "415-555-0100")
    assert landed[0][2:] == rows[0]


def test_a_text_is_masked_wherever_in_a_long_file_it_stands(home: Home) -> None:
    rows = [(f"Mug {i}", "No reason", "Default") for i in range(6_000)]
    rows[5_999] = ("Mug", "signed by: Jo Canary", "Default")
    drop(home, rows)
    (receipt,) = home.land().receipts
    assert receipt.findings[0].detail == "name"
    assert home.rows("orders", "cancel_reason")[-1] == ("signed by: [name removed]",)


def test_a_quarantined_row_is_masked_and_so_is_the_message_about_it(home: Home) -> None:
    drop(home, [("Mug, ask ana@canary.example", "call 415-555-0100", "x")], quantity="+1 415 555 0199")
    result = home.land()
    assert result.rows_quarantined == 1
    told = " ".join(map(str, result.problems)) + str(home.quarantined())
    assert "[phone removed]" in told
    assert not re.search("canary|555", told)


def test_a_statements_texts_are_masked_in_its_rows_and_in_its_parts(home: Home) -> None:
    header = [
        *(Path(__file__).parents[2] / "cases/exports/headers/settlements_us.csv")
        .read_text()
        .strip()
        .split(",")
    ]
    row = dict.fromkeys(header, "")
    row |= {"Statement date": "2026/05/14", "Statement ID": "1", "Currency": "USD", "Type": "Order"}
    row |= {"Order/adjustment ID": "576000000000000001", "Total settlement amount": "5", "Gross sales": "5"}
    row |= {"Product name": "Mug by me@canary.example"}
    text = csv_text(header, [[row[name] for name in header]])
    home.drop("us", "settlements", "s.csv", text)
    (receipt,) = home.land().receipts
    assert [f.table for f in receipt.findings if f.kind == "masked_text"][:1] == ["settlements"]
    for path in home.settings.landing.rglob("*.parquet"):
        assert b"canary" not in path.read_bytes()


def test_no_text_column_of_any_contract_escapes_the_look() -> None:
    for contract in shipped_contracts().values():
        for table in contract.tables:
            looked_at = {column.name for column in text_columns(table)}
            texts = {
                c.name for c in table.landed if c.type == "VARCHAR" and c.reads in ("text", "label", "id")
            }
            assert texts <= looked_at, table.name
