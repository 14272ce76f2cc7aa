"""What waits for registrars: requests to decide, withdrawals to follow up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from accounts.queries import person_name
from marketplace.registry.models import IssuanceRequest, RetirementUpstream

State = RetirementUpstream.State


@dataclass(frozen=True)
class RequestLine:
    """A request for issue, as the queue shows it."""

    public_id: UUID
    project_zh: str
    project_en: str
    quantity_kg: int
    monitoring_start: date
    monitoring_end: date
    requested_by: str
    requested_by_id: int
    requested_at: datetime
    status: str


@dataclass(frozen=True)
class WithdrawalLine:
    """A withdrawal upstream that is not at its end."""

    id: int
    batch: str
    upstream_serial: str
    retirement: UUID
    kg: int
    state: Any
    requested: bool
    retired_at: datetime


def pending_requests() -> list[RequestLine]:
    """Return the requests that wait for a second person, oldest first."""
    rows = IssuanceRequest.objects.filter(status=IssuanceRequest.Status.PENDING)
    rows = rows.select_related("project", "requested_by").order_by("requested_at")
    return [
        RequestLine(
            public_id=row.public_id,
            project_zh=row.project.name_zh,
            project_en=row.project.name_en,
            quantity_kg=row.quantity_kg,
            monitoring_start=row.monitoring_start,
            monitoring_end=row.monitoring_end,
            requested_by=person_name(row.requested_by),
            requested_by_id=row.requested_by_id,
            requested_at=row.requested_at,
            status=row.status,
        )
        for row in rows
    ]


def open_withdrawals() -> list[WithdrawalLine]:
    """Return the withdrawals to request or to complete, oldest first."""
    return [
        WithdrawalLine(
            id=row.pk,
            batch=row.batch.code,
            upstream_serial=row.batch.issuance.upstream_serial,
            retirement=row.retirement.public_id,
            kg=row.kg or 0,
            state=row.get_state_display(),
            requested=row.state == State.REQUESTED,
            retired_at=row.retirement.at,
        )
        for row in _open().order_by("id")
    ]


def waiting_count() -> int:
    """Return how many things wait for a registrar."""
    pending = IssuanceRequest.objects.filter(status=IssuanceRequest.Status.PENDING).count()
    return pending + _open().count()


def _open() -> QuerySet[RetirementUpstream]:
    rows = RetirementUpstream.objects.filter(state__in=[State.NOT_REQUESTED, State.REQUESTED])
    mine = F("retirement__blocks__last") - F("retirement__blocks__first") + 1
    return (
        rows.filter(retirement__blocks__batch=F("batch"))
        .annotate(kg=Sum(mine))
        .select_related("retirement", "batch__issuance")
    )
