"""What the outbox has the market do: fulfil paid orders, and write to buyers. Safe to run twice."""

from collections.abc import Mapping
from typing import Any

from marketplace import outbox
from marketplace.market import mails, orders


@outbox.handler("fulfil_order")
def fulfil_order(payload: Mapping[str, Any]) -> None:
    """Hand over what was paid for."""
    orders.fulfil(payload["order_id"])


@outbox.handler("mail_order_placed")
def mail_order_placed(payload: Mapping[str, Any]) -> None:
    """Tell the buyer where the order is."""
    mails.send("placed", payload["order_id"])


@outbox.handler("mail_order_approved")
def mail_order_approved(payload: Mapping[str, Any]) -> None:
    """Tell the preparer that the order may be paid."""
    mails.send("approved", payload["order_id"])


@outbox.handler("mail_order_paid")
def mail_order_paid(payload: Mapping[str, Any]) -> None:
    """Confirm the money."""
    mails.send("paid", payload["order_id"])


@outbox.handler("mail_order_fulfilled")
def mail_order_fulfilled(payload: Mapping[str, Any]) -> None:
    """Tell the buyer where the certificate, or what was bought, is."""
    mails.send("fulfilled", payload["order_id"])
