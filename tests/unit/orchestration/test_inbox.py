import os
from pathlib import Path

from orchestration.inbox import inbox_state


def _file(folder: Path, name: str, text: str, modified: float) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (modified, modified))
    return path


def test_the_digest_changes_with_a_new_a_longer_and_a_removed_file(tmp_path: Path) -> None:
    _file(tmp_path, "shop/orders/a.csv", "1", 1000)
    first = inbox_state(tmp_path, now=2000)
    second_file = _file(tmp_path, "shop/orders/b.csv", "1", 1000)
    second = inbox_state(tmp_path, now=2000)
    _file(tmp_path, "shop/orders/b.csv", "12", 1000)
    third = inbox_state(tmp_path, now=2000)
    second_file.unlink()
    assert len({first.digest, second.digest, third.digest}) == 3
    assert inbox_state(tmp_path, now=2000) == first
    assert (first.file_count, second.file_count) == (1, 2)


def test_a_file_touched_just_now_makes_the_inbox_unquiet(tmp_path: Path) -> None:
    _file(tmp_path, "shop/orders/a.csv", "1", 1000)
    assert not inbox_state(tmp_path, now=1020).is_quiet
    assert inbox_state(tmp_path, now=1020.1).is_quiet


def test_hidden_files_and_a_missing_folder_do_not_count(tmp_path: Path) -> None:
    _file(tmp_path, "shop/.DS_Store", "x", 1000)
    assert inbox_state(tmp_path, now=2000).file_count == 0
    assert inbox_state(tmp_path / "nowhere", now=2000).file_count == 0
