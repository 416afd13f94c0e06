"""`$SUANQING_HOME/delivery.yaml`: who gets the report, how, and which alerts. Secrets are never in it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.settings import ConfigurationError, Settings

Language = Literal["en", "zh"]
Attachment = Literal["pdf", "xlsx", "html", "md"]
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+$")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Smtp(_Strict):
    """The server that takes the mail; its password is `$SUANQING_SMTP_PASSWORD`."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: str

    @model_validator(mode="after")
    def _secure_beyond_this_machine(self) -> Smtp:
        if self.security == "none" and self.host not in _LOOPBACK:
            raise ValueError(f"security: none sends in the clear to {self.host}: write starttls or tls")
        return self


class Recipient(_Strict):
    """A person by mail, or a chat by the name of its address: `$SUANQING_CHAT_<NAME>`."""

    mail: str = ""
    chat: Annotated[str, Field(pattern=r"^[a-z0-9-]*$")] = ""
    language: Language = "en"
    shops: tuple[str, ...] = ()
    attach: tuple[Attachment, ...] = ("pdf", "html")
    report: bool | Literal["shops"] = True
    alerts: bool = True

    @model_validator(mode="after")
    def _one_way(self) -> Recipient:
        if self.report == "shops" and (not self.shops or "all" in self.shops):
            raise ValueError("report: shops needs shops: with the names of single shops")
        if bool(self.mail) == bool(self.chat):
            raise ValueError("give either mail or chat")
        if self.mail and not _ADDRESS.match(self.mail):
            raise ValueError(f"{self.mail!r} is no mail address")
        return self

    @property
    def name(self) -> str:
        """What tells this recipient from the others."""
        return self.mail or f"chat:{self.chat}"


class When(_Strict):
    """What fires an alert: a value beyond a limit, its change against the week before, or an outlier."""

    above: Decimal | None = None
    below: Decimal | None = None
    change_above: Decimal | None = None
    change_below: Decimal | None = None
    outlier: Annotated[Decimal, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> When:
        if not self.model_dump(exclude_none=True):
            raise ValueError("give above, below, change_above, change_below or outlier")
        return self


class Rule(_Strict):
    """An alert: a metric, when it fires, for which shops, and until when it is mute."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    metric: str
    when: When
    shops: tuple[str, ...] = ()
    mute_until: date | None = None
    repeat: Literal["weekly", "once"] = "weekly"


class Delivery(_Strict):
    """All of `delivery.yaml`."""

    smtp: Smtp | None = None
    link: str = ""
    # A report from which failed checks withhold numbers waits for a whole one, unless this says not to.
    send_withheld: bool = False
    recipients: tuple[Recipient, ...] = ()
    alerts: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Delivery:
        if self.smtp is None and any(one.mail for one in self.recipients):
            raise ValueError("recipients by mail need smtp:")
        for kind, names in (
            ("recipient", [r.name for r in self.recipients]),
            ("alert", [r.name for r in self.alerts]),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{kind} named twice: {', '.join(twice)}")
        return self


def delivery_file(settings: Settings) -> Path:
    """`<home>/delivery.yaml`."""
    return settings.home / "delivery.yaml"


def read_delivery(settings: Settings) -> Delivery | None:
    """What is to be sent; None for a home that sends nothing. Raises ConfigurationError, which says where."""
    path = delivery_file(settings)
    if not path.is_file():
        return None
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        delivery = Delivery(**declared)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
        raise ConfigurationError(f"{path} can't be read: {error}. Mend the file and run again.") from None
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors()]
        raise ConfigurationError(f"{path} can't be used:\n" + "\n".join(lines)) from None
    known = {shop.id for shop in settings.shops} | {"all"}
    named = {shop for one in delivery.recipients for shop in one.shops}
    named |= {shop for one in delivery.alerts for shop in one.shops}
    if unknown := sorted(named - known):
        raise ConfigurationError(
            f"{path}: there is no shop {unknown[0]}; shops.yaml has {', '.join(sorted(known))}."
        )
    alone = {shop for one in delivery.recipients if one.report == "shops" for shop in one.shops}
    if unwritten := sorted(alone - set(settings.shop_reports)):
        raise ConfigurationError(
            f"{path}: no report of {unwritten[0]} alone is written; add it to shop_reports in shops.yaml."
        )
    wanted: set[str] = {one.language for one in delivery.recipients}
    if missing := sorted(wanted - set(settings.languages)):
        raise ConfigurationError(
            f"{path}: no report is written in {missing[0]}; add it to languages in shops.yaml."
        )
    return delivery
