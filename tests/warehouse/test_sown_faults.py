"""Faults sown into the exports of a shop: each is found, and named by the check whose business it is."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.conftest import suanqing
from tests.reckoning.sowing import Sheet, edit_csv, edit_workbook, order_details, sheets_of

STATEMENTS = "inbox/us-main/settlements/income_2026-05-18-05_30.xlsx"
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def sown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What two runs said of a shop with eight faults: first of its statements, then of its orders."""
    home = tmp_path_factory.mktemp("sown") / "home"
    made = suanqing(home, "demo", "--weeks", "7", "--orders-per-week", "90")
    assert made.returncode == 0, made.stderr
    whole = home.with_name("income.xlsx")
    shutil.copy(home / STATEMENTS, whole)
    named = {"home": str(home)}
    edit_workbook(home / STATEMENTS, lambda sheet: _sow_statements(sheet, named))
    edited = home.with_name("edited.xlsx")
    shutil.move(home / STATEMENTS, edited)
    shutil.copy(whole, home / STATEMENTS)
    _sow_orders(home, _settled_orders(home), named)
    shutil.move(edited, home / STATEMENTS)
    stopped = suanqing(home, "run")
    assert stopped.returncode == 5, stopped.stdout + stopped.stderr
    named["of statements"] = stopped.stdout + stopped.stderr
    # The platform's own workbook again, downloaded later: its statements take the place of the edited ones.
    shutil.copy(whole, home / "inbox/us-main/settlements/income_2026-05-18-09_00.xlsx")
    (home / STATEMENTS).unlink()
    stopped = suanqing(home, "run")
    assert stopped.returncode == 5, stopped.stdout + stopped.stderr
    named["of orders"] = stopped.stdout + stopped.stderr
    return named


def _sow_statements(sheet: Sheet, named: dict[str, str]) -> None:
    statement, fee = sheet.at("Statement ID"), sheet.at("Referral fee")
    by_statement: dict[str, list[list[object]]] = {}
    for row in sheet.of_kind("Order", "Referral fee"):
        by_statement.setdefault(str(row[statement]), []).append(row)
    cent, sign, gone, twice = (rows[0] for rows in list(by_statement.values())[:4])
    cent[fee] = float(Decimal(str(cent[fee])) - CENT)
    sign[fee] = -float(str(sign[fee]))
    sheet.rows.remove(gone)
    sheet.rows.append(list(twice))
    order = sheet.at("Order/adjustment ID")
    named |= {"a cent in a statement": str(cent[order]), "a sign in a statement": str(sign[order])}
    named |= {"a row gone from": str(gone[statement]), "a row twice in": str(twice[statement])}


def _settled_orders(home: Path) -> list[str]:
    """Orders of one line that a statement settles, from the workbook as the platform wrote it."""
    sheet = order_details(sheets_of(home / STATEMENTS))
    ids = [str(row[sheet.at("Order/adjustment ID")]) for row in sheet.of_kind("Order", "Gross sales")]
    return [order for order in dict.fromkeys(ids) if ids.count(order) == 1]


def _sow_orders(home: Path, settled: list[str], named: dict[str, str]) -> None:
    cent, sign, gone, twice = settled[-4:]
    named |= {"a cent in an order": cent, "a sign in an order": sign}
    named |= {"an order gone": gone, "an order's line twice": twice}

    def change(header: list[str], rows: list[list[str]]) -> None:
        order, discount = header.index("Order ID"), header.index("SKU Seller Discount")
        before = header.index("SKU Subtotal Before Discount")
        rows[:] = [row for row in rows if row[order].strip() != gone]
        for row in [row for row in rows if row[order].strip() == cent][:1]:
            row[discount] = str(Decimal(row[discount]) + CENT)
        for row in [row for row in rows if row[order].strip() == sign][:1]:
            row[before] = str(-Decimal(row[before]))
        rows += [list(row) for row in rows if row[order].strip() == twice][:1]

    for path in sorted((home / "inbox/us-main/orders").glob("All order-*.csv")):
        edit_csv(path, change)


@pytest.mark.parametrize("fault", ["a cent in a statement", "a sign in a statement"])
def test_a_statements_row_that_does_not_sum_is_named(sown: dict[str, str], fault: str) -> None:
    said = sown["of statements"]
    assert "settlement_rows_sum_to_their_totals" in said
    line = next(line for line in said.splitlines() if f"order_or_adjustment_id={sown[fault]}" in line)
    assert STATEMENTS.removeprefix("inbox/") in line and "source_row=" in line
    if "cent" in fault:
        assert "difference_local=0.0100" in line


@pytest.mark.parametrize("fault", ["a row gone from", "a row twice in"])
def test_a_statement_that_is_not_its_rows_is_named(sown: dict[str, str], fault: str) -> None:
    said = sown["of statements"]
    assert "statements_sum_to_their_totals" in said
    assert f"statement_id={sown[fault]}" in said


@pytest.mark.parametrize("fault", ["a cent in an order", "a sign in an order"])
def test_an_order_line_that_does_not_close_stops_publication_and_is_named(
    sown: dict[str, str], fault: str
) -> None:
    said = sown["of orders"]
    assert "discounts_close_on_the_line" in said
    assert f"order_id={sown[fault]}" in said


def test_the_cent_of_an_order_is_the_cent_that_the_settlement_can_not_explain(sown: dict[str, str]) -> None:
    found = _reconciled(sown, sown["a cent in an order"])
    assert found == [("unexplained", CENT)]


def test_a_settled_order_that_no_export_holds_is_told_with_its_amount(sown: dict[str, str]) -> None:
    assert "settled_but_in_no_export" in sown["of orders"]
    ((status, settled),) = _reconciled(sown, sown["an order gone"])
    assert status == "missing_in_export" and abs(settled) > 0


def test_a_line_twice_in_an_export_counts_once_and_is_told(sown: dict[str, str]) -> None:
    assert "no_line_stands_twice_in_an_export" in sown["of orders"]
    assert _reconciled(sown, sown["an order's line twice"]) == [("matched", Decimal(0))]


def _reconciled(sown: dict[str, str], order: str) -> list[tuple[str, Decimal]]:
    with duckdb.connect(f"{sown['home']}/warehouse.duckdb", read_only=True) as connection:
        return connection.execute(
            "select status, coalesce(difference_local, settled_local) "
            "from marts.settlement_reconciliation where order_id = ?",
            [order],
        ).fetchall()
