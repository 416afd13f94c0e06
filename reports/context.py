"""What components are given to build their blocks: the language, the dictionary, and the document they
write into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports import messages
from reports.blocks import Container, Document, Inline
from reports.escaping import plain
from reports.formats import FormatError, Formatter
from reports.language.runtime import RenderProblem, Rows
from reports.messages import Prose, Told
from reports.metrics import Metric
from reports.safety import Check, Checks, Withheld

# Codes of these groups are metrics: the dictionary names them, the catalogue only what it does not know.
_METRIC_GROUPS = ("line", "metric")


@dataclass
class Context:
    """One page in one language, while it is rendered."""

    formatter: Formatter
    metrics: Mapping[str, Metric]
    page: str = ""
    document: Document = field(default_factory=Document)
    figure_names: set[str] = field(default_factory=set)
    sheet_names: set[str] = field(default_factory=set)
    remarks: str = ""
    last_good: str = ""
    warned: list[tuple[int, Checks]] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language that is rendered."""
        return self.formatter.language

    def sheet_name(self, wanted: str) -> str:
        """A name for a table's data: of its page and query, the same in every language and on every run."""
        stem = f"{self.page.removesuffix('.md')}-{wanted}".replace("_", "-").lower()
        number, name = 1, stem
        while name in self.sheet_names:
            number += 1
            name = f"{stem}-{number}"
        self.sheet_names.add(name)
        return name

    def say(self, key: str, values: Mapping[str, Any] | None = None) -> str:
        """A message as plain text, for labels and titles. Raises RenderProblem when it is missing."""
        try:
            return str(messages.say(self.formatter, key, values or {}))
        except (messages.MessageError, FormatError) as error:
            raise RenderProblem(str(error)) from None

    def check_named(self, check: Check) -> str:
        """What a check asks, in the language of the page."""
        said = messages.translated(self.language, "check", check.expectation, {})
        # The names of rules are sentences but for their blanks.
        return said or check.expectation.replace("_", " ")

    def why(self, withheld: Withheld) -> str:
        """Why a number is not shown, which row broke the check, and where its last good value stands."""
        check, *others = withheld.checks
        values: dict[str, Any] = {"table": Told(check.table), "check": Told(self.check_named(check))}
        values["rows"] = Told(self.say("safety.rows", {"count": check.count}) if check.count else "")
        values["first"] = Told(self.say("safety.first", {"keys": check.first}) if check.first else "")
        values["more"] = Told(self.say("safety.more", {"count": len(others)}) if others else "")
        key = "safety.last_good" if self.last_good else "safety.no_good"
        values["last"] = Told(self.say(key, {"week": self.last_good}))
        return self.say("safety.why", values)

    def told_in_place(self, withheld: Withheld) -> str:
        """The reason as a paragraph, in the place of what depends on a value that is withheld."""
        said = self.document.inline(Inline(self.why(withheld)))
        return self.document.block(Container("alert", said, status="warning"))

    def label(self, name: str) -> str:
        """What a column is called: by the metric dictionary, else by the catalogue, else its own name in
        words.
        """
        if name in self.metrics:
            return self.metrics[name].label_in(self.language)
        found = messages.find(self.language, f"columns.{name}")
        return str(found) if isinstance(found, str) else name.replace("_", " ")

    def hint(self, name: str) -> str:
        """A metric's definition, its version and the mart it is reckoned from, in a line."""
        metric = self.metrics[name]
        told = {"formula": Told(metric.formula_in(self.language)), "version": metric.version}
        return self.say("frame.hint", {**told, "source": Told(metric.source)})

    def word(self, group: str, code: Any) -> str:
        """What a code of the marts means, from `values.<group>`; a code without a message is shown as it
        is.
        """
        if code is None or isinstance(code, Withheld):
            return self.format(code)
        if group in _METRIC_GROUPS and code in self.metrics:
            return self.metrics[code].label_in(self.language)
        found = messages.find(self.language, f"values.{group}.{code}")
        return str(found) if isinstance(found, str) else plain(code)

    def told(self, column: Mapping[str, Any], row: Mapping[str, Any], own: Any) -> str:
        """A text of the marts in the language of the page; as it stands where it has none.

        A column says the section (`translate`), and which other one holds the code (`by`); without a code
        the sentence itself is looked up.
        """
        section, text = str(column["translate"]), str(own or "")
        if "by" in column:
            said = messages.translated(self.language, section, str(row[str(column["by"])]), row)
        else:
            said = messages.translated_sentence(self.language, section, text)
        return text if said is None else said

    def format(self, value: Any, tag: str | None = None, currency: str | None = None) -> str:
        """A value as plain text. Raises RenderProblem for a format that is not known."""
        if isinstance(value, Withheld):
            return self.say("safety.short")
        if isinstance(value, Prose | Told):
            return str(value)
        try:
            text = self.formatter(value, tag, currency)
        except FormatError as error:
            raise RenderProblem(str(error)) from None
        return plain(text) if isinstance(value, str) else text

    def inline(self, value: Any) -> str:
        """What `{expr}` writes into the page."""
        if isinstance(value, Withheld):
            return self.document.inline(Inline(self.why(value), tone="warn"))
        if isinstance(value, Prose):
            return value
        if isinstance(value, Rows | Mapping | list):
            raise RenderProblem("a list can't be written into a sentence: use <DataTable data={…}/>")
        return self.document.inline(Inline(self.format(value), is_number=isinstance(value, int | float)))


def rows_of(attributes: Mapping[str, Any], tag: str = "data") -> Rows:
    """The query of an attribute. Raises RenderProblem when it is something else."""
    data = attributes.get(tag)
    if not isinstance(data, Rows):
        raise RenderProblem(f"{tag}= must be a query: write {tag}={{name_of_query}}")
    return data


def is_true(value: Any) -> bool:
    """A bare attribute, `{true}` or the word true."""
    return value is True or value == "true"


def whole_number(value: Any, name: str) -> int:
    """An attribute that counts. Raises RenderProblem for another thing."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise RenderProblem(f"{name}= must be a whole number, not {value!r}") from None
