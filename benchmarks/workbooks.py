"""Landing big workbooks, against the floor: python-calamine alone reading the same sheet into lists.

Both take turns in processes of their own. One workbook is a settlement (amounts as number cells, each line
unpivoted into its parts), the other an order export (every cell a text, as the platform writes it).
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.landing import COLUMNS, LAND, SHOPS
from benchmarks.measure import ROOT, Cost, measure_python, median

READ = """
import sys, python_calamine
workbook = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
for name in workbook.sheet_names:
    workbook.get_sheet_by_name(name).to_python()
"""
WRITE = """
import sys
from pathlib import Path
import benchmarks.workbooks
getattr(benchmarks.workbooks, sys.argv[1])(Path(sys.argv[2]), int(sys.argv[3]))
"""
HEADERS = ROOT / "tests" / "cases" / "exports" / "headers" / "settlements_us.csv"
_TEXTS = {
    "Statement date (UTC)": "'2026/05/' || lpad((10 + i % 7)::varchar, 2, '0')",
    "Statement ID": "(3500000000000000000 + i // 5000)::varchar",
    "Payment ID": "(3600000000000000000 + i // 5000)::varchar",
    "Status": "'Paid'",
    "Currency": "'USD'",
    "Type": "'Order'",
    "Order/adjustment ID": "(576000000000000000 + i)::varchar",
    "SKU ID": "(1729000000000000000 + hash(i) % 4000)::varchar",
    "Quantity": "(1 + i % 3)::varchar",
    "Product name": "'Ceramic pour-over coffee set, ' || hash(i) % 4000 || ' pieces'",
    "SKU name": "'Default'",
    "Order created date": "'2026/05/01'",
    "Order delivery date": "'2026/05/06'",
    "Related order ID": "'/'",
    "Adjustment reason": "'/'",
}


def bench_workbooks(folder: Path, lines: int, repeats: int) -> dict[str, object]:
    """For each kind of workbook the medians of landing and of reading alone, and their ratio."""
    kinds = {
        "settlements": ("income_2026-05-18-05_30.xlsx", write_settlement),
        "orders": ("All order-2026-05-18-05_30.xlsx", write_orders),
    }
    figures = {kind: _bench(folder, kind, *how, lines, repeats) for kind, how in kinds.items()}
    return {"lines": lines, "columns": 60, **figures, "repeats": repeats}


def _bench(
    folder: Path, kind: str, name: str, write: Callable[[Path, int], None], lines: int, repeats: int
) -> dict[str, float]:
    home = folder / f"{kind}_home"
    workbook = home / "inbox" / "us-main" / kind / name
    workbook.parent.mkdir(parents=True)
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    # In a process of its own: a child's peak of memory counts from that of the process which starts it.
    measure_python(WRITE, write.__name__, str(workbook), str(lines))
    landed: list[Cost] = []
    read: list[Cost] = []
    for _ in range(repeats):
        shutil.rmtree(home / "landing", ignore_errors=True)
        landed.append(measure_python(LAND, str(home), str(lines)))
        read.append(measure_python(READ, str(workbook)))
    ours, floor = median(landed), median(read)
    return {
        "file_mb": round(workbook.stat().st_size / 1e6, 1),
        "landing_seconds": round(ours.wall, 2),
        "calamine_seconds": round(floor.wall, 2),
        "ratio": round(ours.wall / floor.wall, 2),
        "ratio_cpu": round(ours.cpu / floor.cpu, 2),
        "landing_peak_mb": round(ours.peak_mb),
        "calamine_peak_mb": round(floor.peak_mb),
    }


def write_settlement(path: Path, lines: int) -> None:
    """A US settlement of so many lines and 60 columns: a third of the amounts 0, the rest up to 2,000.00, the
    totals those of their parts.
    """
    from orchestration.demo.workbook import number_cell, text_cell

    with HEADERS.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))[:60]
    sums = _sums(header)
    cents = ", ".join(
        f"if(hash(i + {place}) % 3 = 0, 0, hash(i * 7 + {place}) % 200000)::bigint as c{place}"
        for place in range(len(header))
    )

    def amount(place: int) -> str:
        return "(" + " + ".join(map(amount, sums[place])) + ")" if place in sums else f"c{place}"

    cells = [
        text_cell(_TEXTS[name])
        if name in _TEXTS
        else number_cell(f"({amount(place)}::decimal(18,0) * 0.01::decimal(3,2))::varchar")
        for place, name in enumerate(header)
    ]
    _write(path, header, cells, f"(select i, {cents} from range({lines}) rows(i))")


def _sums(header: list[str]) -> dict[int, list[int]]:
    """Which columns the contract says are sums, by position, and of which."""
    from orchestration.exports.contract import shipped_contracts

    (table,) = (table for table in shipped_contracts()["settlements"].tables if table.name == "settlements")
    (layout,) = (layout for layout in table.layouts if layout.name == "us_statement")
    return {
        header.index(identity.total): [header.index(part) for part in identity.parts if part in header]
        for identity in layout.identities
        if identity.total in header
    }


def write_orders(path: Path, lines: int) -> None:
    """The order export of the CSV benchmark as a workbook of texts."""
    import duckdb

    from orchestration.demo.workbook import text_cell

    times = (
        "(select i, timestamp '2026-04-20 08:00:00' + to_seconds(i // 2 % 2000000) as t from range({}) r(i))"
    )
    columns = COLUMNS.replace("{bom}", "").replace("{time}", "%m/%d/%Y %-I:%M:%S %p")
    one = duckdb.sql(f"select {columns} from {times.format(1)}")
    cells = [text_cell(f"""coalesce("{name}"::varchar, '')""") for name in one.columns]
    _write(path, one.columns, cells, f"(select {columns} from {times.format(lines)})")


def _write(path: Path, header: list[str], cells: list[str], rows: str) -> None:
    import duckdb

    from orchestration.demo.workbook import query_sheet, row_text, small_sheet, write_workbook

    query = f"select {row_text(cells)} as line from {rows}"
    with duckdb.connect() as connection:
        sheet, _ = query_sheet(connection, "Order details", [header], query, path.with_suffix(".lines"))
    write_workbook(path, [small_sheet("Reports", [["Timezone", "UTC"]]), sheet])
