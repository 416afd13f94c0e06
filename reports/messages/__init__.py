"""The message catalogue: prose and labels in every language, by key.

A message's placeholders carry their format, so that a translator decides how a number reads: `{late:num0}
orders`. What a placeholder is filled with goes through `wrap`, so prose is trusted and data never is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reports.escaping import plain
from reports.formats import Formatter

FOLDER = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([+a-z0-9]+))?\}")


class Prose(str):
    """Trusted Markdown from the catalogue: written into a page as it stands."""


class Told(str):
    """A finished sentence: plain text on one line, not to be cut; data may stand in it."""


class MessageError(Exception):
    """A message or one of its placeholders is missing."""


def read_yaml(path: Path) -> Any:
    """A file of ours, by libyaml where PyYAML has it: the catalogues are long, and it is much faster."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """All messages of a language, nested as in its file.

    Raises MessageError for a language without a file.
    """
    path = FOLDER / f"{language}.yml"
    if not path.is_file():
        raise MessageError(f"there is no message catalogue for {language!r}")
    loaded: Mapping[str, Any] = _as_prose(read_yaml(path))
    return loaded


def _as_prose(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _as_prose(value) for key, value in node.items()}
    return Prose(node)


def find(language: str, key: str) -> Any | None:
    """The message of a dotted key, the mapping under it, or None."""
    node: Any = catalogue(language)
    for part in key.split("."):
        if not isinstance(node, Mapping) or part not in node:
            return None
        node = node[part]
    return node


@cache
def _of_marts(language: str) -> Mapping[str, Mapping[str, str]]:
    path = FOLDER / f"marts.{language}.yml"
    if not path.is_file():
        return {}
    loaded: Mapping[str, Mapping[str, str]] = read_yaml(path)
    return loaded


def translated(language: str, section: str, code: str, values: Mapping[str, Any]) -> str | None:
    """What the marts say in English under a code, in another language; None where nobody has translated it.

    The values it is filled with are data: but for words of ours they stay as they are, and are no Markdown.
    """
    texts = _of_marts(language)
    message = texts.get(section, {}).get(code)
    if message is None:
        return None
    words = texts.get("word", {})

    def fill(found: re.Match[str]) -> str:
        text = str(values.get(found[1]) or "")
        return ", ".join(words.get(part, part) for part in text.split(", "))

    return _PLACEHOLDER.sub(fill, message)


@cache
def _templates(language: str, section: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English sentences of a section, in which `{…}` stands for anything, with their codes."""
    codes = _of_marts(language).get(section, {})
    parts = {code: re.split(_PLACEHOLDER, code) for code in codes}
    return tuple(
        (re.compile("".join(f"(?P<{part}>.+)" if at % 3 == 1 else re.escape(part or "")
                            for at, part in enumerate(split))), code)
        for code, split in parts.items()
    )  # fmt: skip


def translated_sentence(language: str, section: str, sentence: str) -> str | None:
    """An English sentence of the marts in another language: it is known by what stands around its values."""
    for pattern, code in _templates(language, section):
        if found := pattern.fullmatch(sentence):
            return translated(language, section, code, found.groupdict())
    return None


def placeholders(message: str) -> frozenset[str]:
    """The names that a message wants to be given."""
    return frozenset(found[1] for found in _PLACEHOLDER.finditer(message))


def say(
    formatter: Formatter,
    key: str,
    values: Mapping[str, Any],
    wrap: Callable[[str], str] = str,
) -> Prose:
    """The message of a key, filled. With `count` among the values, its `one` and `other` forms are chosen.

    Raises MessageError when the message or a value is missing.
    """
    message = find(formatter.language, key)
    if isinstance(message, Mapping):
        form = "one" if values.get("count") == 1 and "one" in message else "other"
        message = message.get(form)
    if message is None:
        raise MessageError(f"there is no message {key!r} in {formatter.language}")

    def fill(found: re.Match[str]) -> str:
        name, tag = found[1], found[2]
        if name not in values:
            raise MessageError(f"message {key!r} needs {name!r}")
        value = values[name]
        if isinstance(value, Prose):
            return value
        text = formatter(value, tag)
        return wrap(plain(text) if isinstance(value, str) and not isinstance(value, Told) else text)

    return Prose(_PLACEHOLDER.sub(fill, message))
