"""What a file states of itself beside its rows: time zone, currency, period, and when it was downloaded.

A workbook's report sheet says them, a banner above the header, or the file's name. What it states is held
against what shops.yaml declares: another currency is another shop's file and refuses it; a time zone that is
neither the shop's nor UTC is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from orchestration.exports.clock import zone_of
from orchestration.exports.contract import Contract, ReportSheet
from orchestration.exports.drift import Finding
from orchestration.exports.headers import normalise
from orchestration.exports.names import zone_in_name
from orchestration.exports.problems import Refused
from orchestration.exports.sources import in_glob
from orchestration.exports.statements import Plan
from orchestration.exports.values import is_exact, literal
from orchestration.exports.workbooks import Sheet

if TYPE_CHECKING:
    import duckdb

_DEPTH = 12
_OFFSET = re.compile(r"(?:UTC|GMT)\s*[+-]\d{1,2}(?::?\d{2})?", re.IGNORECASE)
_DAY = re.compile(r"(20\d{2})[-/_.](\d{1,2})[-/_.](\d{1,2})")
_MOMENT = re.compile(r"(20\d{2})[-/](\d{2})[-/](\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?")
_CODE = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_LABELS = {
    "period": ("time period", "period"),
    "timezone": ("timezone", "time zone"),
    "currency": ("currency",),
}


@dataclass(frozen=True)
class Stated:
    """What a file states; blank or None where it says nothing. `sheet`: the sheet that says it."""

    sheet: str = ""
    zone: str = ""
    currency: str = ""
    period: tuple[date, date] | None = None
    unread_zone: str = ""

    @property
    def formats(self) -> dict[str, str]:
        """For the receipt: what the file said."""
        told = {"stated_timezone": self.zone, "stated_currency": self.currency}
        if self.period:
            told["stated_period"] = f"{self.period[0]} to {self.period[1]}"
        return {key: value for key, value in told.items() if value}


def stated_by(contract: Contract, sheets: Iterable[Sheet], name: str) -> Stated:
    """What a workbook's report sheet and name state. The sheet's zone counts before the name's: that one is
    the download's clock.
    """
    zone = zone_in_name(contract, name)
    if contract.report_sheet is None:
        return Stated(zone=zone)
    known = {normalise(title) for title in contract.report_sheet.sheets}
    sheet = next((sheet for sheet in sheets if normalise(sheet.name) in known), None)
    if sheet is None:
        return Stated(zone=zone)
    texts = {item: _told(sheet, contract.report_sheet, item) for item in _LABELS}
    said = _zone_text(texts["timezone"])
    code = _CODE.search(texts["currency"])
    return Stated(
        sheet=sheet.name,
        zone=said or zone,
        currency=code[0] if code else "",
        period=_period(texts["period"]),
        unread_zone="" if said else texts["timezone"].strip(),
    )


def _told(sheet: Sheet, where: ReportSheet, item: str) -> str:
    """The text of one item: beside its label if it has one near the top, else at the declared cell."""
    for row in sheet.top[:_DEPTH]:
        for place, text in enumerate(row):
            if normalise(text).rstrip(":：") in _LABELS[item]:
                return next((cell for cell in row[place + 1 :] if cell.strip()), "")
    line = {"period": where.period, "timezone": where.timezone, "currency": where.currency}[item]
    place = ord(where.column) - ord("A")
    row = sheet.top[line - 1] if line <= len(sheet.top) else []
    return row[place] if place < len(row) else ""


def _zone_text(text: str) -> str:
    if found := _OFFSET.search(text):
        return found[0]
    return text.strip() if text.strip() and zone_of(text) is not None else ""


def _period(text: str) -> tuple[date, date] | None:
    try:
        days = [date(int(year), int(month), int(day)) for year, month, day in _DAY.findall(text)]
    except ValueError:
        return None
    return (days[0], days[1]) if len(days) == 2 and days[0] <= days[1] else None


def require_currency(stated: Stated, currency: str, shop_id: str, rows: int) -> None:
    """Raises Refused when the file states another currency than the shop's: it is another shop's file."""
    if stated.currency and stated.currency != currency:
        raise Refused(
            f"its sheet {stated.sheet!r} states the currency {stated.currency}, but shop {shop_id} sells in "
            f"{currency}.",
            "Move it to the shop it belongs to, or correct the shop's currency in shops.yaml.",
            rows,
        )


def contradictions(stated: Stated, shop_zone: str, utc_headers: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Findings on the stated time zone. `utc_headers`: raw table → its columns whose headers say UTC."""
    if stated.unread_zone:
        return [Finding("timezone_unknown", stated.sheet, stated.unread_zone[:40])]
    zone = zone_of(stated.zone) if stated.sheet and stated.zone else None
    if zone is None or zone is UTC:
        return []
    at = datetime.combine(stated.period[0] if stated.period else date(2026, 1, 1), datetime.min.time(), UTC)
    moments = (at, at + timedelta(days=182)) if stated.period is None else (at,)
    offset = at.astimezone(zone).utcoffset()
    findings = [
        Finding("timezone_not_utc", stated.sheet, stated.zone, table)
        for table, columns in utc_headers.items()
        if columns and offset
    ]
    shop_offsets = {moment.astimezone(ZoneInfo(shop_zone)).utcoffset() for moment in moments}
    if offset and offset not in shop_offsets:
        said = f"{stated.zone} / {shop_zone}"
        findings.append(Finding("timezone_contradiction", stated.sheet, said))
    return findings


def outside_period(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    period: tuple[date, date] | None,
    parquet: Mapping[str, Path],
) -> list[Finding]:
    """A finding for rows whose day lies outside the period that the workbook states."""
    if period is None or contract.report_sheet is None:
        return []
    findings = []
    for table, column in contract.report_sheet.dates.items():
        if table not in parquet:
            continue
        beyond = (
            f"SELECT count(*) FROM read_parquet({literal(in_glob(parquet[table]))}) "
            f"WHERE _state IS NULL AND {column} NOT BETWEEN DATE '{period[0]}' AND DATE '{period[1]}'"
        )
        (count,) = connection.execute(beyond).fetchone() or (0,)
        if count:
            findings.append(Finding("outside_period", f"{period[0]} – {period[1]}", "", table, count))
    return findings


def without_offset(connection: duckdb.DuckDBPyConnection, plan: Plan, table: str) -> dict[int, list[Finding]]:
    """A finding for each file whose events don't say which instant they are, nor has it a column of zones:
    they are read in the shop's.
    """
    raws = [item.raw for item in plan.cells if item.column.reads == "instant" and item.raw]
    if not raws or any(item.column.reads == "zone" and item.raw for item in plan.cells):
        return {}
    counts = " + ".join(f"count(*) FILTER (NOT {is_exact(raw)})" for raw in raws)
    return {
        file: [Finding("without_offset", table=table, count=count)]
        for file, (count,) in plan.reader.rows.each(connection, counts).items()
        if count
    }


def downloaded_at(
    contract: Contract, banner: Sequence[Sequence[str]], zone: str, shop_zone: str
) -> str | None:
    """When a file says above its header that it was downloaded, in UTC as `YYYY-MM-DD HH:MM:SS`; local to the
    zone that the file states, else to the shop's. None where it does not say.
    """
    if contract.banner_time is None:
        return None
    for row in banner:
        line = " ".join(row)
        if re.search(contract.banner_time, line, re.IGNORECASE) and (found := _MOMENT.search(line)):
            try:
                local = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
            except ValueError:
                return None
            at = zone_of(zone) if zone else ZoneInfo(shop_zone)
            return f"{local.replace(tzinfo=at).astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return None
