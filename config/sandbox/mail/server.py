"""SMTP in, HTTP out."""

from __future__ import annotations

import json
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.sandbox.mail import pages
from config.sandbox.mail.box import Box

HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


class Keeper:
    """aiosmtpd's handler: keep every letter."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Store the letter before saying that it is taken."""
        content = envelope.original_content or b""
        self._box.keep(content, [str(address) for address in envelope.rcpt_tos])
        return "250 Kept"


class Catcher(ThreadingHTTPServer):
    """The mail catcher: an SMTP port and a web port on loopback (0 picks a free one)."""

    daemon_threads = True

    def __init__(self, folder: Path, *, smtp_port: int, http_port: int) -> None:
        super().__init__(("127.0.0.1", http_port), Handler)
        self.box = Box(folder)
        self.smtp = Controller(
            Keeper(self.box), hostname="127.0.0.1", port=smtp_port or _free_port()
        )

    @property
    def address(self) -> str:
        """Return the web page's base address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Serve in the background; `stop` ends it. For tests."""
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        """Serve until stopped."""
        self.smtp.start()
        self.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End both servers."""
        self.shutdown()
        self.smtp.stop()
        self.server_close()


def _free_port() -> int:
    """Return a port nobody uses; aiosmtpd has to know it beforehand."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Handler(BaseHTTPRequestHandler):
    """Routes one request."""

    server: Catcher
    server_version = "Sandbox"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a GET: a page, a JSON list or letter, a source, an attachment."""
        url = urlsplit(self.path)
        lang = pages.language(self.headers.get("Accept-Language", ""))
        to = parse_qs(url.query).get("to", [""])[0]
        if url.path == "/":
            self._send(200, pages.list_page(self.server.box.letters(to=to), lang).encode(), HTML)
        elif url.path == "/style.css":
            self._send(200, pages.STYLE.encode(), "text/css; charset=utf-8")
        elif url.path == "/healthz":
            self._json({"ok": True})
        elif url.path == "/messages.json":
            self._json([letter.as_json() for letter in self.server.box.letters(to=to)])
        else:
            self._letter(url.path, lang)

    def do_DELETE(self) -> None:
        """Empty the box."""
        if urlsplit(self.path).path == "/messages.json":
            self.server.box.empty()
            self._json([])
        else:
            self._send(404, b"", PLAIN)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _letter(self, path: str, lang: str) -> None:
        found = re.fullmatch(r"/message/([0-9a-f-]+)(\.json|/source|/attachment/(\d{1,3}))?", path)
        letter = self.server.box.letter(found[1]) if found else None
        if found is None or letter is None:
            self._send(404, b"Not found", PLAIN)
        elif found[2] is None:
            self._send(200, pages.letter_page(letter, lang).encode(), HTML)
        elif found[2] == ".json":
            self._json(letter.as_json())
        elif found[2] == "/source":
            self._send(200, self.server.box.raw(letter.id) or b"", PLAIN)
        else:
            self._attachment(letter.id, int(found[3]))

    def _attachment(self, letter_id: str, number: int) -> None:
        found = self.server.box.attachment(letter_id, number)
        if found is None:
            self._send(404, b"Not found", PLAIN)
            return
        name, content = found
        disposition = f"attachment; filename*=UTF-8''{quote(name)}"
        self._send(200, content, "application/octet-stream", **{"Content-Disposition": disposition})

    def _json(self, value: Any) -> None:
        self._send(200, json.dumps(value, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, body: bytes, content_type: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": content_type,
            "Cache-Control": "no-store",
            **headers,
        }.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
