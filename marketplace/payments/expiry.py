"""Orders whose hold is over: the Checkout session is closed first, then the stock is released.

A session paid at the last moment pays its order; one that is still being settled (a wallet that
takes its time) keeps its stock for a while longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.payments import starting, stripe
from marketplace.payments.models import Payment
from marketplace.payments.ports import Notice, ProviderError, State
from marketplace.payments.settlement import OPEN, Settled, settle

WAIT_FOR_WALLET = timedelta(minutes=15)
_log = structlog.get_logger(__name__)


def expire_due_orders(*, limit: int = 100) -> int:
    """Expire the orders with a payment begun whose hold is over; return how many ended."""
    now = clock.now()
    due = Order.objects.filter(
        status=Order.Status.AWAITING_PAYMENT, hold_until__lte=now, payment_started_at__isnull=False
    )
    ids = list(due.order_by("hold_until").values_list("pk", flat=True)[:limit])
    return sum(expire_order(pk, now) for pk in ids)


def expire_order(order_id: int, now: datetime) -> bool:
    """End one order, unless its money came, is coming, or its provider can't be asked."""
    open_payments = Payment.objects.filter(order_id=order_id, status__in=OPEN)
    for payment in open_payments.select_related("order"):
        if payment.provider == Payment.Provider.BANK:
            continue
        try:
            notice = _close(payment)
        except ProviderError as error:
            _log.warning("session_not_closed", payment=payment.reference, error=str(error))
            return False
        if notice is not None and not _over(notice, order_id, now):
            return False
    with transaction.atomic():
        if not orders.expire(order_id, now):
            return False
        Payment.objects.filter(order_id=order_id, status__in=OPEN).update(
            status=Payment.Status.CANCELED, ended_at=now
        )
    return True


def close_stale_sessions(*, limit: int = 100) -> int:
    """Close the Checkout sessions of orders that ended or were paid otherwise; return how many."""
    stale = Payment.objects.filter(
        provider=Payment.Provider.STRIPE, status__in=OPEN, provider_ref__isnull=False
    ).exclude(order__status=Order.Status.AWAITING_PAYMENT)
    closed = 0
    for payment in stale.select_related("order").order_by("created_at")[:limit]:
        try:
            closed += settle(stripe.expire_session(payment)) is not Settled.UNCHANGED
        except ProviderError as error:
            _log.warning("session_not_closed", payment=payment.reference, error=str(error))
    return closed


def _close(payment: Payment) -> Notice | None:
    """Close a session and say how it ended; None when there never was one.

    A payment whose session we never heard of is started again: the same key gives the same
    session, or the refusal that proves there is none.
    """
    if payment.provider_ref is None:
        try:
            payment = starting.begin_at_provider(payment)
        except MarketError as error:
            payment.refresh_from_db()
            if payment.status == Payment.Status.FAILED:
                return None
            raise ProviderError("unreachable") from error
    return stripe.expire_session(payment)


def _over(notice: Notice, order_id: int, now: datetime) -> bool:
    """Settle what closing a session told; say whether the order may end."""
    settle(notice)
    if notice.state is State.PENDING:
        orders.extend_hold(order_id, until=now + WAIT_FOR_WALLET, now=now)
    return notice.state not in (State.PENDING, State.SUCCEEDED)
