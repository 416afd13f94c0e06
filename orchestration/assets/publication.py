"""Write, audit, publish: the candidate is checked; only what passed becomes the snapshot that readers open.

Which expectations there are is a suite's business (`expectations/suites/`). A failed blocking check withholds
the marts and columns that depend on it, or stops publication where everything does; it never stops ingestion:
what landed has landed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from expectations.process import Validator, start_validator
from expectations.results import CheckResult, CheckResults, read_results
from orchestration.lineage.reach import ROWS, Reach
from orchestration.lineage.record import REACH, read_reach, write_reach
from orchestration.progress import Progress
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.lock import writer_lock

CHECK_NAME = "expectations"
SHOWN_FAILURES = 5
EVERY_MART = "nothing_is_withheld"


@dataclass
class ValidatorHandle:
    """Great Expectations in a process of its own; started early, its import hides behind the dbt build."""

    _process: Validator | None = None

    def warm_up(self) -> None:
        """Start the process, so that it imports while something else works."""
        if self._process is None:
            self._process = start_validator()

    def take(self) -> Validator:
        """The process, started now if nobody warmed it up; each is used once."""
        self.warm_up()
        process, self._process = self._process, None
        assert process is not None
        return process


def _failures_markdown(failed: list[CheckResult]) -> str:
    return "\n\n".join(
        f"**{result.expectation}** ({result.severity})\n\n{result.message}" for result in failed
    )


def check_result(table: str, results: list[CheckResult], reach: Reach) -> dg.AssetCheckResult:
    """What one suite found, as Dagster shows it. A suite that evaluated nothing has failed.

    An error stops the run before publication. A failed blocking check whose numbers can be withheld is
    therefore shown as a warning, which says what it hides.
    """
    failed = [result for result in results if not result.success]
    blocking = [result for result in failed if result.severity == "blocking"]
    hidden = sorted({
        mart for one in reach.checks if one.check.suite == table and one.check.blocks for mart in one.marts
    })  # fmt: skip
    stops = not results or (bool(blocking) and bool(reach.stops))
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey([table]),
        check_name=CHECK_NAME,
        passed=bool(results) and not failed,
        severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
        description=(failed[0].message if failed else None) or f"{len(results)} expectations hold.",
        metadata={
            "evaluated": len(results),
            "failed_blocking": len(blocking),
            "failed_warn": len(failed) - len(blocking),
            "withheld": dg.MetadataValue.json(hidden),
            "first_failing_keys": dg.MetadataValue.json(
                {result.expectation: list(result.sample_keys) for result in failed[:SHOWN_FAILURES]}
            ),
            "failures": dg.MetadataValue.md(_failures_markdown(failed[:SHOWN_FAILURES]) or "None."),
        },
    )


def validation_checks(tables: Iterable[str]) -> dg.AssetChecksDefinition:
    """One blocking check per suite, all evaluated in one process on the candidate and the warehouse."""
    names = sorted(tables)

    @dg.multi_asset_check(
        name="validate_candidate",
        specs=[
            dg.AssetCheckSpec(
                CHECK_NAME,
                asset=dg.AssetKey([table]),
                blocking=True,
                description=f"The suite of `{table}`; publication waits for it, and withholds what fails.",
            )
            for table in names
        ],
    )
    def validate_candidate(
        progress: dg.ResourceParam[Progress], validator: dg.ResourceParam[ValidatorHandle]
    ) -> Iterator[dg.AssetCheckResult]:
        from orchestration.warehouse.publish import build_candidate

        settings = load_settings()
        with progress.step("check") as note, writer_lock(settings.warehouse):
            candidate = build_candidate(settings)
            results = validator.take().validate(
                settings.warehouse, candidate, settings.checks / "results.json", settings.checks / "data_docs"
            )
            reach = _reach(settings, results)
            write_reach(reach, settings.checks / REACH)
            note.text = summary(results)
        for result in results.failed:
            progress.say(f"{result.severity}: {result.headline}")
        by_table = results.by_table()
        for table in names:
            yield check_result(table, by_table.get(table, []), reach)

    return validate_candidate


def _reach(settings: Settings, results: CheckResults) -> Reach:
    """What depends on the failed checks. Nothing is published where that can't be told."""
    import duckdb

    from orchestration.lineage.models import reach_of, read_lineage

    if not results.failed:
        return Reach(())
    with duckdb.connect(str(settings.warehouse), read_only=True) as warehouse:
        return reach_of(results, read_lineage(settings.dbt_target / "manifest.json", warehouse))


