"""The contracts of a home: the shipped ones, with the home's own files laid over them.

`<home>/contracts/*.yaml` are read in the order of their names. Whoever changes one changes what a source's
files are read by: its contract's version carries a digest of what was laid over it, and the files that are
still in the inbox are read anew.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.contract import Contract, Contracts, shipped_contracts
from orchestration.settings import ConfigurationError

if TYPE_CHECKING:
    from orchestration.exports.overlay_model import Overlay

FOLDER = "contracts"


class OverlayError(ConfigurationError):
    """A home's contract file can't be used; the message names file and key and says what to do."""


def overlay_files(home: Path) -> list[Path]:
    """The home's own contract files, in the order they are laid over the shipped contracts."""
    return sorted(path for path in (home / FOLDER).glob("*.y*ml") if not path.name.startswith("."))


def contracts_of(home: Path) -> Contracts:
    """The contracts by which a home's files are read. Raises OverlayError."""
    files = overlay_files(home)
    if not files:
        return shipped_contracts()
    return _overlaid(tuple((path, path.read_bytes()) for path in files))


@lru_cache(maxsize=8)
def _overlaid(files: tuple[tuple[Path, bytes], ...]) -> Contracts:
    from orchestration.exports.overlay_model import OverlayProblem, overlaid, personal_headers

    shipped = shipped_contracts()
    personal = personal_headers(shipped.values())
    contracts = dict(shipped)
    laid: dict[str, list[object]] = {}
    for path, content in files:
        overlay = read_overlay(path, content)
        if overlay.source is None:
            continue
        try:
            contracts[overlay.source] = overlaid(contracts[overlay.source], overlay, personal)
        except OverlayProblem as problem:
            raise OverlayError(f"{_shown(path)}: {problem}") from None
        laid.setdefault(overlay.source, []).append(overlay.model_dump(mode="json", exclude={"names"}))
    return {source: _versioned(contract, laid.get(source)) for source, contract in contracts.items()}


def _versioned(contract: Contract, laid: list[object] | None) -> Contract:
    if laid is None:
        return contract
    digest = hashlib.sha256(json.dumps(laid, sort_keys=True).encode()).hexdigest()[:8]
    return contract.changed(version=f"{contract.version}+home.{digest}")


def _shown(path: Path) -> str:
    return f"{FOLDER}/{path.name}"


def read_overlay(path: Path, content: bytes) -> Overlay:
    """One file of a home. Raises OverlayError where it is no YAML or says what can't be said."""
    import yaml
    from pydantic import ValidationError

    from orchestration.exports.overlay_model import Overlay

    try:
        said = yaml.safe_load(content.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise OverlayError(
            f"{_shown(path)}{line}: this is no YAML in UTF-8 ({getattr(error, 'problem', 'bad bytes')}). "
            "Correct the line, or move the file away."
        ) from None
    if not isinstance(said, dict):
        raise OverlayError(f"{_shown(path)}: it says nothing. Begin it with `source:`, or remove it.")
    try:
        overlay = Overlay.model_validate(said)
    except ValidationError as error:
        told = [f"{_shown(path)}: {_told(item)}" for item in error.errors()]
        raise OverlayError("\n".join(told)) from None
    _require_source(path, overlay)
    return overlay


def _require_source(path: Path, overlay: Overlay) -> None:
    known = shipped_contracts()
    if overlay.source is None:
        if overlay.names and not (overlay.tables or overlay.mappings or overlay.markets):
            return
        raise OverlayError(f"{_shown(path)}: source: name the source it belongs to: {', '.join(known)}.")
    if overlay.source not in known:
        near = difflib.get_close_matches(overlay.source, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Name one of {', '.join(known)}."
        raise OverlayError(f"{_shown(path)}: source: there is no source {overlay.source}. {hint}")


_ADVICE = {
    "extra_forbidden": "there is no such key here. Compare its spelling with docs/exports.md, or remove it.",
    "missing": "this key is needed. Add it.",
}


def _told(error: Mapping[str, object]) -> str:
    where = ".".join(str(part) for part in error["loc"])  # type: ignore[attr-defined]
    said = _ADVICE.get(str(error["type"])) or f"{error['msg']}. Correct the value."
    return f"{where or 'file'}: {said}"
