"""Invoices with a column per charge: a home's mapping makes a line of each, and proposes itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.exports.drift import Finding
from orchestration.exports.newness import still_open
from orchestration.exports.overlays import OverlayError, contracts_of
from orchestration.exports.suggest import suggest
from orchestration.exports.vocabulary import names_of
from orchestration.warehouse.raw import prepare_raw
from tests.unit.exports.writing import Home, order_row

AMOUNTS = "logistics_invoice_amounts"
CASES = Path(__file__).parents[2] / "cases" / "exports" / "contracts"
FILE, MAPPING = ((CASES / f"wide_carrier.{ending}").read_text(encoding="utf-8") for ending in ("csv", "yaml"))


def teach(home: Home, text: str) -> None:
    home.settings.contracts.mkdir(exist_ok=True)
    (home.settings.contracts / "wide.yaml").write_text(text, encoding="utf-8")


def test_each_column_of_a_wide_invoice_is_a_charge_and_its_row_is_read_once(home: Home) -> None:
    path = home.drop("us", "logistics_invoices", "2026-05.csv", FILE)
    assert home.land().receipts[0].status == "refused"
    teach(home, MAPPING)
    (receipt,) = home.land().receipts
    assert (receipt.rows_read, receipt.rows_landed, receipt.rows_quarantined) == (4, 3, 1)
    taught = names_of(home.settings.home)
    assert still_open(receipt.findings, contracts_of(home.settings.home), taught) == ()
    assert home.rows("logistics_invoices", "tracking_id, charge_type, amount, weight_kg") == [
        ("WD1000000001", None, None, Decimal("1.25")),
        ("WD1000000002", None, None, Decimal("0.48")),
        ("WD1000000003", None, None, Decimal(2)),
    ]
    amounts = home.rows(
        "logistics_invoice_amounts", "source_row, column_name, amount_local::DOUBLE, currency"
    )
    assert sorted(amounts) == sorted(
        (row, name, amount, "CNY")
        for row, charges in {
            2: {"头程运费(元)": 35.0, "尾程派送费": 22.4, "燃油附加费": 3.36, "挂号费": 1.5},
            3: {"头程运费(元)": 13.44, "尾程派送费": 18.1, "燃油附加费": 2.72, "清关费": 6.0},
            4: {"头程运费(元)": 56.0, "尾程派送费": 31.0, "燃油附加费": 1004.65, "挂号费": -1.5},
        }.items()
        for name, amount in charges.items()
    )
    (bad,) = home.quarantined()
    assert (bad["source_row"], bad["column"], bad["value"]) == ("5", "尾程派送费", "n/a")
    assert "张三" not in path.name and not any("张三" in str(row) for row in home.rows("logistics_invoices"))


def test_a_charge_nobody_named_is_told_by_the_sum_that_no_longer_holds(home: Home) -> None:
    teach(home, MAPPING)
    header, first, *_ = FILE.splitlines()
    file = (
        f"{header.replace('挂号费', '挂号费,旺季附加费')}\n{first.replace('1.50,62.26', '1.50,9.00,71.26')}\n"
    )
    home.drop("us", "logistics_invoices", "2026-05.csv", file)
    (receipt,) = home.land().receipts
    assert set(receipt.findings) >= {
        Finding("new_column", "旺季附加费", table="logistics_invoices"),
        Finding("broken_sum", "合计", "2", "logistics_invoices", 1),
    }


def test_the_words_of_the_home_are_read_as_the_known_charges(home: Home) -> None:
    import duckdb

    teach(home, MAPPING)
    home.drop_orders([order_row()])
    home.drop("us", "logistics_invoices", "2026-05.csv", FILE)
    home.drop("us", "logistics_invoices", "long.csv", LONG)
    home.land()
    prepare_raw(home.settings)
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as warehouse:
        rows = warehouse.execute(
            "SELECT column_name, sum(amount_local) FROM raw.logistics_invoice_amounts GROUP BY 1 ORDER BY 1"
        ).fetchall()
        (long,) = warehouse.execute(
            "SELECT count(*) FROM raw.logistics_invoices WHERE charge_type IS NOT NULL"
        ).fetchall()
    assert [(name, str(amount)) for name, amount in rows] == [
        ("first_leg_freight", "104.4400"),
        ("fuel surcharge", "1010.7300"),
        ("handling", "0.0000"),
        ("尾程派送费", "71.5000"),
        ("清关费", "6.0000"),
    ]
    assert long == (1,)


LONG = "invoice_number,invoice_date,provider,charge_type,amount,currency\nI1,2026-05-16,P,storage,9.00,USD\n"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("清关费:", "清关费: 清关服务x", "'清关服务x' is no name that the seed charge_types knows"),
        ("  tracking_id:", "  amount: {from: 合计}\n      tracking_id:", "the charges say it already"),
        ("      清关费:", "      收件人电话:", "is personal data and never lands"),
        ("source: logistics_invoices", "source: inventory", "inventory has no charges"),
    ],
)
def test_a_mapping_of_charges_that_can_not_be_is_refused_with_the_place(
    home: Home, right: str, wrong: str, said: str
) -> None:
    teach(home, MAPPING.replace(right, wrong))
    with pytest.raises(OverlayError, match=said):
        contracts_of(home.settings.home)
        names_of(home.settings.home)


def test_the_charges_of_an_unknown_wide_invoice_are_proposed_and_the_proposal_lands(home: Home) -> None:
    path = home.drop("us", "logistics_invoices", "wide.csv", FILE.replace("n/a", "5.00"))
    proposed = suggest(path, home.settings, "logistics_invoices")
    assert proposed is not None
    text = proposed[0]
    for line in (
        '"头程运费(元)": "头程运费"',
        '"燃油附加费": "燃油附加费"',
        '"清关费": "清关费"',
        'total: "合计"',
    ):
        assert line in text, text
    assert "张三" not in text and "22.40" not in text
    teach(home, text)
    (receipt,) = home.land().receipts
    assert (receipt.status, receipt.rows_landed) == ("landed", 4), (receipt.reason, text)
    assert {name for (name,) in home.rows(AMOUNTS, "column_name")} >= {
        "清关费",
        "尾程派送费",
    }
