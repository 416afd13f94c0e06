"""An unchanged home is known by a digest of the code too: of what decides a number, and of nothing else."""

from pathlib import Path

from orchestration.close import code_digest


def _project(root: Path) -> Path:
    model = root / "dbt_project" / "models" / "orders.sql"
    model.parent.mkdir(parents=True)
    model.write_text("select 1\n", encoding="utf-8")
    return model


def test_a_changed_a_new_and_a_removed_file_of_code_change_the_digest(tmp_path: Path) -> None:
    model = _project(tmp_path)
    before = code_digest(tmp_path)
    model.write_text("select 2\n", encoding="utf-8")
    changed = code_digest(tmp_path)
    page = tmp_path / "reports" / "pages" / "new.md"
    page.parent.mkdir(parents=True)
    page.write_text("# New\n", encoding="utf-8")
    added = code_digest(tmp_path)
    model.unlink()
    assert len({before, changed, added, code_digest(tmp_path)}) == 4


def test_what_dbt_leaves_behind_is_no_code(tmp_path: Path) -> None:
    _project(tmp_path)
    before = code_digest(tmp_path)
    (tmp_path / "dbt_project" / ".user.yml").write_text("id: x\n", encoding="utf-8")
    made = tmp_path / "dbt_project" / "target" / "manifest.json"
    made.parent.mkdir()
    made.write_text("{}", encoding="utf-8")
    assert code_digest(tmp_path) == before
