"""Templates: what they write lands whole, and every column of theirs is explained."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.exports.contract import shipped_contracts
from orchestration.exports.inbox import SHARED_SOURCES
from orchestration.exports.templates import tables_with_templates
from tests.unit.exports.writing import Home

OURS = [
    ("fx_rates", "fx_rates"),
    ("product_costs", "product_costs"),
    ("product_costs", "product_components"),
    ("inventory", "inventory"),
    ("tickets", "tickets"),
    ("logistics_invoices", "logistics_invoices"),
    ("tracking", "tracking_events"),
]


def write(out: Path, source: str, *options: str) -> str:
    """`suanqing template`; what it printed."""
    result = CliRunner().invoke(main, ["template", source, "--out", str(out), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_plain_file_of_ours_has_a_template_and_no_export_of_the_platform() -> None:
    found = tables_with_templates(shipped_contracts())
    assert {(source, table) for source, tables in found.items() for table in tables} == set(OURS)


@pytest.mark.parametrize(("source", "table"), OURS)
@pytest.mark.parametrize("shop", ["us", "br"])
def test_what_a_template_writes_lands_without_a_complaint(
    home: Home, tmp_path: Path, source: str, table: str, shop: str
) -> None:
    write(tmp_path / "t.csv", source, "--table", table)
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    home.drop("_all" if source in SHARED_SOURCES else shop, source, "filled.csv", text)
    result = home.land()
    assert result.problems == []
    (receipt,) = result.receipts
    assert (receipt.rows_landed, receipt.rows_quarantined) == (2, 0)
    assert list(receipt.tables) == [table]
    assert receipt.findings == ()


@pytest.mark.parametrize(("source", "table"), OURS)
def test_every_column_of_a_template_is_explained(tmp_path: Path, source: str, table: str) -> None:
    said = write(tmp_path / "t.csv", source, "--table", table)
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    explained = {
        line.split()[0]: line for line in said.splitlines() if line.startswith("  ") and line.strip()
    }
    for name in header:
        meaning = explained[name].removeprefix(f"  {name}").strip()
        assert len(meaning.split(" (")[0]) > 5, name


def test_a_template_never_overwrites_and_names_those_there_are(tmp_path: Path) -> None:
    taken = tmp_path / "mine.csv"
    taken.write_text("my own rows", encoding="utf-8")
    result = CliRunner().invoke(main, ["template", "fx_rates", "--out", str(taken)])
    assert (result.exit_code, taken.read_text(encoding="utf-8")) == (2, "my own rows")
    result = CliRunner().invoke(main, ["template", "orders"])
    assert result.exit_code == 2
    assert "inventory" in result.output
