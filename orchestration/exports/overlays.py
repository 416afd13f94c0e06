"""The contracts of a home: the shipped ones, and what the home's own files add to them."""

from __future__ import annotations

from pathlib import Path

from orchestration.exports.contract import Contracts, shipped_contracts


def contracts_of(home: Path) -> Contracts:
    """The contracts by which a home's files are read."""
    return shipped_contracts()
