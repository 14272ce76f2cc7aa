"""What the outbox has the market do, safe to run twice: fulfil paid orders, write letters; and what waits for whom."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import waiting
from accounts.models import User
from accounts.waiting import Waiting
from look.templatetags.look import mass, money
from marketplace import outbox
from marketplace.market import freeze_mails as freeze_mails  # its handlers register themselves
from marketplace.market import gift_mails as gift_mails  # its handlers register themselves
from marketplace.market import mails, orders, queries, sales_queries
from marketplace.market import request_mails as request_mails  # its handlers register themselves
from marketplace.market import transfer_mails as transfer_mails  # its handlers register themselves


@outbox.handler("fulfil_order")
def fulfil_order(payload: Mapping[str, Any]) -> None:
    """Hand over what was paid for."""
    orders.fulfil(payload["order_id"])


@outbox.handler("mail_order_placed")
def mail_order_placed(payload: Mapping[str, Any]) -> None:
    """Tell the buyer where the order is."""
    mails.send("placed", payload["order_id"])


@outbox.handler("mail_order_to_approve")
def mail_order_to_approve(payload: Mapping[str, Any]) -> None:
    """Tell one approver that an order waits."""
    mails.ask_approval(payload["order_id"], payload["user_id"])


@waiting.source
def orders_to_approve(user: User) -> list[Waiting]:
    """Return the orders that wait for this approver, for the start page."""
    return [
        Waiting(
            _("Approve order %(number)s: %(mass)s for %(total)s")
            % {"number": row.number, "mass": mass(row.kg), "total": money(row.total)},
            reverse("market:order", args=[row.public_id]),
        )
        for row in queries.orders_to_approve(user)
    ]


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


@waiting.source
def listing_steps(user: User) -> list[Waiting]:
    """Return the steps on listings that wait for this person as the second one."""
    return [
        Waiting(
            _("A colleague asks you to approve a step on a listing: %(act)s")
            % {"act": step.act_label},
            reverse("market:sale", args=[step.seller_id, step.listing_public_id]),
        )
        for step in sales_queries.waiting_steps(user)
    ]
