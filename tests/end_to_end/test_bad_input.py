"""What a user does wrong: each a message that says what, where, and what to do; the rest still lands."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import suanqing


@pytest.fixture(scope="module")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three weeks of the demo shop, not yet landed. Copy it."""
    home = tmp_path_factory.mktemp("small") / "home"
    made = suanqing(home, "demo", "--weeks", "3", "--orders-per-week", "40")
    assert made.returncode == 0, made.stderr
    return home


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(small_home, tmp_path / "home")
    return tmp_path / "home"


def _newest(home: Path, shop: str, source: str, suffix: str = "") -> Path:
    return max((home / "inbox" / shop / source).glob(f"*{suffix}"), key=lambda path: path.name)


def test_a_missing_configuration_is_exit_3_and_names_the_file(tmp_path: Path) -> None:
    said = suanqing(tmp_path, "run")
    assert said.returncode == 3
    assert f"{tmp_path.resolve()}/shops.yaml is missing" in said.stderr


def test_an_unreadable_configuration_is_exit_3_and_names_the_place(home: Path) -> None:
    path = home / "shops.yaml"
    path.write_text(path.read_text().replace("America/Los_Angeles", "Mars/Olympus", 1))
    said = suanqing(home, "run")
    assert said.returncode == 3
    assert "Mars/Olympus" in said.stderr
    assert "IANA" in said.stderr


def test_an_empty_inbox_is_exit_4_and_says_where_files_go(home: Path) -> None:
    shutil.rmtree(home / "inbox")
    said = suanqing(home, "run")
    assert said.returncode == 4
    assert "inbox is empty" in said.stderr
    assert "<shop>/<source>" in said.stderr


def test_bad_files_are_named_with_advice_and_the_rest_lands(home: Path) -> None:
    inbox = home / "inbox"
    orders = _newest(home, "us-main", "orders", ".csv")
    (inbox / "us-mian" / "orders").mkdir(parents=True)
    shutil.copy(orders, inbox / "us-mian" / "orders" / "typo.csv")
    (inbox / "us-main" / "ordres").mkdir()
    shutil.copy(orders, inbox / "us-main" / "ordres" / "typo.csv")
    shutil.copy(orders, inbox / "us-main" / "returns" / "Return orders-2026-05-19-05_30.csv")
    (inbox / "uk-cross" / "settlements" / "income_2026-05-19-05_30.xlsx").write_bytes(
        b"PK\x03\x04 not a workbook"
    )
    cut = orders.read_bytes()[: orders.stat().st_size * 2 // 3]
    (inbox / "us-main" / "orders" / "All order-2026-05-19-05_30.csv").write_bytes(cut)

    said = suanqing(home, "run", "--land-only")
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    for name, expected in {
        "us-mian": "us-main",
        "ordres": "orders",
        "us-main/returns/Return orders-2026-05-19-05_30.csv": "orders",
        "uk-cross/settlements/income_2026-05-19-05_30.xlsx": "workbook",
        "us-main/orders/All order-2026-05-19-05_30.csv": "cut",
    }.items():
        named = [line for line in lines if name in line]
        assert named, f"nothing was said of {name}"
        assert any(expected in line for line in named), named
    assert "prepare" in said.stdout
    assert "newest complete week 2026-W20" in said.stdout


@pytest.mark.parametrize("week", ["2019-W01", "2099-W01"])
def test_a_week_that_can_not_be_closed_is_exit_4_and_names_the_newest(home: Path, week: str) -> None:
    said = suanqing(home, "run", "--week", week)
    assert said.returncode == 4, said.stdout + said.stderr
    assert f"{week} can't be closed" in said.stderr
    assert "2026-W20" in said.stderr


def test_check_says_what_a_file_is_and_touches_nothing(home: Path) -> None:
    before = sorted(path for path in home.rglob("*"))
    good = suanqing(home, "check", str(_newest(home, "us-main", "orders", ".csv")))
    assert good.returncode == 0, good.stderr
    assert "orders" in good.stdout
    stranger = home.parent / "notes.csv"
    stranger.write_text("a,b\n1,2\n")
    bad = suanqing(home, "check", str(stranger))
    assert bad.returncode == 6
    assert "not an export I know" in bad.stdout
    assert sorted(path for path in home.rglob("*")) == before


def test_a_missing_rate_stops_publication_and_names_currency_and_day(home: Path) -> None:
    """The ECB states no rate of the dong: told in dong, nothing can be closed without a file of rates."""
    shutil.rmtree(home / "inbox" / "_all" / "fx_rates")
    path = home / "shops.yaml"
    path.write_text(path.read_text().replace("reporting_currency: USD", "reporting_currency: VND"))
    said = suanqing(home, "run")
    assert said.returncode == 5, said.stdout + said.stderr
    assert "reporting_currency=VND" in said.stderr
    assert "2026-0" in said.stderr
    assert not (home / "published" / "marts.duckdb").exists()


def test_a_week_without_data_is_exit_4_and_says_which_weeks_there_are(demo_home: Path) -> None:
    said = suanqing(demo_home, "report", "--week", "2020-W01")
    assert said.returncode == 4
    assert "2026-W20" in said.stderr
    assert suanqing(demo_home, "report", "--week", "2025-W53").returncode == 2
