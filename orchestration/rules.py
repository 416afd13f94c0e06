"""Rules that a home adds to the shipped ones or lays over them: `$SUANQING_HOME/rules/*.csv`.

A file has the columns of the seed of the same name in `dbt_project/seeds`, and `shop_id` where a
rule may be one shop's own. A row of the home wins over the shipped rules on the days it holds; what no row of
the home speaks of stays as shipped. Every row is read strictly: a rule that can't be used must stop the run,
not quietly leave orders without a deadline.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from orchestration.settings import ConfigurationError, Settings, Timezone

SHOWN_ERRORS = 10
METRICS = (
    *("late_dispatch_rate", "late_dispatch_rate_including_fbt", "late_dispatch_rate_of_dispatched"),
    *("on_time_delivery_rate", "on_time_delivery_rate_including_fbt", "valid_tracking_rate"),
    *("seller_fault_cancellation_rate", "fast_dispatch_rate", "defective_return_rate"),
    *("delivered_within_48_hours_rate", "delivered_in_3_to_5_days_rate", "average_handling_hours"),
)


def _one_of(*allowed: str | int) -> AfterValidator:
    def check(value: str | int) -> str | int:
        if value not in allowed:
            raise ValueError(f"write one of: {', '.join(map(str, allowed))}")
        return value

    return AfterValidator(check)


def _to_zone_or_none(value: Any) -> Any:
    return value or None


Market = Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$")]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$")]
SellerType = Annotated[str, _one_of("local", "cross_border", "any")]
OrderType = Annotated[str, _one_of("regular", "pre_order", "made_to_order", "custom", "backorder", "any")]
FulfillmentType = Annotated[str, _one_of("seller", "fbt", "any")]
Standing = Annotated[str, _one_of("probation", "any")]
Step = Annotated[
    str,
    _one_of("ready", "dispatch", "delivery", "auto_cancel", "auto_cancel_collection", "fast_dispatch"),
]
Window = Annotated[int, _one_of(7, 30, 60, 90)]
Source = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Dated(_Row):
    valid_from: date
    valid_to: date | None = None


class SlaRule(_Dated):
    """A deadline; see the seed sla_rules."""

    shop_id: str | None = None
    market: Market = "*"
    seller_type: SellerType = "any"
    order_type: OrderType = "any"
    fulfillment_type: FulfillmentType = "any"
    step: Step
    days: Annotated[int, Field(ge=0, le=1000)]
    day_kind: Annotated[str, _one_of("business", "calendar", "hours")]
    working_week: Annotated[str, _one_of("mon_fri", "mon_sat")] = "mon_fri"
    starts_after: Annotated[str, _one_of("payment", "order", "handling", "closure")] = "payment"
    order_cut_off: Clock | None = None
    cut_off: Clock = "23:59:59"
    timezone: Annotated[Timezone | None, BeforeValidator(_to_zone_or_none)] = None
    event: Annotated[str, _one_of("ready", "ready_or_shipped", "shipped", "carrier_scan", "delivered")]
    rule_version: Source
    is_confirmed: bool = True
    source: Source


class SlaThreshold(_Dated):
    """A limit of a metric; see the seed sla_thresholds."""

    shop_id: str | None = None
    market: Market = "*"
    seller_type: SellerType = "any"
    standing: Standing = "any"
    metric: Annotated[str, _one_of(*METRICS)]
    direction: Annotated[str, _one_of("at_most", "at_least")]
    window_days: Window = 7
    recommended_threshold: Share | None = None
    enforced_threshold: Share | None = None
    is_threshold_allowed: bool = True
    penalty: str | None = None
    rule_version: Source
    is_confirmed: bool = True
    source: Source


class CalendarChange(_Row):
    """A day that counts, or does not, against weekends and holidays; see the seed calendar_changes."""

    market: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    day_on: date
    is_business_day: bool
    reason: Source
    source: Source


class Holiday(_Row):
    """A public holiday of a year that the shipped calendar does not reach; see the seed holidays."""

    market: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    holiday_on: date
    holiday_name: Source
    source: Source


class HandlingTime(_Dated):
    """How long a SKU (`*`: all of the shop) takes before it can be dispatched, as set in Seller Center.

    `closes_on` is the day on which a pre-sale closes; without it, `handling_days` after the payment.
    """

    shop_id: Source
    seller_sku: Source = "*"
    order_type: OrderType
    handling_days: Annotated[int, Field(ge=0, le=365)] | None = None
    day_kind: Annotated[str, _one_of("business", "calendar")] = "business"
    closes_on: date | None = None
    source: Source


class ReturnLabelShare(_Dated):
    """Which share of a return label the seller pays, by fault; see the seed return_label_shares."""

    shop_id: str | None = None
    market: Market = "*"
    fault: Annotated[str, _one_of("seller", "buyer", "platform", "carrier", "unknown")]
    seller_share: Share
    is_confirmed: bool = True
    source: Source


FILES: dict[str, tuple[type[_Row], tuple[str, ...]]] = {
    "sla_rules": (
        SlaRule, ("shop_id", "market", "seller_type", "order_type", "fulfillment_type", "step", "valid_from"),
    ),
    "sla_thresholds": (
        SlaThreshold, ("shop_id", "market", "seller_type", "standing", "metric", "valid_from"),
    ),
    "calendar_changes": (CalendarChange, ("market", "day_on")),
    "holidays": (Holiday, ("market", "holiday_on")),
    "handling_times": (HandlingTime, ("shop_id", "seller_sku", "valid_from")),
    "return_label_shares": (ReturnLabelShare, ("shop_id", "market", "fault", "valid_from")),
}  # fmt: skip
"""File name without `.csv` → what a row is, and what tells two rows apart."""

_TYPES = {int: "INTEGER", date: "DATE", bool: "BOOLEAN", Decimal: "DECIMAL(9,6)"}


def table_columns() -> dict[str, str]:
    """Name and columns of each table of `raw` that holds the home's rules."""
    return {f"home_{name}": ", ".join(_columns(row)) for name, (row, _) in FILES.items()}


