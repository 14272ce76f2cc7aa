"""Stripe's webhooks: checked, stored as they came, and acted on later by reading Stripe again.

A payload is a hint. What is done depends on what Stripe says when asked, so duplicates, old
events and any order of them end in the same state.
"""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from typing import Any

import stripe as library
from django.conf import settings
from django.db import transaction
from django.db.models import F

from marketplace import clock, outbox
from marketplace.payments import certificate_notes, incidents, refunds, stripe
from marketplace.payments.models import Incident, Payment, PaymentAttempt, Refund, StripeEvent
from marketplace.payments.ports import ProviderError, RefundAnswer
from marketplace.payments.settlement import Settled, settle

LARGEST = 512 * 1024
TOLERANCE = 300
"""Seconds by which a signature's time may differ from ours, in either direction."""
_EVENT_ID = re.compile(r"^[\w-]{3,120}$", re.ASCII)
_TYPE = re.compile(r"^[a-z0-9_.]{1,80}$")
Outcome = StripeEvent.Outcome
SESSION_TYPES = frozenset(
    f"checkout.session.{name}"
    for name in ("completed", "expired", "async_payment_succeeded", "async_payment_failed")
)


class RefusedError(Exception):
    """The webhook is not Stripe's, or not meant for us."""


def verify(body: bytes, header: str) -> dict[str, Any]:
    """Check size, signature and shape, and return the event. Raises RefusedError."""
    if len(body) > LARGEST or header.count("t=") != 1:
        raise RefusedError
    try:
        library.WebhookSignature.verify_header(
            body, header, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE
        )
        event = json.loads(body, object_pairs_hook=_unique)
    except (library.SignatureVerificationError, ValueError) as error:
        raise RefusedError from error
    signed_at = int(re.search(r"t=(\d+)", header)[1])  # type: ignore[index]
    if signed_at > time.time() + TOLERANCE or not _is_event(event):
        raise RefusedError
    return event


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build a dict, refusing JSON that says a thing twice."""
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("duplicate key")
    return result


def _is_event(event: Any) -> bool:
    if not isinstance(event, dict):
        return False
    names = (event.get("id"), event.get("type"))
    return (
        all(isinstance(name, str) for name in names)
        and bool(_EVENT_ID.match(names[0]) and _TYPE.match(names[1]))
        and event.get("object") == "event"
        and event.get("livemode") is stripe.is_live()
        and isinstance(event.get("data"), dict)
        and isinstance(event["data"].get("object"), dict)
    )


@transaction.atomic
def store(event: dict[str, Any], body: bytes) -> None:
    """Keep an event, once, and ask for it to be handled; durable when this returns."""
    row = StripeEvent(event_id=event["id"], type=event["type"], body=body, received_at=clock.now())
    StripeEvent.objects.bulk_create([row], ignore_conflicts=True)
    outbox.put("stripe_event", event["id"], {"event_id": event["id"]})


def handle(event_id: str) -> None:
    """Act on a stored event once; an unreachable Stripe is tried again by the outbox."""
    row = StripeEvent.objects.get(event_id=event_id)
    if row.processed_at is not None:
        return
    event = json.loads(bytes(row.body))
    try:
        outcome = _act(event)
    except ProviderError as error:
        if not error.final:
            raise
        outcome = _park(event, error)
    StripeEvent.objects.filter(pk=row.pk, processed_at=None).update(
        processed_at=clock.now(), outcome=outcome
    )


def _act(event: dict[str, Any]) -> str:
    kind, item = event["type"], event["data"]["object"]
    if kind in SESSION_TYPES:
        return _settle_session(str(item.get("id")))
    if kind == "payment_intent.succeeded":
        return _settle_intent(item)
    if kind == "payment_intent.payment_failed":
        return _note_attempt(event, item)
    if kind == "charge.refunded":
        return _note_refunds(stripe.refund_ids(str(item.get("payment_intent"))))
    if kind.startswith("refund."):
        return _note_refunds([str(item.get("id"))])
    if kind == "charge.dispute.created":
        return _note_dispute(item)
    return Outcome.IGNORED


def _settle_session(session_id: str) -> str:
    settled = settle(stripe.read_session(session_id))
    return Outcome.PARKED if settled is Settled.PARKED else Outcome.HANDLED


def _settle_intent(item: dict[str, Any]) -> str:
    """The session's own event may be lost: look by our reference, which Stripe hands back."""
    payment = _payment_of(item)
    if payment is None or payment.provider_ref is None:
        return Outcome.IGNORED
    return _settle_session(payment.provider_ref)


