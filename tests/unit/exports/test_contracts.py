"""The contracts: valid, complete, and telling their sources apart."""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml

from orchestration.exports.contract import (
    CONTRACTS_FOLDER,
    ContractError,
    raw_tables,
    read_contract,
    shipped_contracts,
)
from orchestration.exports.headers import normalise
from orchestration.exports.newness import known_values
from orchestration.exports.recognise import match_header

SOURCES = {
    "orders",
    "settlements",
    "returns",
    "affiliate_orders",
    "ads",
    "tracking",
    "logistics_invoices",
    "product_costs",
    "fx_rates",
    "inventory",
    "tickets",
}
HEADERS = Path(__file__).parents[2] / "cases" / "exports" / "headers"
REAL = {
    "orders_us_2026": ("orders", "us"),
    "orders_uk_2026": ("orders", "uk"),
    "orders_id_2026": ("orders", "id_2026"),
    "returns_25": ("returns", "full"),
    "affiliate_orders_us": ("affiliate_orders", "standard"),
    "affiliate_orders_uk": ("affiliate_orders", "creator_region"),
    "settlements_us": ("settlements", "us_statement"),
    "settlements_ph": ("settlements", "sea_order"),
    "ads_gmv_max": ("ads", "gmv_max_product"),
}


def header_of(name: str) -> tuple[str, ...]:
    """A header as the platform writes it."""
    with (HEADERS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return tuple(next(csv.reader(stream)))


def test_every_source_has_a_contract_and_every_table_a_key_or_a_parent() -> None:
    assert set(shipped_contracts()) == SOURCES
    for table in raw_tables(shipped_contracts()).values():
        assert table.parts_of or any(column.required for column in table.columns), table.name


@pytest.mark.parametrize("name", sorted(REAL))
def test_the_platforms_own_header_is_recognised_whole_and_by_one_source_only(name: str) -> None:
    source, layout = REAL[name]
    header = header_of(name)
    found = match_header(header, shipped_contracts()[source])
    assert found is not None
    assert (found.layout.name, found.unknown, found.duplicates) == (layout, (), ())
    assert [other for other in SOURCES if match_header(header, shipped_contracts()[other])] == [source]


def test_every_money_column_of_a_statement_is_a_part_a_subtotal_or_informational() -> None:
    for name in ("settlements_us", "settlements_ph"):
        found = match_header(header_of(name), shipped_contracts()["settlements"])
        assert found is not None
        layout = found.layout
        parts = [normalise(label) for label, _ in found.parts]
        assert len(parts) == len(set(parts))
        assert not set(parts) & set(map(normalise, (*layout.subtotals, *layout.informational)))
        header = [normalise(title).replace("ajustment", "adjustment") for title in header_of(name)]
        money = header[header.index("total settlement amount") :]
        texts = {"adjustment reason", "related order id"}
        known = {*parts, *texts, *map(normalise, (*layout.subtotals, *layout.informational))}
        assert [title for title in money if title not in known] == []


def test_no_personal_header_is_read_into_any_column_but_the_pseudonym() -> None:
    for table in raw_tables(shipped_contracts()).values():
        read = {normalise(alias): column.reads for column in table.columns for alias in column.aliases}
        assert not [header for header in table.personal if normalise(header) in read], table.name
        named = {header: reads for header, reads in read.items() if header != "buyer service fee"}
        assert all(reads == "buyer" for header, reads in named.items() if header.startswith("buyer")), (
            table.name
        )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("kind: Nothing", "kind must be DataContract"),
        ("a: [", "ParserError"),
        ("reads: guess", "reads"),
        ("required: [No such header]", "no column is read from No such header"),
    ],
)
def test_a_broken_contract_is_named_with_what_is_wrong_in_it(tmp_path: Path, wrong: str, told: str) -> None:
    text = (CONTRACTS_FOLDER / "fx_rates.yaml").read_text(encoding="utf-8")
    text = {
        "kind: Nothing": text.replace("kind: DataContract", wrong),
        "a: [": wrong,
        "reads: guess": text.replace("value: positive", "value: guess"),
        "required: [No such header]": text.replace(
            "required: [date, from_currency, to_currency, rate]", wrong
        ),
    }[wrong]
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=told) as raised:
        read_contract(tmp_path / "mine.yaml")
    assert "mine.yaml" in str(raised.value)


@pytest.mark.parametrize("path", sorted(CONTRACTS_FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_contract_is_valid_by_the_open_data_contract_standard(path: Path) -> None:
    schema = json.loads((resources.files("open_data_contract_standard") / "schema.json").read_text("utf-8"))
    contract = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert contract["apiVersion"] == "v3.1.0"
    validator = jsonschema.validators.validator_for(schema)(schema)
    wrong = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(contract)]
    assert wrong == []


PERSONAL = {
    "orders": [
        "Buyer Message", "Buyer Nickname", "Buyer Username", "Recipient", "Phone #", "Zipcode", "County",
        "City", "Districts", "Street Name", "House Name or Number", "Delivery Instruction", "Address Line 1",
        "Address Line 2", "Shipping Information", "Regency and City", "Villages", "Detail Address",
        "Additional address information", "Municipality", "Barangay", "District", "Commune", "Unit/floor",
        "Post Town", "Seller Note",
    ],
    "returns": ["Buyer Note"],
}  # fmt: skip


@pytest.mark.parametrize("source", sorted(PERSONAL))
def test_every_header_that_tells_of_a_buyer_is_dropped(source: str) -> None:
    marked = {normalise(h) for table in shipped_contracts()[source].readable for h in table.personal}
    assert [header for header in PERSONAL[source] if normalise(header) not in marked] == []


def test_what_one_source_drops_as_personal_no_other_reads_as_a_text() -> None:
    personal = {normalise(header) for header in PERSONAL["orders"]} - {"city", "district", "county"}
    for contract in shipped_contracts().values():
        for table in contract.readable:
            read = {
                key for key, columns in table.by_header.items() if any(c.reads != "buyer" for c in columns)
            }
            assert not read & personal, table.name


# What a platform or seller words freely, and what decides no number.
FREE = {
    "fx_rates.rate_source", "orders.payment_method", "returns.payment_method",
    "affiliate_orders.payment_method", "orders.purchase_channel", "product_costs.hs_code",
    "tickets.channel", "tickets.resolution", "tickets.topic", "settlements.adjustment_reason",
    "settlement_unsettled.adjustment_reason", "settlement_profit_loss_adjustments.adjustment_reason",
}  # fmt: skip
CODED = re.compile(
    r"(^|_)(status|substatus|type|kind|reason|method|model|carrier|provider|channel|resolution|basis|by|topic"
    r"|code|source|refunded)$"
)


def test_a_new_word_in_any_coded_column_is_a_finding_or_the_column_is_named_as_free() -> None:
    """A carrier, a type of return, the status of a settlement: listed, seeded, or held against before."""
    silent = {
        f"{table.name}.{column.name}"
        for table in raw_tables(shipped_contracts()).values()
        for column in table.landed
        if column.reads in ("text", "label") and CODED.search(column.name)
        if not (column.watched or known_values(table, column.name))
    }
    assert silent == FREE
