"""The blocking look over what has landed, and what a home can say about one buyer."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.exports.deliveries import FROM_NAME
from orchestration.exports.drift import Finding
from orchestration.exports.privacy import KEY_FILE, privacy_key, pseudonym
from orchestration.exports.privacy_scan import (
    PersonalDataFound,
    clean_files,
    last_leaks,
    require_no_personal_data,
    scan,
)
from tests.unit.exports.writing import ORDER_FILE, Home, csv_text, order_row, workbook_bytes

RETURNS = Path(__file__).parents[2] / "cases" / "exports" / "headers" / "returns_25.csv"


def drop_return(home: Home, buyer: str = "jo.canary", name: str = "returns.csv", number: str = "1") -> None:
    """A return of a buyer."""
    header = RETURNS.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    row = dict.fromkeys(header, "")
    row |= {"Return Order ID": number, "Order ID": "576000000000000001", "SKU ID": "1729", "Quantity": "1"}
    row |= {"Time Requested": "13/05/2026 10:00:00", "Return Status": "Completed", "Return Quantity": "1"}
    row |= {"Return unit price": "$5.00", "Return Type": "Refund only", "Buyer Username": buyer}
    home.drop("us", "returns", name, csv_text(header, [[row[title] for title in header]]))


def spoil(home: Home, table: str, column: str, text: str) -> Path:
    """Write a text into a landed file, as a version without masking would have."""
    (path,) = (home.settings.landing / table).rglob("*.parquet")
    duckdb.execute(
        f"COPY (SELECT * REPLACE (? AS {column}) FROM read_parquet(?)) TO '{path}.new' (FORMAT parquet)",
        [text, str(path)],
    )
    Path(f"{path}.new").replace(path)
    return path


def test_a_clean_landing_is_looked_at_once(home: Home) -> None:
    home.drop_orders([order_row(), order_row(SKU_ID="2\t", Quantity="many")])
    home.land()
    require_no_personal_data(home.settings)
    assert clean_files(home.settings) == 3  # the table, its quarantined row, the receipt
    first = (home.settings.checks / "privacy.json").read_text(encoding="utf-8")
    assert scan(home.settings) == []
    assert (home.settings.checks / "privacy.json").read_text(encoding="utf-8") == first


@pytest.mark.parametrize("files", [1, 3])
def test_personal_data_in_a_landed_file_stops_with_file_table_column_and_count(
    home: Home, files: int
) -> None:
    home.drop_orders([order_row(), order_row(SKU_ID="2\t")])
    home.land()
    path = spoil(home, "orders", "product_name", "ask ana@canary.example")
    for extra in range(1, files):
        home.drop_orders([order_row(SKU_ID=f"{extra}\t")], shop="us", name=f"All order-2026-05-1{extra}.csv")
    home.land()
    with pytest.raises(PersonalDataFound) as raised:
        require_no_personal_data(home.settings)
    said = f"{path.relative_to(home.settings.home)}, table orders, column product_name: e-mail in 2 rows"
    assert said in str(raised.value)
    assert "canary" not in str(raised.value)
    assert [leak.rows for leak in last_leaks(home.settings)] == [2]
    assert len(scan(home.settings)) == 1, "what was found is looked at again until it is gone"


def test_personal_data_in_the_quarantine_or_a_receipt_stops_too(home: Home) -> None:
    home.drop_orders([order_row(Quantity="many")])
    home.land()
    (quarantined,) = home.settings.quarantine.rglob("*.csv")
    text = quarantined.read_text(encoding="utf-8")
    quarantined.write_text(text.replace("Completed", "call +1 415 555 0100"), encoding="utf-8")
    (receipt,) = home.settings.landing.rglob("*.json")
    node = json.loads(receipt.read_text(encoding="utf-8"))
    node["reason"] = "unknown header 'ana@canary.example'"
    receipt.write_text(json.dumps(node), encoding="utf-8")
    found = {(leak.table, leak.column, leak.what, leak.rows) for leak in scan(home.settings)}
    assert found == {("quarantine", "row.order_status", "phone", 1), ("receipts", "reason", "e-mail", 1)}


def test_a_name_that_is_personal_is_masked_wherever_a_file_is_named_and_told(home: Home) -> None:
    home.drop_orders(
        [order_row(Quantity="many")], name=f"ana@canary.example, tel: 415 555 0100, {ORDER_FILE}"
    )
    home.drop("us", "ads", "for ana@canary.example.xlsx", workbook_bytes({"A": [["Campaign ID", "Cost"]]}))
    home.drop("us", "orders", "ana@canary.example/a.csv", b"")
    result = home.land()
    receipt = next(receipt for receipt in result.receipts if receipt.rows_read)
    assert receipt.source_file == f"us/orders/[e-mail removed], [phone removed], {ORDER_FILE}"
    assert (receipt.exported_at, receipt.exported_at_from) == ("2026-05-18 12:30:00", FROM_NAME)
    assert Finding("masked_name", detail="e-mail, phone") in receipt.findings
    assert len(result.problems) == 3
    kept = b"".join(path.read_bytes() for path in home.settings.landing.rglob("*") if path.is_file())
    kept += b"".join(path.read_bytes() for path in home.settings.quarantine.rglob("*") if path.is_file())
    assert b"canary" not in kept and b"0100" not in kept
    assert "canary" not in "".join(map(str, result.problems))
    assert scan(home.settings) == []


def test_a_receipt_from_before_names_were_masked_is_found_by_the_search(home: Home) -> None:
    home.drop_orders([order_row()])
    home.land()
    (receipt,) = home.settings.landing.rglob("*.json")
    receipt.write_text(
        receipt.read_text(encoding="utf-8").replace("us/orders/", "us/orders/ana@canary.example "),
        encoding="utf-8",
    )
    assert [(leak.table, leak.column, leak.what) for leak in scan(home.settings)] == [
        ("receipts", "source_file", "e-mail")
    ]


def run(home: Home, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """`suanqing privacy`: exit code and what it printed."""
    monkeypatch.setenv("SUANQING_HOME", str(home.settings.home))
    result = CliRunner().invoke(main, ["privacy", *arguments], catch_exceptions=False)
    return result.exit_code, result.output


def test_privacy_names_what_each_source_drops_and_stops_where_something_is_left(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.drop_orders([order_row()])
    home.land()
    code, said = run(home, monkeypatch)
    assert code == 0
    assert "Recipient" in said
    assert "buyer_key" in said
    assert "no personal data" in said
    spoil(home, "orders", "product_name", "ask ana@canary.example")
    code, said = run(home, monkeypatch)
    assert code == 5
    assert "column product_name: e-mail in 1 row" in said


def test_a_buyer_is_known_by_a_pseudonym_and_by_nothing_else(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_return(home)
    drop_return(home, name="again.csv", number="2")
    drop_return(home, buyer="someone.else", name="other.csv", number="3")
    home.drop_orders([order_row(Buyer_Username="jo.canary", Recipient="Jo Canary")])
    assert home.land().rows_landed == 4
    code, said = run(home, monkeypatch, "--buyer", "jo.canary")
    assert code == 0
    assert pseudonym(privacy_key(home.settings.home), "jo.canary") in said
    assert "returns: 2 rows in 2 files" in said
    assert "us/returns/again.csv" in said
    assert "other.csv" not in said
    assert "The name itself stands nowhere" in said
    code, said = run(home, monkeypatch, "--buyer", "nobody.here")
    assert code == 0
    assert "no row" in said


def test_a_buyers_name_that_did_land_is_found_and_stops(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.drop_orders([order_row()])
    home.land()
    spoil(home, "orders", "variation", "for Jo Canary")
    code, said = run(home, monkeypatch, "--buyer", "jo canary")
    assert code == 5
    assert "table orders, column variation" in said


def test_the_key_is_made_readable_by_its_owner_only_and_no_looking_makes_one(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run(home, monkeypatch, "--buyer", "jo.canary")
    assert not (home.settings.home / KEY_FILE).exists()
    assert code == 0
    assert "no key" in said
    drop_return(home)
    home.land()
    assert stat.S_IMODE((home.settings.home / KEY_FILE).stat().st_mode) == 0o600


def test_a_rotated_key_gives_every_buyer_another_pseudonym(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_return(home)
    home.land()
    old = home.rows("returns", "buyer_key")
    code, said = run(home, monkeypatch, "--rotate-key")
    assert code == 0
    assert "suanqing run" in said
    assert home.land().rows_landed == 1
    (new,) = home.rows("returns", "buyer_key")
    assert [new] != old
    assert new == (pseudonym(privacy_key(home.settings.home), "jo.canary"),)


def test_a_key_is_not_rotated_while_an_export_it_was_used_on_is_not_in_the_inbox(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_return(home)
    home.land()
    key = privacy_key(home.settings.home)
    (home.settings.inbox / "us" / "returns" / "returns.csv").unlink()
    code, said = run(home, monkeypatch, "--rotate-key")
    assert code == 3
    assert "us/returns/returns.csv" in said
    assert privacy_key(home.settings.home) == key
    assert home.rows("returns", "buyer_key") == [(pseudonym(key, "jo.canary"),)]
