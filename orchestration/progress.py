"""What a person sees while a run works: a line a step, with its time and its counts.

The Dagster steps report here. In the UI and the daemon the lines go to the run's log;
`suanqing run` prints them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class StepNote:
    """What a step wants said on its line when it is done."""

    text: str = ""


@dataclass
class Progress:
    """Writes step lines through `write`; `steps` keeps (name, seconds, note) for whoever sums up.

    `announce`, where there is one, is told a step's name when it begins, and a terminal shows it meanwhile.
    """

    write: Callable[[str], None]
    announce: Callable[[str], None] | None = None
    steps: list[tuple[str, float, str]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[StepNote]:
        """Time a step; its line is written when it ends, also when it fails."""
        note = StepNote()
        started = time.perf_counter()
        if self.announce:
            self.announce(name)
        try:
            yield note
        except BaseException:
            self._line(name, time.perf_counter() - started, note.text or "failed")
            raise
        self._line(name, time.perf_counter() - started, note.text)

    def say(self, text: str) -> None:
        """A line of its own, for what a reader has to act on."""
        self.write(f"          {text}")

    def _line(self, name: str, seconds: float, text: str) -> None:
        self.steps.append((name, seconds, text))
        self.write(f"{name:<10}{seconds:>6.1f} s  {text}")
