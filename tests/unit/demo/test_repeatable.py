"""The same options give the same bytes, in any process; other options give another shop."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.demo.draws import Draws
from orchestration.demo.write import write_demo
from orchestration.settings import load_settings
from tests.unit.demo.reading import Written

OPTIONS = {"weeks": 5, "orders_per_week": 60, "seed": 7}


def _digests(home: Path) -> dict[str, str]:
    files = sorted(path for path in home.rglob("*") if path.is_file())
    assert len(files) > 80
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_another_process_writes_the_same_bytes_and_times(tmp_path: Path) -> None:
    write_demo(tmp_path / "here", **OPTIONS)
    code = (
        "import sys; from pathlib import Path; from orchestration.demo.write import write_demo; "
        f"write_demo(Path(sys.argv[1]), **{OPTIONS})"
    )
    environment = os.environ | {"PYTHONHASHSEED": "99", "TZ": "Asia/Kolkata", "LC_ALL": "C"}
    there = tmp_path / "there"
    subprocess.run([sys.executable, "-c", code, str(there)], check=True, env=environment)
    assert _digests(tmp_path / "here") == _digests(there)
    stamps = {path.relative_to(there): path.stat().st_mtime for path in (there / "inbox").rglob("*.*")}
    assert all((tmp_path / "here" / path).stat().st_mtime == stamp for path, stamp in stamps.items())


def test_another_seed_is_another_shop(tmp_path: Path) -> None:
    first = write_demo(tmp_path / "a", weeks=1, orders_per_week=20, seed=1)
    second = write_demo(tmp_path / "b", weeks=1, orders_per_week=20, seed=2)
    orders = "us-main/orders/All order-2026-05-18-05_30.csv"
    assert (first.inbox / orders).read_bytes() != (second.inbox / orders).read_bytes()


def test_a_stream_is_its_own_whatever_others_draw() -> None:
    draws = Draws(5)
    before = draws.stream("returns").random(3)
    draws.stream("orders").random(1000)
    assert (draws.stream("returns").random(3) == before).all()
    assert (draws.stream("orders").random(3) != before).all()


@pytest.mark.parametrize("weeks", [1, 2, 15])
def test_a_short_or_tiny_shop_can_be_written(tmp_path: Path, weeks: int) -> None:
    result = write_demo(tmp_path, weeks=weeks, orders_per_week=4)
    assert result.order_lines > 0
    assert len(load_settings(tmp_path).shops) == 2


def test_a_declaration_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "shops.yaml").write_text("mine: true\n", encoding="utf-8")
    write_demo(tmp_path, weeks=1, orders_per_week=4)
    assert (tmp_path / "shops.yaml").read_text(encoding="utf-8") == "mine: true\n"


@pytest.mark.parametrize("options", [{"weeks": 0}, {"orders_per_week": 0}, {"last_week": "2026-20"}])
def test_options_that_make_no_shop_are_refused(tmp_path: Path, options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"week"):
        write_demo(tmp_path, **options)
    assert not (tmp_path / "inbox").exists()


def test_the_default_demo_is_written_in_seconds(demo: Written) -> None:
    assert demo.cpu_seconds < 20
