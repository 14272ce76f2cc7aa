"""Finding an event or an office's year for someone who may see it; foreign ones do not exist (404)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import ALL_ROLES, APPROVERS, PREPARERS, organization_for
from accounts.models import Membership
from events.models import Event, OfficeYear


@dataclass(frozen=True)
class Seen:
    """A subject as one member sees it, and what the member may do."""

    membership: Membership

    @property
    def may_prepare(self) -> bool:
        """Whether the member may fill in and buy."""
        return self.membership.role in PREPARERS

    @property
    def may_retire(self) -> bool:
        """Whether the member may retire: where orders need a second person, only approvers."""
        if self.membership.organization.approval_required:
            return self.membership.role in APPROVERS
        return self.membership.role in PREPARERS | APPROVERS


def event_for(
    request: HttpRequest, public_id: uuid.UUID, *, roles: Collection[str] = ALL_ROLES
) -> tuple[Event, Seen]:
    """Return a member's event. Raises Http404 for strangers, PermissionDenied for a role that may not."""
    found = get_object_or_404(
        Event.objects.select_related("organization__party", "declaration"), public_id=public_id
    )
    return found, _seen(request, found, roles)


def office_year_for(
    request: HttpRequest, public_id: uuid.UUID, *, roles: Collection[str] = ALL_ROLES
) -> tuple[OfficeYear, Seen]:
    """Return a member's office year, as `event_for` does."""
    found = get_object_or_404(
        OfficeYear.objects.select_related("organization__party", "declaration"), public_id=public_id
    )
    return found, _seen(request, found, roles)


def public_event(public_id: uuid.UUID) -> Event:
    """Return an event whose plan is published or which is declared. Raises Http404."""
    return get_object_or_404(
        Event.objects.published().select_related("organization__party", "declaration"),
        public_id=public_id,
    )


def public_office_year(public_id: uuid.UUID) -> OfficeYear:
    """Return a declared office year. Raises Http404."""
    return get_object_or_404(
        OfficeYear.objects.select_related("organization__party", "declaration"),
        public_id=public_id,
        declaration__isnull=False,
    )


def _seen(request: HttpRequest, found: Event | OfficeYear, roles: Collection[str]) -> Seen:
    if not request.user.is_authenticated:
        raise Http404
    party = found.organization.party
    _organization, membership = organization_for(request.user, party.public_id, roles=roles)
    return Seen(membership)
