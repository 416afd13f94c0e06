"""A file and all that it is read with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.contract import Contract, Contracts
from orchestration.exports.files import Facts
from orchestration.exports.problems import Refused
from orchestration.exports.recognise import elsewhere, not_known
from orchestration.exports.statements import Origin
from orchestration.exports.values import Reading

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Job:
    """Everything one file is read with."""

    connection: duckdb.DuckDBPyConnection
    contracts: Contracts
    source: str
    facts: Facts
    origin: Origin
    reading: Reading
    key: bytes
    work: Path

    @property
    def contract(self) -> Contract:
        """The contract of the file's source."""
        return self.contracts[self.source]


def no_export(job: Job, records: Sequence[Sequence[str]], count: int = 0) -> Refused:
    """Why a file with these first records is no export of its source, `count` records in all."""
    if other := elsewhere(records, job.contract.source, job.contracts):
        return Refused(
            f"this is a file of {other} in the folder of {job.contract.source}.",
            f"Move it to the folder {other}.",
            count,
        )
    others = (contract for source, contract in job.contracts.items() if source != job.source)
    return not_known(records, job.contract, count, others)
