"""The data team's way in: the real UI in a real browser launches the weekly job and shows its checks."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.browser import chromium, needs_browser

pytestmark = [pytest.mark.browser, needs_browser]
PARTITION = "2026-05-11"
START_SECONDS, RUN_SECONDS = 120, 300


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def ui(demo_home: Path, tmp_path: Path) -> Iterator[str]:
    """The address of `suanqing ui` over a copy of the demo home."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home, ignore=shutil.ignore_patterns("dagster", "*.lock", "reports"))
    port = _free_port()
    log = (tmp_path / "ui.log").open("w")
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("suanqing")), "ui", "--port", str(port)],
        env={**os.environ, "SUANQING_HOME": str(home)},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
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


def test_a_person_launches_the_weekly_job_and_sees_the_reports_checks(ui: str) -> None:
    with chromium(viewport={"width": 1400, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(ui + _launch(page, ui))
        page.get_by_text(re.compile("^Success$")).first.wait_for(timeout=RUN_SECONDS * 1000)
        page.goto(f"{ui}/assets/weekly_review?view=checks")
        page.get_by_text("numbers_were_checked").first.wait_for()
        page.get_by_text("week_is_complete").first.wait_for()
        page.get_by_text(re.compile("Passed", re.IGNORECASE)).first.wait_for()
