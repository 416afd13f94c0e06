"""Suites held against real DuckDB files by the real Great Expectations, imported once for this file."""

from __future__ import annotations

import io
import shutil
import socket
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from expectations.process import Validator, ValidatorError, start_validator
from expectations.results import CheckResult, CheckResults, read_results
from expectations.rules import RowFloor
from expectations.run import Request, main, refuse_nothing, validate
from expectations.suite import Suite
from expectations.suites import suite_tables

WEEKS = """
table: marts.weeks
grain: [shop_id, week]
rows: {at_least: 1, why: a shop that sold nothing at all is a file that is missing}
expectations:
  - {rule: in_set, column: shop_id, values: [us, uk], why: only declared shops have weeks}
  - {rule: between, column: rate, min: 0, max: 1, nulls: some, why: a rate is a share of what was due}
  - {rule: equal, id: due_adds_up, left: due, right: on_time + late, why: whatever was due ended in one state}
  - {rule: never, id: late_without_due, severity: warn, condition: due = 0 and late > 0,
     why: nothing is late that was not due}
"""
GOOD = "('us','2026-W01',10,8,2,0.2), ('us','2026-W02',4,4,0,null), ('uk','2026-W01',1,1,0,0)"
STAGED = """
table: staging.stg_lines
grain: [line_id]
rows: {at_least: 1, why: nothing staged means nothing landed}
expectations:
  - {rule: not_null, column: amount, why: an amount that could not be read belongs in quarantine}
"""


@pytest.fixture(scope="module")
def processes() -> Iterator[list[Validator]]:
    """Two validation processes, started at once, so that their imports run beside that of this one."""
    started = [start_validator() for _ in range(2)]
    yield started
    for validator in started:
        validator.close()


@pytest.fixture(autouse=True)
def _warm(processes: list[Validator]) -> None:
    """Starts them with the first test."""


@pytest.fixture
def files(tmp_path: Path) -> Request:
    """A warehouse with one staging view, an empty candidate, and two suites in tmp_path/suites."""
    request = Request(
        tmp_path / "warehouse.duckdb",
        tmp_path / "candidate.duckdb",
        tmp_path / "checks" / "results.json",
        tmp_path / "checks" / "docs",
    )
    with duckdb.connect(str(request.warehouse)) as warehouse:
        warehouse.execute("create schema staging")
        warehouse.execute("create table staging.rows as select 'a' as line_id, 1.50 as amount")
        warehouse.execute("create view staging.stg_lines as select * from staging.rows")
    with duckdb.connect(str(request.candidate)) as candidate:
        candidate.execute("create schema marts")
    write_suite(tmp_path, WEEKS)
    write_suite(tmp_path, STAGED)
    return request


def write_suite(folder: Path, text: str) -> None:
    name = next(line for line in text.splitlines() if line.startswith("table:")).rpartition(".")[2]
    (folder / "suites").mkdir(exist_ok=True)
    (folder / "suites" / f"{name}.yml").write_text(textwrap.dedent(text), encoding="utf-8")


def fill(request: Request, values: str | None) -> None:
    with duckdb.connect(str(request.candidate)) as candidate:
        candidate.execute(
            "create or replace table marts.weeks"
            " (shop_id varchar, week varchar, due int, on_time int, late int, rate decimal(17,8))"
        )
        if values:
            candidate.execute(f"insert into marts.weeks values {values}")


def run(request: Request, values: str | None = GOOD) -> CheckResults:
    fill(request, values)
    return validate(request, request.warehouse.parent / "suites")


def failures(results: CheckResults) -> dict[str, CheckResult]:
    return {result.expectation: result for result in results.failed}


def test_good_tables_pass_and_every_rule_was_evaluated(files: Request) -> None:
    results = run(files)

    assert results.failed == ()
    # weeks: floor, 2 for the grain, 2 each for in_set and between, equal, never; stg_lines: 3 + not_null.
    assert results.evaluated == 13 == len(results.results)
    assert results.may_publish
    assert read_results(files.results) == results
    assert results.by_table()["weeks"][0].expectation == "at least 1 row(s)"


def test_an_empty_table_fails_although_each_other_rule_holds(files: Request) -> None:
    results = run(files, values=None)

    assert list(failures(results)) == ["at least 1 row(s)"]
    assert not results.may_publish


def test_an_all_null_column_fails_where_nulls_mean_something(files: Request) -> None:
    results = run(files, "('us','2026-W01',10,8,2,null), ('us','2026-W02',4,4,0,null)")

    assert list(failures(results)) == ["rate is not null on every row"]


def test_a_broken_identity_is_found_with_its_key_and_a_way_to_see_it(files: Request) -> None:
    broken = failures(run(files, "('us','2026-W01',10,8,2,0.2), ('uk','2026-W07',10,8,1,0.1)"))["due_adds_up"]

    assert broken.sample_keys == ({"shop_id": "uk", "week": "2026-W07"},)
    assert broken.unexpected_count == 1
    assert "shop_id=uk, week=2026-W07, left_side=10, right_side=9" in broken.message
    sql = broken.message.rpartition("To see them all: ")[2]
    with duckdb.connect(str(files.candidate), read_only=True) as candidate:
        assert candidate.execute(sql).fetchall() == [("uk", "2026-W07", 10, 9)]


