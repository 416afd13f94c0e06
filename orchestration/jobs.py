"""The jobs: the weekly close, and the landing alone. Both run in one process: process start is their cost."""

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.assets.exports import drift_checks
from orchestration.assets.privacy import privacy_check_keys
from orchestration.assets.reports import weekly_partitions
from orchestration.job_names import CLOSING_JOB, LANDING_JOB, WEEKLY_JOB

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def weekly_job(timezone: str) -> "UnresolvedAssetJobDefinition":
    """Land, build, check, publish, report: everything, for one week's report."""
    return dg.define_asset_job(
        WEEKLY_JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=weekly_partitions(timezone),
        executor_def=dg.in_process_executor,
        description="Close a week: land, build and check the marts, publish them, write the report.",
    )


def closing_job(timezone: str) -> "UnresolvedAssetJobDefinition":
    """Everything but landing, for a week that is named once the files have landed."""
    return dg.define_asset_job(
        CLOSING_JOB,
        selection=dg.AssetSelection.all() - dg.AssetSelection.groups("exports"),
        partitions_def=weekly_partitions(timezone),
        executor_def=dg.in_process_executor,
        description="Close a week from what has landed: build, check, publish, report.",
    )


def landing_job() -> "UnresolvedAssetJobDefinition":
    """Land new files and nothing else, so that what is wrong with a file is known the day it arrives."""
    return dg.define_asset_job(
        LANDING_JOB,
        selection=dg.AssetSelection.groups("exports").without_checks()
        | dg.AssetSelection.checks(*drift_checks(), *privacy_check_keys()),
        executor_def=dg.in_process_executor,
        description="Land the files in the inbox, with their receipts, quarantine and drift.",
    )
