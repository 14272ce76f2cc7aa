"""Money on its way back: asked for once, sent by the outbox, followed until it has arrived.

A refund is written in the transaction of its cause. `Payment.refunded` grows with it by a guarded
update, so that never more goes back than came (a CHECK stands behind it).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from djmoney.money import Money

from accounts.models import User
from marketplace import clock, outbox
from marketplace.errors import MarketError
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.payments import incidents
from marketplace.payments.models import Incident, Payment, Refund
from marketplace.payments.ports import ProviderError, RefundAnswer
from marketplace.payments.providers import provider_of

Status = Refund.Status
MOVING = (Status.CREATED, Status.PENDING)


def give_back_unapplied(payment: Payment, *, person_id: int | None, now: datetime) -> Refund:
    """Give back the whole of a payment that arrived but has no order to go to (once)."""
    return _write(
        payment,
        amount=payment.amount,
        source=Refund.Source.SYSTEM,
        reason="The order could no longer be paid.",
        key=f"unapplied-{payment.pk}",
        asked_by_id=person_id,
        now=now,
    )


@transaction.atomic
def give_back(
    payment: Payment, *, source: str, reason: str, actor: User, now: datetime | None = None
) -> Refund:
    """Give back the whole of a payment at the buyer's or staff's wish and undo its order.

    Raises MarketError: already_retired when the order's kilograms are retired (final, so is the
    payment), invalid_state when there is nothing to give back.
    """
    now = now or clock.now()
    order = Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    payment = Payment.objects.get(pk=payment.pk)
    if payment.status != Payment.Status.SUCCEEDED or not payment.applied:
        raise MarketError("invalid_state")
    if not orders.refunded(order.pk, now=now, actor=actor):
        raise MarketError("already_retired" if order.retirement_id else "invalid_state")
    return _write(
        payment,
        amount=payment.amount - payment.refunded,
        source=source,
        reason=reason,
        key=f"whole-{payment.pk}-{payment.refunds.count() + 1}",
        asked_by_id=actor.pk,
        now=now,
    )


def give_back_order(order_number: str, *, reason: str, actor: User) -> Refund:
    """Give back what an order was paid with. Raises MarketError: not_found, and as `give_back`."""
    payment = Payment.objects.filter(
        order__number=order_number.strip().upper(), applied=True
    ).first()
    if payment is None:
        raise MarketError("not_found")
    return give_back(payment, source=Refund.Source.ADMIN, reason=reason, actor=actor)


def _write(
    payment: Payment, *, amount: Money, source: str, reason: str, key: str,
    asked_by_id: int | None, now: datetime,
) -> Refund:  # fmt: skip
    known = Refund.objects.filter(reference=key).first()
    if known is not None:
        return known
    room = Payment.objects.filter(
        pk=payment.pk, status=Payment.Status.SUCCEEDED, refunded__lte=payment.amount - amount
    )
    if amount.amount <= 0 or not room.update(refunded=F("refunded") + amount.amount):
        raise MarketError("invalid_state")
    refund = Refund.objects.create(
        payment=payment,
        reference=key,
        amount=amount,
        source=source,
        reason=reason[:200],
        asked_by_id=asked_by_id,
        created_at=now,
    )
    outbox.put("send_refund", key, {"refund_id": refund.pk})
    return refund


def send(refund_id: int) -> None:
    """Ask the provider for a refund and note its answer; safe to run twice.

    A refusal ends the refund and opens an incident; an unreachable provider is tried again.
    """
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.status != Status.CREATED:
        return
    now = clock.now()
    try:
        answer = provider_of(refund.payment).refund(refund, now=now)
    except ProviderError as error:
        if not error.final:
            raise
        answer = RefundAnswer(None, Status.FAILED, error.code)
    note(refund, answer, now=now)


@transaction.atomic
def note(refund: Refund, answer: RefundAnswer, *, now: datetime) -> bool:
    """Make a refund say what its provider says; forward only. Says whether anything changed.

    A refund that fails, even late, leaves the money with us: the payment counts it as not given
    back, and a person is told.
    """
    rows = Refund.objects.filter(pk=refund.pk)
    if answer.status == Status.PENDING:
        return bool(
            rows.filter(status=Status.CREATED).update(
                status=Status.PENDING, provider_ref=answer.provider_ref
            )
        )
    if answer.status == Status.SUCCEEDED:
        arrived = rows.filter(status__in=MOVING).update(
            status=Status.SUCCEEDED, provider_ref=answer.provider_ref, ended_at=now
        )
        return bool(arrived)
    changed = rows.exclude(status__in=(Status.FAILED, Status.CANCELED)).update(
        status=answer.status,
        provider_ref=answer.provider_ref or refund.provider_ref,
        failure_code=answer.failure_code[:60],
        ended_at=now,
    )
    if changed:
        Payment.objects.filter(pk=refund.payment_id).update(
            refunded=F("refunded") - refund.amount.amount
        )
        incidents.open_incident(
            key=f"refund:{refund.pk}", kind=Incident.Kind.REFUND, payment=refund.payment, now=now,
            refund=str(refund.public_id), code=answer.failure_code,
        )  # fmt: skip
    return bool(changed)
