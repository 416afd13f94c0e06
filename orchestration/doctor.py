"""Is this machine, and this configuration, fit? Looks only; changes nothing."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import MANIFEST, PROJECT_ROOT, ConfigurationError, load_settings

NEEDED_FREE_GIB = 2.0
MINIMUM_PYTHON = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    subject: str
    is_fit: bool
    text: str


def examine(home: Path) -> list[Finding]:
    """Look at Python, the installed versions, the home, the disk, the configuration and the dbt manifest."""
    return [
        _python(),
        *_versions(),
        _home(home),
        _disk(home),
        _configuration(home),
        _contracts(home),
        _manifest(),
        _browser(),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fit = sys.version_info[:2] >= MINIMUM_PYTHON
    return Finding("python", fit, version if fit else f"{version}: 3.11 or newer is needed")


def _locked() -> dict[str, set[str]]:
    locked: dict[str, set[str]] = {}
    for line in (PROJECT_ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            name, _, rest = line.partition("==")
            locked.setdefault(name, set()).add(rest.split()[0])
    return locked


def _versions() -> list[Finding]:
    """The packages that must match the lock, because other versions are known to break."""
    locked, findings = _locked(), []
    for name in ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations"):
        installed = importlib.metadata.version(name)
        fit = installed in locked.get(name, set())
        expected = ", ".join(sorted(locked.get(name, {"none"})))
        text = installed if fit else f"{installed}, but the lock says {expected}: make setup"
        findings.append(Finding(name, fit, text))
    return findings


def _home(home: Path) -> Finding:
    existing = next(path for path in [home, *home.parents] if path.exists())
    if not os.access(existing, os.W_OK):
        return Finding("home", False, f"{home} can't be written: change its rights, or set SUANQING_HOME")
    with tempfile.TemporaryDirectory(dir=existing) as folder:
        first, second = Path(folder) / "a", Path(folder) / "b"
        first.touch()
        first.replace(second)
    return Finding("home", True, f"{home} can be written")


def _disk(home: Path) -> Finding:
    existing = next(path for path in [home, *home.parents] if path.exists())
    free = shutil.disk_usage(existing).free / 2**30
    fit = free >= NEEDED_FREE_GIB
    advice = "" if fit else f"; at least {NEEDED_FREE_GIB} are needed"
    return Finding("disk", fit, f"{free:.1f} GiB free{advice}")


def _configuration(home: Path) -> Finding:
    try:
        settings = load_settings(home)
    except ConfigurationError as error:
        return Finding("shops.yaml", False, str(error))
    return Finding(
        "shops.yaml", True, f"{len(settings.shops)} shops, reporting in {settings.reporting_currency}"
    )


def _contracts(home: Path) -> Finding:
    """The home's own contract files: each is read and laid over the shipped contracts."""
    from orchestration.exports.overlays import contracts_of, overlay_files
    from orchestration.exports.vocabulary import names_of

    try:
        contracts, names = contracts_of(home), names_of(home)
    except ConfigurationError as error:
        return Finding("contracts", False, str(error))
    own = overlay_files(home)
    if not own:
        return Finding("contracts", True, f"{len(contracts)} sources, none changed by this home")
    mappings = sum(len(contract.mappings) for contract in contracts.values())
    told = f"{len(own)} files of this home, {mappings} mappings, {len(names)} names"
    return Finding("contracts", True, f"{len(contracts)} sources; {told}")


def _manifest() -> Finding:
    fit = MANIFEST.exists()
    return Finding("dbt manifest", fit, str(MANIFEST) if fit else "missing: make setup")


def _browser() -> Finding:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return Finding("browser", True, found or "no Chromium: only the browser tests need one, and are skipped")
