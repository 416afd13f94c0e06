"""The data team's way in: a run was killed and its warehouse is gone; in the real UI, in a real browser, a
person launches the weekly job and sees its checks, and every number and byte is the same."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.browser import chromium, needs_browser
from tests.end_to_end.test_weekly_run import copied, published_tables, report_bytes

pytestmark = [pytest.mark.browser, needs_browser]
PARTITION = "2026-05-11"
START_SECONDS, RUN_SECONDS = 120, 600


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def killed_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo home whose warehouse was deleted, and whose next run was killed while it built."""
    home = copied(demo_home, tmp_path_factory.mktemp("killed") / "home")
    shutil.rmtree(home / "reports")
    (home / "warehouse.duckdb").unlink()
    started = subprocess.Popen(
        [str(Path(sys.executable).with_name("suanqing")), "run", "--force"],
        env={**os.environ, "SUANQING_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert started.stdout is not None
    for line in started.stdout:
        if line.startswith("prepare"):
            break
    # dbt has begun once it writes down what it has read.
    began = time.time()
    while not any(path.stat().st_mtime > began for path in home.rglob("manifest.json")):
        time.sleep(0.2)
    time.sleep(3)
    os.killpg(started.pid, 9)
    started.wait()
    return home


def _states(home: Path) -> list[str]:
    """How the home's runs stand, the oldest first."""
    with contextlib.closing(sqlite3.connect(home / "dagster" / "history" / "runs.db")) as runs:
        return [state for (state,) in runs.execute("select status from runs order by id")]


def test_a_killed_run_does_not_touch_what_is_published(demo_home: Path, killed_home: Path) -> None:
    assert _states(killed_home)[-1] == "STARTED", "it had no time to say that it ends"
    assert published_tables(killed_home) == published_tables(demo_home)
    assert not (killed_home / "reports").exists()


@pytest.fixture
def ui(killed_home: Path, tmp_path: Path) -> Iterator[str]:
    """The address of `suanqing ui` over the killed home, started as a script does in the background: with
    SIGINT ignored. It must end by SIGTERM all the same.
    """
    home = killed_home
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    port = _free_port()
    log = (tmp_path / "ui.log").open("w")
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("suanqing")), "ui", "--port", str(port)],
        env={**os.environ, "SUANQING_HOME": str(home)},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(address, server, tmp_path / "ui.log")
        yield address
    finally:
        os.killpg(server.pid, 15)
        server.wait(timeout=30)
        log.close()


def _wait_until_up(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/server_info", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"the UI did not answer: {log.read_text()[-2000:]}")


def _launch(page: Any, address: str) -> str:
    """Materialize the weekly job for one partition by its buttons; the path of its run."""
    page.goto(f"{address}/locations/suanqing/jobs/weekly_close")
    page.get_by_role("button", name=re.compile("Materialize all")).click()
    # The demo's weeks lie further back than the days that the dialog offers at first.
    page.get_by_text("Show all partitions").click()
    field = page.get_by_role("dialog").locator("input:not([type=checkbox])").first
    field.fill(PARTITION)
    field.press("Enter")
    page.get_by_role("button", name="Launch 1 run").click()
    run = page.locator("a[href^='/runs/']").first
    run.wait_for()
    return str(run.get_attribute("href"))


def _wait_until_done(address: str, run: str) -> None:
    """By the UI's own API: a page that draws every event of the run as it comes takes half of the machine."""
    query = {"query": f'{{runOrError(runId: "{run}") {{... on Run {{status}}}}}}'}
    asked = urllib.request.Request(
        f"{address}/graphql", json.dumps(query).encode(), {"Content-Type": "application/json"}
    )
    end = time.monotonic() + RUN_SECONDS
    while time.monotonic() < end:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            status = json.load(answer)["data"]["runOrError"]["status"]
        if status in {"SUCCESS", "FAILURE", "CANCELED"}:
            return
        time.sleep(2)
    raise AssertionError(f"run {run} is not done after {RUN_SECONDS} seconds")


def test_a_person_launches_the_weekly_job_and_sees_the_reports_checks(
    ui: str, killed_home: Path, demo_home: Path
) -> None:
    with chromium(viewport={"width": 1400, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        run = _launch(page, ui)
        page.goto("about:blank")
        _wait_until_done(ui, run.rsplit("/", 1)[-1])
        page.goto(ui + run)
        page.get_by_text(re.compile("^Success$")).first.wait_for()
        page.goto(f"{ui}/assets/weekly_review?view=checks")
        page.get_by_text("numbers_were_checked").first.wait_for()
        page.get_by_text("week_is_complete").first.wait_for()
        page.get_by_text(re.compile("Passed", re.IGNORECASE)).first.wait_for()
    assert published_tables(killed_home) == published_tables(demo_home)
    assert report_bytes(killed_home) == report_bytes(demo_home)
    # The killed run gave up its place, and is told; the sensor's landing may stand between.
    assert set(_states(killed_home)) == {"SUCCESS", "FAILURE"}
    assert _states(killed_home).count("FAILURE") == 1
