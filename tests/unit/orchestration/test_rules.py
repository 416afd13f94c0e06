"""Rules of a home: read whole, or refused with the place and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.rules import FILES, read_rules, rules_digest, table_columns
from orchestration.settings import ConfigurationError, Settings

GOOD = "uk,UK,delivery,2026-01-01,,5,business,delivered,r,s"
RULE = "shop_id,market,step,valid_from,valid_to,days,day_kind,event,rule_version,source\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "rules").mkdir()
    shop = {
        "id": "uk",
        "market": "UK",
        "currency": "GBP",
        "timezone": "Europe/London",
        "seller_type": "local",
    }
    return Settings.model_validate(
        {"home": tmp_path, "reporting_currency": "USD", "timezone": "UTC", "shops": [shop]}
    )


def test_a_home_without_rules_has_empty_tables(settings: Settings) -> None:
    (settings.rules).rmdir()

    assert read_rules(settings) == {f"home_{name}": [] for name in FILES}
    assert rules_digest(settings) == []


def test_good_rules_are_read_with_their_defaults(settings: Settings) -> None:
    text = RULE + 'uk,UK,delivery,2026-01-01,,5,business,delivered,agreed,"letter, 2025-12"\n'
    (settings.rules / "sla_rules.csv").write_text(text, encoding="utf-8-sig")
    limit = "market,metric,direction,valid_from,enforced_threshold,window_days,rule_version,source\n"
    (settings.rules / "sla_thresholds.csv").write_text(
        limit + "UK,on_time_delivery_rate,at_least,2026-01-01,0.8,30,r,letter\n", encoding="utf-8"
    )

    rows = read_rules(settings)
    columns = [one.split()[0] for one in table_columns()["home_sla_rules"].split(", ")]
    rule = dict(zip(columns, rows["home_sla_rules"][0], strict=True))

    assert rule["valid_from"] == date(2026, 1, 1) and rule["valid_to"] is None
    assert (rule["shop_id"], rule["seller_type"], rule["order_type"], rule["cut_off"]) == (
        "uk", "any", "any", "23:59:59",
    )  # fmt: skip
    assert rule["source"] == "letter, 2025-12"
    assert Decimal("0.8") in rows["home_sla_thresholds"][0] and 30 in rows["home_sla_thresholds"][0]


def test_a_share_of_labels_is_for_all_shops_and_markets_unless_it_says_which(settings: Settings) -> None:
    text = "fault,seller_share,valid_from,source\nbuyer,0.5,2026-01-01,agreed\n"
    (settings.rules / "return_label_shares.csv").write_text(text, encoding="utf-8")

    (row,) = read_rules(settings)["home_return_label_shares"]

    columns = table_columns()["home_return_label_shares"].split(", ")
    assert "seller_share DECIMAL(9,6)" in columns
    rule = dict(zip([one.split()[0] for one in columns], row, strict=True))
    assert (rule["shop_id"], rule["market"], rule["seller_share"]) == (None, "*", Decimal("0.5"))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sla_rules.csv", f"{RULE}{GOOD.replace('-01-01', '-13-01')}", "row 2, valid_from '2026-13-01'"),
        ("sla_rules.csv", f"{RULE}{GOOD.replace('delivery', 'arrival')}", "row 2, step 'arrival'"),
        ("sla_rules.csv", f"{RULE}{GOOD.replace('5', '')}", "row 2, days 'blank'"),
        ("sla_rules.csv", f"{RULE}{GOOD.replace('uk', 'us')}", "no shop of shops.yaml (uk)"),
        ("sla_rules.csv", f"{RULE}{GOOD}\n{GOOD}", "as row 2"),
        ("sla_rules.csv", f"{RULE}{GOOD},x", "more cells"),
        ("sla_rules.csv", "market,stp\n", "column 'stp' is not known"),
        ("sla_thresholds.csv", "metric,direction,valid_from,enforced_threshold,rule_version,source\n"
         "late_dispatch_rate,at_most,2026-01-01,4,r,s\n", "row 2, enforced_threshold '4'"),
        ("calendar_changes.csv", "market,day_on,is_business_day,reason,source\nUK,2026-05-01,maybe,r,s\n",
         "row 2, is_business_day 'maybe'"),
        ("return_label_shares.csv", "fault,seller_share,valid_from,source\nbuyer,50,2026-01-01,agreed\n",
         "row 2, seller_share '50'"),
        ("return_label_shares.csv", "fault,seller_share,valid_from,source\nnobody,0.5,2026-01-01,agreed\n",
         "row 2, fault 'nobody'"),
        ("rules.csv", "a\n", "Known are sla_rules.csv"),
    ],
    ids=["day", "step", "blank", "shop", "twice", "cells", "header", "percent", "boolean", "label", "fault",
         "file"],
)  # fmt: skip
def test_a_broken_rule_is_refused_with_its_place(settings: Settings, name: str, text: str, said: str) -> None:
    (settings.rules / name).write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError) as raised:
        read_rules(settings)

    assert said in str(raised.value) and name in str(raised.value)


def test_a_file_that_is_no_text_is_refused(settings: Settings) -> None:
    (settings.rules / "holidays.csv").write_bytes(b"\xff\xfe\x00market")

    with pytest.raises(ConfigurationError, match="Save it as CSV in UTF-8"):
        read_rules(settings)