def _columns(row: type[_Row]) -> Iterator[str]:
    for name, field in row.model_fields.items():
        told = str(field.annotation)
        kind = next((sql for one, sql in _TYPES.items() if one.__name__.lower() in told.lower()), "VARCHAR")
        yield f"{name} {kind}"


def rule_files(settings: Settings) -> list[Path]:
    """The rule files of the home, known or not, by name."""
    return sorted(settings.rules.glob("*")) if settings.rules.is_dir() else []


def rules_digest(settings: Settings) -> list[tuple[str, str]]:
    """Name and SHA-256 of each rule file of the home."""
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in rule_files(settings)]


def read_rules(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each `raw.home_…` table. Raises ConfigurationError: file, row, column, value, advice."""
    found: dict[str, list[tuple[Any, ...]]] = {f"home_{name}": [] for name in FILES}
    shops = {shop.id for shop in settings.shops}
    for path in rule_files(settings):
        if path.suffix != ".csv" or path.stem not in FILES:
            known = ", ".join(f"{name}.csv" for name in FILES)
            raise ConfigurationError(f"{path}: not a file of rules. Known are {known}. Rename or remove it.")
        row, keys = FILES[path.stem]
        rows = _read(path, row, keys, shops)
        found[f"home_{path.stem}"] = [tuple(getattr(one, name) for name in row.model_fields) for one in rows]
    return found


def _read(path: Path, row: type[_Row], keys: tuple[str, ...], shops: set[str]) -> list[_Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} can't be read: {error}. Save it as CSV in UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="")
    header = [name.strip() for name in reader.fieldnames or []]
    _check_header(path, header, row)
    reader.fieldnames = header
    good: list[_Row] = []
    errors: list[str] = []
    seen: dict[tuple[Any, ...], int] = {}
    for cells in reader:
        number = reader.line_num
        try:
            one = row.model_validate({n: v.strip() for n, v in cells.items() if v and v.strip()})
        except (ValidationError, AttributeError) as error:
            errors += _said(error, number, cells)
            continue
        if (shop := getattr(one, "shop_id", None)) is not None and shop not in shops:
            errors.append(
                f"row {number}, shop_id {shop!r}: no shop of shops.yaml ({', '.join(sorted(shops))})"
            )
        key = tuple(getattr(one, name) for name in keys)
        if (first := seen.setdefault(key, number)) != number:
            errors.append(f"row {number}: the same {', '.join(keys)} as row {first}; remove one of them")
        good.append(one)
    if errors:
        more = f"\n  and {len(errors) - SHOWN_ERRORS} more" if len(errors) > SHOWN_ERRORS else ""
        listed = "\n".join(f"  {error}" for error in errors[:SHOWN_ERRORS])
        raise ConfigurationError(f"{path} can't be used:\n{listed}{more}\nMend the file and run again.")
    return good


def _check_header(path: Path, header: list[str], row: type[_Row]) -> None:
    required = [name for name, field in row.model_fields.items() if field.is_required()]
    missing = [name for name in required if name not in header]
    unknown = [name for name in header if name not in row.model_fields]
    if missing or unknown:
        said = [f"column {name!r} is missing" for name in missing]
        said += [f"column {name!r} is not known" for name in unknown]
        columns = ", ".join(row.model_fields)
        raise ConfigurationError(f"{path} can't be used: {'; '.join(said)}. The columns are: {columns}.")


def _said(error: ValidationError | AttributeError, number: int, cells: dict[str, Any]) -> list[str]:
    if isinstance(error, AttributeError):
        return [f"row {number}: more cells than the header has columns; quote cells that hold a comma"]
    return [
        f"row {number}, {'.'.join(map(str, e['loc'])) or 'row'} "
        f"{cells.get(str(e['loc'][0]) if e['loc'] else '') or 'blank'!r}: {e['msg']}"
        for e in error.errors()
    ]
