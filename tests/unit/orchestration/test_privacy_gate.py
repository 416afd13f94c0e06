"""Nothing is built from a landing that holds personal data: the run stops with exit code 5."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner

from orchestration.assets.privacy import privacy_check_keys
from orchestration.cli import main
from orchestration.settings import load_settings
from tests.unit.exports.writing import SHOPS, Home, order_row


def test_a_run_stops_before_raw_is_prepared_where_personal_data_has_landed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    home = Home(load_settings(tmp_path))
    home.drop_orders([order_row()])
    home.land()
    (path,) = (home.settings.landing / "orders").rglob("*.parquet")
    query = "SELECT * REPLACE ('ask ana@canary.example' AS product_name) FROM read_parquet(?)"
    duckdb.execute(f"COPY ({query}) TO '{path}.new' (FORMAT parquet)", [str(path)])
    Path(f"{path}.new").replace(path)
    monkeypatch.setenv("SUANQING_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["run", "--land-only"])
    assert result.exit_code == 5, result.output
    assert "table orders, column product_name: e-mail in 1 row" in result.output
    assert not home.settings.warehouse.exists()
    with dg.DagsterInstance.from_config(str(home.settings.dagster_home)) as instance:
        keys = privacy_check_keys()
        found = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    failed = {
        key.asset_key.to_user_string() for key, record in found.items() if record.status.name == "FAILED"
    }
    assert (len(found), failed) == (len(keys), {"raw_orders"})
