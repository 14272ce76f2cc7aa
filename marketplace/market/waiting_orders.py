"""Orders on their way for something that is to be covered: placed, and not yet handed over."""

import uuid
from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import Organization
from marketplace.market.models import Order

ON_THEIR_WAY = (
    Order.Status.AWAITING_APPROVAL,
    Order.Status.AWAITING_PAYMENT,
    Order.Status.PAID,
)


@dataclass(frozen=True)
class WaitingOrder:
    """One order that still waits for approval, payment or its hand-over."""

    public_id: uuid.UUID
    number: str
    status_label: str
    kg: int


def of(claim_for: str, organization: Organization) -> tuple[WaitingOrder, ...]:
    """Return an organization's orders for a thing (``event:<uuid>``) that are on their way, oldest first."""
    rows = Order.objects.filter(
        organization=organization.pk, quote__claim_for=claim_for, status__in=ON_THEIR_WAY
    )
    return tuple(
        WaitingOrder(row.public_id, row.number, str(row.get_status_display()), row.kg)
        for row in rows.annotate(kg=Sum("lines__kg")).order_by("created_at", "pk")
    )
