"""Names of a home: what a platform or carrier calls a thing that the warehouse knows under another name.

A status, a charge or a reason is read through a seed of the dbt project. `names:` in a home's contract file
says that a new name means the same as one of a seed. The landed rows keep the file's own word; the raw views
say the known one, so a name can be taught, and taken back, without landing anything again.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.exports.overlays import FOLDER, OverlayError, overlay_files, read_overlay
from orchestration.settings import DBT_PROJECT

CHARGES = "charge_types"


@dataclass(frozen=True)
class Vocabulary:
    """A seed that names are read through: its key, what scopes it, and the raw columns (table, column)."""

    key: str
    columns: tuple[tuple[str, str], ...]
    scope: str | None = None


VOCABULARIES: Mapping[str, Vocabulary] = {
    "order_statuses": Vocabulary("status_text", (
        ("orders", "order_status"), ("returns", "order_status"), ("settlement_profit_loss", "order_status"),
    )),
    "order_substatuses": Vocabulary("substatus_text", (
        ("orders", "order_substatus"), ("returns", "order_substatus"),
    )),
    "cancellation_types": Vocabulary("type_text", (("orders", "cancel_return_type"),)),
    "cancellation_initiators": Vocabulary("initiator_text", (("orders", "cancel_by"),)),
    "delivery_options": Vocabulary("option_text", (
        ("orders", "delivery_option"), ("orders", "delivery_option_type"),
    )),
    "countries": Vocabulary("country_text", (("orders", "country"),)),
    "return_statuses": Vocabulary("status_text", (("returns", "return_status"),)),
    "return_types": Vocabulary("type_text", (("returns", "return_type"),)),
    "affiliate_statuses": Vocabulary("status_text", (("affiliate_orders", "order_status"),)),
    "fulfillment_types": Vocabulary("type_text", (("orders", "fulfillment_type"),)),
    "cancellation_faults": Vocabulary("cancel_reason", (("orders", "cancel_reason"),)),
    "return_reasons": Vocabulary("return_reason", (("returns", "return_reason"),)),
    "charge_types": Vocabulary("charge_name", (
        ("logistics_invoices", "charge_type"), ("logistics_invoice_amounts", "column_name"),
    )),
    "allocation_bases": Vocabulary("basis_text", (("logistics_invoices", "allocation_basis"),)),
    "settlement_fee_types": Vocabulary("platform_name", (
        ("settlement_amounts", "column_name"), ("settlements", "transaction_type"),
        ("settlement_amounts", "transaction_type"),
    )),
    "tracking_milestones": Vocabulary(
        "status_code",
        (("tracking_events", "status_code"), ("tracking_events", "main_status")),
        scope="provider",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """`name` in a vocabulary means the same as `known`; `scope` is the provider that says so, if only one."""

    vocabulary: str
    name: str
    known: str
    scope: str | None = None


def names_of(home: Path) -> tuple[Name, ...]:
    """The names a home has taught, in the order of its files. Raises OverlayError."""
    found: list[Name] = []
    for path in overlay_files(home):
        overlay = read_overlay(path, path.read_bytes())
        for vocabulary, names in overlay.names.items():
            where = f"{FOLDER}/{path.name}: names.{vocabulary}"
            if vocabulary not in VOCABULARIES:
                raise OverlayError(
                    f"{where}: there is no such vocabulary. Name one of {', '.join(VOCABULARIES)}."
                )
            for name, known in names.items():
                found += _names(vocabulary, name, known, where)
        for place, mapping in enumerate(overlay.mappings):
            where = f"{FOLDER}/{path.name}: mappings.{place}.charges"
            for header, meant in mapping.charges.items():
                found += _names(CHARGES, header, meant, where) if meant else []
    return tuple(found)


def _names(vocabulary: str, name: str, known: str | dict[str, str], where: str) -> list[Name]:
    scope = VOCABULARIES[vocabulary].scope
    if isinstance(known, str) != (scope is None):
        form = f"<{scope}>: {{<name>: <known name>}}" if scope else "<name>: <known name>"
        raise OverlayError(f"{where}.{name}: names of this vocabulary are written {form}.")
    pairs = {name: known} if isinstance(known, str) else known
    seeded = seeded_names(vocabulary)
    for meant in pairs.values():
        if _key(meant) not in seeded:
            near = difflib.get_close_matches(_key(meant), seeded, 1)
            hint = f"Did you mean '{seeded[near[0]]}'?" if near else "See the seed for the names it has."
            raise OverlayError(
                f"{where}.{name}: '{meant}' is no name that the seed {vocabulary} knows. {hint}"
            )
    said = None if isinstance(known, str) else _key(name)
    return [Name(vocabulary, _key(new), meant, said) for new, meant in pairs.items()]


def _key(name: str) -> str:
    return name.strip().lower()


@cache
def seeded_names(vocabulary: str) -> Mapping[str, str]:
    """The names of a seed: as compared → as written."""
    (path,) = (DBT_PROJECT / "seeds").rglob(f"{vocabulary}.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        written = [row[VOCABULARIES[vocabulary].key] for row in csv.DictReader(stream)]
    return {_key(name): name for name in written}


def named(table: str, column: str, expression: str, names: tuple[Name, ...]) -> str:
    """SQL of a raw column with the home's names read as the known ones; `expression` where it has none."""
    from orchestration.exports.values import literal

    whens = []
    for name in names:
        vocabulary = VOCABULARIES[name.vocabulary]
        if (table, column) in vocabulary.columns:
            test = f"lower(trim({column})) = {literal(name.name)}"
            if name.scope and vocabulary.scope:
                test += f" AND lower(trim({vocabulary.scope})) = {literal(name.scope)}"
            whens.append(f"WHEN {test} THEN {literal(name.known)}")
    return f"CASE {' '.join(whens)} ELSE {column} END AS {column}" if whens else expression
