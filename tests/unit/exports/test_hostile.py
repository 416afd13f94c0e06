"""Hostile and broken files: each has its expected outcome in a table, and none takes another one with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.exports.landing import LandingResult
from orchestration.exports.problems import Problem
from orchestration.exports.receipts import Receipt
from orchestration.settings import load_settings
from reports.messages import translated, translated_sentence
from tests.cases.exports.hostile.build import BUILT
from tests.unit.exports.writing import Home

FOLDER = Path(__file__).parents[2] / "cases" / "exports" / "hostile"
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yml").read_text(encoding="utf-8"))
CANARIES = (b"canary", b"Canary", b"415-555")
SHOPS = {
    "us": ("USD", "America/Los_Angeles"), "uk": ("GBP", "Europe/London"), "br": ("BRL", "America/Sao_Paulo"),
    "id": ("IDR", "Asia/Jakarta"), "vn": ("VND", "Asia/Ho_Chi_Minh"), "sg": ("SGD", "Asia/Singapore"),
    "th": ("THB", "Asia/Bangkok"),
}  # fmt: skip


@dataclass(frozen=True)
class Landed:
    """The whole corpus, landed in one go."""

    home: Home
    result: LandingResult
    receipts: Mapping[str, Receipt]

    def problems(self, name: str) -> list[Problem]:
        """What was said of a file."""
        return [problem for problem in self.result.problems if problem.file == name]

    def values(self, name: str, column: str, table: str = "orders") -> list[Any]:
        """The landed values of a column of one file, in its order."""
        return [row[0] for row in self.home.rows(table, f"{column}, source_file") if row[1] == name]


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    folder = tmp_path_factory.mktemp("hostile")
    shops = "".join(
        f"  - {{id: {shop}, market: {shop.upper()}, currency: {money}, "
        f"timezone: {zone}, seller_type: local}}\n"
        for shop, (money, zone) in SHOPS.items()
    )
    text = f"reporting_currency: USD\ntimezone: Asia/Shanghai\nshops:\n{shops}"
    (folder / "shops.yaml").write_text(text, encoding="utf-8")
    home = Home(load_settings(folder))
    for case in CASES:
        name, (shop, source) = case["file"], case["folder"].split("/")
        kept = FOLDER / "files" / name
        home.drop(shop, source, name, kept.read_bytes() if kept.exists() else BUILT[name]())
    result = home.land()
    return Landed(home, result, {receipt.source_file: receipt for receipt in result.receipts})


def test_every_file_of_the_corpus_has_its_line_in_the_table_and_every_line_its_file() -> None:
    kept = {path.name for path in (FOLDER / "files").iterdir()}
    assert not kept & set(BUILT)
    assert sorted(case["file"] for case in CASES) == sorted(kept | set(BUILT))
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_hostile_file_ends_as_the_table_says(landed: Landed, case: dict[str, Any]) -> None:
    name = f"{case['folder']}/{case['file']}"
    receipt, problems = landed.receipts[name], landed.problems(name)
    assert receipt.status == case["outcome"], receipt.reason
    assert [receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined] == case["rows"]
    wrong = bool(case["rows"][2]) or case["outcome"] == "refused"
    assert bool(problems) == wrong
    said = [problem.message for problem in problems[:1]] or [finding.text for finding in receipt.findings]
    assert "says" not in case or any(case["says"] in text for text in said)
    if wrong:
        first = problems[0]
        assert (first.row, first.column) == (case.get("row"), case.get("column"))
        assert len(problems) == case.get("problems", 1)
        assert all(problem.advice for problem in problems)


def test_every_reason_and_finding_of_the_corpus_is_told_in_chinese(landed: Landed) -> None:
    receipts = landed.receipts.values()
    reasons = {receipt.reason for receipt in receipts if receipt.reason}
    reasons |= {reason.reason for receipt in receipts for reason in receipt.reasons}
    assert len(reasons) > 40
    assert {reason for reason in reasons if translated_sentence("zh", "reason", reason) is None} == set()
    kinds = {finding.kind for receipt in receipts for finding in receipt.findings}
    assert {kind for kind in kinds if translated("zh", "finding", kind, {}) is None} == set()


def test_nothing_personal_of_the_corpus_is_kept_or_said(landed: Landed) -> None:
    settings = landed.home.settings
    kept = [p for folder in (settings.landing, settings.quarantine) for p in folder.rglob("*") if p.is_file()]
    assert len(kept) > len(CASES)
    assert [str(path) for path in kept if any(canary in path.read_bytes() for canary in CANARIES)] == []
    said = "\n".join(map(str, landed.result.problems)).encode()
    assert not any(canary in said for canary in CANARIES)


def test_amounts_in_every_notation_are_the_amounts_they_say(landed: Landed) -> None:
    us = [
        "1234.5",
        "-3",
        "-3",
        "-3.25",
        "-3.25",
        "5",
        "5.1",
        "-2",
        "12.5",
        "1234.5",
        "1234.5",
        "1234.5",
        "1234.5",
        "-12.5",
        "12.5",
        "7.5",
        "0.5",
        "123",
    ]
    assert landed.values("us/orders/amounts-in-every-notation-us.csv", "unit_price_local") == list(
        map(Decimal, us)
    )
    br = ["35.91", "35.91", "62.9", "1234.56", "-5", "1234567.89", "234.9", "1234"]
    assert landed.values("br/orders/amounts-br.csv", "unit_price_local") == list(map(Decimal, br))
    idr = ["25000", "12000", "1250000", "12000", "12000.5", "-12000", "1.5"]
    assert landed.values("id/orders/amounts-id.csv", "unit_price_local") == list(map(Decimal, idr))
    vnd = ["1250000", "1250000", "125000", "125000", "125000"]
    assert landed.values("vn/orders/amounts-vn.csv", "unit_price_local") == list(map(Decimal, vnd))
    sgd = ["12.34", "12.34", "12.34", "1234.5"]
    assert landed.values("sg/orders/amounts-th-sg.csv", "unit_price_local") == list(map(Decimal, sgd))


def test_texts_ids_and_times_of_odd_files_are_what_stands_in_them(landed: Landed) -> None:
    def read(name: str, column: str) -> list[Any]:
        return landed.values(f"us/orders/{name}", column)

    assert read("ids-dressed-as-text.csv", "order_id") == [f"57600000000000000{n}" for n in (1, 2)] + [
        "576000000000000003"
    ]
    assert read("gb18030.csv", "product_name") == ["陶瓷杯子，蓝色", "陶瓷杯子，绿色"]
    assert read("cp1252.csv", "product_name") == ["Café £5 – naïve", "Mug, blue"]
    assert read("utf-8-with-one-cp1252-row.csv", "product_name") == ["陶瓷杯子 é", "茶壶"]
    assert read("broken-utf-8-far-below.csv", "product_name")[-1] == "Café"
    assert read("words-for-nothing.csv", "seller_sku") == ["NULL", "None"]
    assert read("sql-in-values.csv", "product_name")[0] == "'; DROP TABLE orders; --"
    assert read("quotes-in-quotes.csv", "product_name") == ['He said "buy", twice', '"', '""']
    assert read("line-breaks-in-crlf-file.csv", "product_name")[0] == "Mug\nblue"
    assert read("dates-from-1904.xlsx", "created_at") == [datetime(2026, 5, 12, 19)]
    assert read("dates-as-numbers.xlsx", "created_at") == [datetime(2026, 5, 12, 19)]
    # On 8 March 02:30 does not exist: read with the offset before. Of 01:30 on 1 November: the first.
    assert read("dates-in-the-hours-that-shift.csv", "created_at")[:2] == [
        datetime(2026, 3, 8, 10, 30),
        datetime(2026, 11, 1, 8, 30),
    ]
    assert [len(text) for text in read("cell-of-five-megabytes.csv", "product_name")] == [9, 5 << 20, 9]


def test_a_row_keeps_its_number_whatever_stands_between_the_rows(landed: Landed) -> None:
    numbers = {
        "blank-rows-in-the-middle.csv": [2, 5, 7],
        "blank-lines-between.csv": [4, 6, 8],
        "description-row.csv": [3, 4, 5],
        "header-in-row-15.csv": [16, 17, 18],
        "leading-blank-lines.csv": [4, 5, 6],
        "header-twice.csv": [2, 3, 5],
        "row-of-three-million-fields.csv": [2, 4],
        "several-sheets.xlsx": [2, 3, 4, 6, 7],
    }
    for name, rows in numbers.items():
        assert landed.values(f"us/orders/{name}", "source_row") == rows, name
