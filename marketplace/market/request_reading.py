"""Requests to retire from holdings as members of the organization see them; frozen dataclasses, few queries."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts import directory
from accounts import queries as accounts
from accounts.access import APPROVERS
from accounts.models import Organization, Party, User
from accounts.parties import public_name
from marketplace.market import retirement_requests
from marketplace.market.models import RetirementRequest
from marketplace.market.retire_forms import PURPOSES
from marketplace.registry import jurisdictions
from marketplace.registry.models import CreditBatch

MOST_SHOWN = 50
Status = RetirementRequest.Status


@dataclass(frozen=True)
class RequestedPart:
    """So many kilograms of one batch; works with ``|localname:"project"``."""

    batch: str
    project_zh: str
    project_en: str
    kg: int


@dataclass(frozen=True)
class RequestView:
    """One request and what the reader may do about it; works with ``|localname:"title"`` and the like."""

    public_id: uuid.UUID
    status: str
    status_label: str
    organization_zh: str
    organization_en: str
    kg: int
    parts: Sequence[RequestedPart]
    purpose: str
    title_zh: str
    title_en: str
    period: tuple[date, date] | None
    jurisdiction: str
    reason: str
    whom_zh: str
    whom_en: str
    whom_code: str
    whom_unverified: bool
    giver: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    retirement_id: int | None
    may_decide: bool
    may_drop: bool


def waiting_in(organization: Organization | None, user: User) -> tuple[RequestView, ...]:
    """Return what waits in one organization, oldest first; nothing waits in a person's own account."""
    if organization is None:
        return ()
    rows = _rows().filter(organization=organization, status=Status.WAITING)
    return tuple(view(row, user) for row in rows.order_by("pk")[:MOST_SHOWN])


def waiting_for(user: User) -> tuple[RequestView, ...]:
    """Return what waits for this person as the second one."""
    seats = [each.organization_id for each in user.memberships.filter(role__in=APPROVERS)]
    rows = _rows().filter(organization__in=seats, status=Status.WAITING).exclude(asked_by=user)
    return tuple(view(row, user) for row in rows.order_by("pk")[:MOST_SHOWN])


def row_or_404(user: User, public_id: uuid.UUID) -> RetirementRequest:
    """Return a request of an organization that the reader belongs to; raises Http404 otherwise."""
    mine = user.memberships.values("organization")
    found = _rows().filter(public_id=public_id, organization__in=mine).first()
    if found is None:
        raise Http404
    return found


def view(row: RetirementRequest, user: User) -> RequestView:
    """Return one request as this person sees it."""
    intent: Mapping[str, Any] = row.intent
    claim = intent["claim"]
    party = Party.objects.get(pk=intent["beneficiary_id"])
    whom = public_name(party)
    waits = row.status == Status.WAITING
    return RequestView(
        public_id=row.public_id,
        status=row.status,
        status_label=str(row.get_status_display()),
        organization_zh=row.organization.name_zh,
        organization_en=row.organization.name_en or row.organization.name_zh,
        kg=sum(row.amounts.values()),
        parts=_parts(row.amounts),
        purpose=str(dict(PURPOSES)[intent["purpose"]]),
        title_zh=claim["title_zh"] or claim["title_en"],
        title_en=claim["title_en"] or claim["title_zh"],
        period=_days(claim["period"]),
        jurisdiction=jurisdictions.named(intent["jurisdiction"]),
        reason=intent["reason"],
        whom_zh=intent["gift_to"] or whom.name_zh or whom.name_en,
        whom_en=intent["gift_to"] or whom.name_en or whom.name_zh,
        whom_code="" if intent["gift_to"] else directory.code_of(party),
        whom_unverified=not intent["gift_to"] and directory.unproven(party),
        giver=intent["gift_from"],
        asked_by=accounts.person_name(row.asked_by),
        asked_at=row.asked_at,
        decided_by=accounts.person_name(row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
        retirement_id=row.retirement_id,
        may_decide=may_approve(row, user),
        may_drop=waits and row.asked_by_id == user.pk,
    )


def may_approve(row: RetirementRequest, user: User) -> bool:
    """Whether this person is the second one for a request that still waits."""
    return row.status == Status.WAITING and retirement_requests.may_decide(row, user)


def _days(period: str) -> tuple[date, date] | None:
    """Return the first and last day of a claim's period, if it says so."""
    days = period.split("/")
    try:
        return date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    except ValueError:
        return None


def _parts(amounts: Mapping[str, int]) -> list[RequestedPart]:
    batches = CreditBatch.objects.select_related("project").in_bulk([int(key) for key in amounts])
    found = [(batches[int(key)], kg) for key, kg in amounts.items()]
    return [
        RequestedPart(batch.code, batch.project.name_zh, batch.project.name_en, kg)
        for batch, kg in sorted(found, key=lambda each: each[0].code)
    ]


def _rows() -> QuerySet[RetirementRequest]:
    return RetirementRequest.objects.select_related(
        "organization__party", "asked_by", "decided_by", "retirement"
    )
