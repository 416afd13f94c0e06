"""Text files: which export a text is, told by its head, and how the engine may read it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.exports import files, rows
from orchestration.exports.amounts import has_codes
from orchestration.exports.drift import Finding
from orchestration.exports.files import Facts, TextForm
from orchestration.exports.jobs import Job, no_export
from orchestration.exports.names import zone_in_name
from orchestration.exports.problems import Refused
from orchestration.exports.recognise import Found, find_header
from orchestration.exports.scanning import Scan
from orchestration.exports.sources import Reader


@dataclass(frozen=True)
class Text:
    """A text file looked at: how it is written, which export it is, and how the engine reads it itself; None
    where it has to be gone through with care.
    """

    form: TextForm
    found: Found
    reader: Reader | None

    @property
    def header(self) -> tuple[str, ...]:
        """Its header, as it stands in the file."""
        return self.form.records[self.found.header]

    @property
    def formats(self) -> dict[str, str]:
        """How it is written, in words."""
        delimiter = {"\t": "TAB"}.get(self.form.delimiter, self.form.delimiter)
        return {"encoding": self.form.encoding, "delimiter": delimiter}


def look_at_text(job: Job) -> Text:
    """Look at the head of a text file. Raises Refused when it is no export of its source."""
    form = files.text_form(job.facts)
    found = find_header(form.records, job.contract)
    if found is None:
        raise no_export(job, form.records, _count_records(job, form))
    return Text(form, found, _direct_reader(job, form, found))


def as_told(job: Job) -> Job:
    """The job with what a text file tells of itself: by its name a time zone, by its head how it writes
    amounts.
    """
    zone = zone_in_name(job.contract, job.facts.path.name)
    coded = has_codes(job.facts.head.decode("utf-8", "replace"))
    return replace(job, reading=replace(job.reading, file_zone=zone, has_codes=coded))


def _count_records(job: Job, form: TextForm) -> int:
    """How many records a file has that is refused, as far as it can be read."""
    count = 0
    try:
        for count, _ in rows.csv_records(job.facts, form):  # noqa: B007
            pass
    except Refused:
        pass
    return count


def _direct_reader(job: Job, form: TextForm, found: Found) -> Reader | None:
    """How the engine reads the file itself; None when it has to be gone through with care."""
    simple_top = form.ends[: found.first] == tuple(range(1, found.first + 1))
    plain = form.encoding in ("utf-8", "utf-8-sig") and form.newline != "\r"
    if not (simple_top and plain) or (job.facts.is_scanned and needs_care(job.facts.scan())):
        return None
    if any("\ud800" <= character <= "\udfff" for character in str(job.facts.path)):
        return None  # the name is no UTF-8: it can't be told to the engine
    fields = tuple(f"c{place}" for place in range(len(form.records[found.header])))
    return Reader(
        path=job.facts.path,
        delimiter=form.delimiter,
        fields=fields,
        skip=found.first,
        nulls=job.contract.nulls,
        first_row=found.first + 1,
        is_crlf=form.newline == "\r\n",
        alike=found.match.alike,
    )


def needs_care(scan: Scan) -> bool:
    """Whether the engine would pass over empty lines, or take a byte that was lost for text."""
    return scan.blank_lines or scan.has_nuls


def end_of(facts: Facts) -> list[Finding]:
    """A finding where a text file does not end with a line end."""
    return [] if facts.scan().ends_in_newline else [Finding("no_line_end", "")]
