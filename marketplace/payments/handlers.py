"""What payments does for the outbox; every handler is safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.outbox import handler
from marketplace.payments import inbox, reconcile, refunds


@handler("stripe_event")
def handle_stripe_event(payload: Mapping[str, Any]) -> None:
    """Act on a webhook that was stored."""
    inbox.handle(payload["event_id"])


@handler("send_refund")
def send_refund(payload: Mapping[str, Any]) -> None:
    """Give money back."""
    refunds.send(payload["refund_id"])


@handler("read_payment")
def read_payment(payload: Mapping[str, Any]) -> None:
    """Read a payment whose payer came back before any webhook did."""
    reconcile.read_payment(payload["payment_id"])
