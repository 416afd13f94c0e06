"""Settings: the only reader of the environment, and of `shops.yaml`.

What no export says is declared in `$SUANQING_HOME/shops.yaml`: market, currency, time zone, seller type, ad
accounts, fees agreed outside the platform's schedule. Nothing about a shop is guessed from rows. Where each
kind of data lies under the home is decided here too, so that no other module spells a path of its own.
"""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_PROJECT = PROJECT_ROOT / "dbt_project"
MANIFEST = DBT_PROJECT / "target" / "manifest.json"
SHARED_FOLDER = "_all"


class ConfigurationError(Exception):
    """The configuration can't be used; the message says what, where, and what to do."""


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is not an IANA time zone: write one like America/Los_Angeles") from None
    return name


Timezone = Annotated[str, AfterValidator(_known_timezone)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
ShopId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,62}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AdAccount(_Strict):
    """An ad account: its time zone and currency are its own, not the shop's."""

    id: str
    timezone: Timezone
    currency: Currency
    spend_includes_vat: bool = False


class FeeOverride(_Strict):
    """A fee this shop pays instead of the schedule's, from a day on: a rate or an amount per unit."""

    fee_type: str
    valid_from: date
    rate: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    amount_per_unit: Annotated[Decimal, Field(ge=0)] | None = None
    source: str

    @model_validator(mode="after")
    def _rate_or_amount(self) -> FeeOverride:
        if (self.rate is None) == (self.amount_per_unit is None):
            raise ValueError("give either rate or amount_per_unit")
        return self


class ClaimTerms(_Strict):
    """What a carrier agreed to pay for a lost or damaged parcel; what is left out is as the seed has it."""

    carrier: Annotated[str, Field(min_length=1), AfterValidator(lambda name: name.strip().lower())]
    lost_after_days: Annotated[int, Field(ge=1)] | None = None
    claim_from_days: Annotated[int, Field(ge=0)] | None = None
    claim_until_days: Annotated[int, Field(ge=1)] | None = None
    damage_until_days: Annotated[int, Field(ge=0)] | None = None
    liability_limit: Annotated[Decimal, Field(ge=0)] | None = None
    limit_currency: Currency | None = None
    liability_basis: Annotated[str, Field(pattern=r"^(landed_cost|sales_value)$")] | None = None
    source: str

    @model_validator(mode="after")
    def _limit_has_a_currency(self) -> ClaimTerms:
        if (self.liability_limit is None) != (self.limit_currency is None):
            raise ValueError("give liability_limit and limit_currency together")
        return self


class ReturnRate(_Strict):
    """What one step of a return usually costs this shop, from a day on, where no invoice or grade says it.

    Amounts are in the shop's currency: per parcel back (`return_label`), per unit back (`receiving`,
    `restocking`, `disposal`) or per ticket (`ticket`). `write_down` is the share of their cost that goods of
    a grade lose. `grade` is the warehouse's word, `ungraded` for goods nobody graded, `*` for all.
    """

    component: Annotated[
        str, Field(pattern=r"^(return_label|receiving|restocking|disposal|write_down|ticket)$")
    ]
    grade: Annotated[str, Field(min_length=1), AfterValidator(lambda word: word.strip().lower())] = "*"
    amount: Annotated[Decimal, Field(ge=0)] | None = None
    rate: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    valid_from: date
    source: str

    @model_validator(mode="after")
    def _amount_or_rate(self) -> ReturnRate:
        if (self.component == "write_down") != (self.rate is not None) or (
            (self.component == "write_down") == (self.amount is not None)
        ):
            raise ValueError("give a rate for write_down and an amount for every other component")
        if self.grade != "*" and self.component in ("return_label", "receiving", "ticket"):
            raise ValueError(f"{self.component} goes by no grade")
        return self


class Probation(_Strict):
    """Days on which the platform holds a shop to the limits of its probation."""

    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Probation:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self


