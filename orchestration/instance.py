"""Dagster's own storage under the home, and the UI and daemon over it."""

from __future__ import annotations

import os
import signal
import sys
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

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
# What a run tells of itself is written down without opening the database anew for each event.
event_log_storage:
  module: orchestration.event_log
  class: OpenEventLog
  config:
    dagster_home:
      env: DAGSTER_HOME
# A run whose process was killed is failed, or the queue would wait for it for ever.
run_launcher:
  module: orchestration.launcher
  class: WatchedRunLauncher
run_monitoring:
  enabled: true
  start_timeout_seconds: 600
  poll_interval_seconds: 30
"""

_BEFORE = {"85effb26a91e2c993b1564913b4594aff8e8e947effadf29d2b9a19750c032d2"}
"""SHA-256 of what earlier versions wrote there; what somebody has changed is left as it is."""


def prepare_instance(settings: Settings) -> None:
    """Make Dagster's storage under the home, and tell child processes where it is."""
    expose_home(settings)
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    path = settings.dagster_home / "dagster.yaml"
    if not path.exists() or sha256(path.read_bytes()).hexdigest() in _BEFORE:
        path.write_text(CONFIGURATION, encoding="utf-8")


def become_ui(settings: Settings, *, host: str, port: int) -> NoReturn:
    """Become `dagster dev`: webserver, daemon and one code server for both, until stopped.

    A webserver and a daemon started apart would each load the definitions anew every minute. The one warning
    that `dagster dev` gives about itself (it prefers `dg dev`, another package) is switched off by its text.
    """
    prepare_instance(settings)
    expose_home(settings, ignored_warning="Function `dev_command` is superseded")
    dagster = str(Path(sys.executable).with_name("dagster"))
    # A shell starts what runs in the background with SIGINT ignored. Dagster treats SIGTERM like SIGINT:
    # nothing but SIGKILL would stop it then.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.chdir(PROJECT_ROOT)
    workspace = str(PROJECT_ROOT / "workspace.yaml")
    os.execv(dagster, [dagster, "dev", "--workspace", workspace, "--host", host, "--port", str(port)])
