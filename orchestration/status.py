"""What has landed, which weeks are closed, what the checks found, what is stale: `suanqing status`."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from expectations.results import read_results
from orchestration.close import NothingPublishedError, inputs_digest, read_closed, recall
from orchestration.exports.drift import Finding
from orchestration.exports.newness import open_findings
from orchestration.exports.receipts import Receipt, read_receipts
from orchestration.inbox import inbox_state
from orchestration.settings import Settings
from orchestration.warehouse.publish import missing_exports, read_publication
from orchestration.weeks import IsoWeek

# A weekly export that is more than a week older than the shop's newest one has probably been forgotten.
STALE_AFTER = timedelta(days=8)
# A price list holds until the next one; its age says nothing.
LASTING_SOURCES = {"product_costs"}
SHOWN_FINDINGS = 8


def status_text(settings: Settings) -> str:
    """The status of a home, as a few lines for a person."""
    receipts = read_receipts(settings)
    parts = [_files(receipts), _missing(settings), _drift(settings), _weeks(settings), _checks(settings)]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _files(receipts: list[Receipt]) -> list[str]:
    if not receipts:
        return ["files     nothing has landed yet: `suanqing run`"]
    groups: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        groups[receipt.shop_id, receipt.source].append(receipt)
    newest = max(_exported(receipt) for receipt in receipts)
    lines = [
        f"{'files':<10}{'shop':<12}{'source':<20}{'files':>6}{'rows':>11}{'quarantined':>13}  newest export"
    ]
    for (shop, source), group in sorted(groups.items()):
        lines.append(_group_line(shop, source, group, newest))
    refused = [receipt for receipt in receipts if receipt.status != "landed"]
    lines += [f"refused   {receipt.source_file}: {receipt.reason}" for receipt in refused]
    return lines


def _missing(settings: Settings) -> list[str]:
    """The exports that the published week was reckoned without."""
    missing = missing_exports(settings)
    lines = [f"          {shop}: {', '.join(sources)}" for shop, sources in missing.items()]
    return (
        ["missing   no export has landed yet, and something is unknown without it", *lines] if lines else []
    )


def _drift(settings: Settings) -> list[str]:
    """What drifted, newest export first: each finding once, with the newest file that has it; in how many
    rows, where it is the only one.
    """
    told: dict[tuple[str, str, Finding], list[tuple[Receipt, Finding]]] = defaultdict(list)
    for receipt, finding in open_findings(settings):
        key = receipt.shop_id, receipt.source, replace(finding, count=None)
        told[key].append((receipt, finding))
    lines = []
    for (_, _, uncounted), files in list(told.items())[:SHOWN_FINDINGS]:
        (newest, counted), *others = files
        more = f" and {len(others)} more" if others else ""
        finding = uncounted if others else counted
        lines.append(f"{'':<10}{newest.source_file}{more}: {finding.text}")
        if finding.advice:
            lines.append(f"{'':<12}{finding.advice}")
    if len(told) > SHOWN_FINDINGS:
        lines.append(f"{'':<10}and {len(told) - SHOWN_FINDINGS} more: marts.file_findings has them all")
    return [f"drift     {len(told)} finding(s), the newest first", *lines] if told else []


def _exported(receipt: Receipt) -> datetime:
    """When it was exported; the beginning of time for a refused file that says nothing of it."""
    return datetime.fromisoformat(receipt.exported_at or "1970-01-01")


def _group_line(shop: str, source: str, group: list[Receipt], newest: datetime) -> str:
    landed = sum(receipt.rows_landed for receipt in group)
    quarantined = sum(receipt.rows_quarantined for receipt in group)
    last = max(_exported(receipt) for receipt in group)
    dated = any(receipt.exported_at for receipt in group)
    forgotten = dated and source not in LASTING_SOURCES and newest - last > STALE_AFTER
    stale = "  STALE" if forgotten else ""
    counts = f"{len(group):>6}{landed:>11,}{quarantined:>13,}"
    return f"{'':<10}{shop:<12}{source:<20}{counts}  {f'{last:%Y-%m-%d}' if dated else 'none landed'}{stale}"


def _weeks(settings: Settings) -> list[str]:
    publication = read_publication(settings)
    if publication is None:
        return ["weeks     nothing is published yet: `suanqing run`"]
    newest = IsoWeek.parse(publication.newest_complete_week)
    lines = [f"weeks     newest complete week {newest}, as of {publication.as_of:%Y-%m-%d %H:%M} UTC"]
    if publication.withheld:
        lines.append(f"          WITHHELD from {publication.path.name}: {', '.join(publication.withheld)}")
    for folder in sorted((path for path in settings.reports.glob("*-W*") if path.is_dir()), reverse=True):
        try:
            closed = read_closed(settings, IsoWeek.parse(folder.name))
        except (NothingPublishedError, ValueError):
            continue
        lines.append(f"          {closed.week}  {closed.entry(settings.languages[0])}")
        if closed.withheld:
            lines.append(f"          {'':<8}  numbers are withheld; {closed.stands(settings)}")
    inputs = inputs_digest(settings, inbox_state(settings.inbox, now=time.time()).digest)
    if recall(settings, newest, inputs) is None:
        lines.append(
            f"          {newest} is STALE: files, configuration or code changed since: `suanqing run`"
        )
    return lines


def _checks(settings: Settings) -> list[str]:
    path = settings.checks / "results.json"
    if not path.exists():
        return ["checks    none have run yet"]
    results = read_results(path)
    lines = [
        f"checks    {results.evaluated} ran, {len(results.failed)} failed, {results.failed_blocking} blocking"
    ]
    lines += [
        f"          {result.severity}: {result.table}: {result.headline}" for result in results.failed[:10]
    ]
    return lines
