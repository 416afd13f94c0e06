"""Write the demo shop: its exports into the inbox, and the truth about them beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.demo.ads_files import write_ads
from orchestration.demo.aftersales_files import write_affiliates, write_returns
from orchestration.demo.clock import Span
from orchestration.demo.logistics_files import write_invoices, write_tracking
from orchestration.demo.order_files import write_orders
from orchestration.demo.reference_files import write_costs, write_rates, write_shops_yaml
from orchestration.demo.settlement_files import write_settlements
from orchestration.demo.store import Inbox, open_store
from orchestration.demo.truth import write_truth
from orchestration.demo.world import simulate


@dataclass(frozen=True)
class DemoResult:
    """What was written."""

    files: int
    order_lines: int
    inbox: Path
    truth: Path


def write_demo(
    settings_home: Path,
    *,
    weeks: int = 26,
    orders_per_week: int = 400,
    seed: int = 20260101,
    last_week: str = "2026-W20",
) -> DemoResult:
    """Write the demo shop under a home; the same options give the same bytes.

    Raises ValueError for fewer than one week or order, and for a week that does not exist.
    """
    if orders_per_week < 1:
        raise ValueError(f"a demo needs at least one order a week, not {orders_per_week}")
    world = simulate(Span.ending(last_week, weeks), orders_per_week, seed)
    inbox = Inbox(settings_home / "inbox", world.span)
    connection = open_store(world)
    write_shops_yaml(settings_home)
    write_orders(connection, world, inbox)
    write_settlements(connection, world, inbox)
    write_returns(connection, world, inbox)
    write_affiliates(connection, world, inbox)
    write_ads(world, inbox)
    write_tracking(connection, world, inbox)
    write_invoices(connection, world, inbox)
    write_costs(world, inbox)
    write_rates(world, inbox)
    truth = settings_home / "demo" / "truth"
    write_truth(world, inbox.files, truth)
    return DemoResult(len(inbox.files), len(world.sales.lines["o"]), inbox.root, truth)
