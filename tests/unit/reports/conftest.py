from __future__ import annotations

from collections.abc import Iterator

import pytest

from reports.figures.drawing import DRAWING


@pytest.fixture(scope="session", autouse=True)
def drawing() -> Iterator[None]:
    """What draws figures, kept over all tests that render: to start it takes a second of each."""
    with DRAWING.kept():
        yield
