from pathlib import Path

import pytest

from orchestration.progress import Progress
from orchestration.warehouse.lock import WarehouseBusyError, writer_lock


def test_a_step_is_one_line_with_its_note_also_when_it_fails() -> None:
    lines: list[str] = []
    progress = Progress(write=lines.append)
    with progress.step("land") as note:
        note.text = "3 files"
    with pytest.raises(ZeroDivisionError), progress.step("build"):
        _ = 1 / 0
    assert [line.split("s  ")[1] for line in lines] == ["3 files", "failed"]
    assert [name for name, _, _ in progress.steps] == ["land", "build"]


def test_a_step_is_announced_before_its_line_comes() -> None:
    said: list[str] = []
    progress = Progress(write=lambda line: said.append(f"line {line.split()[0]}"), announce=said.append)
    with progress.step("build"):
        said.append("working")
    assert said == ["build", "working", "line build"]


def test_a_second_writer_waits_and_then_says_who_holds_the_file(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with (
        writer_lock(warehouse),
        pytest.raises(WarehouseBusyError, match="another run has held"),
        writer_lock(warehouse, wait_seconds=0.05),
    ):
        raise AssertionError("two writers at once")
    with writer_lock(warehouse, wait_seconds=0.05):
        pass
