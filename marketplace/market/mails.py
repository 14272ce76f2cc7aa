"""Letters to buyers: plain text from a template, HTML made of that text, in the order's language."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from accounts import mail, parties
from marketplace.market import queries
from marketplace.market.access import order_link
from marketplace.market.models import Order


def send(name: str, order_id: int) -> None:
    """Write to the buyer of an order: placed, approved, paid or fulfilled.

    Raises OSError when the mail server refuses; the outbox tries again.
    """
    order = Order.objects.get(pk=order_id)
    if not order.email or order.email.endswith(".invalid"):  # erased since
        return
    with translation.override(order.language):
        context = _context(order)
        line = " ".join(render_to_string(f"market/mail/{name}_subject.txt", context).split())
        text = render_to_string(f"market/mail/{name}_message.txt", context).strip()
        message = EmailMultiAlternatives(subject=mail.subject(line), body=text, to=[order.email])
        message.attach_alternative(mail.as_html(subject=line, text=text), "text/html")
        message.send()


def _context(order: Order) -> Mapping[str, Any]:
    view = queries.order(order.pk)
    return {
        "order": view,
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
