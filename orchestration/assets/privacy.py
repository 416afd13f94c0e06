"""The search for personal data as Dagster sees it: a check of what each source landed, which blocks.

All files are looked at in one step between landing and `prepare_raw`; where a source's check fails, nothing
is built from any of them.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import dagster as dg

from orchestration.assets.exports import raw_key
from orchestration.exports.contract import Contract, shipped_contracts
from orchestration.progress import Progress
from orchestration.settings import load_settings

if TYPE_CHECKING:
    from orchestration.exports.privacy_scan import Leak

PERSONAL_DATA = "personal_data"
SHOWN_LEAKS = 20


def privacy_check_keys() -> list[dg.AssetCheckKey]:
    """The checks, one per source, on its first table."""
    return [dg.AssetCheckKey(raw_key(c.tables[0].name), PERSONAL_DATA) for c in shipped_contracts().values()]


def leaks_of(contract: Contract, leaks: "Sequence[Leak]") -> "list[Leak]":
    """The leaks in what a source landed: in its tables, its quarantined rows, its receipts."""
    tables = {table.name for table in contract.tables}
    return [
        leak
        for leak in leaks
        if leak.table in tables or PurePosixPath(leak.file).parent.name == contract.source
    ]


def check_result(contract: Contract, leaks: "Sequence[Leak]") -> dg.AssetCheckResult:
    """What the search found in one source's files."""
    own = leaks_of(contract, leaks)
    return dg.AssetCheckResult(
        asset_key=raw_key(contract.tables[0].name),
        check_name=PERSONAL_DATA,
        passed=not own,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "places": len(own),
            "found": dg.MetadataValue.md("\n".join(f"* {leak}" for leak in own[:SHOWN_LEAKS]) or "Nothing."),
        },
    )


def privacy_checks() -> dg.AssetChecksDefinition:
    """One blocking check per source; what was found clean is not looked at again."""

    @dg.multi_asset_check(
        name="search_for_personal_data",
        specs=[
            dg.AssetCheckSpec(
                PERSONAL_DATA,
                asset=raw_key(contract.tables[0].name),
                blocking=True,
                description="No landed or quarantined text, receipt or file name looks personal.",
            )
            for contract in shipped_contracts().values()
        ],
    )
    def search_for_personal_data(progress: dg.ResourceParam[Progress]) -> Iterator[dg.AssetCheckResult]:
        from orchestration.exports.privacy_scan import clean_files, scan

        settings = load_settings()
        with progress.step("privacy") as note:
            leaks = scan(settings)
            note.text = f"{clean_files(settings)} files hold no personal data"
            if leaks:
                note.text += f", {len({leak.file for leak in leaks})} do"
        for contract in shipped_contracts().values():
            yield check_result(contract, leaks)

    return search_for_personal_data
