"""What changed from one export to the next: columns that are gone, or that seem to go by another name now;
words that no export before had.

A comparison needs two files, so it is made over the receipts of a source once all of them are there, in the
order of their exports. The same receipts give the same findings, whatever was landed first.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestration.exports.contract import Contract
from orchestration.exports.deliveries import rank, told
from orchestration.exports.drift import Finding
from orchestration.exports.headers import normalise
from orchestration.exports.receipts import LANDED, Receipt

COMPARED = frozenset({"missing_column", "renamed_column"})
ALIKE = 0.6
LEARNT_FROM = 1000
"""Rows of a table, in all exports before, from which on a word that none of them had is worth telling."""
_SHAPES = {
    "id": "digits", "digits": "digits", "integer": "digits", "masked_integer": "digits", "money": "amount",
    "number": "amount", "positive": "amount", "rate": "amount", "timestamp": "time", "timestamp_utc": "time",
    "timestamp_file": "time", "zoned_timestamp": "time", "instant": "time", "date": "time",
}  # fmt: skip


def with_changes(receipts: Sequence[Receipt], contract: Contract) -> list[Receipt]:
    """The receipts whose compared findings are not what they should be, as they should be."""
    landed = [receipt for receipt in receipts if receipt.status == LANDED]
    landed.sort(key=lambda receipt: (rank(told(receipt.deliveries)), receipt.sha256))
    before: dict[tuple[str, str | None], dict[str, str]] = {}
    watched = {(table.name, c.name) for table in contract.tables for c in table.columns if c.watched}
    seen, changed = _Seen(), []
    for receipt in landed:
        found: list[Finding] = []
        for table, columns in receipt.columns.items():
            earlier = before.get((table, receipt.layout), {})
            found += _compared(table, earlier, columns, receipt, contract)
            before[table, receipt.layout] = columns
        found += seen.fresh(receipt)
        own = [
            finding
            for finding in receipt.findings
            if finding.kind not in COMPARED
            and not (finding.kind == "new_value" and (finding.table, finding.subject) in watched)
        ]
        if (*own, *found) != receipt.findings:
            changed.append(replace(receipt, findings=(*own, *found)))
    return changed


class _Seen:
    """The words of watched columns in the exports so far."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._rows: dict[str, int] = defaultdict(int)

    def fresh(self, receipt: Receipt) -> Iterator[Finding]:
        """Findings for the words of an export that none before it had, which then count as seen.

        The first few rows of a shop hold little of what is usual: they are only learnt from.
        """
        for table, columns in receipt.words.items():
            for column, words in columns.items():
                known = self._words[table, column]
                if known and self._rows[table] >= LEARNT_FROM:
                    yield from (
                        Finding("new_value", column, word, table)
                        for word in words
                        if word.strip().lower() not in known
                    )
                known.update(word.strip().lower() for word in words)
        for table, rows in receipt.tables.items():
            self._rows[table] += rows.rows_landed


def _compared(
    table: str, earlier: dict[str, str], columns: dict[str, str], receipt: Receipt, contract: Contract
) -> Iterator[Finding]:
    fresh = [
        finding.subject
        for finding in receipt.findings
        if finding.kind in ("new_column", "new_amount") and finding.table == table
    ]
    reads = {c.name: c.reads for t in contract.tables if t.name == table for c in t.columns}
    for name, header in earlier.items():
        if name in columns:
            continue
        shape = _SHAPES.get(reads.get(name, "money"), "text")
        now = _alike(header, shape, [(title, receipt.shapes.get(title)) for title in fresh])
        if now is None:
            yield Finding("missing_column", header, table=table)
        else:
            fresh.remove(now)
            yield Finding("renamed_column", header, now, table)


def _alike(header: str, shape: str, candidates: Sequence[tuple[str, str | None]]) -> str | None:
    """The new header that may be the old one: by its name, or as the only one whose values look the same."""
    likeness = {
        title: difflib.SequenceMatcher(None, normalise(header), normalise(title)).ratio()
        for title, held in candidates
        if held in (None, "empty", shape)
    }
    best = max(likeness, key=lambda title: likeness[title], default=None)
    if best is not None and likeness[best] >= ALIKE:
        return best
    same = [title for title, held in candidates if held == shape != "text"]
    return same[0] if len(same) == 1 else None
