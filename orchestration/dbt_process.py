"""dbt as a run starts it, in a process of its own: `python -m orchestration.dbt_process build …`.

dbt reads its whole project anew (a fifth of a build's processor time) whenever the warehouse lies elsewhere
than when the project was read last, though nothing that it reads says where. So a run takes the reading of
`make setup`, as long as nothing in the project is younger.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.manifest import is_stale
from orchestration.settings import MANIFEST, asked_dbt_target

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

_READING = MANIFEST.with_name("partial_parse.msgpack")


def main(arguments: Sequence[str]) -> int:
    """Run a command of dbt. Returns 0 where all of it succeeded; dbt itself says what did not."""
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner(manifest=_read_project()).invoke(list(arguments))
    if outcome.exception is not None:
        sys.stderr.write(f"{outcome.exception}\n")
    return 0 if outcome.success else 1


def _read_project() -> Manifest | None:
    """The project as it was last read, written where dbt would write it; None where dbt has to read it."""
    if is_stale() or not _READING.exists():
        return None
    from dbt.contracts.graph.manifest import Manifest

    manifest = Manifest.from_msgpack(_READING.read_bytes())
    manifest.build_parent_and_child_maps()
    manifest.build_flat_graph()
    target = asked_dbt_target()
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MANIFEST, target / MANIFEST.name)
    return manifest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
