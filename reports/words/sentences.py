"""Sentences to text in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports import messages
from reports.formats import Formatter
from reports.messages import Prose, Told
from reports.words.rules import Sentence


def told(sentences: Sequence[Sentence], formatter: Formatter) -> Told:
    """The sentences as plain text, joined as the language joins them.

    Raises MessageError for a missing message.
    """
    joint = "" if formatter.language == "zh" else " "
    return Told(joint.join(_one(sentence, formatter) for sentence in sentences))


def _one(sentence: Sentence, formatter: Formatter) -> str:
    values = {name: _value(value, formatter) for name, value in sentence.values.items()}
    if sentence.key.startswith("values.") and messages.find(formatter.language, sentence.key) is None:
        return sentence.key.split(".", 2)[2]
    return str(messages.say(formatter, sentence.key, values))


def _value(value: Any, formatter: Formatter) -> Any:
    if isinstance(value, Sentence):
        return Prose(_one(value, formatter))
    if isinstance(value, tuple):
        return Prose("".join(_one(part, formatter) for part in value))
    return value
