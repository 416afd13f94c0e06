"""Typst to PDF, in a process of its own (`reports.engine`)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from reports.engine import Engine, serve
from reports.figures.fonts import font_folders


def begin_pdf(sources: Mapping[str, str]) -> Callable[[], bytes]:
    """Begin to set a document, its `main` and the files that it names; what is given back waits for the PDF,
    or raises EngineError.
    """
    engine = Engine("reports.writers.paper")
    asked = engine.begin(json.dumps(sources, ensure_ascii=False))

    @cache
    def made() -> bytes:
        try:
            return base64.b64decode(asked.result())
        finally:
            engine.end()

    return made


def set_document(question: str) -> str:
    """The PDF of a document's sources (JSON), as text in base64."""
    import typst

    # Its types know no mapping of names to files, which it takes all the same.
    sources: Any = {name: text.encode() for name, text in json.loads(question).items()}
    made = typst.compile(sources, font_paths=list(font_folders()), ignore_system_fonts=True, timestamp=0)
    return base64.b64encode(bytes(made)).decode("ascii")


if __name__ == "__main__":
    serve(set_document)
