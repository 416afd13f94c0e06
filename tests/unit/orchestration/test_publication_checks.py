"""What Dagster is told of a suite: an error stops publication, a check whose numbers are withheld doesn't."""

import dagster as dg

from expectations.results import CheckResult
from orchestration.assets.publication import check_result, said_columns
from orchestration.lineage.reach import ROWS, Reach, Reached


def result(severity: str = "blocking", *, success: bool = False) -> CheckResult:
    return CheckResult("late", "marts.late", "a rule", severity, success, "3 rows", 3, (), "It failed.")


def withheld(severity: str = "blocking") -> Reach:
    return Reach((Reached(result(severity), {"late": frozenset({ROWS})}),))


def test_a_failed_check_whose_numbers_are_withheld_is_seen_and_stops_nothing() -> None:
    told = check_result("late", [result(), result(success=True)], withheld())
    assert not told.passed
    assert told.severity == dg.AssetCheckSeverity.WARN
    assert told.metadata["failed_blocking"].value == 1
    assert told.metadata["withheld"].value == ["late"]


def test_a_failed_check_that_reaches_the_headline_is_an_error_which_stops_publication() -> None:
    told = check_result("late", [result()], Reach(withheld().checks, "cm3 depends on it"))
    assert told.severity == dg.AssetCheckSeverity.ERROR


def test_a_suite_that_evaluated_nothing_is_an_error() -> None:
    assert check_result("late", [], Reach(())).severity == dg.AssetCheckSeverity.ERROR


def test_a_warning_hides_nothing() -> None:
    told = check_result("late", [result("warn")], withheld("warn"))
    assert told.severity == dg.AssetCheckSeverity.WARN
    assert told.metadata["withheld"].value == []


def test_withheld_columns_are_named_or_the_whole_mart_is() -> None:
    assert said_columns({"b", "a"}) == "a, b"
    assert said_columns({ROWS}) == "the whole mart"
