"""A home's own contract files: what they teach lands, what they may not say is refused with the place."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.close import inputs_digest
from orchestration.doctor import examine
from orchestration.exports.contract import shipped_contracts
from orchestration.exports.newness import still_open
from orchestration.exports.overlays import OverlayError, contracts_of
from orchestration.exports.vocabulary import VOCABULARIES, names_of, seeded_names
from orchestration.settings import load_settings
from orchestration.warehouse.raw import prepare_raw
from tests.unit.exports.writing import ORDER_HEADER, SHOPS, Home, csv_text, order_row

CASES = Path(__file__).parents[2] / "cases" / "exports" / "contracts"


def teach(home: Home, text: str, name: str = "mine.yaml") -> None:
    """Write a contract file of the home."""
    home.settings.contracts.mkdir(exist_ok=True)
    (home.settings.contracts / name).write_text(text, encoding="utf-8")


def test_a_home_without_files_of_its_own_is_read_by_the_shipped_contracts_themselves(home: Home) -> None:
    assert contracts_of(home.settings.home) is shipped_contracts()


def test_an_unknown_carriers_invoice_lands_by_a_mapping_of_the_home(home: Home) -> None:
    file = (CASES / "yunexpress.csv").read_text(encoding="utf-8")
    home.drop("us", "logistics_invoices", "2026-05.csv", file)
    assert home.land().problems, "before it is taught, it is no export that is known"
    teach(home, (CASES / "yunexpress.yaml").read_text(encoding="utf-8"))
    (receipt,) = home.land().receipts
    assert (receipt.layout, receipt.rows_read, receipt.rows_landed) == ("yunexpress", 3, 3)
    taught = names_of(home.settings.home)
    assert still_open(receipt.findings, contracts_of(home.settings.home), taught) == ()
    assert receipt.formats["currency"] == "CNY"
    columns = "invoice_number, invoice_on, provider, charge_type, tracking_id, amount, currency, weight_kg"
    on = date(2026, 5, 16)
    parcel = "YT2613200000000001"
    heavy, light = Decimal("0.4120"), Decimal("0.3000")
    assert home.rows("logistics_invoices", columns) == [
        ("YT-2026-05", on, "yunexpress", "last_mile", parcel, Decimal("38.2"), "CNY", heavy),
        ("YT-2026-05", on, "yunexpress", "duty", parcel, Decimal("12.05"), "CNY", heavy),
        ("YT-2026-05", on, "yunexpress", "偏远附加费", parcel[:-1] + "2", Decimal("1008"), "CNY", light),
    ]


def test_a_mapped_files_personal_columns_are_nowhere_in_the_home(home: Home) -> None:
    text = (CASES / "yunexpress.csv").read_text(encoding="utf-8")
    home.drop("us", "logistics_invoices", "2026-05.csv", text.replace("2026-05-16,YT2613200000000002", "x,y"))
    teach(home, (CASES / "yunexpress.yaml").read_text(encoding="utf-8"))
    assert home.land().rows_quarantined == 1
    for folder in (home.settings.landing, home.settings.quarantine):
        for path in folder.rglob("*.*"):
            if path.is_file():
                assert b"Canary" not in path.read_bytes(), path


def test_a_name_of_the_home_is_read_as_the_known_one_and_the_landed_word_stays(home: Home) -> None:
    home.drop_orders([order_row(Order_Status="Enviado")])
    home.land()
    teach(home, "names:\n  order_statuses: {enviado: shipped}\n")
    prepare_raw(home.settings)
    with duckdb.connect(str(home.settings.warehouse)) as connection:
        assert connection.execute("SELECT order_status FROM raw.orders").fetchall() == [("shipped",)]
    assert home.rows("orders", "order_status") == [("Enviado",)]
    (home.settings.contracts / "mine.yaml").unlink()
    prepare_raw(home.settings)
    with duckdb.connect(str(home.settings.warehouse)) as connection:
        assert connection.execute("SELECT order_status FROM raw.orders").fetchall() == [("Enviado",)]


def test_a_name_of_one_provider_leaves_the_others_alone(home: Home) -> None:
    header = ["tracking_number", "provider", "event_time", "timezone", "status"]
    when = ["2026-05-14 10:00:00", "Asia/Shanghai", "SIGNED"]
    home.drop("us", "tracking", "t.csv", csv_text(header, [["T1", "Yun", *when], ["T2", "other", *when]]))
    home.drop_orders([order_row()])
    home.land()
    teach(home, "names:\n  tracking_milestones:\n    yun: {signed: delivered}\n")
    prepare_raw(home.settings)
    with duckdb.connect(str(home.settings.warehouse)) as connection:
        found = connection.execute("SELECT tracking_id, status_code FROM raw.tracking_events").fetchall()
    assert sorted(found) == [("T1", "delivered"), ("T2", "SIGNED")]


def test_every_vocabulary_has_its_seed_and_its_columns(home: Home) -> None:
    for name, vocabulary in VOCABULARIES.items():
        assert seeded_names(name)
        for table, column in vocabulary.columns:
            tables = {t.name: t for contract in shipped_contracts().values() for t in contract.tables}
            assert column in {c.name for c in tables[table].landed}, (table, column)


def test_a_renamed_header_is_read_when_the_home_says_so_and_its_files_are_read_anew(home: Home) -> None:
    header = ["Order Number" if name == "Order ID" else name for name in ORDER_HEADER]
    home.drop("us", "orders", "All order-2026-05-18-05_30.csv", csv_text(header, [order_row()]))
    assert home.land().receipts[0].status == "refused"
    teach(home, "source: orders\ntables:\n  orders:\n    aliases: {order_id: Order Number}\n")
    (receipt,) = home.land().receipts
    assert (receipt.rows_landed, receipt.status) == (1, "landed")
    assert receipt.contract_version.startswith(shipped_contracts()["orders"].version + "+home.")
    assert home.land().receipts == []


def test_a_change_of_one_sources_file_reads_only_that_source_again(home: Home) -> None:
    home.drop_orders([order_row()])
    home.drop(
        "us", "product_costs", "c.csv", "seller_sku,valid_from,unit_cost,currency\nA,2026-01-01,1,USD\n"
    )
    assert len(home.land().receipts) == 2
    teach(home, "source: product_costs\ntables:\n  product_costs:\n    ignored: [Lieferant]\n")
    assert [receipt.source for receipt in home.land().receipts] == ["product_costs"]


def test_a_new_market_writes_its_dates_and_amounts_as_the_home_says(tmp_path: Path) -> None:
    shop = "  - {id: pl, market: PL, currency: PLN, timezone: Europe/Warsaw, seller_type: local}\n"
    (tmp_path / "shops.yaml").write_text(SHOPS + shop, encoding="utf-8")
    home = Home(load_settings(tmp_path))
    row = order_row(Created_Time="05/13/2026 10:00:00", SKU_Subtotal_After_Discount="1.234,50")
    home.drop_orders([row], shop="pl")
    assert home.land().rows_landed == 0
    teach(home, "source: orders\nmarkets:\n  PL: {dateOrder: mdy, decimal: comma}\n")
    assert home.land().rows_landed == 1
    (found,) = home.rows("orders", "created_at, subtotal_after_discount_local")
    assert found == (datetime(2026, 5, 13, 8), Decimal("1234.5"))


def test_a_mapped_tracking_file_takes_the_zone_the_mapping_names(home: Home) -> None:
    teach(
        home,
        "source: tracking\nmappings:\n  - name: ems\n    timezone: Asia/Shanghai\n    columns:\n"
        "      tracking_id: {from: 邮件号}\n      event_at: {from: 时间}\n      status_code: {from: 状态}\n"
        "      provider: {value: ems}\n",
    )
    home.drop("us", "tracking", "ems.csv", "邮件号,时间,状态\nEA1,2026-05-14 10:00:00,妥投\n")
    assert home.land().rows_landed == 1
    (found,) = home.rows("tracking_events", "tracking_id, provider, event_at, status_code")
    assert found == ("EA1", "ems", datetime(2026, 5, 14, 2), "妥投")


MAPPING = "source: logistics_invoices\nmappings:\n  - name: x\n    columns:\n"
WRONG = [
    ("source: [", "line 1", "no YAML"),
    ("source: order\n", "source", "Did you mean orders?"),
    ("source: orders\ntabels: {}\n", "tabels", "no such key"),
    ("source: orders\ntables: {order: {}}\n", "tables.order", "it has orders"),
    ("source: orders\ntables: {orders: {aliases: {colour: A}}}\n", "aliases.colour", "no such column"),
    ("source: orders\ntables: {orders: {aliases: {variation: Phone \\#}}}\n", "variation", "personal data"),
    ("source: orders\ntables: {orders: {aliases: {variation: E-mail}}}\n", "variation", "personal data"),
    ("source: orders\ntables: {orders: {aliases: {variation: Order ID}}}\n", "variation", "order_id already"),
    ("source: orders\nmarkets: {PL: {dateOrder: ydm}}\n", "markets.PL.dateOrder", "mdy"),
    (MAPPING + "      provider: {value: x}\n", "columns.invoice_number", "needs it"),
    (MAPPING + "      provider: {value: x, from: A}\n", "columns.provider", "either"),
    (MAPPING + "      amount: {value: '1'}\n", "columns.amount", "texts only"),
    (MAPPING + "      description: {from: 收件人}\n", "columns.description", "personal data"),
    (MAPPING + "      quantity: {from: A, reads: text}\n", "quantity.reads", "integer only"),
    ("names: {statuses: {a: b}}\n", "names.statuses", "no such vocabulary"),
    ("names: {order_statuses: {a: shiped}}\n", "order_statuses.a", "Did you mean 'shipped'?"),
    ("names: {tracking_milestones: {a: delivered}}\n", "tracking_milestones.a", "<provider>"),
]


@pytest.mark.parametrize(("text", "where", "told"), WRONG)
def test_what_cannot_be_used_is_told_with_file_key_and_what_to_do(
    home: Home, text: str, where: str, told: str
) -> None:
    if text.startswith(MAPPING) and "invoice_number" not in where:
        needed = {"invoice_number": "A", "invoice_on": "B", "provider": "C", "charge_type": "D"}
        needed |= {"amount": "E", "currency": "F"}
        said = "".join(f"      {k}: {{from: {v}}}\n" for k, v in needed.items() if f"      {k}:" not in text)
        text += said
    teach(home, text.replace("\\#", "#").replace("Phone #", "'Phone #'"))
    with pytest.raises(OverlayError) as raised:
        contracts_of(home.settings.home)
        names_of(home.settings.home)
    assert "contracts/mine.yaml" in str(raised.value)
    assert where in str(raised.value)
    assert told in str(raised.value)


def test_a_command_stops_with_exit_3_and_doctor_names_the_file(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(home, "source: order\n")
    monkeypatch.setenv("SUANQING_HOME", str(home.settings.home))
    result = CliRunner().invoke(main, ["status"])
    assert result.exit_code == 3
    assert "contracts/mine.yaml: source" in result.output
    (finding,) = [found for found in examine(home.settings.home) if found.subject == "contracts"]
    assert not finding.is_fit
    assert "contracts/mine.yaml" in finding.text


def test_a_comment_in_a_contract_file_reads_nothing_again(home: Home) -> None:
    teach(home, "source: orders\nnulls: [leer]\n")
    first = contracts_of(home.settings.home)["orders"].version
    teach(home, "# the shop writes it\nsource: orders\nnulls: [leer]\n")
    assert contracts_of(home.settings.home)["orders"].version == first


DOCS = Path(__file__).parents[3] / "docs" / "exports.md"
EXAMPLES = re.findall(r"```yaml\n((?:source|names):.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("place", range(4))
def test_the_examples_of_the_documentation_can_be_used_as_they_stand(home: Home, place: int) -> None:
    teach(home, EXAMPLES[place])
    contracts_of(home.settings.home)
    taught = len(names_of(home.settings.home))
    assert len(EXAMPLES) == 4
    assert taught == (0, 0, 3, 4)[place]


def test_a_home_that_was_taught_something_is_not_taken_for_unchanged(home: Home) -> None:
    before = inputs_digest(home.settings, "inbox")
    teach(home, "names:\n  order_statuses: {enviado: shipped}\n")
    assert inputs_digest(home.settings, "inbox") != before
