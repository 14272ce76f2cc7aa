"""What no webhook told: open payments are read again, so that a lost notice costs minutes only."""

from __future__ import annotations

from datetime import timedelta

import structlog

from marketplace import clock
from marketplace.payments import stripe
from marketplace.payments.models import Payment, Refund
from marketplace.payments.ports import ProviderError
from marketplace.payments.providers import provider_of
from marketplace.payments.refunds import note
from marketplace.payments.settlement import OPEN, Settled, settle

AFTER = timedelta(seconds=90)
"""How old an open payment is before it is read unasked."""
_log = structlog.get_logger(__name__)


def read_payment(payment_id: int) -> Settled:
    """Read one payment at its provider and settle what is true there."""
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    if payment.status == Payment.Status.SUCCEEDED or payment.provider_ref is None:
        return Settled.UNCHANGED
    return settle(provider_of(payment).read_notice(payment))


def reconcile(*, limit: int = 100, older_than: timedelta = AFTER) -> int:
    """Read the open Stripe payments and the moving refunds; return how many had changed."""
    before = clock.now() - older_than
    payments = Payment.objects.filter(
        provider=Payment.Provider.STRIPE, status__in=OPEN, created_at__lt=before
    ).exclude(provider_ref=None)
    changed = 0
    for payment_id in payments.order_by("created_at").values_list("pk", flat=True)[:limit]:
        try:
            changed += read_payment(payment_id) is not Settled.UNCHANGED
        except ProviderError as error:
            _log.warning("payment_not_read", payment_id=payment_id, error=str(error))
    return changed + _read_refunds(limit)


def _read_refunds(limit: int) -> int:
    moving = Refund.objects.filter(status=Refund.Status.PENDING, provider_ref__isnull=False)
    changed = 0
    for refund in moving.select_related("payment").order_by("created_at")[:limit]:
        try:
            _object, answer = stripe.read_refund(str(refund.provider_ref))
        except ProviderError as error:
            _log.warning("refund_not_read", refund_id=refund.pk, error=str(error))
            continue
        changed += note(refund, answer, now=clock.now())
    return changed
