"""A fee that nobody has named goes all the way: from a new column of a workbook to a line of the report."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from orchestration.settings import load_settings
from orchestration.warehouse.publish import open_snapshot
from tests.conftest import suanqing
from tests.reckoning.sowing import sheets_of
from tests.unit.exports.writing import workbook_bytes

FEE = "Moonlight handling fee"
EACH = Decimal("-0.37")


def with_new_fee(path: Path) -> int:
    """Add the fee to every order row of a workbook, and to its sums; returns how many rows have it."""
    count = 0
    statements: Counter[str] = Counter()
    sheets = sheets_of(path)
    for name, rows in sheets.items():
        if name == "Order details":
            header = [str(title).strip() for title in rows[0]]
            number = header.index("Statement ID")
            kind, sums = header.index("Type"), [header.index(t) for t in ("Total settlement amount", "Fees")]
            rows[0].append(FEE)
            for row in rows[1:]:
                is_order = row[kind] == "Order"
                row.append(float(EACH) if is_order else "")
                for place in sums if is_order else ():
                    row[place] = round(float(row[place]) + float(EACH), 2)
                count += is_order
                statements[row[number]] += is_order
        elif name == "Statements":
            header = [str(title).strip() for title in rows[0]]
            for row in rows[1:]:
                for title in ("Total settlement amount", "Fees"):
                    place = header.index(title)
                    more = statements[row[header.index("Statement ID")]] * EACH
                    row[place] = round(float(row[place]) + float(more), 2)
    path.write_bytes(workbook_bytes(dict(sheets)))
    return count


def test_an_unknown_fee_is_told_and_lands_in_the_money_as_unmapped(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert suanqing(home, "demo", "--weeks", "4", "--orders-per-week", "30").returncode == 0
    newest = max((home / "inbox" / "us-main" / "settlements").glob("income_*.xlsx"))
    count = with_new_fee(newest)
    said = suanqing(home, "run", timeout=900)
    assert said.returncode == 0, said.stdout + said.stderr
    settings = load_settings(home)
    with open_snapshot(settings.snapshot) as marts:
        lines = marts.execute(
            "SELECT DISTINCT column_name, fee_group, source_file FROM marts.settlement_lines "
            "WHERE fee_group = 'unmapped'"
        ).fetchall()
        told, borne = (
            marts.execute(query).fetchall()[0][0]
            for query in (
                "SELECT sum(amount_local) FROM marts.settlement_lines WHERE fee_group = 'unmapped'",
                "SELECT sum(unmapped_fees) FROM marts.order_line_margins WHERE shop_id = 'us-main'",
            )
        )
        found = marts.execute(
            "SELECT kind, subject FROM marts.file_findings WHERE subject = ?", [FEE]
        ).fetchall()
    assert count > 0 and lines == [(FEE, "unmapped", f"us-main/settlements/{newest.name}")]
    assert (told, borne) == (count * EACH, -count * EACH)
    assert found == [("new_amount", FEE)]
    for language, word in (("en", "unmapped"), ("zh", "未归类")):
        pages = (path.read_text(encoding="utf-8") for path in settings.reports.glob(f"*/{language}/*.md"))
        page = "\n".join(pages)
        assert FEE in page and word in page
    status = suanqing(home, "status").stdout
    assert f"new amount, landed under its own name: {FEE}" in status and "settlement_fee_types" in status