class Shop(_Strict):
    """One shop: what its exports don't say about it."""

    id: ShopId
    market: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    currency: Currency
    timezone: Timezone
    seller_type: Annotated[str, Field(pattern=r"^(local|cross_border)$")]
    import_vat_is_cost: bool = True
    ad_accounts: tuple[AdAccount, ...] = ()
    fee_overrides: tuple[FeeOverride, ...] = ()
    claim_terms: tuple[ClaimTerms, ...] = ()
    return_rate_card: tuple[ReturnRate, ...] = ()
    probation: tuple[Probation, ...] = ()

    @model_validator(mode="after")
    def _probations_are_apart(self) -> Shop:
        periods = sorted(self.probation, key=lambda period: period.valid_from)
        for before, after in pairwise(periods):
            if before.valid_to is None or before.valid_to >= after.valid_from:
                raise ValueError(f"two probations hold on {after.valid_from}")
        return self

    @model_validator(mode="after")
    def _terms_are_distinct(self) -> Shop:
        carriers = [terms.carrier for terms in self.claim_terms]
        if twice := sorted({name for name in carriers if carriers.count(name) > 1}):
            raise ValueError(f"claim_terms given twice for carrier: {', '.join(twice)}")
        rates = [f"{rate.component} {rate.grade} {rate.valid_from}" for rate in self.return_rate_card]
        if twice := sorted({name for name in rates if rates.count(name) > 1}):
            raise ValueError(f"return_rate_card given twice: {', '.join(twice)}")
        return self


class Settings(_Strict):
    """Everything a run needs to know, read once."""

    home: Path
    reporting_currency: Currency
    languages: tuple[Annotated[str, Field(pattern=r"^(en|zh)$")], ...] = ("en", "zh")
    timezone: Timezone
    shops: Annotated[tuple[Shop, ...], Field(min_length=1)]
    shop_reports: tuple[ShopId, ...] = ()

    @model_validator(mode="after")
    def _shops_are_distinct(self) -> Settings:
        ids = [shop.id for shop in self.shops]
        if unknown := sorted(set(self.shop_reports) - set(ids)):
            raise ValueError(
                f"shop_reports: there is no shop {unknown[0]}; shops has {', '.join(sorted(ids))}"
            )
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"shop id used twice: {', '.join(twice)}")
        accounts = [account.id for shop in self.shops for account in shop.ad_accounts]
        if twice := sorted({name for name in accounts if accounts.count(name) > 1}):
            raise ValueError(f"ad account claimed twice: {', '.join(twice)}")
        return self

    @property
    def inbox(self) -> Path:
        """`<home>/inbox`: `<shop>/<source>/<file>`, as people drop them."""
        return self.home / "inbox"

    @property
    def contracts(self) -> Path:
        """`<home>/contracts`: what the home adds to the shipped contracts."""
        return self.home / "contracts"

    @property
    def rules(self) -> Path:
        """`<home>/rules`: deadlines, limits and calendars that the home lays over the shipped ones."""
        return self.home / "rules"

    @property
    def landing(self) -> Path:
        """`<home>/landing`: typed Parquet, content-addressed, never rewritten."""
        return self.home / "landing"

    @property
    def quarantine(self) -> Path:
        """`<home>/quarantine`: rows that can't be read, as text, with the reason."""
        return self.home / "quarantine"

    @property
    def warehouse(self) -> Path:
        """`<home>/warehouse.duckdb`: the only live file; one writer; can be deleted and made again."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """`<home>/published`: immutable snapshots of the marts."""
        return self.home / "published"

    @property
    def snapshot(self) -> Path:
        """`<home>/published/marts.duckdb`: the snapshot that readers open."""
        return self.published / "marts.duckdb"

    @property
    def history(self) -> Path:
        """`<home>/history`: what was published when; append-only, and no part of the warehouse."""
        return self.home / "history"

    @property
    def reports(self) -> Path:
        """`<home>/reports`: `<week>/<language>/`."""
        return self.home / "reports"

    def reports_of(self, shop_id: str) -> Path:
        """`<home>/reports/shops/<shop>`: the same for one shop alone, with an index of its own."""
        return self.reports / "shops" / shop_id

    def commentary_of(self, shop_id: str) -> Path:
        """`<home>/commentary/shops/<shop>`: remarks for a shop's own report, which shows no others."""
        return self.commentary / "shops" / shop_id

    @property
    def draft(self) -> Path:
        """`<home>/draft`: pages that are being written, or that wait for a broken one; never published."""
        return self.home / "draft"

    @property
    def outbox(self) -> Path:
        """`<home>/outbox`: messages that wait and those that were sent."""
        return self.home / "outbox"

    @property
    def commentary(self) -> Path:
        """`<home>/commentary`: people's remarks on a week, `<week>.<language>.md`."""
        return self.home / "commentary"

    @property
    def checks(self) -> Path:
        """`<home>/checks`: the last validation's results and its data docs."""
        return self.home / "checks"

    @property
    def dbt_target(self) -> Path:
        """`<home>/dbt/target`: what dbt compiled for this home."""
        return self.home / "dbt" / "target"

    @property
    def past(self) -> Path:
        """`<home>/past`: homes as of a moment, `<moment>/`, each with a warehouse and reports of its own."""
        return self.home / "past"

    @property
    def run_log(self) -> Path:
        """`<home>/run.log`: what dbt and Dagster printed during the last run from the command line."""
        return self.home / "run.log"

    @property
    def notices(self) -> Path:
        """`<home>/notices`: readable notices of runs that failed."""
        return self.home / "notices"

    @property
    def dagster_home(self) -> Path:
        """`<home>/dagster`: Dagster's own storage."""
        return self.home / "dagster"

    @property
    def demo(self) -> Path:
        """`<home>/demo`: the demo shop's own truth."""
        return self.home / "demo"

    def shop(self, shop_id: str) -> Shop:
        """The shop of an id. Raises KeyError when there is none."""
        for shop in self.shops:
            if shop.id == shop_id:
                return shop
        raise KeyError(shop_id)


