"""The whole wiring at a glance: what Dagster is told, and nothing that runs.

Loading this opens no socket and writes no file. The dbt manifest must exist (`make setup` makes it).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import dagster as dg

from expectations.suites import suite_tables
from orchestration.assets.exports import exports_assets
from orchestration.assets.models import dbt_resource, manifest_path, model_names, models_assets
from orchestration.assets.publication import ValidatorHandle, published_asset, validation_checks
from orchestration.assets.reports import review_asset
from orchestration.jobs import landing_job, weekly_job
from orchestration.progress import Progress
from orchestration.schedules import weekly_schedule
from orchestration.sensors import failed_run_notice, inbox_sensor
from orchestration.settings import ConfigurationError, load_settings


def schedule_timezone() -> str:
    """The zone of `shops.yaml`; UTC while there is none, so that the UI opens and a run says what to do."""
    try:
        return load_settings().timezone
    except ConfigurationError:
        return "UTC"


def build_definitions(overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """Everything, wired. `overrides` replaces resources by name, as `suanqing run` does for its lines."""
    timezone = schedule_timezone()
    manifest = manifest_path()
    models = model_names(json.loads(manifest.read_text(encoding="utf-8")))
    marts = [name for name, schema in models.items() if schema == "marts"]
    weekly, landing = weekly_job(timezone), landing_job()
    return dg.Definitions(
        assets=[
            *exports_assets(),
            models_assets(manifest),
            published_asset(marts),
            review_asset(timezone),
        ],
        asset_checks=[validation_checks(suite_tables())],
        jobs=[weekly, landing],
        schedules=[weekly_schedule(weekly)],
        sensors=[inbox_sensor(landing), failed_run_notice],
        resources={
            "dbt": dbt_resource(),
            "progress": Progress(write=dg.get_dagster_logger().info),
            "validator": ValidatorHandle(),
            **(overrides or {}),
        },
        executor=dg.in_process_executor,
    )


defs = build_definitions()
