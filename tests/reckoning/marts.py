"""What the marts say, in the form of the reckoning, and what the two say differently."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import duckdb

from tests.reckoning.ad_charges import Charged, reconciled_ad_charges
from tests.reckoning.books import accounts_of
from tests.reckoning.cash import Cash, weekly_cash
from tests.reckoning.margin import COMPONENTS, Weekly, weekly_margins
from tests.reckoning.payments import Statements, reconciled_statements
from tests.reckoning.reconciliation import FIGURES, Reconciled, reconciled_orders
from tests.reckoning.returns import RETURN_PARTS, Costs, return_costs

Place = TypeVar("Place", bound=tuple[object, ...])


MARTS = (
    "contribution_margin_weekly", "settlement_reconciliation", "statement_reconciliation",
    "settlement_cash_weekly", "ad_charge_reconciliation", "return_costs",
)  # fmt: skip
"""The marts that are reckoned a second time."""


def all_differences(folder: Path) -> list[str]:
    """What the marts of a home and the reckoning from its export files say differently."""
    accounts, warehouse = accounts_of(folder), folder / "warehouse.duckdb"
    return [
        *margin_differences(weekly_margins(accounts), weekly_margins_of(warehouse)),
        *differences(reconciled_orders(accounts), reconciled_orders_of(warehouse)),
        *differences(reconciled_statements(accounts), reconciled_statements_of(warehouse)),
        *differences(weekly_cash(accounts), weekly_cash_of(warehouse)),
        *differences(reconciled_ad_charges(accounts), reconciled_ad_charges_of(warehouse)),
        *differences(return_costs(accounts), return_costs_of(warehouse)),
    ]


def _rows(warehouse: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def weekly_margins_of(warehouse: Path) -> Weekly:
    """The rows of `contribution_margin_weekly`."""
    names = ("unit_count", *COMPONENTS)
    rows = _rows(
        warehouse,
        f"select shop_id, order_week, sku_id, {', '.join(names)} from marts.contribution_margin_weekly",
    )
    return {
        (shop, week, sku): {name: Decimal(value or 0) for name, value in zip(names, values, strict=True)}
        for shop, week, sku, *values in rows
    }


def reconciled_orders_of(warehouse: Path) -> Reconciled:
    """The rows of `settlement_reconciliation`."""
    figures = ", ".join(f"{name}_local" for name in FIGURES)
    rows = _rows(
        warehouse, f"select shop_id, order_id, status, {figures} from marts.settlement_reconciliation"
    )
    return {
        (shop, order): (status, dict(zip(FIGURES, values, strict=True)))
        for shop, order, status, *values in rows
    }


def reconciled_statements_of(warehouse: Path) -> Statements:
    """The rows of `statement_reconciliation`."""
    rows = _rows(
        warehouse,
        "select shop_id, statement_id, status, lines_local, payable_local, paid_local, withdrawn_local,"
        " difference_local from marts.statement_reconciliation",
    )
    return {(shop, statement): tuple(told) for shop, statement, *told in rows}


def weekly_cash_of(warehouse: Path) -> Cash:
    """The rows of `settlement_cash_weekly`."""
    rows = _rows(
        warehouse,
        "select shop_id, statement_week, fee_group, margin_line, amount_local, amount, fx_difference"
        " from marts.settlement_cash_weekly",
    )
    return {(shop, week, group, line): tuple(told) for shop, week, group, line, *told in rows}


def reconciled_ad_charges_of(warehouse: Path) -> Charged:
    """The rows of `ad_charge_reconciliation`."""
    rows = _rows(
        warehouse,
        "select shop_id, spend_week, status, reported_local, charged_local, matched_local, charge_count,"
        " matched_charge_count from marts.ad_charge_reconciliation",
    )
    return {(shop, week): tuple(told) for shop, week, *told in rows}


def return_costs_of(warehouse: Path) -> Costs:
    """The rows of `return_costs` that are of a sold line, with what files say of them."""
    rows = _rows(
        warehouse,
        f"select shop_id, return_id, sku_id, {', '.join(RETURN_PARTS)} from marts.return_costs"
        " where row_kind in ('return', 'settlement_refund', 'charge_without_return')",
    )
    return {
        (shop, number, sku): {name: part for name, part in zip(RETURN_PARTS, parts, strict=True) if part}
        for shop, number, sku, *parts in rows
    }


def margin_differences(reckoned: Weekly, built: Weekly) -> list[str]:
    """What the two say differently of the weekly margin, a line for each amount."""
    zero = Decimal(0)
    return [
        f"{' '.join(place)} {name}: reckoned {reckoned.get(place, {}).get(name, zero)}, "
        f"built {built.get(place, {}).get(name, zero)}"
        for place in sorted(reckoned.keys() | built.keys())
        for name in ("unit_count", *COMPONENTS)
        if reckoned.get(place, {}).get(name, zero) != built.get(place, {}).get(name, zero)
    ]


def differences(reckoned: Mapping[Place, object], built: Mapping[Place, object]) -> list[str]:
    """Rows that the two do not have alike, a line for each."""
    return [
        f"{' '.join(map(str, place))}: reckoned {reckoned.get(place)}, built {built.get(place)}"
        for place in sorted(reckoned.keys() | built.keys())
        if reckoned.get(place) != built.get(place)
    ]
