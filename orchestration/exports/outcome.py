"""What reading a file gave, before anything of it is committed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from orchestration.exports.drift import Finding
from orchestration.exports.noticing import Noticed
from orchestration.exports.quarantine import BadRow
from orchestration.exports.receipts import TableRows
from orchestration.exports.recognise import Match
from orchestration.exports.values import Reading


@dataclass
class Outcome:
    """What reading a file gave: Parquet by raw table, row counts, bad rows, findings, and how it was read."""

    parquet: dict[str, Path] = field(default_factory=dict)
    tables: dict[str, TableRows] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    layout: str | None = None
    formats: dict[str, str] = field(default_factory=dict)
    exported_at: str | None = None
    """When the file says that it was downloaded (UTC); None where its name or time must do."""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    period: tuple[date, date] | None = None
    """The days that the file says it covers."""
    sheets: dict[str, dict[str, int]] = field(default_factory=dict)
    """By table its sheets, in their order: the number after which the rows of each are counted."""
    ends: dict[str, int] = field(default_factory=dict)
    """By table the number of the last row so far."""

    @property
    def rows_read(self) -> int:
        """All records of the file that are rows of a table."""
        return sum(table.rows_read for table in self.tables.values())

    def take(self, noticed: Noticed, match: Match, reading: Reading) -> None:
        """Note what was noticed of a table, and how it was read."""
        self.findings += noticed.findings
        self.columns[match.table.name] = noticed.columns
        self.shapes |= noticed.shapes
        if noticed.words:
            self.words[match.table.name] = noticed.words
        self.layout = self.layout or match.layout.name
        self.formats |= {
            "dates": reading.date_order,
            "timezone": reading.timezone,
            "currency": reading.currency,
        }

    def add(self, more: Outcome) -> None:
        """Take in what another sheet of a table gave, but for its rows, which are added to the Parquet."""
        for name, rows_ in more.tables.items():
            self.tables[name] = self.tables[name].plus(rows_)
        self.bad += more.bad
        self.findings += [finding for finding in more.findings if finding not in self.findings]
        for name, headers in more.columns.items():
            self.columns[name] = {**headers, **self.columns.get(name, {})}
        self.shapes = {**more.shapes, **self.shapes}
        for name, columns in more.words.items():
            own = self.words.setdefault(name, {})
            for column, words in columns.items():
                own[column] = sorted({*own.get(column, ()), *words})
