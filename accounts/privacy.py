"""A person's data: handed out on request, erased on request, the ledger keeping a pseudonym.

Other apps hold data of persons too. Each registers a `Keeper` in `AppConfig.ready()`: what it
exports, what it erases, and what hinders an erasure (kilograms still owned, an open order).
Evidence is never erased: a retirement stays, in the name of a pseudonym.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.errors import AccountError
from accounts.models import Act, Invitation, Membership, Party, Role, User
from accounts.organizations import record
from accounts.parties import parties_of
from look.templatetags.look import localname

Parties = Sequence[Party]


@dataclass(frozen=True)
class Keeper:
    """What an app does about the data it keeps of a person's parties."""

    name: str
    export: Callable[[Parties], Any]
    erase: Callable[[Parties], None] | None = None
    hindrance: Callable[[Parties], str | Promise | None] | None = None


_keepers: dict[str, Keeper] = {}


def register_keeper(keeper: Keeper) -> None:
    """Add an app's keeper; the same name registered again replaces the former."""
    _keepers[keeper.name] = keeper


def export(user: User) -> dict[str, Any]:
    """Return all that is stored about a user, ready for JSON; secrets (hashes, keys) left out."""
    parties = parties_of(user)
    return {
        "exported_at": timezone.now().isoformat(),
        "account": {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined": user.date_joined.isoformat(),
            "last_sign_in": user.last_login.isoformat() if user.last_login else None,
            "addresses": list(
                EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
            ),
            "second_factors": [
                {"type": factor.type, "since": factor.created_at.isoformat()}
                for factor in Authenticator.objects.filter(user=user)
            ],
            "sessions": [
                {
                    "ip": session.ip,
                    "browser": session.user_agent,
                    "since": session.created_at.isoformat(),
                    "last_seen": session.last_seen_at.isoformat(),
                }
                for session in UserSession.objects.filter(user=user)
            ],
        },
        "parties": [_party_data(party) for party in parties],
        "organizations": [
            {
                "organization": str(membership.organization),
                "role": membership.role,
                "since": membership.created_at.isoformat(),
            }
            for membership in user.memberships.select_related("organization__party")
        ],
        "acts": [
            {"kind": act.kind, "organization": str(act.organization), "at": act.at.isoformat()}
            for act in Act.objects.filter(actor=user).select_related("organization__party")
        ],
        **{keeper.name: keeper.export(parties) for keeper in _keepers.values()},
    }


def hindrances(user: User) -> list[str]:
    """Return, as sentences, what must be settled before the account can be erased."""
    parties = parties_of(user)
    found = [
        _("You are the only administrator of %(name)s: make somebody else one first.")
        % {"name": localname(membership.organization.party)}
        for membership in _sole_administrations(user)
    ]
    for keeper in _keepers.values():
        reason = keeper.hindrance(parties) if keeper.hindrance else None
        if reason:
            found.append(str(reason))
    return found


@transaction.atomic
def erase(user: User) -> None:
    """Erase a person: names, addresses, factors, sessions and memberships go, the pseudonym stays.

    Raises AccountError `hindered` while something must be settled first.
    """
    User.objects.select_for_update().get(pk=user.pk)
    reasons = hindrances(user)
    if reasons:
        raise AccountError("hindered", " ".join(reasons))
    parties = parties_of(user)
    for keeper in _keepers.values():
        if keeper.erase:
            keeper.erase(parties)
    for membership in user.memberships.select_related("organization"):
        record(membership.organization, "left", actor=user, member=user.pk)
    Membership.objects.filter(user=user).delete()
    _erase_sign_in(user)
    Party.objects.filter(pk__in=[party.pk for party in parties]).update(
        user=None, email=None, name_zh="", name_en="", shows_name=False
    )


def _erase_sign_in(user: User) -> None:
    """Make the user's row an empty shell, which is what evidence points at as the actor."""
    now = timezone.now()
    placeholder = f"deleted-{user.pk}@deleted.invalid"
    addresses = [
        user.email,
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    ]
    offered = Invitation.objects.filter(email__in=[address.lower() for address in addresses])
    offered.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    offered.update(email=placeholder)
    Authenticator.objects.filter(user=user).delete()
    UserSession.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    # A fresh unusable password changes the session hash: every living session ends.
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(
        email=placeholder,
        name="",
        password=user.password,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
        deleted_at=now,
    )


def _sole_administrations(user: User) -> list[Membership]:
    mine = user.memberships.filter(role=Role.ADMIN).select_related("organization__party")
    return [
        membership
        for membership in mine
        if not membership.organization.memberships.filter(role=Role.ADMIN)
        .exclude(pk=membership.pk)
        .exists()
    ]


def _party_data(party: Party) -> dict[str, Any]:
    return {
        "id": str(party.public_id),
        "pseudonym": party.pseudonym,
        "guest_email": party.email,
        "name_zh": party.name_zh,
        "name_en": party.name_en,
        "name_is_public": party.shows_name,
        "since": party.created_at.isoformat(),
    }