def test_a_null_side_breaks_an_identity(files: Request) -> None:
    assert "due_adds_up" in failures(run(files, "('us','2026-W01',10,null,2,0.2)"))


def test_values_outside_a_set_and_a_range_and_twice_the_same_key_are_found(files: Request) -> None:
    results = run(
        files, "('us','2026-W01',2,2,0,1.5), ('us','2026-W01',2,2,0,0.5), ('fr','2026-W01',1,1,0,0)"
    )

    found = failures(results)
    assert found["(shop_id, week) is unique"].sample_keys == ({"shop_id": "us", "week": "2026-W01"},)
    assert found["shop_id is one of 2 known values"].sample_keys == ({"shop_id": "fr", "week": "2026-W01"},)
    assert found["0 <= rate <= 1"].sample_keys == ({"shop_id": "us", "week": "2026-W01"},)
    assert len(found) == 3


def test_a_warning_is_said_and_does_not_block(files: Request) -> None:
    results = run(files, "('us','2026-W01',10,8,2,0.2), ('uk','2026-W01',0,-1,1,0)")

    assert [(result.expectation, result.severity) for result in results.failed] == [
        ("late_without_due", "warn")
    ]
    assert results.may_publish


def test_only_the_first_five_failing_rows_are_shown_and_all_are_counted(files: Request) -> None:
    values = ", ".join(f"('us','2026-W{week:02d}',1,0,0,0)" for week in range(1, 9))

    broken = failures(run(files, values))["due_adds_up"]

    assert broken.unexpected_count == 8
    assert [key["week"] for key in broken.sample_keys] == [f"2026-W0{week}" for week in range(1, 6)]


def test_a_missing_table_blocks_in_clear_words_and_the_other_suites_go_on(files: Request) -> None:
    results = validate(files, files.warehouse.parent / "suites")

    assert [result.message for result in results.failed] == [
        "marts.weeks is not in candidate.duckdb, though suites/weeks.yml speaks of it."
        " Build the model, or remove the suite with it."
    ]
    assert results.failed_blocking == 1
    assert all(result.success for result in results.by_table()["stg_lines"])


def test_a_rule_about_a_column_that_the_table_lacks_blocks_and_is_not_taken_for_harmless(
    files: Request,
) -> None:
    write_suite(
        files.warehouse.parent, WEEKS.replace("severity: warn,", "severity: warn, about: [lateness],")
    )

    found = failures(run(files))["late_without_due"]

    assert found.blocks
    assert "marts.weeks has no column lateness." in found.message


def test_a_missing_column_blocks_by_name_and_the_other_rules_are_still_asked(files: Request) -> None:
    fill(files, GOOD)
    with duckdb.connect(str(files.candidate)) as candidate:
        candidate.execute(
            "alter table marts.weeks drop column rate; alter table marts.weeks drop column late"
        )

    results = validate(files, files.warehouse.parent / "suites")

    found = failures(results)
    assert "marts.weeks has no column rate." in found["0 <= rate <= 1"].message
    assert found["late_without_due"].severity == "blocking", (
        "a question that can't be asked is no mere warning"
    )
    assert "late" in found["due_adds_up"].message
    assert any(r.expectation == "(shop_id, week) is unique" and r.success for r in results.results)


def test_without_suites_nothing_is_evaluated_and_that_is_a_failure(files: Request, tmp_path: Path) -> None:
    fill(files, GOOD)
    (tmp_path / "none").mkdir()

    results = validate(files, tmp_path / "none")

    assert results.evaluated == 0
    assert results.failed_blocking == 1
    assert not results.may_publish


def test_a_suite_stripped_of_its_rules_fails_as_not_evaluated() -> None:
    assert not refuse_nothing(CheckResults(0, ()), Path("suites")).may_publish


def test_a_query_may_hold_braces_colons_and_another_table(files: Request) -> None:
    write_suite(
        files.warehouse.parent,
        WEEKS + "  - {rule: query, id: odd_text, why: braces and colons reach the engine as they are,"
        ' sql: "select shop_id, week from {table}'
        " where week = '{a:b}' or regexp_matches(week, 'x{2}') or due::int > 9\"}\n",
    )

    assert failures(run(files))["odd_text"].sample_keys == ({"shop_id": "us", "week": "2026-W01"},)


def test_the_data_docs_name_every_suite_and_load_nothing_from_outside(files: Request) -> None:
    run(files, "('us','2026-W01',10,8,1,0.2)")

    index = (files.data_docs / "index.html").read_text(encoding="utf-8")
    page = (files.data_docs / "weeks.html").read_text(encoding="utf-8")
    assert "weeks.html" in index and "stg_lines.html" in index and "due_adds_up" in index
    assert "whatever was due ended in one state" in page
    for text in (index, page):
        assert "src=" not in text and "<script" not in text
        assert 'rel="stylesheet" href="http' not in text


