"""A running Stripe sandbox, a listener for its webhooks, and a browser made of http.client."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import stripe

from config.sandbox.stripe.server import Sandbox

SECRET = "whsec_test_listener"
KEY = "sk_test_sandbox"


@dataclass
class Listener:
    """Collects webhooks; `answers` holds the statuses to give first, then 200."""

    received: list[stripe.Event] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""

    def types(self) -> list[str]:
        """Return the types received, in order of arrival."""
        return [event.type for event in self.received]

    def take(self, body: bytes, header: str) -> int:
        """Check the signature and keep the event, or refuse it."""
        status = self.answers.pop(0) if self.answers else 200
        if status != 200:
            return status
        try:
            self.received.append(stripe.Webhook.construct_event(body, header, SECRET))
        except stripe.SignatureVerificationError:
            self.refused.append(body)
            return 400
        return 200


@pytest.fixture
def listener() -> Iterator[Listener]:
    """An HTTP server that takes webhooks as the site does."""
    seen = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(seen.take(body, self.headers["Stripe-Signature"]))
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def sandbox(tmp_path: Path, listener: Listener) -> Iterator[Sandbox]:
    """The sandbox on a free port, delivering to the listener."""
    server = Sandbox(tmp_path, port=0, webhook_url=listener.url, webhook_secret=SECRET)
    server.api.public_base = server.address
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(sandbox: Sandbox) -> stripe.StripeClient:
    """The real Stripe library, pointed at the sandbox."""
    return client_for(sandbox)


def client_for(sandbox: Sandbox) -> stripe.StripeClient:
    """Return the real Stripe library, pointed at this sandbox."""
    return stripe.StripeClient(KEY, max_network_retries=2, base_addresses={"api": sandbox.address})


@pytest.fixture
def make(client: stripe.StripeClient) -> Callable[..., stripe.checkout.Session]:
    """Make a checkout session of ¥123.45, or with other parameters."""
    return lambda **changes: client.v1.checkout.sessions.create(session_params(**changes))


def session_params(**changes: object) -> dict[str, object]:
    """Return the parameters that the site sends."""
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "success_url": "http://shop.test/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://shop.test/back",
        "client_reference_id": "order-1",
        "payment_method_types": ["card", "alipay", "wechat_pay"],
        "payment_method_options": {"wechat_pay": {"client": "web"}},
        "metadata": {"payment": "P1"},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "cny",
                    "unit_amount": 12345,
                    "product_data": {"name": "100 kg"},
                },
            }
        ],
        **changes,
    }


@dataclass(frozen=True)
class Shown:
    """A page as a browser without redirects sees it."""

    status: int
    text: str
    location: str


def visit(url: str, form: dict[str, str] | None = None, *, language: str = "en") -> Shown:
    """Get a page, or post a form to it; redirects are answered, not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept-Language": language}
    if form is None:
        connection.request("GET", target, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", target, body=urlencode(form), headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    location = answer.getheader("Location") or ""
    connection.close()
    return Shown(answer.status, text, urljoin(url, location) if location else "")


def eventually(holds: Callable[[], bool], *, seconds: float = 8.0) -> None:
    """Wait until something holds; fails after some seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.02)
