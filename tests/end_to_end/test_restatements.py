"""Publish, let late files come, publish again: what moved, by how much, and because of which rows."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.publish import open_snapshot
from tests.conftest import suanqing

METRICS = ("net_sales", "cm1", "cm2", "cm3")
Weeks = dict[tuple[str, str, str], Decimal]


@dataclass(frozen=True)
class Republished:
    """A home that was published twice, with the headlines of each time read from the snapshots themselves."""

    home: Path
    before: Weeks
    after: Weeks
    late: dict[str, Path]


def headlines(home: Path) -> Weeks:
    with open_snapshot(home / "published" / "marts.duckdb") as snapshot:
        rows = snapshot.execute(
            f"select shop_id, week, {', '.join(METRICS)} from marts.shop_weekly where is_complete"
        ).fetchall()
    return {(row[0], row[1], name): row[i + 2] for row in rows for i, name in enumerate(METRICS)}


def run(home: Path) -> None:
    said = suanqing(home, "run")
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.fixture(scope="module")
def republished(tmp_path_factory: pytest.TempPathFactory) -> Republished:
    """The newest settlement workbook of a shop comes only after its weeks were published.

    Between the two runs the warehouse is deleted: what was published is not kept there.
    """
    home = tmp_path_factory.mktemp("restated") / "home"
    assert suanqing(home, "demo", "--weeks", "6", "--orders-per-week", "40").returncode == 0
    shop = home / "inbox" / "us-main"
    held = {"settlements": max((shop / "settlements").iterdir(), key=lambda path: path.name)}
    aside = home / "aside"
    aside.mkdir()
    for path in held.values():
        shutil.move(path, aside / path.name)
    run(home)
    before = headlines(home)
    (home / "warehouse.duckdb").unlink()
    for path in held.values():
        shutil.move(aside / path.name, path)
    run(home)
    return Republished(home, before, headlines(home), held)


def restated(home: Path, query: str) -> list[tuple]:
    with open_snapshot(home / "published" / "marts.duckdb") as snapshot:
        return snapshot.execute(query).fetchall()


def test_a_republished_week_says_by_how_much_it_moved(republished: Republished) -> None:
    moved = {
        key: republished.after[key] - value
        for key, value in republished.before.items()
        if republished.after[key] != value
    }
    assert len(moved) > 6, "late files move the margins of the demo"
    told = restated(
        republished.home,
        "select shop_id, week, metric, max(movement), sum(amount), max(published_value), max(current_value)"
        " from marts.restatements where since = 'last_published'"
        f" and metric in ({', '.join(repr(name) for name in METRICS)}) group by all",
    )
    assert {row[:3]: row[3] for row in told} == moved
    assert all(row[3] == row[4] for row in told), "the causes sum to the movement"
    for *key, _, _, published, current in told:
        assert published == republished.before[tuple(key)] and current == republished.after[tuple(key)]


def test_a_restatement_names_the_late_rows_and_their_files(republished: Republished) -> None:
    causes = restated(
        republished.home,
        "select cause, sum(late_row_count), max(late_files), count(*) from marts.restatements"
        " where shop_id = 'us-main' and since = 'last_published' group by cause",
    )
    assert {cause for cause, *_ in causes} == {"settlements"}
    for cause, rows, files, _ in causes:
        assert rows > 0
        assert files == f"us-main/{cause}/{republished.late[cause].name}"
    assert restated(
        republished.home, "select count(*) from marts.restatements where shop_id = 'uk-cross'"
    ) == [(0,)]


def test_first_and_last_publication_are_the_same_while_there_was_only_one(republished: Republished) -> None:
    first, last = (
        restated(
            republished.home,
            f"select * exclude (since) from marts.restatements where since = '{since}' order by all",
        )
        for since in ("first_published", "last_published")
    )
    assert first == last


def test_the_history_holds_both_publications_and_only_what_changed(republished: Republished) -> None:
    history = republished.home / "history"
    assert sorted(path.name[:6] for path in history.glob("[0-9]*")) == ["000001", "000002"]
    lines = duckdb.sql(
        f"select sequence, count(*) from '{history}/*/published_lines.parquet' group by all order by 1"
    ).fetchall()
    assert lines[0][1] > lines[1][1] > 0
    files = duckdb.sql(
        f"select name, label from '{history}/000002*/published_inputs.parquet' where kind = 'file'"
    ).fetchall()
    assert sorted(files) == sorted(
        (source, f"us-main/{source}/{path.name}") for source, path in republished.late.items()
    )
