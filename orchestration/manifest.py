"""The dbt manifest: what Dagster knows of the models. Read anew when a model, seed or test is younger."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from orchestration.settings import DBT_PROJECT, MANIFEST

SOURCE_SUFFIXES = {".sql", ".yml", ".csv"}
BUILT_FOLDERS = {"target", "logs"}
_PLACE = MANIFEST.with_name("made_in.txt")
_WHERE = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))


class ManifestError(Exception):
    """dbt can't read its project; the message is dbt's own."""


def is_stale() -> bool:
    """Whether the manifest is missing, made elsewhere, or older than something it was made from."""
    if not MANIFEST.exists() or not _PLACE.exists() or _PLACE.read_text(encoding="utf-8") != str(DBT_PROJECT):
        return True
    made = MANIFEST.stat().st_mtime
    sources = (path for path in DBT_PROJECT.rglob("*") if path.suffix in SOURCE_SUFFIXES)
    return any(path.stat().st_mtime > made for path in sources if not BUILT_FOLDERS & set(path.parts))


def refresh_manifest() -> None:
    """Have dbt read its whole project. Raises ManifestError with dbt's words.

    dbt keeps the folder with each seed and would look there for ever: so the path is absolute, nothing of an
    earlier reading is used, and the place is noted, for a checkout that is moved.
    """
    dbt = str(Path(sys.executable).with_name("dbt"))
    done = subprocess.run(
        [dbt, "--quiet", "parse", "--no-partial-parse", *_WHERE],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ManifestError(f"dbt can't read {DBT_PROJECT}:\n{done.stdout}{done.stderr}")
    MANIFEST.touch()
    _PLACE.write_text(str(DBT_PROJECT), encoding="utf-8")


if __name__ == "__main__":
    refresh_manifest()
