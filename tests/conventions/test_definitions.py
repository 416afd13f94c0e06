"""The definitions load, and loading them does nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WATCHER = """
import json, sys
seen = []
def hook(event, args):
    # urllib3 asks the kernel whether it knows IPv6, by binding to the loopback, when it is imported.
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo") and args[1:] != (("::1", 0),):
        seen.append([event, str(args[1:])])
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        if "__pycache__" not in str(args[0]) and str(args[0]) != "/dev/null":
            seen.append([event, str(args[0])])
sys.addaudithook(hook)
from orchestration.definitions import build_definitions
definitions = build_definitions()
seen_at_load = list(seen)
from dagster import Definitions
Definitions.validate_loadable(definitions)
graph = definitions.resolve_asset_graph()
keys = sorted(key.to_user_string() for key in graph.get_all_asset_keys())
print(json.dumps({"seen": seen_at_load, "keys": keys, "checks": len(graph.asset_check_keys)}))
"""


def _load(home: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:orchestration", "-c", WATCHER],
        env={**os.environ, "SUANQING_HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_definitions_load_without_a_socket_or_a_written_file(tmp_path: Path) -> None:
    loaded = _load(tmp_path)
    assert loaded["seen"] == []
    assert list(tmp_path.iterdir()) == []


def test_the_published_names_are_assets(tmp_path: Path) -> None:
    loaded = _load(tmp_path)
    published = {
        *("order_lines", "orders", "settlement_lines", "return_lines", "ad_spend", "fulfillment_sla_weekly"),
        *("return_cost_weekly", "contribution_margin_weekly", "settlement_reconciliation", "source_files"),
        *("raw_orders", "raw_settlements", "published_marts", "weekly_review"),
    }
    assert published <= set(loaded["keys"])
    assert loaded["checks"] > 40
