"""A market, a Stripe sandbox that delivers nothing by itself, and orders waiting for their money."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe
from django.test import Client
from django.urls import reverse

from config.sandbox.stripe.server import Sandbox
from marketplace import outbox
from marketplace.market.models import Order
from marketplace.payments import starting
from marketplace.payments.models import Payment
from tests.market import stall
from tests.market.conftest import (  # noqa: F401 - fixtures
    expo,
    guest,
    metro,
    office,
    seller_party,
)
from tests.sandbox.conftest import Shown, visit

SECRET = "whsec_sandbox"
GOOD = {"card_number": "4242424242424242"}


@pytest.fixture
def sandbox(tmp_path: Path, settings: Any) -> Iterator[Sandbox]:
    """The sandbox the site talks to; tests deliver its webhooks themselves."""
    server = Sandbox(tmp_path, port=0, webhook_url="", webhook_secret=SECRET)
    server.api.public_base = server.address
    settings.STRIPE_API_BASE = server.address
    settings.STRIPE_SECRET_KEY = "sk_test_sandbox"
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    server.start()
    yield server
    server.stop()


@pytest.fixture
def order(expo, metro) -> Order:  # noqa: F811
    """12 t at ¥36.20 for the expo's organization: ¥456.12, held by its owner after payment."""
    return stall.order(expo, (metro, 12_000))


@pytest.fixture
def payment(order: Order, sandbox: Sandbox) -> Payment:
    """The order's Checkout session, open."""
    return starting.start(order, "stripe", actor=order.created_by, agreed=True)


def events(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return everything that happened at Stripe, oldest first."""
    rows = sandbox.store.run("select body from objects where kind = 'event' order by seq")
    return [json.loads(row[0]) for row in rows]


def deliver(
    client: Client, event: dict[str, Any] | bytes, *, secret: str = SECRET, header: str = ""
) -> int:
    """Post an event to the webhook, signed now, and return the status."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    signed = header or stripe.WebhookSignature.generate_signature_header(
        body.decode("utf-8", "replace"), secret
    )
    return client.post(
        reverse("stripe_webhook"),
        data=body,
        content_type="application/json",
        headers={"stripe-signature": signed},
    ).status_code


def work(*kinds: str) -> None:
    """Let the outbox do what waits, without mails."""
    wanted = kinds or ("stripe_event", "send_refund", "read_payment", "fulfil_order")
    while outbox.drain(kinds=wanted):
        pass


def hear_all(client: Client, sandbox: Sandbox) -> None:
    """Deliver all events in order and act on them."""
    for event in events(sandbox):
        assert deliver(client, event) == 200
    work()


def pay(payment: Payment, form: dict[str, str] | None = None) -> Shown:
    """Fill in the hosted page."""
    return visit(payment.url, form or GOOD)


def state(order: Order) -> tuple[str, list[str]]:
    """Return an order's status and its payments' statuses."""
    row = Order.objects.get(pk=order.pk)
    return row.status, [each.status for each in row.payments.order_by("created_at", "pk")]
