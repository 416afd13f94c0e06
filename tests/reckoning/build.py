"""A home's margin as the warehouse reckons it: landed, loaded and built, without the rest of a weekly run."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.exports.landing import land_inbox
from orchestration.settings import load_settings
from orchestration.warehouse.raw import prepare_raw
from tests.reckoning.margin import COMPONENTS, Weekly

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def build(home: Path) -> None:
    """Land the inbox and build the models of the weekly margin. Fails with dbt's own words."""
    settings = load_settings(home)
    landed = land_inbox(settings)
    assert not landed.problems, "\n".join(map(str, landed.problems[:5]))
    prepare_raw(settings)
    dbt = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")), "--quiet", "build",
            "--select", "+contribution_margin_weekly",
            "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
            "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
            "--target-path", str(home / "target"), "--log-path", str(home / "logs"),
        ],
        env={**os.environ, "SUANQING_HOME": str(home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert dbt.returncode == 0, dbt.stdout[-3000:] + dbt.stderr[-1000:]


def weekly_margins_of(warehouse: Path) -> Weekly:
    """The rows of `contribution_margin_weekly`, in the form of the reckoning."""
    names = ("unit_count", *COMPONENTS)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            f"select shop_id, order_week, sku_id, {', '.join(names)} from marts.contribution_margin_weekly"
        ).fetchall()
    return {
        (shop, week, sku): {name: Decimal(value or 0) for name, value in zip(names, values, strict=True)}
        for shop, week, sku, *values in rows
    }


def differences(reckoned: Weekly, built: Weekly) -> list[str]:
    """What the two say differently, a line for each amount."""
    zero = Decimal(0)
    return [
        f"{' '.join(place)} {name}: reckoned {reckoned.get(place, {}).get(name, zero)}, "
        f"built {built.get(place, {}).get(name, zero)}"
        for place in sorted(reckoned.keys() | built.keys())
        for name in ("unit_count", *COMPONENTS)
        if reckoned.get(place, {}).get(name, zero) != built.get(place, {}).get(name, zero)
    ]
