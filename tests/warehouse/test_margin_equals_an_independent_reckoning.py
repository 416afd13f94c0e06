"""The marts of money against a second reckoning in plain Python that reads the export files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.reckoning.ad_charges import reconciled_ad_charges
from tests.reckoning.books import Accounts, accounts_of
from tests.reckoning.cash import weekly_cash
from tests.reckoning.compiled import Compiled, build, compiled_models
from tests.reckoning.margin import weekly_margins
from tests.reckoning.marts import (
    MARTS,
    all_differences,
    differences,
    margin_differences,
    reconciled_ad_charges_of,
    reconciled_orders_of,
    reconciled_statements_of,
    return_costs_of,
    weekly_cash_of,
    weekly_margins_of,
)
from tests.reckoning.payments import reconciled_statements
from tests.reckoning.random_shops import Drawn, drawn_shops, write_home
from tests.reckoning.reconciliation import reconciled_orders
from tests.reckoning.returns import RETURN_PARTS, return_costs


@pytest.fixture(scope="module")
def demo_accounts(demo_home: Path) -> Accounts:
    return accounts_of(demo_home)


@pytest.fixture(scope="module")
def compiled(demo_home: Path) -> Compiled:
    return compiled_models(demo_home, MARTS)


def test_the_demo_shops_margin_equals_the_reckoning_to_the_cent(
    demo_home: Path, demo_accounts: Accounts
) -> None:
    reckoned = weekly_margins(demo_accounts)
    assert len(reckoned) > 500
    differing = margin_differences(reckoned, weekly_margins_of(demo_home / "warehouse.duckdb"))
    assert differing == [], "\n".join(differing[:10])


def test_the_demo_shops_orders_reconcile_as_the_reckoning_says_status_for_status(
    demo_home: Path, demo_accounts: Accounts
) -> None:
    reckoned = reconciled_orders(demo_accounts)
    assert {status for status, _ in reckoned.values()} == {
        "matched", "refunded_after_settlement", "awaiting_settlement", "fee_differs",
    }  # fmt: skip
    differing = differences(reckoned, reconciled_orders_of(demo_home / "warehouse.duckdb"))
    assert differing == [], "\n".join(differing[:10])


def test_the_demo_shops_statements_cash_and_ad_charges_equal_the_reckoning(
    demo_home: Path, demo_accounts: Accounts
) -> None:
    warehouse = demo_home / "warehouse.duckdb"
    statements, charges = reconciled_statements(demo_accounts), reconciled_ad_charges(demo_accounts)
    assert len(statements) > 300 and sum(matched for *_, matched in charges.values()) > 20
    for reckoned, built in (
        (statements, reconciled_statements_of(warehouse)),
        (charges, reconciled_ad_charges_of(warehouse)),
        (weekly_cash(demo_accounts), weekly_cash_of(warehouse)),
    ):
        differing = differences(reckoned, built)
        assert differing == [], "\n".join(differing[:10])


def test_the_demo_shops_returns_cost_what_the_reckoning_says_part_for_part(
    demo_home: Path, demo_accounts: Accounts
) -> None:
    reckoned = return_costs(demo_accounts)
    told = {name for parts in reckoned.values() for name in parts}
    assert len(reckoned) > 500
    assert told == set(RETURN_PARTS) - {"affiliate_commission_clawed_back"}, "the demo's creators keep theirs"
    differing = differences(reckoned, return_costs_of(demo_home / "warehouse.duckdb"))
    assert differing == [], "\n".join(differing[:10])


# An example costs seconds, so few are drawn here; `python -m tests.reckoning.random_shops` draws more when
# told to. The first is always the simplest shop, and a failure is shrunk towards it.
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(shops=drawn_shops(9))
def test_random_shops_equal_the_reckoning_to_the_minor_unit(
    tmp_path_factory: pytest.TempPathFactory, compiled: Compiled, shops: list[Drawn]
) -> None:
    home = tmp_path_factory.mktemp("random_shops") / "home"
    write_home(home, shops)
    build(home, compiled)
    differing = all_differences(home)
    assert differing == [], "\n".join(differing[:10])
