from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.settings import ConfigurationError, load_settings

GOOD = """
reporting_currency: USD
timezone: Asia/Shanghai
shops:
  - id: us-main
    market: US
    currency: USD
    timezone: America/Los_Angeles
    seller_type: local
    ad_accounts:
      - {id: "7001", timezone: America/Los_Angeles, currency: USD}
    fee_overrides:
      - {fee_type: fbt_fulfillment_fee, amount_per_unit: 3.58, valid_from: 2025-01-01, source: agreed}
    probation:
      - {valid_from: 2026-05-01, valid_to: 2026-06-30}
      - {valid_from: 2026-07-01}
    claim_terms:
      - {carrier: Bluebird Parcel, claim_until_days: 20, liability_limit: 50, limit_currency: USD, source: us}
    return_rate_card:
      - {component: receiving, amount: 2.10, valid_from: 2025-01-01, source: price list}
      - {component: write_down, grade: B, rate: 0.5, valid_from: 2025-01-01, source: outlet}
"""


def _home(tmp_path: Path, text: str) -> Path:
    (tmp_path / "shops.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    settings = load_settings(_home(tmp_path, GOOD))
    shop = settings.shop("us-main")
    assert (shop.market, shop.ad_accounts[0].id, settings.languages) == ("US", "7001", ("en", "zh"))
    assert str(shop.fee_overrides[0].amount_per_unit) == "3.58"
    assert (shop.claim_terms[0].carrier, shop.claim_terms[0].lost_after_days) == ("bluebird parcel", None)
    card = [(one.component, one.grade, one.amount or one.rate) for one in shop.return_rate_card]
    assert card == [("receiving", "*", Decimal("2.10")), ("write_down", "b", Decimal("0.5"))]
    assert [period.valid_to for period in shop.probation] == [date(2026, 6, 30), None]
    assert settings.inbox == tmp_path.resolve() / "inbox"


def test_a_missing_file_says_which_command_helps(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"shops\.yaml is missing\. Run `suanqing demo`"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("shops: [", "can't be read"),
        ("just text", "holds no settings"),
        (GOOD.replace("America/Los_Angeles\n    seller", "Los Angeles\n    seller"), "not an IANA time zone"),
        (GOOD.replace("currency: USD\n    timezone", "currency: dollars\n    timezone"), "shops.0.currency"),
        (GOOD.replace("seller_type: local", "seller_type: abroad"), "shops.0.seller_type"),
        (GOOD.replace("market: US", "market: US\n    colour: red"), "shops.0.colour"),
        (GOOD.replace("id: us-main", "id: ../escape"), "shops.0.id"),
        (GOOD.replace("amount_per_unit: 3.58, ", ""), "either rate or amount_per_unit"),
        (GOOD.replace(", limit_currency: USD", ""), "liability_limit and limit_currency together"),
        (
            GOOD.replace("    return_rate_card:\n", "")[:-1].split("      - {component")[0]
            + GOOD.split("claim_terms:\n")[1].split("    return_rate_card")[0],
            "claim_terms given twice for carrier: bluebird parcel",
        ),
        (GOOD + GOOD.split("return_rate_card:\n")[1], "return_rate_card given twice: receiving * 2025-01-01"),
        (GOOD.replace("amount: 2.10", "rate: 0.1"), "a rate for write_down and an amount for every other"),
        (GOOD.replace("receiving, amount", "receiving, grade: a, amount"), "receiving goes by no grade"),
        (
            GOOD.replace("valid_from: 2026-07-01", "valid_from: 2026-06-30"),
            "two probations hold on 2026-06-30",
        ),
        (GOOD.replace("valid_to: 2026-06-30", "valid_to: 2026-04-30"), "valid_to lies before valid_from"),
        (GOOD + GOOD.split("shops:")[1], "shop id used twice: us-main"),
        (GOOD + "home: /elsewhere\n", "SUANQING_HOME"),
        ("reporting_currency: USD\ntimezone: UTC\nshops: []\n", "shops"),
    ],
    ids=lambda value: value[-40:] if isinstance(value, str) else None,
)
def test_a_broken_file_is_refused_with_place_and_reason(tmp_path: Path, broken: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(_home(tmp_path, broken))
    assert said in str(caught.value)
    assert str(tmp_path) in str(caught.value)
