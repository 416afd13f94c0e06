"""Dagster's own storage under the home, and the UI and daemon over it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from orchestration.settings import PROJECT_ROOT, Settings, expose_home

CONFIGURATION = """\
# One run at a time: DuckDB has one writer. Nothing here calls out or asks for an e-mail address.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
python_logs:
  python_log_level: INFO
"""


def prepare_instance(settings: Settings) -> None:
    """Make Dagster's storage under the home, and tell child processes where it is."""
    expose_home(settings)
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    configuration = settings.dagster_home / "dagster.yaml"
    if not configuration.exists():
        configuration.write_text(CONFIGURATION, encoding="utf-8")


def start_ui(settings: Settings, *, host: str, port: int, say: Callable[[str], None]) -> int:
    """Run Dagster's webserver and daemon until one of them stops; its exit code.

    Two processes of their own instead of `dagster dev`, which is superseded and says so at every start.
    """
    prepare_instance(settings)
    tools, workspace = Path(sys.executable).parent, str(PROJECT_ROOT / "workspace.yaml")
    shared = ("--workspace", workspace, "--log-level", "warning")
    commands = [
        [str(tools / "dagster-webserver"), *shared, "--host", host, "--port", str(port)],
        [str(tools / "dagster-daemon"), "run", *shared],
    ]
    say(f"ui        http://{host}:{port} (ready in about half a minute; Ctrl-C stops it)")
    running = [subprocess.Popen(command, cwd=PROJECT_ROOT) for command in commands]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stopped_by_itself = False
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
        stopped_by_itself = True
    except KeyboardInterrupt:
        say("ui        stopping")
    for process in running:
        process.terminate()
    codes = [process.wait() for process in running]
    return max(map(abs, codes)) if stopped_by_itself else 0
