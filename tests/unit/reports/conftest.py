from __future__ import annotations

from collections.abc import Iterator

import pytest

from reports.render import engines_kept


@pytest.fixture(scope="session", autouse=True)
def engines() -> Iterator[None]:
    """What draws figures and reads statements, kept over all tests that render: each start takes its time."""
    with engines_kept():
        yield
