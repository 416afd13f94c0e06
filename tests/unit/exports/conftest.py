from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import load_settings
from tests.unit.exports.writing import SHOPS, Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    return Home(load_settings(tmp_path))
