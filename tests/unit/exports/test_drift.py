"""Findings: what they say, and that a receipt keeps them whole."""

from __future__ import annotations

import json

import pytest

from orchestration.exports.drift import KINDS, Finding, drift_text, finding_of, finding_to_dict
from orchestration.exports.receipts import read_receipt
from tests.unit.exports.writing import Home, order_row


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_finding_says_itself_in_one_line_and_survives_its_receipt(kind: str) -> None:
    finding = Finding(kind, "Shoe size", "Schuhgröße", "orders", 3)  # type: ignore[arg-type]
    assert finding.text and "\n" not in finding.text and "{" not in finding.text
    for whole in (finding, Finding(finding.kind)):
        assert finding_of(json.loads(json.dumps(finding_to_dict(whole)))) == whole


def test_findings_read_as_one_text_and_none_as_nothing() -> None:
    value = Finding("new_value", "order_status", "Frozen", "orders", 2)
    assert drift_text([value, Finding("no_line_end", "")]) == (
        "new value in order_status: Frozen (2 rows); "
        "the last line has no line end: make sure that the file is whole"
    )
    assert drift_text([]) is None


def test_a_receipt_from_before_findings_is_still_read(home: Home) -> None:
    home.drop_orders([order_row()])
    (receipt,) = home.land().receipts
    path = receipt.path_under(home.settings.landing)
    node = json.loads(path.read_text())
    del node["findings"]
    path.write_text(json.dumps(node | {"drift": ["new column: Shoe size"]}))
    old = read_receipt(path)
    assert old is not None and old.findings == (Finding("other", "new column: Shoe size"),)
