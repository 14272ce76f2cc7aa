"""`start`: begin a payment. The row first, then the provider, then the provider's answer.

A crash between any two of these is harmless: the row carries the idempotency key and everything
else the provider was told, so that starting again gets the same session.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import orders, stops
from marketplace.market.models import Order
from marketplace.market.terms import quotation_until
from marketplace.payments import consent, limits, remittance, stripe
from marketplace.payments.models import Payment
from marketplace.payments.ports import ProviderError, Started
from marketplace.payments.providers import provider_of
from marketplace.payments.settlement import OPEN, settle

SESSION_MINUTES = 31
"""Stripe's shortest session is 30 minutes; one more for the time a call takes."""
HOLD_AFTER_SESSION = timedelta(minutes=5)
USABLE = timedelta(minutes=3)
"""A session with less time left is replaced by a new one."""
MOST_SESSIONS = 6
TRANSFER_OF_PERSON = timedelta(days=3)
TRANSFER_OF_GUEST = timedelta(days=1)
"""Transfers take a working day; a guest, who is nobody in particular, reserves stock less long."""
_log = structlog.get_logger(__name__)


def start(
    order: Order, provider: str, *, actor: User | None, agreed: bool = False, origin: str = ""
) -> Payment:
    """Begin paying an order and return the payment: with the page to go to, or a remittance code.

    Asked again it returns the payment already begun. Only one road is open at a time: starting a
    transfer closes the Checkout session. `agreed` is the payer's consent to Stripe's processing
    abroad, asked once per order. `origin` is where the payer comes back to (the site's own address
    if empty). Raises MarketError: invalid_state, total_exceeds_max,
    invalid_request (no consent), provider_unavailable.
    """
    limits.check(order, provider)
    stops.check_order(order)
    if provider == Payment.Provider.BANK:
        _close_sessions(order)
    with transaction.atomic():
        now = clock.now()
        if provider == Payment.Provider.STRIPE:
            consent.record(order, actor=actor, agreed=agreed, now=now)
        payment = _reusable(order, provider, now) or _create(
            order, provider, actor, now, origin=origin
        )
    if payment.status == Payment.Status.PENDING:
        return payment
    return begin_at_provider(payment)


def _reusable(order: Order, provider: str, now: datetime) -> Payment | None:
    """Return an open payment that can still be used; the order's lock makes this one answer."""
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    begun = Payment.objects.filter(order=order, provider=provider, status__in=OPEN)
    if provider == Payment.Provider.STRIPE:
        begun = begun.filter(expires_at__gt=now + USABLE)
    payable = Order.objects.filter(pk=order.pk, status=Order.Status.AWAITING_PAYMENT)
    return begun.order_by("-number").first() if payable.exists() else None


def _create(
    order: Order, provider: str, actor: User | None, now: datetime, *, origin: str = ""
) -> Payment:
    number = Payment.objects.filter(order=order, provider=provider).count() + 1
    if provider == Payment.Provider.STRIPE:
        if number > MOST_SESSIONS:
            raise MarketError("rate_limited")
        reference = f"order-{order.public_id}-attempt-{number}"
        expires_at = now + timedelta(minutes=SESSION_MINUTES)
        hold_until = expires_at + HOLD_AFTER_SESSION
    else:
        reference = remittance.new_code()
        expires_at = hold_until = max(order.hold_until, _transfer_until(order, now))
    still_held = Order.objects.filter(pk=order.pk, hold_until__gt=now).exists()
    if not still_held or not orders.extend_hold(order.pk, until=hold_until, now=now):
        raise MarketError("invalid_state")
    return Payment.objects.create(
        order=order,
        provider=provider,
        number=number,
        reference=reference,
        amount=order.total,
        origin=origin or settings.SITE_URL,
        created_by=actor,
        created_at=now,
        expires_at=expires_at,
    )


def _transfer_until(order: Order, now: datetime) -> datetime:
    """Return until when a transfer is awaited: an organization's as long as a quotation holds."""
    if order.organization_id is not None:
        return quotation_until(now)
    return now + (TRANSFER_OF_PERSON if order.created_by_id else TRANSFER_OF_GUEST)


def begin_at_provider(payment: Payment) -> Payment:
    """Ask the provider, outside any transaction, and store what it made."""
    try:
        started = provider_of(payment).start(payment)
    except ProviderError as error:
        _log.warning("payment_not_started", payment=payment.reference, error=str(error))
        if error.final:
            Payment.objects.filter(pk=payment.pk, status=Payment.Status.CREATED).update(
                status=Payment.Status.FAILED, ended_at=clock.now(), failure_code=error.code[:60]
            )
        raise MarketError("provider_unavailable") from error
    return _store(payment, started)


def _store(payment: Payment, started: Started) -> Payment:
    try:
        Payment.objects.filter(pk=payment.pk, status=Payment.Status.CREATED).update(
            status=Payment.Status.PENDING, provider_ref=started.provider_ref, url=started.url
        )
    except IntegrityError as error:
        raise MarketError("provider_unavailable") from error
    payment.refresh_from_db()
    return payment


def _close_sessions(order: Order) -> None:
    """Close an order's Checkout sessions before another road opens; one just paid is settled."""
    sessions = Payment.objects.filter(
        order=order, provider=Payment.Provider.STRIPE, status__in=OPEN
    )
    for payment in sessions:
        if payment.provider_ref is None:
            continue
        try:
            settle(stripe.expire_session(payment))
        except ProviderError as error:
            raise MarketError("provider_unavailable") from error
    if Payment.objects.filter(order=order, status=Payment.Status.PENDING).exclude(
        provider=Payment.Provider.BANK
    ):
        raise MarketError("invalid_state", _("An online payment is being processed."))
