"""Letters about orders: plain text from a template, HTML made of that text, in the order's or the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from accounts import parties
from accounts.models import User
from marketplace import letters
from marketplace.market import queries
from marketplace.market.access import order_link
from marketplace.market.models import Order


def send(name: str, order_id: int) -> None:
    """Write to the buyer of an order: placed, approved, paid or fulfilled.

    Raises OSError when the mail server refuses; the outbox tries again.
    """
    order = Order.objects.get(pk=order_id)
    if not reaches(order.email):
        return
    with translation.override(order.language):
        write(name, order.email, _context(order))


def ask_approval(order_id: int, user_id: int) -> None:
    """Write to somebody who may approve an order, in that person's language, while it still waits. Raises OSError."""
    order = Order.objects.get(pk=order_id)
    approver = User.objects.get(pk=user_id)
    if order.status != Order.Status.AWAITING_APPROVAL or not reaches(approver.email):
        return
    with translation.override(approver.language):
        link = _address("market:order", str(order.public_id))
        write("to_approve", approver.email, {**_context(order), "order_link": link})


def reaches(email: str) -> bool:
    """Whether there is still somebody at an address: it is emptied when an account is erased."""
    return bool(email) and not email.endswith(".invalid")


def write(name: str, to: str, context: Mapping[str, Any]) -> None:
    """Send a letter, as text and as HTML, in the language that is active."""
    letters.send(f"market/mail/{name}", to, context)


def _context(order: Order) -> Mapping[str, Any]:
    view = queries.order(order.pk)
    return {
        "order": view,
        "organization": order.organization,
        "order_link": order_link(order),
        "certificate_link": _address("certificates:detail", view.certificate_code),
        "holdings_link": _address("market:holdings"),
        "claim_link": parties.claim_address(order.owner) if order.owner.email else "",
    }


def _address(name: str, *args: str) -> str:
    """Return an absolute address, or nothing where there is no such page or no argument for it."""
    if not all(args):
        return ""
    try:
        return settings.SITE_URL + reverse(name, args=args)
    except NoReverseMatch:
        return ""