def test_a_validation_opens_no_socket_and_leaves_both_files_free_to_write(
    files: Request, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    run(files)

    for path in (files.warehouse, files.candidate):
        duckdb.connect(str(path)).close()
    assert capfd.readouterr() == ("", "")


def test_the_process_validates_what_it_is_handed(files: Request, processes: list[Validator]) -> None:
    results = processes[0].validate(files.warehouse, files.candidate, files.results, files.data_docs)

    assert set(suite_tables()) <= set(results.by_table())
    assert results.failed_blocking > 0, "none of the project's own tables is in these files"
    assert results == read_results(files.results)


def test_a_process_that_cannot_validate_says_why_and_leaves_no_results(
    files: Request, processes: list[Validator]
) -> None:
    files.results.parent.mkdir()
    files.results.write_text('{"evaluated": 1, "results": []}', encoding="utf-8")

    with pytest.raises(ValidatorError, match=r"nowhere\.duckdb"):
        nowhere = files.candidate.with_name("nowhere.duckdb")
        processes[1].validate(files.warehouse, nowhere, files.results, files.data_docs)

    assert not files.results.exists(), "results of an earlier run must not pass for this one's"


def test_a_waiting_process_ends_when_its_input_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))

    assert main(["--wait"]) == 0


TAMPERINGS = {
    (
        "contribution_margin_weekly",
        "cm2_closes",
    ): "update marts.contribution_margin_weekly set cm2 = cm2 + 0.01",
    ("contribution_margin_weekly", "conserved_from_the_order_lines"): (
        "update marts.contribution_margin_weekly set ad_spend = ad_spend + 0.01, cm3 = cm3 - 0.01"
    ),
    ("order_line_margins", "net_sales_close"): "update marts.order_line_margins set refunds = refunds + 0.01",
    ("order_lines", "(shop_id, order_id, sku_id) is unique"): (
        "insert into marts.order_lines select * from marts.order_lines limit 1"
    ),
    ("orders", "every_order_has_lines"): "update marts.orders set order_id = order_id || 'x'",
    (
        "orders",
        "on_time_without_an_event",
    ): "update marts.orders set dispatch_state='on_time', dispatched_at=null",
    (
        "fulfillment_sla_weekly",
        "due_adds_up",
    ): "update marts.fulfillment_sla_weekly set late_count = late_count + 1",
    ("fulfillment_sla_weekly", "0 <= on_time_delivery_rate <= 1"): (
        "update marts.fulfillment_sla_weekly set on_time_delivery_rate = 1.01"
    ),
    ("settlement_reconciliation", "difference_is_settled_minus_expected"): (
        "update marts.settlement_reconciliation set difference_local = difference_local + 0.01"
    ),
    ("settlement_lines", "landed settlements arrive"): "delete from marts.settlement_lines",
    (
        "return_cost_weekly",
        "total_return_cost_closes",
    ): "update marts.return_cost_weekly set refund = refund + 0.01",
    ("returns_reserve_weekly", "the_liability_rolls_forward"): (
        "update marts.returns_reserve_weekly set closing_liability = closing_liability + 0.01"
    ),
    ("return_expectations_weekly", "categories_add_up_to_the_shop"): (
        "update marts.return_expectations_weekly set return_loss = return_loss + 0.01"
    ),
    ("source_files", "rows_read_are_landed_or_quarantined"): (
        "update marts.source_files set rows_landed = rows_landed - 1"
    ),
    ("calendar_weeks", "no_gap"): "delete from marts.calendar_weeks",
}


def test_the_project_s_own_suites_hold_on_the_demo_shop_and_find_every_tampering(
    demo_home: Path, tmp_path: Path
) -> None:
    """That they hold, the run that made the demo home has found out."""
    held = read_results(demo_home / "checks" / "results.json")
    assert (held.failed_blocking, len(held.by_table())) == (0, len(suite_tables()))
    candidate = tmp_path / "candidate.duckdb"
    shutil.copyfile(demo_home / "published" / "marts.duckdb", candidate)
    request = Request(
        demo_home / "warehouse.duckdb", candidate, tmp_path / "checks" / "results.json", tmp_path / "docs"
    )
    with duckdb.connect(str(candidate)) as tampered:
        for sql in TAMPERINGS.values():
            table = sql.split()[1] if sql.startswith("update") else sql.split()[2]
            some = f" where rowid = (select max(rowid) // 2 from {table})"
            tampered.execute(
                sql if sql.startswith("delete from marts.settlement") or "insert" in sql else sql + some
            )

    found = {(result.suite, result.expectation) for result in validate(request).failed}

    assert set(TAMPERINGS) - found == set()


def test_a_floor_of_zero_must_be_explained() -> None:
    with pytest.raises(ValueError, match="threshold"):
        RowFloor(at_least=0, why="there may be none of these")
    assert (
        RowFloor(at_least=0, threshold="no_ads", why="there may be none of these").label
        == "at least 0 row(s)"
    )


def test_a_suite_without_expectations_is_refused() -> None:
    floor = RowFloor(at_least=1, why="a table that is empty is a lost file")
    with pytest.raises(ValueError, match="expectations"):
        Suite(table="marts.weeks", grain=("shop_id",), rows=floor, expectations=())
