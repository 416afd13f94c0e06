"""Publish; a late workbook comes with a fee nobody has named; publish again: what moved, because of which
rows, and where the fee went."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.past import make_past_home, parse_moment
from orchestration.settings import load_settings
from orchestration.warehouse.publish import open_snapshot
from tests.conftest import suanqing
from tests.end_to_end.test_weekly_run import copied
from tests.reckoning.compiled import build_landed, compiled_models
from tests.reckoning.sowing import sheets_of
from tests.unit.exports.writing import workbook_bytes

NEWEST_DAY, DAY_AFTER = "2026-05-18", "2026-05-19"
METRICS = ("net_sales", "cm1", "cm2", "cm3")
FEE = "Moonlight handling fee"
EACH = Decimal("-0.37")
Weeks = dict[tuple[str, str, str], Decimal]


@dataclass(frozen=True)
class Republished:
    """A home that was published twice, with the headlines of each time read from the snapshots themselves;
    `first` is what was published at first.
    """

    home: Path
    first: Path
    before: Weeks
    after: Weeks
    late: dict[str, Path]
    fee_rows: int


def headlines(home: Path) -> Weeks:
    with open_snapshot(home / "published" / "marts.duckdb") as snapshot:
        rows = snapshot.execute(
            f"select shop_id, week, {', '.join(METRICS)} from marts.shop_weekly where is_complete"
        ).fetchall()
    return {(row[0], row[1], name): row[i + 2] for row in rows for i, name in enumerate(METRICS)}


def run(home: Path) -> None:
    said = suanqing(home, "run")
    assert said.returncode == 0, said.stdout + said.stderr


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


@pytest.fixture(scope="module")
def republished(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Republished:
    """After a shop was published, its newest settlement workbook comes again, a day later and with a new fee.

    The warehouse is deleted in between: what was published is not kept there. First published is the demo
    home itself, whose run is everybody's.
    """
    home = copied(demo_home, tmp_path_factory.mktemp("restated") / "home")
    newest = max((home / "inbox" / "us-main" / "settlements").iterdir(), key=lambda path: path.name)
    late = newest.with_name(newest.name.replace(NEWEST_DAY, DAY_AFTER))
    assert late != newest
    shutil.copy(newest, late)
    count = with_new_fee(late)
    before = headlines(home)
    first = shutil.copyfile(home / "published" / "marts.duckdb", home.parent / "marts.duckdb")
    (home / "warehouse.duckdb").unlink()
    run(home)
    return Republished(home, first, before, headlines(home), {"settlements": late}, count)


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


def test_the_home_as_of_the_moment_before_gives_every_mart_as_it_was_published_then(
    republished: Republished,
) -> None:
    """By the SQL of the home's own build: a third run of dbt would cost a minute and say the same."""
    home = republished.home
    past = make_past_home(load_settings(home), parse_moment(f"{DAY_AFTER}T00:00+00:00", "UTC")).settings
    with duckdb.connect() as both:
        both.execute(f"attach '{republished.first.resolve()}' as was (read_only)")
        # By name: a contract's table has its columns in the contract's order, a query in its own.
        marts = dict(
            both.execute(
                "select table_name, string_agg(column_name, ', ' order by ordinal_position)"
                " from information_schema.columns"
                " where table_catalog = 'was' and table_schema = 'marts' group by table_name order by 1"
            ).fetchall()
        )
        build_landed(past, compiled_models(home, tuple(marts)))
        both.execute(f"attach '{past.warehouse}' as told (read_only)")
        differing = {
            mart: count
            for mart, columns in marts.items()
            for left, right in (("was", "told"), ("told", "was"))
            if (count := both.execute(
                f"select count(*) from (select {columns} from {left}.marts.{mart}"
                f" except all select {columns} from {right}.marts.{mart})"
            ).fetchall()[0][0])
        }  # fmt: skip
        (rows,) = both.execute("select count(*) from was.marts.shop_weekly").fetchall()
    assert differing == {} and rows[0] > 0 and len(marts) > 30


def test_an_unknown_fee_is_told_and_lands_in_the_money_as_unmapped(republished: Republished) -> None:
    home, newest, count = republished.home, republished.late["settlements"], republished.fee_rows
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
