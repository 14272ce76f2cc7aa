"""What payments keep of a person: handed out and partly erased when accounts asks (see accounts.privacy).

Payments, bank lines, issued invoices and consents are accounting evidence and proof of a legal basis: they stay, under
the order's number. What is not needed for that, the address an invoice was sent to, is forgotten.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.payments.models import InvoiceRequest, Payment, ProcessingConsent, RefundDue

ERASED_EMAIL = "erased@deleted.invalid"


def export(parties: Sequence[Party]) -> dict[str, Any]:
    """Return these parties' payments, the consents given for them, and the invoices asked for."""
    return {
        "payments": [
            {
                "order": payment.order.number,
                "provider": payment.provider,
                "reference": payment.reference,
                "amount": str(payment.amount.amount),
                "given_back": str(payment.refunded.amount),
                "status": payment.status,
                "begun_at": payment.created_at.isoformat(),
            }
            for payment in _of(Payment.objects, parties).select_related("order")
        ],
        "consents": [
            {
                "order": consent.order.number,
                "recipient": consent.recipient,
                "text": consent.text_version,
                "language": consent.language,
                "given_at": consent.given_at.isoformat(),
            }
            for consent in _of(ProcessingConsent.objects, parties).select_related("order")
        ],
        "invoices": [
            {
                "order": request.order.number,
                "title": request.title,
                "tax_number": request.tax_number,
                "email": request.email,
                "number": request.number,
            }
            for request in _of(InvoiceRequest.objects, parties).select_related("order")
        ],
    }


def hindrance(parties: Sequence[Party]) -> str | None:
    """Return why the person cannot be erased yet: money or an invoice that still has to reach them."""
    if _own(InvoiceRequest.objects, parties).filter(issued_at=None).exists():
        return _("An invoice is still to be issued: wait until you have received it.")
    orders = Q(refund__payment__order__payer__in=_people(parties))
    if RefundDue.objects.filter(orders, returned_at=None).exists():
        return _("Money is still on its way back to you: wait until you have received it.")
    return None


def erase(parties: Sequence[Party]) -> None:
    """Forget where the invoices of one's own orders were sent; the invoices themselves are tax evidence."""
    _own(InvoiceRequest.objects, parties).update(email=ERASED_EMAIL)


def _people(parties: Sequence[Party]) -> list[Party]:
    return [party for party in parties if party.kind == Party.Kind.PERSON]


def _of(rows: Any, parties: Sequence[Party]) -> QuerySet[Any]:
    """Return the rows of orders these parties paid or own."""
    mine = Q(order__payer__in=parties) | Q(order__owner__in=parties)
    found: QuerySet[Any] = rows.filter(mine).order_by("pk")
    return found


def _own(rows: Any, parties: Sequence[Party]) -> QuerySet[Any]:
    """Return the rows of orders a person paid for themselves, no organization being the buyer."""
    found: QuerySet[Any] = rows.filter(order__organization=None, order__payer__in=_people(parties))
    return found
