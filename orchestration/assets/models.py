"""Assets of the dbt project: every model and seed is one, under its own name. No business rule here."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliInvocation, DbtCliResource, dbt_assets
from packaging.version import Version

from orchestration.assets.publication import ValidatorHandle
from orchestration.progress import Progress
from orchestration.settings import DBT_PROJECT, Settings, expose_home, load_settings
from orchestration.warehouse.build_failures import read_build_failures
from orchestration.warehouse.lock import writer_lock


class HouseTranslator(DagsterDbtTranslator):
    """Asset keys are the models' own names; groups are the nouns that the folders are named after."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The model's name; a source says its own key in its meta."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The last folder: models/marts/fulfillment → fulfillment."""
        if dbt_resource_props["resource_type"] == "seed":
            return "rules"
        return Path(dbt_resource_props["original_file_path"]).parent.name

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Everything in the project is the data team's until a model's meta says otherwise."""
        return list(super().get_owners(dbt_resource_props) or ["team:data"])


def model_names(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Name → schema of every model of a manifest."""
    return {
        node["name"]: node["schema"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


def models_assets(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """All models, seeds and their tests as one step: a dbt start costs seconds, so there is one."""

    @dbt_assets(
        manifest=manifest,
        exclude="resource_type:unit_test",
        name="build_models",
        dagster_dbt_translator=HouseTranslator(),
    )
    def build_models(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        progress: dg.ResourceParam[Progress],
        validator: dg.ResourceParam[ValidatorHandle],
    ) -> Iterator[Any]:
        settings = load_settings()
        expose_home(settings)
        validator.warm_up()
        done = 0
        with progress.step("build") as note, writer_lock(settings.warehouse):
            # Without these, dagster-dbt starts from the project's fresh reading, not from an older one here.
            for left in ("run_results.json", "partial_parse.msgpack"):
                (settings.dbt_target / left).unlink(missing_ok=True)
            invocation = dbt.cli(
                ["build", "--exclude", "resource_type:unit_test"],
                context=context,
                target_path=settings.dbt_target,
                raise_on_error=False,
            )
            for event in invocation.stream():
                done += isinstance(event, dg.Output | dg.MaterializeResult)
                note.text = f"{done} models and seeds built and tested"
                yield event
            if not invocation.is_successful():
                raise dg.Failure(_why_not(settings, invocation))

    return build_models


def _why_not(settings: Settings, invocation: DbtCliInvocation) -> str:
    """What failed, with its first rows; dbt's own words where it ran nothing."""
    failures = read_build_failures(settings.dbt_target, settings.warehouse)
    return "\n".join(map(str, failures)) or str(invocation.get_error())


class DbtProcess(DbtCliResource):
    """dbt in a process of its own (in this one it would keep the warehouse locked), and nothing of it here.

    dagster-dbt asks `dbt --version` before every run, which loads all of dbt and asks a package registry
    what is newest, and makes an adapter in this process for questions that are not asked here.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None


def dbt_resource() -> DbtCliResource:
    """dbt as `orchestration.dbt_process` starts it."""
    return DbtProcess(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=sys.executable,
        global_config_flags=["-m", "orchestration.dbt_process"],
    )
