"""Findings: what they say, and that a receipt keeps them whole."""

from __future__ import annotations

import json

import pytest
import yaml

from orchestration.exports.changes import LEARNT_FROM
from orchestration.exports.drift import KINDS, Finding, drift_text, finding_of, finding_to_dict
from orchestration.exports.newness import MOST_WORDS, still_open
from orchestration.exports.overlays import contracts_of
from orchestration.exports.receipts import read_receipt, read_receipts
from orchestration.exports.shapes import shape_of
from orchestration.exports.vocabulary import Name, seeded_names
from orchestration.settings import PROJECT_ROOT
from tests.unit.exports.writing import ORDER_HEADER, Home, csv_text, order_row


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_finding_says_itself_in_one_line_and_survives_its_receipt(kind: str) -> None:
    finding = Finding(kind, "Shoe size", "Schuhgröße", "orders", 3)  # type: ignore[arg-type]
    assert finding.text and "\n" not in finding.text and "{" not in finding.text
    for whole in (finding, Finding(finding.kind)):
        assert finding_of(json.loads(json.dumps(finding_to_dict(whole)))) == whole


def test_every_kind_of_finding_is_one_that_the_published_table_may_hold() -> None:
    suite = yaml.safe_load((PROJECT_ROOT / "expectations" / "suites" / "file_findings.yml").read_text())
    (named,) = (rule["values"] for rule in suite["expectations"] if rule.get("column") == "kind")
    assert set(named) == set(KINDS)


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


def findings_of(home: Home, name: str) -> list[str]:
    """What the receipt of an order export says, after whatever was landed."""
    return [
        finding.text
        for receipt in read_receipts(home.settings)
        if receipt.source_file == f"us/orders/{name}"
        for finding in receipt.findings
    ]


def with_header(old: str | None, new: str | None, rows: int = 4, value: str = "Card") -> str:
    """An order export in which one header is another, gone (`new` None) or added (`old` None)."""
    table = [list(ORDER_HEADER), *(order_row(SKU_ID=str(number)) for number in range(rows))]
    for place, row in enumerate(table):
        if old is None:
            row.append(str(new) if place == 0 else value)
        else:
            at = ORDER_HEADER.index(old)
            row[at : at + 1] = [] if new is None else [new if place == 0 else row[at]]
    return csv_text(table[0], table[1:])


FIRST, SECOND, THIRD = (f"All order-2026-05-{day:02}-05_30.csv" for day in (4, 11, 18))


def test_a_status_nobody_has_named_is_told_with_its_rows_and_no_longer_once_it_is_taught(home: Home) -> None:
    rows = [order_row(SKU_ID=str(n), Order_Status="Frozen" if n < 2 else "Completed") for n in range(5)]
    home.drop_orders(rows, name=FIRST)
    (receipt,) = home.land().receipts
    assert receipt.findings == (Finding("new_value", "order_status", "Frozen", "orders", 2),)
    contracts = contracts_of(home.settings.home)
    assert still_open(receipt.findings, contracts, ()) == receipt.findings
    taught = Name("order_statuses", "frozen", "on hold")
    assert still_open(receipt.findings, contracts, [taught]) == ()


def test_known_words_of_every_language_are_no_finding(home: Home) -> None:
    words = [*seeded_names("order_statuses").values()]
    home.drop_orders([order_row(SKU_ID=str(n), Order_Status=word) for n, word in enumerate(words)])
    (receipt,) = home.land().receipts
    assert receipt.findings == ()


def test_a_word_with_a_telephone_number_in_it_is_told_without_the_number(home: Home) -> None:
    home.drop_orders([order_row(Order_Status="call +1 415 555 0100")])
    (receipt,) = home.land().receipts
    assert "555" not in " ".join(finding.text for finding in receipt.findings)


def test_more_new_words_than_a_person_reads_are_counted(home: Home) -> None:
    home.drop_orders([order_row(SKU_ID=str(n), Order_Status=f"State {chr(97 + n)}") for n in range(25)])
    (receipt,) = home.land().receipts
    assert len(receipt.findings) == 21
    assert receipt.findings[-1].detail == "5 more values"


def test_a_column_that_the_export_before_it_had_is_missing(home: Home) -> None:
    home.drop("us", "orders", FIRST, with_header("Paid Time", "Paid Time"))
    home.drop("us", "orders", SECOND, with_header("Paid Time", None))
    home.drop("us", "orders", THIRD, with_header("Paid Time", None, rows=5))
    home.land()
    assert [findings_of(home, name) for name in (FIRST, SECOND, THIRD)] == [
        [],
        ["column missing that the export before it had: Paid Time"],
        [],
    ]


