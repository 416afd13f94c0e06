"""The outbox: what is to be sent, what was sent, what failed; it outlives the process and the network.

    outbox/<week>/<kind>-<version>-<recipient>.json    one message to one recipient, with its state
    outbox/<week>/<kind>-<version>-<recipient>.eml     what is sent, until it is

A message is put in once per report version and recipient, and leaves once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

State = Literal["waiting", "sent", "superseded"]


@dataclass(frozen=True)
class Entry:
    """One message to one recipient."""

    week: str
    kind: str
    version: str
    recipient: str
    subject: str
    state: State = "waiting"
    attempts: int = 0
    error: str = ""
    at: str = ""
    totals: dict[str, str] = field(default_factory=dict)
    corrects: str = ""
    shop: str = ""

    @property
    def name(self) -> str:
        """Its file's name, without a suffix."""
        who = hashlib.sha256(self.recipient.encode()).hexdigest()[:10]
        return f"{self.kind}-{self.version}-{who}" + (f"-{self.shop}" if self.shop else "")

    @property
    def about(self) -> tuple[str, str, str, str]:
        """What a newer version takes the place of: the same kind of message to the same person."""
        return (self.week, self.kind, self.recipient, self.shop)


class Outbox:
    """The messages of a home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> list[Entry]:
        """All messages, oldest week first."""
        return list(self._read())

    def _read(self) -> Iterator[Entry]:
        for path in sorted(self.folder.glob("*-W*/*.json")):
            try:
                yield Entry(**json.loads(path.read_text(encoding="utf-8")))
            except (ValueError, TypeError):
                # Half a file can't be: it is written by rename. What is not ours is not touched.
                continue

    def find(self, entry: Entry) -> Entry | None:
        """The same message as it stands in the outbox."""
        path = self._path(entry, ".json")
        return Entry(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    def put(self, entry: Entry, message: bytes) -> None:
        """Put a message in; one of another version that still waits for the same recipient is dropped."""
        for other in self.entries():
            if other.about == entry.about and other.state == "waiting" and other.version != entry.version:
                self.note(replace(other, state="superseded"))
        self._write(self._path(entry, ".eml"), message)
        self.note(entry)

    def note(self, entry: Entry) -> None:
        """Write down a message's state; what waits no longer needs no text."""
        content = json.dumps(asdict(entry), ensure_ascii=False, indent=1, sort_keys=True)
        self._write(self._path(entry, ".json"), content.encode())
        if entry.state != "waiting":
            self._path(entry, ".eml").unlink(missing_ok=True)

    def message(self, entry: Entry) -> bytes:
        """The text of a message that waits."""
        return self._path(entry, ".eml").read_bytes()

    def _path(self, entry: Entry, suffix: str) -> Path:
        return self.folder / entry.week / f"{entry.name}{suffix}"

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.partial")
        beside.write_bytes(content)
        beside.replace(path)


def last_sent(entries: list[Entry], entry: Entry) -> Entry | None:
    """The newest version of a message that its recipient got."""
    sent = [one for one in entries if one.about == entry.about]
    return max((one for one in sent if one.state == "sent"), key=lambda one: one.at, default=None)
