"""The whole made-up business, simulated once: what the exports show and what the truth is reckoned from."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.demo.advertising import ad_payments, simulate_ads_manager, simulate_gmv_max
from orchestration.demo.aftersales import simulate_returns
from orchestration.demo.charges import simulate_charges, simulate_storage
from orchestration.demo.clock import Span
from orchestration.demo.creators import simulate_commissions
from orchestration.demo.draws import Draws, Table
from orchestration.demo.fx import simulate_rates
from orchestration.demo.parcels import Journeys, simulate_journeys
from orchestration.demo.settle import simulate_settlements
from orchestration.demo.simulate import Sales, simulate_sales


@dataclass(frozen=True)
class World:
    """Every table of the simulation."""

    span: Span
    sales: Sales
    journeys: Journeys
    returns: Table
    commissions: Table
    gmv_max: Table
    ads_manager: Table
    settlements: Table
    charges: Table
    storage: Table
    rates: Table
    draws: Draws


def simulate(span: Span, orders_per_week: int, seed: int) -> World:
    """Simulate the business over a span."""
    draws = Draws(seed)
    sales = simulate_sales(span, orders_per_week, draws)
    journeys = simulate_journeys(sales, draws)
    returns = simulate_returns(sales, draws)
    commissions = simulate_commissions(sales, returns, draws)
    gmv_max = simulate_gmv_max(sales, draws)
    payments = ad_payments(sales, gmv_max)
    settlements = simulate_settlements(sales, journeys, returns, commissions, payments, draws)
    return World(
        span,
        sales,
        journeys,
        returns,
        commissions,
        gmv_max,
        simulate_ads_manager(sales, draws),
        settlements,
        simulate_charges(sales, journeys, draws),
        simulate_storage(sales, draws),
        simulate_rates(span, draws),
        draws,
    )