def test_an_older_export_that_arrives_later_changes_what_is_missing_where(home: Home) -> None:
    home.drop("us", "orders", THIRD, with_header("Paid Time", None))
    home.land()
    assert findings_of(home, THIRD) == []
    home.drop("us", "orders", FIRST, with_header("Paid Time", "Paid Time"))
    home.land()
    assert findings_of(home, THIRD) == ["column missing that the export before it had: Paid Time"]
    home.drop("us", "orders", SECOND, with_header("Paid Time", None, rows=5))
    home.land()
    assert (len(findings_of(home, SECOND)), findings_of(home, THIRD)) == (1, [])


@pytest.mark.parametrize("name", ["Order Paid Time", "Settled moment"])
def test_a_column_under_a_name_like_it_or_with_values_like_its_is_proposed_as_renamed(
    home: Home, name: str
) -> None:
    home.drop_orders([order_row(Paid_Time="05/13/2026 1:05:00 PM\t")], name=FIRST)
    header = [name if title == "Paid Time" else title for title in ORDER_HEADER]
    rows = [order_row(SKU_ID="2", Paid_Time="05/14/2026 1:05:00 PM\t")]
    home.drop("us", "orders", SECOND, csv_text(header, rows))
    home.land()
    assert findings_of(home, SECOND) == [
        f"new column: {name}",
        f"column perhaps renamed: Paid Time may be {name} now",
    ]
    assert home.rows("orders", "paid_at")[-1] == (None,)


def test_a_column_with_other_values_is_not_taken_for_the_missing_one(home: Home) -> None:
    home.drop_orders([order_row(Paid_Time="05/13/2026 1:05:00 PM\t")], name=FIRST)
    header = ["Gift note" if title == "Paid Time" else title for title in ORDER_HEADER]
    home.drop("us", "orders", SECOND, csv_text(header, [order_row(Paid_Time="with love")]))
    home.land()
    assert findings_of(home, SECOND)[-1] == "column missing that the export before it had: Paid Time"


def test_a_column_that_fails_in_most_rows_has_changed_and_in_few_rows_has_not(home: Home) -> None:
    def land(name: str, broken: int) -> list[str]:
        rows = [order_row(SKU_ID=str(n), Quantity="two" if n < broken else "2") for n in range(10)]
        home.drop_orders(rows, name=name)
        home.land()
        return findings_of(home, name)

    assert land(FIRST, 4) == []
    assert land(SECOND, 7) == ["most of 10 rows can't be read for one column: Quantity (7 rows)"]


def test_a_carrier_that_no_export_before_had_is_told_once_there_is_something_to_learn_from(
    home: Home,
) -> None:
    def drop(name: str, carriers: list[str], rows: int) -> None:
        lines = [[*order_row(SKU_ID=f"{n}\t"), carriers[n % len(carriers)]] for n in range(rows)]
        home.drop("us", "orders", name, csv_text([*ORDER_HEADER, "Shipping Provider Name"], lines))

    drop(FIRST, ["USPS"], 2)
    drop(SECOND, ["USPS", "UPS"], LEARNT_FROM)
    home.land()
    assert (findings_of(home, FIRST), findings_of(home, SECOND)) == ([], []), "two rows teach nothing"
    drop(THIRD, ["usps ", "Pigeon Post", ""], 9)
    home.land()
    assert findings_of(home, THIRD) == ["new value in carrier: Pigeon Post"]
    (home.settings.inbox / "us" / "orders" / THIRD).unlink()
    taught = "source: orders\ntables: {orders: {values: {carrier: [Pigeon Post]}}}\n"
    home.settings.contracts.mkdir()
    (home.settings.contracts / "mine.yaml").write_text(taught, encoding="utf-8")
    found = next(r for r in read_receipts(home.settings) if r.source_file.endswith(THIRD)).findings
    assert found and still_open(found, contracts_of(home.settings.home), ()) == ()


def test_a_column_of_many_words_is_no_list_that_is_watched(home: Home) -> None:
    lines = [[*order_row(SKU_ID=f"{n}\t"), f"note {n}"] for n in range(MOST_WORDS + 1)]
    home.drop("us", "orders", FIRST, csv_text([*ORDER_HEADER, "Shipping Provider Name"], lines))
    (receipt,) = home.land().receipts
    assert receipt.words == {}


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        (["5760000000001", "5760000000002"], "digits"),
        (["05/13/2026 1:02:03 PM", "2026-05-13"], "time"),
        (["$1,234.50", "-12.00 USD", "GBP 3.20", "(4.00)"], "amount"),
        (["Card", "PayPal", "12"], "text"),
        (["", " ", None], "empty"),
    ],
)
def test_the_shape_of_a_column_is_what_most_of_its_values_look_like(
    values: list[str | None], shape: str
) -> None:
    assert shape_of(values) == shape
