"""The drift desk: what a file has that its contract does not know, or lacks that it had before.

A finding never stops a file: its rows land, and somebody is told what changed and what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal[
    "new_column", "missing_column", "renamed_column", "retyped_column", "new_value", "new_amount",
    "unread_amount", "rounded",
    "duplicate_column", "duplicate_differs", "alias_differs", "unnamed_column", "unknown_sheet",
    "unread_sheet", "pivot_sheet", "second_sheet", "hidden_sheet",
    "sheet_of_another_shop", "sheet_repeats", "sheet_contradicts", "no_rows", "no_line_end",
    "windows_1252", "gb18030", "ambiguous_dates", "without_offset", "masked_text", "masked_name",
    "timezone_contradiction", "timezone_not_utc",
    "timezone_unknown", "broken_sum", "broken_rule", "outside_period", "other",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)

_TEXTS = {
    "new_column": "new column: {subject}",
    "missing_column": "column missing that the export before it had: {subject}",
    "renamed_column": "column perhaps renamed: {subject} may be {detail} now",
    "retyped_column": "most of {detail} rows can't be read for one column: {subject}",
    "new_value": "new value in {subject}: {detail}",
    "new_amount": "new amount, landed under its own name: {subject}",
    "unread_amount": "values of the new amount {subject} that are no amounts and did not land",
    "duplicate_column": "column twice, first one read: {subject}",
    "duplicate_differs": "column twice, first one read, and the second holds something else: {subject}",
    "alias_differs": "two columns for one thing, first one read where it is filled, and the second holds "
    "something else: {subject}",
    "rounded": "{subject} has more decimals than are kept, rounded half up",
    "unnamed_column": "column without a header, which did not land: number {subject}",
    "unknown_sheet": "unknown sheet: {subject}",
    "unread_sheet": "sheet of the export that is not read, since nobody has described its columns: {subject}",
    "pivot_sheet": "sheet that is a pivot table and no export: {subject}",
    "second_sheet": "sheet of {table} left out: {subject}",
    "hidden_sheet": "hidden sheet of {table} left out: {subject}",
    "sheet_of_another_shop": "sheet of {table} left out, it bears the name of another shop: {subject}",
    "sheet_repeats": "sheet of {table} left out, {detail} of its rows stand in the sheets before it too: "
    "{subject}",
    "sheet_contradicts": "sheet of {table} left out, {detail} of its rows have other values for keys of the "
    "sheets before it, and which holds is not guessed: {subject}",
    "no_rows": "a header and no rows",
    "no_line_end": "the last line has no line end: make sure that the file is whole",
    "windows_1252": "read as Windows-1252, since it is no Unicode",
    "gb18030": "read as Chinese in GB18030, since it is no Unicode",
    "ambiguous_dates": "dates that fit both orders of day and month, read as the contract says: {subject}",
    "without_offset": "times without an offset, read in the shop's time zone",
    "masked_text": "text that looked personal, masked: {subject}",
    "masked_name": "the file's name looked personal, masked",
    "timezone_contradiction": "sheet {subject} says another time zone than shops.yaml: {detail}",
    "timezone_not_utc": "sheet {subject} says {detail}, the header says UTC",
    "timezone_unknown": "sheet {subject} names {detail}, which is no time zone I know",
    "broken_sum": "{subject} is not the sum of its parts",
    "broken_rule": "{subject} does not hold",
    "outside_period": "rows outside the period that the file states, {subject}",
    "other": "{subject}",
}
_DETAILS = {
    "broken_sum": "first in row {detail}",
    "unread_amount": "first in row {detail}",
    "duplicate_differs": "first in row {detail}",
    "alias_differs": "first in row {detail}",
    "rounded": "first in row {detail}",
}
"""How a detail is said in the brackets behind a text that doesn't say it itself."""
_ADVICE = {
    "new_column": "Nothing is lost but the column itself, which did not land: add it to the contract if it "
    "matters, or to its ignored headers.",
    "missing_column": "Export again with all columns, if it was left out by mistake.",
    "renamed_column": "If it is the same column, add the new header to its aliases in the contract.",
    "retyped_column": "Look at the rows in quarantine: the platform may write the column in another way now.",
    "new_value": "Say what it means in the contract or the seed that lists the values; until then it counts "
    "as unknown.",
    "new_amount": "It is in the money as unmapped: give it a fee type in seed settlement_fee_types.",
    "unread_amount": "The rest of these rows landed. Look at them in the file, and export again if a "
    "spreadsheet has changed them.",
    "duplicate_column": "Check that the first of the two is the one that is meant.",
    "duplicate_differs": "What the second holds in these rows did not land: export again, and if both are "
    "there still, take the wrong one out of the file.",
    "alias_differs": "What the second holds in these rows did not land: compare one with the platform, and "
    "name the header that is wrong among the `ignored` ones in the home's contracts/.",
    "rounded": "By half of the last decimal that is kept, at most: check one of these rows, if the export "
    "should have no such decimals.",
    "unnamed_column": "Export again: without its header nobody can say what its values are.",
    "unknown_sheet": "If it holds rows, add it to the contract; else name it among the ignored sheets.",
    "unread_sheet": "No number needs it. Map it in the home's contracts/ if its rows matter to you, or name "
    "it among the ignored sheets.",
    "pivot_sheet": "Nothing is lost: its rows are reckoned from those of other sheets.",
    "second_sheet": "Drop it as a file of its own, if it holds rows that nothing else has.",
    "hidden_sheet": "Show it and save the workbook, if its rows belong to the export.",
    "sheet_of_another_shop": "Drop it into that shop's folder as a file of its own.",
    "sheet_repeats": "Drop its other rows as a file of their own: the same ones count once.",
    "sheet_contradicts": "Drop the newer of the two as a file of its own: the newest export of a row counts.",
    "no_rows": "Nothing to do, if nothing happened in the days that were exported; else export again.",
    "no_line_end": "Download the file again, if its last row looks cut off.",
    "windows_1252": "Export as UTF-8 or as Excel, if letters look wrong.",
    "gb18030": "Export as UTF-8 or as Excel, if letters look wrong: texts in Japanese, Korean, Thai or "
    "traditional Chinese would.",
    "ambiguous_dates": "Check one date against the platform.",
    "without_offset": "Correct the time zone in shops.yaml, or export with offsets, if the hours are wrong.",
    "masked_text": "Keep personal data out of free-text columns.",
    "masked_name": "Name the file as the platform did, or after what it holds.",
    "timezone_contradiction": "Correct the time zone in shops.yaml, or move the file to its shop.",
    "timezone_not_utc": "Check one time against the platform: it was read as UTC.",
    "timezone_unknown": "Check one time against the platform: it was read as UTC or as the name says.",
    "broken_sum": "Look at the rows named, which landed: a column may be new, or missing from this export.",
    "broken_rule": "The rows have landed as they are: look at some, then export again or correct the file.",
    "outside_period": "Check that nothing was pasted into the sheet; the rows have landed.",
    "other": "",
}


