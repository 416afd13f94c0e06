"""A home as of a moment: the very home that would be there if nothing had come since."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.exports.receipts import read_receipts
from orchestration.past import make_past_home, parse_moment
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.raw import prepare_raw
from tests.unit.exports.test_drift import with_header
from tests.unit.exports.writing import SHOPS, Home, order_row

MONDAY = datetime(2026, 5, 11, 12, 30, tzinfo=UTC)


def warehouse(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """All of `raw` and `history`: whatever the models reckon is a function of these."""
    prepare_raw(settings)
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_schema IN ('raw', 'history') AND table_name <> 'prepared'"
        ).fetchall()
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for (name,) in names}


def dropped(home: Home, until: datetime | None) -> None:
    """Exports of four Mondays, one of them the bytes of the first again, one refused, one without a time."""
    same = with_header("Paid Time", "Paid Time")
    files: dict[tuple[str, str], tuple[str, str | bytes]] = {
        ("orders", "All order-2026-05-04-05_30.csv"): ("2026-05-04T12:30", same),
        ("orders", "All order-2026-05-11-05_30.csv"): ("2026-05-11T12:30", with_header("Paid Time", None)),
        ("orders", "All order-2026-05-18-05_30.csv"): ("2026-05-18T12:30", same),
        ("orders", "All order-2026-05-19-05_30.csv"): ("2026-05-19T12:30", "no,export\n1,2\n"),
        ("returns", "nothing.csv"): ("2026-05-05T00:00", "no,export\n1,2\n"),
        ("product_costs", "costs.csv"): (
            "2026-05-20T00:00", "seller_sku,valid_from,unit_cost,currency\nMUG-1,2026-01-01,2.50,USD\n"
        ),
    }  # fmt: skip
    for (source, name), (moment, content) in files.items():
        came = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        if until is None or came <= until:
            path = home.drop("us", source, name, content)
            os.utime(path, (came.timestamp(), came.timestamp()))


def test_a_past_home_is_the_home_that_holds_only_the_files_up_to_then(tmp_path: Path) -> None:
    homes = []
    for name, until in (("whole", None), ("then", MONDAY)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shops.yaml").write_text(SHOPS, encoding="utf-8")
        home = Home(load_settings(tmp_path / name))
        dropped(home, until)
        home.land()
        homes.append(home)
    whole, then = homes
    before = warehouse(whole.settings)
    past = make_past_home(whole.settings, MONDAY)
    assert read_receipts(past.settings) == read_receipts(then.settings)
    assert warehouse(past.settings) == warehouse(then.settings)
    assert past.undated == ("us/product_costs/costs.csv",)
    assert warehouse(whole.settings) == before != warehouse(then.settings)
    assert make_past_home(whole.settings, MONDAY).digest == past.digest


def test_a_past_home_takes_in_an_older_export_that_lands_later(home: Home) -> None:
    home.drop_orders([order_row()], name="All order-2026-05-11-05_30.csv")
    home.land()
    first = make_past_home(home.settings, MONDAY)
    home.drop_orders([order_row(SKU_ID="2")], name="All order-2026-05-04-05_30.csv")
    home.drop_orders([order_row(SKU_ID="3")], name="All order-2026-05-18-05_30.csv")
    home.land()
    second = make_past_home(home.settings, MONDAY)
    assert first.digest != second.digest
    assert len(read_receipts(second.settings)) == 2


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-18T06:00", datetime(2026, 5, 17, 22, tzinfo=UTC)),
        ("2026-05-18", datetime(2026, 5, 17, 16, tzinfo=UTC)),
        ("2026-05-18T06:00Z", datetime(2026, 5, 18, 6, tzinfo=UTC)),
        ("2026-05-18 06:00-07:00", datetime(2026, 5, 18, 13, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_the_zone_of_the_home_unless_it_names_its_own(text: str, moment: datetime) -> None:
    assert parse_moment(text, "Asia/Shanghai") == moment
