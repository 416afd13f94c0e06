"""Sidecars: a small file beside an ads report that says whose it is and which days it covers.

`<report>.period.yaml`, the report's whole name with its ending in front. A sidecar belongs to what its report
is read by, and never lands itself.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from orchestration.exports.masking import masked_name
from orchestration.exports.problems import Refused

ENDING = ".period.yaml"
KEYS = ("account", "from", "to")


def is_sidecar(path: Path) -> bool:
    """True for a file that says something of the file beside it."""
    return path.name.endswith(ENDING)


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a file lies, if it has one."""
    return path.with_name(path.name + ENDING)


def report_of(sidecar: Path) -> Path:
    """The file that a sidecar speaks of."""
    return sidecar.with_name(sidecar.name.removesuffix(ENDING))


def words_to_write(path: Path, account: str) -> str:
    """What a person writes where the name does not say it: the sidecar's name and what stands in it."""
    said = f'{{account: "{account}", from: 2026-05-11, to: 2026-05-17}}'
    return (
        f"write a file {masked_name(sidecar_of(path).name)!r} beside it that holds, with its own days, {said}"
    )


def sidecar_text(path: Path) -> str:
    """What stands in the sidecar of a file, blank where it has none that can be read."""
    try:
        return sidecar_of(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def read_sidecar(path: Path) -> tuple[str, str, str] | None:
    """(account, first day, last day) as the sidecar of a file says them; None where it has none.

    Raises Refused where the sidecar does not hold just those three.
    """
    sidecar = sidecar_of(path)
    if not sidecar.exists():
        return None
    import yaml

    wrong = Refused(
        f"its sidecar {masked_name(sidecar.name)!r} does not say account, from and to, and nothing else.",
        'Write into it, with the account and days of the report, {account: "7001", from: 2026-05-11, '
        "to: 2026-05-17}.",
    )
    try:
        node = yaml.safe_load(sidecar.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise wrong from None
    if not isinstance(node, dict) or set(node) != set(KEYS):
        raise wrong
    said = tuple(_text(node[key]) for key in KEYS)
    if not all(said):
        raise wrong
    return said[0], said[1], said[2]


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