def _note_attempt(event: dict[str, Any], item: dict[str, Any]) -> str:
    payment = _payment_of(item)
    if payment is None:
        return Outcome.IGNORED
    error = item.get("last_payment_error") or {}
    attempt = PaymentAttempt(
        payment=payment,
        event_id=event["id"],
        code=str(error.get("code") or "unknown")[:60],
        decline_code=str(error.get("decline_code") or "")[:60],
        at=clock.now(),
    )
    PaymentAttempt.objects.bulk_create([attempt], ignore_conflicts=True)
    return Outcome.HANDLED


def _note_refunds(refund_ids: list[str]) -> str:
    """Read refunds at Stripe and make ours say the same; one we never asked for is told."""
    outcome: str = Outcome.IGNORED
    for refund_id in refund_ids:
        item, answer = stripe.read_refund(refund_id)
        payment = Payment.objects.filter(intent_ref=item.payment_intent).first()
        if payment is None:
            continue
        ours = _our_refund(item, payment)
        now = clock.now()
        if ours is not None:
            refunds.note(ours, answer, now=now)
        else:
            _adopt(item, answer, payment, now)
        outcome = Outcome.HANDLED
    return outcome


def _our_refund(item: library.Refund, payment: Payment) -> Refund | None:
    known = Refund.objects.filter(payment=payment, provider_ref=item.id).first()
    public_id = getattr(item.metadata, "refund", None)
    if known is not None or not public_id:
        return known
    return Refund.objects.filter(payment=payment, public_id=public_id).first()


@transaction.atomic
def _adopt(item: library.Refund, answer: RefundAnswer, payment: Payment, now: datetime) -> None:
    """Write down a refund made outside, at Stripe itself, and let a person look at the order."""
    if answer.status in (Refund.Status.FAILED, Refund.Status.CANCELED):
        return
    fen = item.amount
    yuan = payment.amount.__class__(fen, "CNY") / 100
    room = Payment.objects.filter(pk=payment.pk, refunded__lte=payment.amount - yuan)
    if room.update(refunded=F("refunded") + yuan.amount):
        Refund.objects.create(
            payment=payment, reference=f"external-{item.id}", provider_ref=item.id, amount=yuan,
            status=answer.status, source=Refund.Source.SYSTEM, reason="Made at the provider.",
            created_at=now, ended_at=now,
        )  # fmt: skip
    certificate_notes.tell(
        payment, kind=certificate_notes.RETURNED, reference=f"refund:{item.id}", now=now
    )
    incidents.open_incident(
        key=f"external-refund:{item.id}", kind=Incident.Kind.REFUND, payment=payment, now=now,
        provider_ref=item.id, amount_fen=fen,
    )  # fmt: skip


def _note_dispute(item: dict[str, Any]) -> str:
    """Tell staff of a claim by the payer's bank; what is retired stays retired."""
    payment = Payment.objects.filter(intent_ref=str(item.get("payment_intent"))).first()
    now = clock.now()
    incidents.open_incident(
        key=f"dispute:{item.get('id')}", kind=Incident.Kind.DISPUTE, payment=payment,
        now=now, provider_ref=item.get("id"), amount_fen=item.get("amount"),
    )  # fmt: skip
    if payment is not None:
        reference = f"dispute:{item.get('id')}"
        certificate_notes.tell(
            payment, kind=certificate_notes.DISPUTED, reference=reference, now=now
        )
    return Outcome.PARKED


def _payment_of(item: dict[str, Any]) -> Payment | None:
    reference = str((item.get("metadata") or {}).get("payment", ""))
    return Payment.objects.filter(provider=Payment.Provider.STRIPE, reference=reference).first()


def _park(event: dict[str, Any], error: ProviderError) -> str:
    item = event["data"]["object"]
    incidents.open_incident(
        key=f"event:{event['id']}", kind=Incident.Kind.UNKNOWN, payment=None, now=clock.now(),
        provider_ref=item.get("id"), code=error.code, type=event["type"],
    )  # fmt: skip
    return Outcome.PARKED