def home_directory() -> Path:
    """Where the data lives: `$SUANQING_HOME`, else `home/` in the project."""
    named = os.environ.get("SUANQING_HOME")
    return Path(named).expanduser().resolve() if named else PROJECT_ROOT / "home"


def secret(name: str) -> str | None:
    """A secret of the environment: passwords and chat addresses are in no file of ours."""
    return os.environ.get(name) or None


def load_settings(home: Path | None = None) -> Settings:
    """Read `shops.yaml` of a home. Raises ConfigurationError, which says what is wrong and what to do."""
    home = (home or home_directory()).resolve()
    path = home / "shops.yaml"
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path} is missing. Run `suanqing demo` for the demo shop, "
            "or write your own: README, 'Your own exports'."
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} can't be read: {error}. Mend the file and run again.") from None
    if not isinstance(declared, dict):
        raise ConfigurationError(f"{path} holds no settings: it must begin with keys like 'shops:'.")
    if "home" in declared:
        raise ConfigurationError(f"{path}: 'home' is set by SUANQING_HOME, not in the file. Remove the key.")
    try:
        return Settings(home=home, **declared)
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()]
        raise ConfigurationError(f"{path} can't be used:\n" + "\n".join(lines)) from None


def expose_home(settings: Settings, *, ignored_warning: str | None = None) -> None:
    """Tell child processes where the data lives: dbt's profile reads it, and dbt writes its logs there.

    `ignored_warning` is the beginning of one warning's text that they shall not print.
    """
    if ignored_warning:
        os.environ["PYTHONWARNINGS"] = f"ignore:{ignored_warning}"
    os.environ["SUANQING_HOME"] = str(settings.home)
    os.environ["DBT_LOG_PATH"] = str(settings.home / "dbt" / "logs")
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)


def asked_dbt_target() -> Path:
    """Where this process, which is dbt's, was told to write what it makes."""
    return Path(os.environ["DBT_TARGET_PATH"])
