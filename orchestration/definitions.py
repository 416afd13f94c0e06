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
from orchestration.assets.models import dbt_resource, model_names, models_assets
from orchestration.assets.privacy import privacy_checks
from orchestration.assets.publication import ValidatorHandle, published_asset, validation_checks
from orchestration.assets.reports import review_asset
from orchestration.jobs import closing_job, landing_job, weekly_job
from orchestration.progress import Progress
from orchestration.schedules import weekly_schedule
from orchestration.sensors import failed_run_notice, inbox_sensor
from orchestration.settings import MANIFEST, ConfigurationError, load_settings


def schedule_timezone() -> str:
    """The zone of `shops.yaml`; UTC while there is none, so that the UI opens and a run says what to do."""
    try:
        return load_settings().timezone
    except ConfigurationError:
        return "UTC"


def read_manifest() -> dict[str, Any]:
    """The dbt manifest. Raises FileNotFoundError, which says which command makes it."""
    if not MANIFEST.exists():
        raise FileNotFoundError(f"{MANIFEST} is missing: run `make setup`, which reads the dbt project.")
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def build_definitions(overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """Everything, wired. `overrides` replaces resources by name, as `suanqing run` does for its lines."""
    timezone = schedule_timezone()
    manifest = read_manifest()
    models = model_names(manifest)
    marts = [name for name, schema in models.items() if schema == "marts"]
    weekly, landing = weekly_job(timezone), landing_job()
    return dg.Definitions(
        assets=[
            *exports_assets(),
            models_assets(manifest),
            published_asset(marts),
            review_asset(timezone),
        ],
        asset_checks=[privacy_checks(), validation_checks(suite_tables())],
        jobs=[weekly, landing, closing_job(timezone)],
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


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads; a function, so that importing this module builds nothing."""
    return build_definitions()
