"""Every header version of settlements, ads, tracking and invoices lands: rows and amounts counted by hand."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.settings import load_settings
from tests.unit.exports.writing import SHOPS, Home, workbook_bytes

CASES = Path(__file__).parents[2] / "cases" / "exports" / "headers"
EXPECTED: list[dict[str, Any]] = yaml.safe_load((CASES / "expected_money.yml").read_text(encoding="utf-8"))
MORE_SHOPS = """\
  - {id: ph, market: PH, currency: PHP, timezone: Asia/Manila, seller_type: local}
  - {id: id, market: ID, currency: IDR, timezone: Asia/Jakarta, seller_type: local}
  - {id: vn, market: VN, currency: VND, timezone: Asia/Ho_Chi_Minh, seller_type: local}
"""


@pytest.fixture
def shops(tmp_path: Path) -> Home:
    (tmp_path / "shops.yaml").write_text(SHOPS + MORE_SHOPS, encoding="utf-8")
    return Home(load_settings(tmp_path))


def header_of(described: dict[str, Any]) -> list[str]:
    """The header of a described sheet."""
    if "header" in described:
        text = (CASES / f"{described['header']}.csv").read_text(encoding="utf-8")
        base = next(csv.reader(io.StringIO(text)))
    else:
        base = described.get("columns", [])
    renamed = [described.get("rename", {}).get(name, name) for name in base]
    return [name for name in [*renamed, *described.get("add", [])] if name not in described.get("drop", [])]


def cells_of(described: dict[str, Any]) -> list[list[Any]]:
    """All rows of a described sheet; numbers stay numbers, as a workbook has them."""
    header = header_of(described)
    unknown = {name for row in described.get("rows", []) for name in row} - set(header)
    assert not unknown, f"the case fills columns that its header lacks: {unknown}"
    rows = [[_plain(row.get(name, "")) for name in header] for row in described.get("rows", [])]
    above, as_they_are = (
        [[_plain(cell) for cell in row] for row in described.get(key, [])]
        for key in ("above", "rows_as_they_are")
    )
    return [*above, *([header] if header else []), *rows, *as_they_are]


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, int | float | str) else str(cell)


def content_of(case: dict[str, Any]) -> bytes:
    """The bytes of a described file."""
    if "sheets" in case:
        return workbook_bytes({name: cells_of(sheet) for name, sheet in case["sheets"].items()})
    stream = io.StringIO()
    csv.writer(stream, delimiter=case.get("delimiter", ","), lineterminator="\n").writerows(
        cells_of(case["csv"])
    )
    return stream.getvalue().encode()


def summed(home: Home, table: str, column: str) -> Decimal:
    files = f"{home.settings.landing}/{table}/*/*.parquet"
    query = f"SELECT coalesce(sum({column}), 0) FROM read_parquet('{files}') WHERE _state IS NULL"
    (total,) = duckdb.execute(query).fetchall()[0]
    return Decimal(total)


def as_written(value: object, wanted: object) -> object:
    """A landed value in the form that the table of expectations writes it."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return wanted if wanted is not None and value == Decimal(str(wanted)) else str(value)
    return str(value)


@pytest.mark.parametrize("case", EXPECTED, ids=[case["case"] for case in EXPECTED])
def test_a_money_file_lands_as_counted_by_hand(shops: Home, case: dict[str, Any]) -> None:
    shops.drop(case["shop"], case["source"], case["file"], content_of(case))
    result = shops.land()
    (receipt,) = result.receipts
    assert (receipt.status, receipt.layout) == ("landed", case["layout"]), receipt.reason
    assert {name: rows.rows_landed for name, rows in receipt.tables.items()} == case["rows"]
    assert receipt.rows_quarantined == case.get("quarantined", 0), result.problems
    assert [finding.text for finding in receipt.findings] == case["findings"]
    if "exported_at" in case:
        assert receipt.exported_at == case["exported_at"]
    for place, total in case.get("sums", {}).items():
        assert summed(shops, *place.split(".")) == Decimal(total), place
    for table, (columns, rows) in case.get("values", {}).items():
        landed = shops.rows(table, columns)
        assert len(landed) == len(rows), table
        assert [
            [as_written(value, wanted) for value, wanted in zip(row, line, strict=True)]
            for row, line in zip(landed, rows, strict=True)
        ] == rows, table
    for table in case.get("absent", []):
        assert not (shops.settings.landing / table).exists(), f"{table} must not hold what is not settled"


