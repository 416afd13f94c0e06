"""Reading a written demo back, with readers that share nothing with the product."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineWorkbook

from orchestration.demo.write import DemoResult

Row = dict[str, str]
Newest = Callable[[str], list[Row]]


@dataclass(frozen=True)
class Written:
    """A written demo, and what it cost to write."""

    home: Path
    result: DemoResult
    cpu_seconds: float

    def truth(self, name: str) -> list[Row]:
        with (self.home / "demo" / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def files(self, pattern: str) -> list[Path]:
        return sorted(self.result.inbox.glob(pattern))


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_sheet(path: Path, name: str) -> list[dict[str, object]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    records = [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]
    return [record for record in records if record.get("Currency", "x") != ""]
