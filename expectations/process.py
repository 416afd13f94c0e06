"""Validation as another process: Great Expectations costs ten CPU seconds to import and stays out of this
one.

`start_validator()` starts the process, which imports at once and waits; started beside the dbt build, its
import costs no time of its own. `Validator.validate` hands it the files and reads what it found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from expectations.results import CheckResults, read_results

_ROOT = Path(__file__).resolve().parent.parent
_STDERR_SHOWN = 2000


class ValidatorError(Exception):
    """The validation process could not do its work; nothing was found out, so nothing may be published."""


class Validator:
    """A validation process, importing or waiting. Good for one validation; close it when it isn't needed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def validate(self, warehouse: Path, candidate: Path, results_path: Path, docs_dir: Path) -> CheckResults:
        """Check staging in `warehouse` and marts in `candidate`, both read-only; nobody may be writing them.

        Writes the results file and the data docs. A failed check is a result; ValidatorError means that
        there is none, and then no results file of an earlier run is left to be taken for one.
        """
        results_path.unlink(missing_ok=True)
        paths = {
            "warehouse": warehouse,
            "candidate": candidate,
            "results": results_path,
            "data_docs": docs_dir,
        }
        request = json.dumps({name: str(path.resolve()) for name, path in paths.items()})
        try:
            _, errors = self._process.communicate(request + "\n")
        except BaseException:
            self.close()
            raise
        if self._process.returncode or not results_path.exists():
            code = self._process.returncode
            raise ValidatorError(
                f"the validation process ended with {code}: {errors.strip()[-_STDERR_SHOWN:]}"
            )
        return read_results(results_path)

    def close(self) -> None:
        """End the process if it still runs. Calling it twice does no harm."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None and not stream.closed:
                stream.close()

    def __enter__(self) -> Validator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start_validator() -> Validator:
    """Start the process; it imports right away and waits for `validate`. It ends when this process does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "expectations.run", "--wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=_ROOT,
    )
    return Validator(process)
