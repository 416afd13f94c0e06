"""What a file is read by besides its bytes: its contract, its shop, its name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from orchestration.exports.contract import Contract
from orchestration.exports.names import period_words, report_period
from orchestration.exports.values import Reading
from orchestration.settings import SHARED_FOLDER, Settings, Shop

READER_VERSION = "9"
"""Raise it when the same bytes under the same contract would land as other values: files still there are read
anew.
"""


def timezone_of(settings: Settings, shop_id: str) -> str:
    """The time zone of a shop; of what all shops share, that of the reports."""
    return settings.timezone if shop_id == SHARED_FOLDER else settings.shop(shop_id).timezone


def reading_digest(settings: Settings, contract: Contract, shop_id: str, path: Path) -> str:
    """A digest of all that decides how a file's bytes are read, besides the bytes."""
    shop = (
        {}
        if shop_id == SHARED_FOLDER
        else settings.shop(shop_id).model_dump(
            mode="json", exclude={"fee_overrides", "claim_terms", "return_rate_card", "probation"}
        )
    )
    decided = [READER_VERSION, contract.source, contract.version, timezone_of(settings, shop_id), shop]
    if contract.period:
        decided.append(period_words(contract, path))
    return hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()[:16]


def reading_for(settings: Settings, contract: Contract, shop_id: str, path: Path) -> Reading:
    """What a file of a shop is read by. Raises Refused when its name must say more."""
    if shop_id == SHARED_FOLDER:
        return Reading("", settings.reporting_currency, settings.timezone, contract.order_for(""))
    shop: Shop = settings.shop(shop_id)
    plain = Reading(shop.market, shop.currency, shop.timezone, contract.order_for(shop.market))
    plain = replace(
        plain,
        decimal_comma=contract.decimal_comma.get(shop.market),
        date_order_12_hours=contract.date_order_12_hours.get(shop.market),
    )
    period = report_period(contract, path, shop)
    if period is None:
        return plain
    return replace(
        plain,
        currency=period.account.currency,
        timezone=period.account.timezone,
        ad_account=period.account.id,
        ad_currency=period.account.currency,
        report_from=period.first.isoformat(),
        report_to=period.last.isoformat(),
    )