@dataclass(frozen=True)
class Finding:
    """One thing about a file that its contract did not foresee.

    `subject` is the header, sheet or column it is about, `detail` what else there is to say (the new value,
    the other header), `table` the raw table, `count` how many rows or values. No personal data, ever.
    """

    kind: Kind
    subject: str = ""
    detail: str = ""
    table: str | None = None
    count: int | None = None

    @property
    def text(self) -> str:
        """The finding as part of a sentence."""
        text = _TEXTS[self.kind]
        said = text.format(subject=self.subject, detail=self.detail, table=self.table)
        detail = _DETAILS.get(self.kind, "{detail}").format(detail=self.detail)
        rest = [] if "{detail}" in text or not self.detail else [detail]
        rest += [] if self.count is None else [f"{self.count:,} row" + "s" * (self.count != 1)]
        return f"{said} ({'; '.join(rest)})" if rest else said

    @property
    def advice(self) -> str:
        """What to do about it."""
        return _ADVICE[self.kind]


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """A finding as it stands in a receipt: what is empty is left out."""
    return {key: value for key, value in asdict(finding).items() if value not in (None, "")}


def finding_of(node: dict[str, Any]) -> Finding:
    """A finding from a receipt. Raises TypeError or ValueError for what is none."""
    finding = Finding(**node)
    if finding.kind not in KINDS:
        raise ValueError(f"no kind of finding: {finding.kind}")
    return finding


def drift_text(findings: Iterable[Finding]) -> str | None:
    """Findings as one readable text, None where there is none: `source_files.drift`."""
    return "; ".join(finding.text for finding in findings) or None
