"""Retirements asked for something that is to be covered, which a second person has not decided yet."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Organization
from marketplace.market.models import RetirementRequest


@dataclass(frozen=True)
class WaitingRequest:
    """One request that waits, with its kilograms by batch id; nothing is held for it."""

    public_id: uuid.UUID
    status_label: str
    amounts: Mapping[int, int]

    @property
    def kg(self) -> int:
        """What is asked for, over all batches."""
        return sum(self.amounts.values())


def of(subject: str, organization: Organization) -> tuple[WaitingRequest, ...]:
    """Return an organization's requests for a thing (``event:<uuid>``) that wait, oldest first."""
    rows = RetirementRequest.objects.filter(
        organization=organization.pk, subject=subject, status=RetirementRequest.Status.WAITING
    )
    return tuple(
        WaitingRequest(
            row.public_id,
            str(row.get_status_display()),
            {int(batch_id): kg for batch_id, kg in row.amounts.items()},
        )
        for row in rows.order_by("pk")
    )