def test_every_settlement_part_has_a_name_of_ours_or_is_told_as_unmapped() -> None:
    from orchestration.exports.contract import shipped_contracts
    from orchestration.exports.vocabulary import seeded_names

    known = seeded_names("settlement_fee_types")
    tables = shipped_contracts()["settlements"].tables
    parts = {p for table in tables[:1] for layout in table.layouts for p in layout.parts}
    assert sorted(part for part in parts if part.lower() not in known) == []


def test_another_shops_currency_on_the_report_sheet_refuses_the_file(shops: Home) -> None:
    case = next(case for case in EXPECTED if case["case"] == "ph_order_grain")
    shops.drop("vn", "settlements", case["file"], content_of(case))
    (receipt,) = shops.land().receipts
    assert receipt.status == "refused"
    assert receipt.reason == ("its sheet 'Reports' states the currency PHP, but shop vn sells in VND.")
    assert "Move it to the shop" in (receipt.advice or "")


ADS = EXPECTED[[case["case"] for case in EXPECTED].index("gmv_max_by_creative")]


def test_a_sidecar_says_whose_report_it_is_and_changing_it_reads_the_file_anew(shops: Home) -> None:
    shops.drop("us", "ads", "report.xlsx", content_of(ADS))
    (refused,) = shops.land().receipts
    assert refused.status == "refused"
    assert "'report-7001-2026-05-11-2026-05-17.xlsx'" in (refused.advice or "")
    assert "'report.xlsx.period.yaml'" in (refused.advice or "")
    written = (refused.advice or "").rpartition("days, ")[2].removesuffix(".")
    assert written == '{account: "7001", from: 2026-05-11, to: 2026-05-17}'
    said = written.replace("05-11", "05-04").replace("05-17", "05-10")
    shops.drop("us", "ads", "report.xlsx.period.yaml", said)
    (receipt,) = shops.land().receipts
    assert (receipt.status, receipt.source_file) == ("landed", "us/ads/report.xlsx")
    assert shops.land().receipts == []
    shops.drop("us", "ads", "report.xlsx.period.yaml", said.replace("05-10", "05-11"))
    assert len(shops.land().receipts) == 1
    assert {str(day) for (day,) in shops.rows("ads_gmv_max", "report_to")} == {"2026-05-11"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("account: 7001\n", "does not say account, from and to"),
        ("a: [", "does not say account, from and to"),
        ('account: "7001"\nfrom: 2026-05-11\nto: 2026-05-10\n', "last day before the first"),
        ('account: "9999"\nfrom: 2026-05-11\nto: 2026-05-17\n', "does not have"),
    ],
)
def test_a_sidecar_that_says_it_wrongly_refuses_its_report(shops: Home, said: str, told: str) -> None:
    shops.drop("us", "ads", "report.xlsx", content_of(ADS))
    shops.drop("us", "ads", "report.xlsx.period.yaml", said)
    (receipt,) = shops.land().receipts
    assert told in (receipt.reason or "")


def test_a_name_and_a_sidecar_that_contradict_each_other_refuse_the_report(shops: Home) -> None:
    shops.drop("us", "ads", ADS["file"], content_of(ADS))
    shops.drop(
        "us", "ads", f"{ADS['file']}.period.yaml", 'account: "7001"\nfrom: 2026-05-01\nto: 2026-05-07\n'
    )
    (receipt,) = shops.land().receipts
    assert "its name says 7001, 2026-05-11, 2026-05-17, its sidecar says" in (receipt.reason or "")


def test_a_sidecar_without_its_report_is_told(shops: Home) -> None:
    shops.drop("us", "ads", "gone.xlsx.period.yaml", "account: 1\n")
    (problem,) = shops.land("orders").problems
    assert "'gone.xlsx'" in problem.message


def test_the_same_bytes_under_other_days_are_a_mistake_and_not_a_second_report(shops: Home) -> None:
    shops.drop("us", "ads", ADS["file"], content_of(ADS))
    shops.drop("us", "ads", "Later-7001-2026-05-18-2026-05-24.xlsx", content_of(ADS))
    result = shops.land()
    assert len(result.receipts) == 1
    assert "very same bytes" in result.problems[0].message
    assert shops.land().receipts == []
    (shops.settings.inbox / "us" / "ads" / ADS["file"]).unlink()
    assert len(shops.land().receipts) == 1
    assert {str(day) for (day,) in shops.rows("ads_gmv_max", "report_from")} == {"2026-05-18"}
