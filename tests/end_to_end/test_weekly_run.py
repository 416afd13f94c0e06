"""The main job, whole: from a folder of exports to this week's report, by the commands a user types."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.conftest import suanqing

CASES = Path(__file__).resolve().parents[1] / "cases"
PUBLISHED = yaml.safe_load((CASES / "published_columns.yml").read_text(encoding="utf-8"))
# A home published once has restated nothing, and no export of the demo tells the platform's deadlines.
EMPTY_ON_THE_DEMO = {"restatements", "deadline_comparison_weekly"}


@contextmanager
def published(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What readers see. Attached under another name: DuckDB calls a file's database after the file, and then
    `marts.orders` could be a schema of `marts` or a table of it, which it refuses as ambiguous."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home / 'published' / 'marts.duckdb'}' as snapshot (read_only)")
        connection.execute("use snapshot")
        yield connection


def copied(home: Path, to: Path) -> Path:
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("dagster", "*.lock"))
    return to


def published_tables(home: Path) -> dict[str, tuple[int, str]]:
    """Table → (rows, digest of its rows in order), of what readers see."""
    with published(home) as connection:
        names = [
            row[0]
            for row in connection.execute(
                "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
            ).fetchall()
        ]
        found = {}
        for name in names:
            row = connection.execute(
                f"select count(*), md5(coalesce(string_agg(cast(t as varchar), '|' order by rowid), '')) "
                f"from (select rowid, t from marts.{name} as t)"
            ).fetchone()
            assert row is not None
            found[name] = (row[0], row[1])
        return found


def report_bytes(home: Path) -> dict[str, bytes]:
    folder = home / "reports" / "2026-W20"
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_first_run_tells_its_steps_the_headline_and_where_the_report_is(demo_home: Path) -> None:
    said = (demo_home / "first_run.txt").read_text()
    for step in ("land", "prepare", "build", "check", "publish", "report"):
        assert any(line.startswith(f"{step} ") and " s  " in line for line in said.splitlines()), step
    assert "0 blocking" in said
    for language in ("en", "zh"):
        page = demo_home / "reports" / "2026-W20" / language / "weekly-review.html"
        assert page.exists()
        assert str(page) in said
    assert len(said.splitlines()) < 60, "a wall of logs"
    assert "Traceback" not in said
    assert "Warning" not in said


@pytest.mark.parametrize("table", PUBLISHED)
def test_the_published_contract_is_kept(demo_home: Path, table: str) -> None:
    with published(demo_home) as connection:
        columns = {
            row[0]: row[1]
            for row in connection.execute(
                "select column_name, data_type from information_schema.columns "
                "where table_catalog = 'snapshot' and table_schema = 'marts' and table_name = ?",
                [table],
            ).fetchall()
        }
        assert set(PUBLISHED[table]) <= set(columns)
        assert [name for name, kind in columns.items() if kind in {"DOUBLE", "FLOAT", "REAL"}] == []
        rows = connection.execute(f"select count(*) from marts.{table}").fetchone()
    assert rows is not None
    assert rows[0] > 0 or table in EMPTY_ON_THE_DEMO


def test_rows_read_are_rows_landed_and_rows_quarantined(demo_home: Path) -> None:
    with published(demo_home) as connection:
        row = connection.execute(
            "select count(*), count(*) filter (where rows_read <> rows_landed + rows_quarantined), "
            "sum(rows_quarantined) from marts.source_files"
        ).fetchone()
    assert row is not None
    assert row[0] > 200
    assert row[1] == 0
    assert row[2] > 0, "the demo sows broken rows"


def test_an_unchanged_home_is_not_reckoned_again(demo_home: Path) -> None:
    before = report_bytes(demo_home)
    again = suanqing(demo_home, "run")
    assert again.returncode == 0, again.stderr
    assert "Nothing has changed" in again.stdout
    assert "build " not in again.stdout
    assert report_bytes(demo_home) == before


def test_status_names_files_weeks_and_checks(demo_home: Path) -> None:
    said = suanqing(demo_home, "status")
    assert said.returncode == 0, said.stderr
    for expected in ("us-main", "uk-cross", "2026-W20", "quarantined", "checks"):
        assert expected in said.stdout


def test_doctor_finds_this_machine_fit(demo_home: Path) -> None:
    said = suanqing(demo_home, "doctor")
    assert said.returncode == 0, said.stdout
    assert "MEND" not in said.stdout


def test_a_report_is_written_again_without_building(demo_home: Path, tmp_path: Path) -> None:
    home = copied(demo_home, tmp_path / "home")
    shutil.rmtree(home / "reports")
    (home / "warehouse.duckdb").unlink()
    said = suanqing(home, "report", "--week", "2026-W20")
    assert said.returncode == 0, said.stderr
    assert report_bytes(home) == report_bytes(demo_home)
