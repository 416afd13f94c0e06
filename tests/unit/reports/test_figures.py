"""What figures are drawn of, and what they look like at the edges of data."""

from decimal import Decimal

import pytest

from reports.figures.axis import tick_labels
from reports.formats import Formatter


@pytest.mark.parametrize(
    ("language", "ticks", "told"),
    [
        ("en", [0, 5_000, 10_000, 15_000], ["$0", "$5K", "$10K", "$15K"]),
        ("zh", [0, 5_000, 10_000, 15_000], ["US$0", "US$5,000", "US$10,000", "US$15,000"]),
        ("zh", [-10_000, 0, 10_000], ["−US$1万", "US$0", "US$1万"]),
        ("zh", [0, 25_000, 50_000], ["US$0", "US$2.5万", "US$5.0万"]),
        ("en", [0], ["$0"]),
    ],
)
def test_the_ticks_of_an_axis_are_in_one_unit(language: str, ticks: list[int], told: list[str]) -> None:
    labels = tick_labels([Decimal(tick) for tick in ticks], "money0", Formatter(language))
    assert [label for label in told if f"'{label}'" not in labels] == []
    assert labels.count("?") == len(ticks)
