"""Assets of the exports: each source's files land as typed Parquet, then `raw` is set up over them.

What a file must look like is a contract's business (`orchestration/exports/contracts/`), not an asset's.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from orchestration.exports.contract import shipped_contracts
from orchestration.exports.problems import printable
from orchestration.progress import Progress
from orchestration.rules import table_columns
from orchestration.settings import load_settings
from orchestration.warehouse.lock import writer_lock

if TYPE_CHECKING:
    from orchestration.exports.drift import Finding
    from orchestration.exports.landing import LandingResult
    from orchestration.exports.receipts import Receipt

GROUP = "exports"
OWNERS = ["team:data"]
PREPARED = [
    *("source_files", "file_findings", "quarantine_reasons"),
    *("shops", "ad_accounts", "shop_fee_overrides", "shop_claim_terms", "shop_return_rates"),
    *("shop_probations", "run_context"),
    *table_columns(),
]
SHOWN_PROBLEMS = 20
DRIFT = "drift"
DRIFT_SAID = "Warns of columns, words and amounts that the contract does not foresee."


def raw_key(table: str) -> dg.AssetKey:
    """The asset of a raw table: `raw_orders`."""
    return dg.AssetKey([f"raw_{table}"])


def problems_markdown(result: "LandingResult") -> str:
    """The first problems of a landing as a Markdown table, for the asset's page."""
    if not result.problems:
        return "No problem."
    lines = ["| file | row | column | value | what is wrong | what to do |", "|---|---|---|---|---|---|"]
    for problem in result.problems[:SHOWN_PROBLEMS]:
        cells = (problem.file, problem.row, problem.column, problem.value, problem.message, problem.advice)
        shown = ("" if cell is None else printable(str(cell)).replace("|", "\\|") for cell in cells)
        lines.append("| " + " | ".join(shown) + " |")
    if (more := len(result.problems) - SHOWN_PROBLEMS) > 0:
        lines.append(f"\nand {more} more: see `quarantine/`.")
    return "\n".join(lines)


def drift_checks() -> list[dg.AssetCheckKey]:
    """The checks that warn of drift, one per source, on its first table."""
    return [dg.AssetCheckKey(raw_key(c.tables[0].name), DRIFT) for c in shipped_contracts().values()]


def findings_markdown(findings: "Sequence[tuple[Receipt, Finding]]") -> str:
    """The newest findings of a source as a Markdown table, for the asset's page."""
    lines = ["| file | what drifted | what to do |", "|---|---|---|"]
    for receipt, finding in findings[:SHOWN_PROBLEMS]:
        cells = (receipt.source_file, finding.text, finding.advice)
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    if (more := len(findings) - SHOWN_PROBLEMS) > 0:
        lines.append(f"\nand {more} more: `suanqing status`, `marts.file_findings`.")
    return "\n".join(lines) if findings else "Nothing drifted."


def _drift_result(table: str, findings: "Sequence[tuple[Receipt, Finding]]") -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=DRIFT,
        asset_key=raw_key(table),
        passed=not findings,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"findings": len(findings), "drift": dg.MetadataValue.md(findings_markdown(findings))},
    )


def landing_asset(source: str, tables: tuple[str, ...]) -> dg.AssetsDefinition:
    """The asset that lands one source: new files only, exactly once by content."""

    @dg.multi_asset(
        name=f"land_{source}",
        specs=[
            dg.AssetSpec(
                raw_key(table),
                description=f"Rows of `{table}` as their files landed them: every snapshot, typed.",
                group_name=GROUP,
                owners=OWNERS,
                kinds={"python", "parquet"},
            )
            for table in tables
        ],
        check_specs=[dg.AssetCheckSpec(DRIFT, asset=raw_key(tables[0]), description=DRIFT_SAID)],
    )
    def land(
        context: dg.AssetExecutionContext, progress: dg.ResourceParam[Progress]
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        from orchestration.exports.landing import land_inbox
        from orchestration.exports.newness import open_findings

        settings = load_settings()
        with progress.step("land") as note:
            result = land_inbox(settings, source=source)
            findings = open_findings(settings, source)
            note.text = (
                f"{source}: {len(result.receipts)} new files, {len(result.skipped)} landed before, "
                f"{result.rows_read:,} rows read = {result.rows_landed:,} landed "
                f"+ {result.rows_quarantined:,} quarantined"
            )
        for problem in result.problems:
            context.log.warning(str(problem))
            progress.say(str(problem))
        for table in tables:
            yield dg.MaterializeResult(
                asset_key=raw_key(table),
                metadata={
                    "new_files": len(result.receipts),
                    "files_landed_before": len(result.skipped),
                    "rows_read": result.rows_read,
                    "rows_landed": result.rows_landed,
                    "rows_quarantined": result.rows_quarantined,
                    "problems": dg.MetadataValue.md(problems_markdown(result)),
                    "findings": len(findings),
                    "drift": dg.MetadataValue.md(findings_markdown(findings)),
                },
            )
        yield _drift_result(tables[0], findings)

    return land


def prepare_asset(upstream: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset that sets up schema `raw` of the warehouse over what has landed."""

    @dg.multi_asset(
        name="prepare_raw",
        specs=[
            dg.AssetSpec(
                raw_key(table),
                deps=upstream,
                description=f"`raw.{table}`: what the run knows beside the exports' own rows.",
                group_name=GROUP,
                owners=OWNERS,
                kinds={"duckdb"},
            )
            for table in PREPARED
        ],
    )
    def prepare(progress: dg.ResourceParam[Progress]) -> Iterator[dg.MaterializeResult]:
        from orchestration.warehouse.raw import prepare_raw

        settings = load_settings()
        with progress.step("prepare") as note, writer_lock(settings.warehouse):
            context = prepare_raw(settings)
            as_of = f"{context.as_of:%Y-%m-%d %H:%M} UTC"
            note.text = f"newest complete week {context.newest_complete_week}, as of {as_of}"
        for table in PREPARED:
            yield dg.MaterializeResult(
                asset_key=raw_key(table),
                metadata={
                    "newest_complete_week": context.newest_complete_week,
                    "as_of": context.as_of.isoformat(),
                    "fingerprint": context.fingerprint,
                },
            )

    return prepare


def exports_assets() -> list[dg.AssetsDefinition]:
    """One landing asset per source, and the one that prepares `raw`."""
    landings = [
        landing_asset(contract.source, tuple(table.name for table in contract.tables))
        for contract in shipped_contracts().values()
    ]
    return [*landings, prepare_asset([key for landing in landings for key in landing.keys])]
