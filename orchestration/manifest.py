"""The dbt manifest: what Dagster knows of the models. Read anew when a model, seed or test is younger."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from orchestration.settings import DBT_PROJECT, MANIFEST

SOURCE_SUFFIXES = {".sql", ".yml", ".csv"}
BUILT_FOLDERS = {"target", "logs"}


class ManifestError(Exception):
    """dbt can't read its project; the message is dbt's own."""


def is_stale() -> bool:
    """Whether the manifest is missing, or older than something it was made from."""
    if not MANIFEST.exists():
        return True
    made = MANIFEST.stat().st_mtime
    sources = (path for path in DBT_PROJECT.rglob("*") if path.suffix in SOURCE_SUFFIXES)
    return any(path.stat().st_mtime > made for path in sources if not BUILT_FOLDERS & set(path.parts))


def refresh_manifest() -> None:
    """Have dbt read its project. Raises ManifestError with dbt's words.

    The project is named by its absolute path: dbt keeps what it was told with each seed, and a build that starts
    from another folder would look for the seeds there.
    """
    dbt = str(Path(sys.executable).with_name("dbt"))
    done = subprocess.run(
        [dbt, "--quiet", "parse", "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ManifestError(f"dbt can't read {DBT_PROJECT}:\n{done.stdout}{done.stderr}")
    MANIFEST.touch()


if __name__ == "__main__":
    refresh_manifest()
