"""`settle`: the only road to paid.

A notice says what is true at the provider. Settling it changes our rows to match, by conditional
updates under the order's lock, in one transaction with the order's own change and its outbox
messages. Settling the same notice again, or an older one, changes nothing; any order of notices
ends in the same state. Lock order: order, then payment.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import structlog
from django.db import transaction

from marketplace import clock
from marketplace.failpoints import reach
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.market.terms import in_fen
from marketplace.payments import incidents, refunds
from marketplace.payments.models import Incident, Payment
from marketplace.payments.ports import Notice, State

_log = structlog.get_logger(__name__)
Status = Payment.Status
OPEN = (Status.CREATED, Status.PENDING)
NOT_RECEIVED = (Status.CREATED, Status.PENDING, Status.FAILED, Status.CANCELED)


class Settled(StrEnum):
    """What settling a notice did."""

    PAID = "paid"
    RETURNED = "returned"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PARKED = "parked"


@transaction.atomic
def settle(notice: Notice) -> Settled:
    """Make our rows say what the notice says; money that has no order to go to goes back."""
    now = clock.now()
    payment = _payment_of(notice)
    if payment is None:
        return _park(notice, None, Incident.Kind.UNKNOWN, now)
    Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    if notice.state is State.SUCCEEDED:
        return _settle_money(notice, payment, now)
    return _settle_rest(notice, payment, now)


def _payment_of(notice: Notice) -> Payment | None:
    """Return the payment a notice is about: its reference and the provider's must both fit."""
    payment = Payment.objects.filter(provider=notice.provider, reference=notice.reference).first()
    if payment is None or payment.provider_ref not in (None, notice.provider_ref):
        return None
    return payment


def _settle_money(notice: Notice, payment: Payment, now: datetime) -> Settled:
    if notice.amount_fen != in_fen(payment.amount) or notice.currency != "CNY":
        return _park(notice, payment, Incident.Kind.MISMATCH, now)
    received = Payment.objects.filter(pk=payment.pk, status__in=NOT_RECEIVED).update(
        status=Status.SUCCEEDED,
        succeeded_at=now,
        ended_at=now,
        intent_ref=notice.intent_ref,
        provider_ref=notice.provider_ref,
        failure_code="",
    )
    if not received:
        return Settled.UNCHANGED
    reach("money_received")
    if orders.mark_paid(payment.order_id, now=now):
        Payment.objects.filter(pk=payment.pk).update(applied=True)
        _log.info("payment_settled", payment=payment.reference)
        return Settled.PAID
    refunds.give_back_unapplied(payment, person_id=notice.confirmed_by, now=now)
    _log.info("payment_returned", payment=payment.reference)
    return Settled.RETURNED


def _settle_rest(notice: Notice, payment: Payment, now: datetime) -> Settled:
    """Note that a payment is on its way, failed or was closed; never a step back."""
    if notice.state is State.OPEN:
        return Settled.UNCHANGED
    if notice.state is State.PENDING:
        waiting = Payment.objects.filter(pk=payment.pk, status=Status.CREATED)
        changed = waiting.update(status=Status.PENDING, provider_ref=notice.provider_ref)
    else:
        ended = Status.CANCELED if notice.state is State.EXPIRED else Status.FAILED
        changed = Payment.objects.filter(pk=payment.pk, status__in=OPEN).update(
            status=ended,
            ended_at=now,
            provider_ref=notice.provider_ref,
            failure_code=notice.failure_code[:60],
        )
    return Settled.CHANGED if changed else Settled.UNCHANGED


def _park(notice: Notice, payment: Payment | None, kind: str, now: datetime) -> Settled:
    """Leave everything as it is and let a person look."""
    incidents.open_incident(
        key=f"{kind}:{notice.provider}:{notice.provider_ref or notice.reference}",
        kind=kind,
        payment=payment,
        now=now,
        reference=notice.reference,
        provider_ref=notice.provider_ref,
        amount_fen=notice.amount_fen,
        currency=notice.currency,
    )
    _log.warning("payment_parked", kind=kind, reference=notice.reference)
    return Settled.PARKED
