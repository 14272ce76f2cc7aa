"""What other apps may read of accounts; frozen, so that nothing is written by accident."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import (
    Act,
    Invitation,
    Membership,
    Organization,
    OrganizationToken,
    Party,
    Role,
    User,
)


@dataclass(frozen=True)
class OrganizationOf:
    """An organization as one of its members sees it; works with `|localname`."""

    party_id: int
    public_id: uuid.UUID
    name_zh: str
    name_en: str
    uscc: str
    district: str
    verified_at: datetime | None
    refused_at: datetime | None
    refused_reason: str
    approval_required: bool
    role: str
    role_label: str

    @property
    def verified(self) -> bool:
        """Whether staff have checked that the organization is what it says."""
        return self.verified_at is not None


@dataclass(frozen=True)
class Member:
    """One member of an organization."""

    membership_id: int
    name: str
    email: str
    role: str
    role_label: str
    since: datetime


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that may still be accepted, or has run out unanswered."""

    public_id: uuid.UUID
    email: str
    role_label: str
    expires_at: datetime
    expired: bool


@dataclass(frozen=True)
class TokenView:
    """A token without its secret."""

    public_id: uuid.UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class ActView:
    """One line of an organization's history."""

    kind: str
    actor: str
    detail: dict[str, Any]
    at: datetime
    member: str = ""
    role: Any = ""


@dataclass(frozen=True)
class Bearer:
    """Who bears a code, verified: public names only; works with `|localname`."""

    name_zh: str
    name_en: str
    uscc: str


@dataclass(frozen=True)
class AwaitingVerification:
    """An organization in the registrars' queue."""

    public_id: uuid.UUID
    name_zh: str
    name_en: str
    uscc_declared: str
    district: str
    founder: str
    created_at: datetime


def person_name(user: User | None) -> str:
    """Return a user's name for colleagues and staff: never an erased account's placeholder."""
    if user is None:
        return ""
    return gettext("deleted account") if user.deleted_at else user.get_full_name()


def organizations_of(user: User) -> list[OrganizationOf]:
    """Return the organizations a user is a member of, oldest membership first."""
    memberships = (
        Membership.objects.filter(user=user.pk)
        .select_related("organization__party")
        .order_by("created_at", "pk")
    )
    return [_seen_by_member(membership) for membership in memberships]


def organization_as_member(membership: Membership) -> OrganizationOf:
    """Return the organization of one membership, as that member sees it."""
    return _seen_by_member(membership)


def role_in(user: User, organization: Organization) -> str | None:
    """Return the user's role in an organization, or None for a stranger."""
    return (
        Membership.objects.filter(user=user.pk, organization=organization.pk)
        .values_list("role", flat=True)
        .first()
    )


def is_verified(party_id: int) -> bool:
    """Return whether a party is an organization that staff have verified."""
    return Organization.objects.filter(pk=party_id, verified_at__isnull=False).exists()


def ids_in(organization: Organization, *, roles: Collection[str]) -> list[int]:
    """Return the ids of the users who have one of these roles in an organization, longest-standing first."""
    rows = organization.memberships.filter(role__in=roles, user__is_active=True)
    return list(rows.order_by("created_at", "pk").values_list("user", flat=True))


def members_of(organization: Organization) -> list[Member]:
    """Return an organization's members, longest-standing first."""
    rows = organization.memberships.select_related("user").order_by("created_at", "pk")
    return [member(row) for row in rows]


def member(membership: Membership) -> Member:
    """Return one membership as its colleagues see it."""
    return Member(
        membership_id=membership.pk,
        name=person_name(membership.user),
        email=membership.user.email,
        role=membership.role,
        role_label=str(membership.get_role_display()),
        since=membership.created_at,
    )


def open_invitations(organization: Organization) -> list[OpenInvitation]:
    """Return the invitations neither accepted nor withdrawn, newest first."""
    now = timezone.now()
    rows = organization.invitations.filter(accepted_at=None, revoked_at=None)
    return [
        OpenInvitation(
            public_id=row.public_id,
            email=row.email,
            role_label=str(row.get_role_display()),
            expires_at=row.expires_at,
            expired=row.expires_at <= now,
        )
        for row in rows.order_by("-created_at")
    ]


def invitation_for(public_id: uuid.UUID | str) -> Invitation | None:
    """Return an invitation that can be accepted now, or None."""
    return (
        Invitation.objects.select_related("organization__party", "invited_by")
        .filter(
            public_id=public_id, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
        )
        .first()
    )


def tokens_of(organization: Organization) -> list[TokenView]:
    """Return all tokens of an organization, living ones first, newest first."""
    rows = OrganizationToken.objects.filter(organization=organization).select_related("created_by")
    views = [
        TokenView(
            public_id=row.public_id,
            name=row.name,
            prefix=row.prefix,
            scopes=tuple(row.scopes),
            created_at=row.created_at,
            created_by=person_name(row.created_by),
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )
        for row in rows.order_by("-created_at", "-pk")
    ]
    return sorted(views, key=lambda view: view.revoked_at is not None)


def acts_of(organization: Organization, *, limit: int = 50) -> list[ActView]:
    """Return the newest acts concerning an organization."""
    rows = list(Act.objects.filter(organization=organization).select_related("actor")[:limit])
    members = User.objects.in_bulk([row.detail["member"] for row in rows if "member" in row.detail])
    roles = dict(Role.choices)
    return [
        ActView(
            kind=row.kind,
            actor=person_name(row.actor),
            detail=row.detail,
            at=row.at,
            member=person_name(members.get(row.detail.get("member"))),
            role=roles.get(row.detail.get("role"), ""),
        )
        for row in rows
    ]


def awaiting_verification() -> list[AwaitingVerification]:
    """Return the organizations that staff have neither verified nor refused, oldest first."""
    rows = (
        Organization.objects.filter(verified_at=None, refused_at=None)
        .select_related("party", "created_by")
        .order_by("created_at", "pk")
    )
    return [
        AwaitingVerification(
            public_id=row.party.public_id,
            name_zh=row.party.name_zh,
            name_en=row.party.name_en,
            uscc_declared=row.uscc_declared,
            district=str(row.get_district_display()),
            founder=person_name(row.created_by),
            created_at=row.created_at,
        )
        for row in rows
    ]


def verified_bearer(organization: Organization) -> Bearer | None:
    """Return the verified organization that bears the code another one was founded with, if there is one."""
    if organization.verified_at or not organization.uscc_declared:
        return None
    bearers = Party.objects.filter(uscc=organization.uscc_declared).exclude(pk=organization.pk)
    party = bearers.first()
    return Bearer(party.name_zh, party.name_en, organization.uscc_declared) if party else None


def count_awaiting_verification() -> int:
    """Return how many organizations wait for a registrar."""
    return Organization.objects.filter(verified_at=None, refused_at=None).count()


def _seen_by_member(membership: Membership) -> OrganizationOf:
    organization = membership.organization
    party = organization.party
    return OrganizationOf(
        party_id=party.pk,
        public_id=party.public_id,
        name_zh=party.name_zh,
        name_en=party.name_en,
        uscc=party.uscc or organization.uscc_declared,
        district=str(organization.get_district_display()),
        verified_at=organization.verified_at,
        refused_at=organization.refused_at,
        refused_reason=organization.refused_reason,
        approval_required=organization.approval_required,
        role=membership.role,
        role_label=str(membership.get_role_display()),
    )