def summary(results: CheckResults) -> str:
    """`412 expectations: 411 hold, 1 warned, 0 blocking`."""
    warned = sum(result.severity != "blocking" for result in results.failed)
    held = results.evaluated - len(results.failed)
    return (
        f"{results.evaluated} expectations: {held} hold, {warned} warned, {results.failed_blocking} blocking"
    )


def row_counts(snapshot: Path) -> dict[str, int]:
    """Rows of every mart in a snapshot, by name; one that is withheld has none to count."""
    from orchestration.warehouse.publish import open_snapshot, readable_marts

    with open_snapshot(snapshot) as connection:
        counts = {}
        for name in sorted(readable_marts(connection)):
            found = connection.execute(f'select count(*) from marts."{name}"').fetchone()
            counts[name] = int(found[0]) if found else 0
    return counts


def said_columns(columns: Iterable[str]) -> str:
    """Which columns of a mart: named, or the whole."""
    names = sorted(columns)
    return "the whole mart" if names == [ROWS] else ", ".join(names)


def _counts_markdown(rows: dict[str, int]) -> str:
    return "\n".join(
        ["| mart | rows |", "|---|---:|", *(f"| {name} | {count:,} |" for name, count in rows.items())]
    )


def published_asset(marts: Iterable[str]) -> dg.AssetsDefinition:
    """The snapshot: an immutable file, moved into place by rename."""

    @dg.asset(
        name="published_marts",
        deps=[dg.AssetKey([name]) for name in sorted(marts)],
        group_name="publication",
        owners=["team:data"],
        kinds={"duckdb"},
        description="`published/marts.duckdb`: the checked marts as one immutable file that everyone reads.",
        check_specs=[
            dg.AssetCheckSpec(
                EVERY_MART,
                asset=dg.AssetKey(["published_marts"]),
                description="No failed blocking check keeps a mart or a column from readers.",
            )
        ],
    )
    def published_marts(
        context: dg.AssetExecutionContext, progress: dg.ResourceParam[Progress]
    ) -> dg.MaterializeResult:
        from orchestration.warehouse.publish import candidate_path, publish

        settings = load_settings()
        with progress.step("publish") as note:
            results = read_results(settings.checks / "results.json")
            reach = read_reach(settings.checks / REACH, results)
            snapshot = publish(settings, candidate_path(settings), results, reach)
            rows = row_counts(snapshot)
            note.text = f"{len(rows)} marts, {sum(rows.values()):,} rows, {snapshot.name}"
        for mart, columns in reach.withheld.items():
            progress.say(f"withheld: {mart}: {said_columns(columns)}")
        for name, count in rows.items():
            # dbt holds the warehouse while it builds: the rows are counted here, for each mart's page.
            context.log_event(
                dg.AssetObservation(asset_key=dg.AssetKey([name]), metadata={"dagster/row_count": count})
            )
        return dg.MaterializeResult(
            metadata={
                "snapshot": dg.MetadataValue.path(str(snapshot)),
                "rows": dg.MetadataValue.md(_counts_markdown(rows)),
                "expectations": results.evaluated,
                "withheld": dg.MetadataValue.json({m: sorted(c) for m, c in reach.withheld.items()}),
                "data_docs": dg.MetadataValue.path(str(settings.checks / "data_docs" / "index.html")),
            },
            check_results=[dg.AssetCheckResult(check_name=EVERY_MART, passed=not reach.withheld)],
        )

    return published_marts
