"""axe-core, installed once a test session from its lock file, outside the project's folders."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

PACKAGE = Path(__file__).parents[1] / "browser"
# WCAG 2.2 A and AA, and what axe itself calls good practice.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="no npm on the PATH, so no axe")


def axe_source(folder: Path) -> str:
    """The script, by `npm ci`; the folder is shared by the workers of a test session."""
    with FileLock(folder / "axe.lock"):
        script = folder / "axe" / "node_modules" / "axe-core" / "axe.min.js"
        if not script.is_file():
            (folder / "axe").mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(PACKAGE / name, folder / "axe")
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                cwd=folder / "axe", check=True, capture_output=True, text=True, timeout=300,
            )  # fmt: skip
        return script.read_text(encoding="utf-8")


def violations(page: Any, source: str) -> list[str]:
    """What axe finds wrong with an open page, a line a finding with the element it is about."""
    page.evaluate(source)
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(_RULES)}}})")["violations"]
    return [f"{one['id']}: {one['help']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]
