"""HTTP in and out: the API, the hosted page, the faults page, the style sheet."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from config.sandbox.stripe import admin, hosted, pages
from config.sandbox.stripe.api import Answer, Api, Call, json_body
from config.sandbox.stripe.delivery import Courier
from config.sandbox.stripe.store import Store
from config.sandbox.stripe.wire import ApiError, dump
from config.sandbox.stripe.words import language

LARGEST_BODY = 1_000_000


class Sandbox(ThreadingHTTPServer):
    """The whole sandbox on one loopback port (0 picks a free one)."""

    daemon_threads = True

    def __init__(
        self, state: Path, *, port: int, webhook_url: str, webhook_secret: str,
        api_key: str = "", public_base: str = "/sandbox/stripe",
    ) -> None:  # fmt: skip
        super().__init__(("127.0.0.1", port), Handler)
        self.store = Store(state)
        self.api = Api(self.store, secret=api_key, public_base=public_base)
        self.courier = Courier(self.store, url=webhook_url, secret=webhook_secret)

    @property
    def address(self) -> str:
        """Return the base address, for a client's `base_addresses`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Serve in the background; `stop` ends it. For tests."""
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        """Serve until stopped."""
        self.courier.start()
        self.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End the server, its courier and its file."""
        self.shutdown()
        self.courier.stop()
        self.server_close()
        self.store.close()


class Handler(BaseHTTPRequestHandler):
    """Routes one request by its first path segment."""

    server: Sandbox
    protocol_version = "HTTP/1.1"
    server_version = "Sandbox"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._handle(b"")

    def do_POST(self) -> None:
        """Answer a POST."""
        try:
            size = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            size = -1
        if not 0 <= size <= LARGEST_BODY:
            self.close_connection = True
            self._send(Answer(413, b"", {}))
            return
        self._handle(self.rfile.read(size))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing; the faults page shows what was delivered."""

    def _handle(self, body: bytes) -> None:
        try:
            answer = self._route(body)
        except ApiError as error:
            answer = Answer(error.status, dump(error.body()), {})
        except (UnicodeDecodeError, ValueError) as error:
            answer = Answer(400, dump(ApiError(400, str(error)).body()), {})
        self._send(answer)

    def _route(self, body: bytes) -> Answer:
        url = urlsplit(self.path)
        if url.path.startswith("/v1/"):
            return self.server.api.answer(
                Call(self.command, url.path, url.query, self.headers, body)  # type: ignore[arg-type]
            )
        if url.path.startswith("/c/pay/"):
            return self._hosted(url.path, url.query, body)
        if url.path == "/style.css":
            return Answer(200, pages.STYLE.encode(), {"Content-Type": "text/css; charset=utf-8"})
        if url.path in ("/faults", "/faults.json"):
            return self._faults(body)
        if url.path == "/healthz":
            return Answer(200, b'{"ok": true}', {})
        if url.path == "/":
            return Answer(302, b"", {"Location": "faults"})
        raise ApiError(404, f"Unrecognized request URL ({self.command}: {url.path}).")

    def _hosted(self, path: str, query: str, body: bytes) -> Answer:
        form = body.decode("utf-8") if self.command == "POST" else query
        visit = hosted.Visit(
            method=self.command,
            path=path,
            form=dict(parse_qsl(form, keep_blank_values=True)),
            accept_language=self.headers.get("Accept-Language", ""),
        )
        with self.server.store.transaction():
            page = hosted.show(self.server.store, visit)
        if page.location:
            return Answer(page.status, b"", {"Location": page.location})
        return _html(page.status, page.html)

    def _faults(self, body: bytes) -> Answer:
        store = self.server.store
        wants_json = self.path.endswith(".json")
        if self.command == "POST":
            if wants_json:
                return Answer(200, dump(admin.act(store, json_body(body))), {})
            admin.act(store, admin.from_form(dict(parse_qsl(body.decode("utf-8")))))
            return Answer(303, b"", {"Location": "faults"})
        if wants_json:
            return Answer(200, dump(admin.as_json(store)), {})
        lang = language(None, self.headers.get("Accept-Language", ""))
        return _html(200, admin.as_page(store, lang))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        for name, value in {**headers, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def _html(status: int, text: str) -> Answer:
    return Answer(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})
