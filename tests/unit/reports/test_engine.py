"""The processes that draw and set paper: answers, errors, their end."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import termios
import time
from array import array
from pathlib import Path
from typing import IO

import pytest

from reports.engine import Engine, EngineError
from reports.writers.paper import begin_pdf
from tests.unit.reports.snapshot import WEEK, write_snapshot

ROOT = Path(__file__).resolve().parents[3]
RENDER = """
import sys
from pathlib import Path
from reports.render import engines_kept, render_week
def children():
    return sum(len(each.read_text().split()) for each in Path("/proc/self/task").glob("*/children"))
def render():
    render_week(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], ["en"])
render()
print("after:", children())
with engines_kept():
    render()
    print("kept:", children())
print("left:", children())
"""
SPECIFICATION = '{"mark": "bar", "width": %d, "data": {"values": [{"a": 1}]}}'


def processes_of(module: str) -> list[int]:
    """The running processes of a module that the tests have started."""
    threads = Path("/proc/self/task").glob("*/children")
    children = [child for each in threads for child in each.read_text(encoding="ascii").split()]
    return [
        int(child)
        for child in children
        if module.encode() in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
    ]


def test_answers_come_to_their_questions_whatever_the_order_they_are_waited_for_in() -> None:
    engine = Engine("reports.figures.drawing")
    begun = [engine.begin(SPECIFICATION % width) for width in (100, 200, 300)]
    widths = [re.search(r'width="(\d+)"', each.result()) for each in reversed(begun)]
    engine.end()
    assert [int(found[1]) // 100 for found in widths if found] == [3, 2, 1]


def test_what_the_library_says_is_the_error_and_the_next_question_is_answered() -> None:
    engine = Engine("reports.figures.drawing")
    wrong, right = engine.begin('{"mark": "nonsense"}'), engine.begin(SPECIFICATION % 100)
    with pytest.raises(EngineError, match="conversion failed"):
        wrong.result()
    assert right.result().startswith("<svg")
    engine.end()


def test_a_process_that_ends_amid_its_work_is_an_error_and_another_takes_its_place() -> None:
    engine = Engine("reports.figures.drawing")
    process = engine.start().process
    # Held still first: killed outright it may be gone, and replaced, before the question reaches it.
    process.send_signal(signal.SIGSTOP)
    asked = engine.begin(SPECIFICATION % 100)
    process.send_signal(signal.SIGKILL)
    with pytest.raises(EngineError, match=r"reports\.figures\.drawing ended with -9"):
        asked.result()
    assert engine.begin(SPECIFICATION % 100).result().startswith("<svg")
    engine.end()


def test_a_process_that_ended_between_two_questions_is_replaced_without_a_word() -> None:
    engine = Engine("reports.figures.drawing")
    process = engine.start().process
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert engine.begin(SPECIFICATION % 100).result().startswith("<svg")
    engine.end()


def test_an_answer_comes_whole_where_a_signal_interrupts_its_writing() -> None:
    command, pipe = [sys.executable, "-m", "reports.writers.paper"], subprocess.PIPE
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    pages = json.dumps({"main": "#for i in range(400) [Page #i #lorem(300) #pagebreak()]"})
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(f"{pages}\n")
        process.stdin.flush()
        # A full pipe: the process waits amid its answer.
        while _unread(process.stdout) < fcntl.fcntl(process.stdout, fcntl.F_GETPIPE_SZ):
            time.sleep(0.02)
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGCONT)
        process.stdin.close()
        answer, error = json.loads(process.stdout.read())
    assert error == ""
    assert base64.b64decode(answer).endswith(b"%%EOF")


def _unread(stream: IO[str]) -> int:
    """Bytes in a pipe that nobody has read yet."""
    found = array("i", [0])
    fcntl.ioctl(stream, termios.FIONREAD, found)
    return found[0]


def test_paper_that_cannot_be_set_is_an_error_of_the_library_and_leaves_no_process() -> None:
    with pytest.raises(EngineError, match="unknown variable"):
        begin_pdf({"main": "#nonsense"})()
    assert begin_pdf({"main": '#"a line\nand “another”"'})().startswith(b"%PDF")
    assert processes_of("reports.writers.paper") == []


def test_a_rendered_report_leaves_no_process_behind_but_within_kept(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path / "marts.duckdb")
    command = [sys.executable, "-c", RENDER, str(snapshot), str(tmp_path / "out"), WEEK]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert told.split() == ["after:", "0", "kept:", "1", "left:", "0"]
    assert (tmp_path / "out" / WEEK / "en" / "weekly-review.pdf").is_file()
