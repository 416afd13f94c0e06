"""A page while it is written: rendered again whenever a file that it is made of changes; loopback only."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from reports.draft import Draft
from reports.render import FOLDER

HOST = "127.0.0.1"
_SECONDS = 0.5
_SUFFIXES = {".md", ".sql", ".yml"}
# Asks whether there is a newer draft, and loads it. Only what the server sends has it, not the file.
_SCRIPT = (
    b"<script>(()=>{let v=null;setInterval(()=>fetch('/version').then(r=>r.text()).then(t=>{"
    b"if(v!==null&&t!==v)location.reload();v=t}).catch(()=>{}),700)})()</script></body>"
)


class Watched:
    """The newest draft and its number, which the browser asks for."""

    def __init__(self, render: Callable[[], Draft], files: Sequence[Path]) -> None:
        self._render, self._files = render, files
        self._seen: dict[Path, int] = {}
        self.version = 0
        self.draft = Draft((), ())

    def look(self) -> bool:
        """Render again when a file has changed, is new or is gone; says whether it did."""
        now = {path: path.stat().st_mtime_ns for path in self._all() if path.is_file()}
        if now == self._seen and self.version:
            return False
        self._seen = now
        self.draft = self._render()
        self.version += 1
        return True

    def _all(self) -> list[Path]:
        """The page and what may stand in it: queries, partials, messages."""
        found = list(self._files)
        for folder in (FOLDER / "queries", FOLDER / "messages", FOLDER / "pages" / "partials"):
            found += [path for path in folder.rglob("*") if path.suffix in _SUFFIXES]
        return found

    def page(self, language: str) -> bytes:
        """The draft in a language, with what reloads it."""
        path = next((one for one in self.draft.files if one.parent.name == language), self.draft.files[0])
        return path.read_bytes().replace(b"</body>", _SCRIPT, 1)


def serve(watched: Watched, port: int) -> ThreadingHTTPServer:
    """A server of the draft on loopback; `/en` and `/zh` show it, `/version` its number."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Give the page, or its number."""
            if self.path == "/version":
                self._send(str(watched.version).encode(), "text/plain")
            else:
                self._send(watched.page(self.path.strip("/")[:2]), "text/html; charset=utf-8")

        def _send(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: what matters is said when a page is rendered."""

    server = ThreadingHTTPServer((HOST, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def follow(watched: Watched, say: Callable[[Draft], None]) -> None:
    """Look for changes until interrupted."""
    while True:
        if watched.look():
            say(watched.draft)
        time.sleep(_SECONDS)
