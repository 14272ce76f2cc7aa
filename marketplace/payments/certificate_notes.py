"""When money is returned or disputed after a retirement, the certificate's page says so."""

from __future__ import annotations

from datetime import datetime

from marketplace import outbox
from marketplace.payments.models import Payment

RETURNED, DISPUTED = "money_returned", "money_disputed"


def tell(payment: Payment, *, kind: str, reference: str, now: datetime) -> None:
    """Ask for a note on the certificate of a payment's order, if its kilograms are retired."""
    retirement = payment.order.retirement
    if retirement is None or not payment.applied:
        return
    outbox.put(
        "annotate_certificate",
        reference,
        {
            "retirement": str(retirement.public_id),
            "kind": kind,
            "reference": reference,
            "at": now.isoformat(),
        },
    )
