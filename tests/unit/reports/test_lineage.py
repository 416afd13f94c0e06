"""What a page's query is made of comes from a process of its own, the same as from the parser itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lineage import statements
from reports.lineage import reads
from tests.unit.reports.snapshot import WEEK, write_snapshot
from tests.unit.reports.withheld import write_withheld

ROOT = Path(__file__).resolve().parents[3]
TABLES = {"marts.orders": ("shop_id", "order_id", "amount"), "marts.parcels": ("order_id", "weight")}
RENDER = """
import sys
from pathlib import Path
from reports.engine import Engine
from reports.render import render_week
begun = []
start = Engine.start
def told(self):
    begun.append(self._module)
    return start(self)
Engine.start = told
render_week(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], ["en"])
running = [Path(f"/proc/{child}/cmdline").read_text() for each in Path("/proc/self/task").glob("*/children")
           for child in each.read_text().split()]
print("reports.lineage" in begun, "sqlglot" in sys.modules, running)
"""


@pytest.mark.parametrize(
    "sql",
    [
        "select o.order_id, sum(o.amount) as total from marts.orders as o group by all order by all",
        "select o.shop_id, p.weight from marts.orders as o left join marts.parcels as p using (order_id)",
        "select order_id from marts.orders union select '“a”\n' || order_id from marts.parcels",
        "unpivot marts.orders on amount into name n value v",
        "this is no statement",
        "select 1 as one",
    ],
)
def test_the_process_says_what_the_parser_says(sql: str) -> None:
    columns = ["order_id", "total"]
    assert reads(sql, TABLES, columns) == statements.reads(sql, TABLES, columns)


def test_only_a_snapshot_with_failed_checks_is_asked_of_and_the_parser_stays_outside(tmp_path: Path) -> None:
    warned = write_withheld(tmp_path, {}, {"shop_weekly": {"late_dispatch_rate"}})
    for snapshot, is_asked in ((write_snapshot(tmp_path / "safe.duckdb"), False), (warned, True)):
        command = [sys.executable, "-c", RENDER, str(snapshot), str(tmp_path / "out"), WEEK]
        told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
        assert told.split() == [str(is_asked), "False", "[]"]
