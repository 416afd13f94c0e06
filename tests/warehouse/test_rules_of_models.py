"""The unit tests that stand beside the models, run by dbt itself: a weekly run leaves them out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.settings import DBT_PROJECT


def test_every_rule_of_the_models_holds(demo_home: Path, tmp_path: Path) -> None:
    """On a copy of the demo's warehouse, whose tables tell dbt the types of the rows that are made up."""
    home, target = tmp_path / "home", tmp_path / "target"
    home.mkdir()
    target.mkdir()
    shutil.copy(demo_home / "warehouse.duckdb", home)
    done = subprocess.run(
        [
            sys.executable, "-m", "orchestration.dbt_process", "test", "--select", "test_type:unit",
            "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
            "--log-level-file", "none",
        ],
        env={
            **os.environ, "SUANQING_HOME": str(home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    ran = {result["unique_id"] for result in results if result["status"] == "pass"}
    assert ran == set(json.loads((target / "manifest.json").read_text(encoding="utf-8"))["unit_tests"])
