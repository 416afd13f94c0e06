"""Draw many random shops and compare: `python -m tests.reckoning.random_shops BUILT_HOME [EXAMPLES] [SEED]`.

BUILT_HOME is a home that dbt has built with this project; it lends its compiled models and is not written to.
A failure is shrunk, and printed with what reproduces it.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.reckoning.compiled import build, compiled_models
from tests.reckoning.marts import MARTS, all_differences
from tests.reckoning.random_shops import Drawn, drawn_shops, write_home


def main(built_home: Path, examples: int, started_from: int) -> None:
    """Draw, build, compare. Raises AssertionError for the smallest shops found that differ."""
    compiled = compiled_models(built_home, MARTS)
    seen = []

    @seed(started_from)
    @settings(
        max_examples=examples, deadline=None, database=None, print_blob=True,
        phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(shops=drawn_shops(9))
    def compare(shops: list[Drawn]) -> None:
        seen.append(len(shops))
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            write_home(home, shops)
            build(home, compiled)
            differing = all_differences(home)
        assert differing == [], "\n".join(differing[:10])

    print(f"seed {started_from}", flush=True)
    compare()
    print(f"{len(seen)} examples, {sum(seen)} shops: all equal")


if __name__ == "__main__":
    home, *rest = sys.argv[1:]
    main(
        Path(home),
        int(rest[0]) if rest else 50,
        int(rest[1]) if rest[1:] else random.SystemRandom().randrange(2**32),
    )
