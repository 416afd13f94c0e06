"""The weekly margin against a second reckoning in plain Python that reads the export files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.reckoning.build import build, differences, weekly_margins_of
from tests.reckoning.margin import weekly_margins
from tests.reckoning.random_shops import Drawn, drawn_shops, write_home


def test_the_demo_shops_margin_equals_the_reckoning_to_the_cent(demo_home: Path) -> None:
    reckoned = weekly_margins(demo_home)
    assert len(reckoned) > 500
    differing = differences(reckoned, weekly_margins_of(demo_home / "warehouse.duckdb"))
    assert differing == [], "\n".join(differing[:10])


# One build reckons many shops, so one example draws many: a build costs more than all the drawing.
@settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(shops=drawn_shops(16))
def test_random_shops_margins_equal_the_reckoning_to_the_minor_unit(
    tmp_path_factory: pytest.TempPathFactory, shops: list[Drawn]
) -> None:
    home = tmp_path_factory.mktemp("random_shops") / "home"
    write_home(home, shops)
    build(home)
    differing = differences(weekly_margins(home), weekly_margins_of(home / "warehouse.duckdb"))
    assert differing == [], "\n".join(differing[:10])
