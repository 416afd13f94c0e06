"""What draws figures and sets paper works in processes of its own, each as long as it is needed.

Meanwhile the report goes on, on the other processor, and when a process ends its memory goes with it: a
hundred megabytes of each, that would stay with whoever renders one report after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass


class EngineError(Exception):
    """What was asked for could not be made; the message is that of the library that makes it."""


@dataclass
class _Process:
    """A process, and the thread that waits for its answers: one at a time, in order."""

    module: str
    process: subprocess.Popen[str]
    waiting: ThreadPoolExecutor

    def ask(self, question: str) -> str:
        """The answer to a question of one line. Raises EngineError."""
        asked, answered = self.process.stdin, self.process.stdout
        assert asked is not None and answered is not None
        try:
            asked.write(f"{question}\n")
            asked.flush()
            line = answered.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise EngineError(f"the process of {self.module} ended with {self.process.wait()}.")
        answer, error = json.loads(line)
        if error:
            raise EngineError(error)
        return str(answer)


class Engine:
    """A module of ours that answers questions when it is run, by `serve`; it starts with the first one."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._running: _Process | None = None
        self._kept = 0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within this, `end` ends nothing: more is to be asked for. When it is left, the process ends."""
        self._kept += 1
        try:
            yield
        finally:
            self._kept -= 1
            self.end()

    def start(self) -> _Process:
        """Start the process where none runs, for a question that is still to come."""
        with self._lock:
            if self._running is None or self._running.process.poll() is not None:
                command, pipe = [sys.executable, "-m", self._module], subprocess.PIPE
                process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
                self._running = _Process(self._module, process, ThreadPoolExecutor(1))
            return self._running

    def begin(self, question: str) -> Future[str]:
        """Ask a question of one line; its answer, or EngineError, comes when it comes."""
        running = self.start()
        return running.waiting.submit(running.ask, question)

    def end(self) -> None:
        """Wait for the answers to all that was asked, and end the process; where it is kept, do neither."""
        if self._kept:
            return
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running.waiting.shutdown()
            assert running.process.stdin is not None and running.process.stdout is not None
            running.process.stdin.close()
            running.process.wait()
            running.process.stdout.close()


def serve(answer: Callable[[str], str]) -> None:
    """Answer every line that comes in by a line: [answer, ""], or ["", what is wrong with the question].

    It writes by a stream of its own. Under PYTHONUNBUFFERED Python's standard output forgets what is left of
    an answer when a signal interrupts its writing, and who asked would wait for it without end.
    """
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    with open(sys.stdout.fileno(), "w", encoding="ascii", closefd=False) as told:
        for question in sys.stdin:
            try:
                said = [answer(question), ""]
            except (ValueError, RuntimeError) as error:
                said = ["", str(error)]
            told.write(json.dumps(said) + "\n")
            told.flush()
