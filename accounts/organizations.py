"""Verbs on organizations, their members and invitations: the only writers of those tables.

Each verb is one transaction and writes one line of history (`Act`). An organization always
has an administrator: changes lock the organization's row first, so that two administrators
who leave at the same moment cannot both succeed.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import approver_letters
from accounts.errors import AccountError
from accounts.identifiers import clean_uscc
from accounts.models import Act, District, Invitation, Membership, Organization, Party, Role, User
from look.writing import check_visible

INVITATION_LASTS = timedelta(days=7)
OPEN_INVITATIONS_AT_MOST = 50


@transaction.atomic
def create(
    *,
    founder: User,
    name_zh: str,
    name_en: str = "",
    uscc: str = "",
    district: str = District.MUNICIPAL,
    approval_required: bool = False,
) -> Organization:
    """Store an organization that is not yet verified, with its founder as administrator.

    Raises AccountError `name_missing`, and ValidationError for a wrong code (see `clean_uscc`)
    or a name with unseen characters.
    """
    check_visible(name_zh + name_en)
    if not (name_zh.strip() or name_en.strip()):
        raise AccountError("name_missing", _("An organization needs a name."))
    party = Party.objects.create(
        kind=Party.Kind.ORGANIZATION,
        name_zh=name_zh.strip(),
        name_en=name_en.strip(),
        shows_name=True,
    )
    organization = Organization.objects.create(
        party=party,
        uscc_declared=clean_uscc(uscc) if uscc.strip() else "",
        district=district,
        approval_required=approval_required,
        created_by=founder,
    )
    Membership.objects.create(user=founder, organization=organization, role=Role.ADMIN)
    record(organization, "created", actor=founder)
    return organization


@transaction.atomic
def require_approval(organization: Organization, *, actor: User) -> None:
    """Have orders, transfers and retirements wait for a second member's approval; ``approval_ends`` ends that.

    Where it is so already nothing changes, and a wish to end it still waits. Raises AccountError
    ``second_member_needed`` where there is nobody else: nothing could be approved.
    """
    if organization.memberships.count() < 2:
        text = _("Invite somebody first: without a second member nothing could be approved.")
        raise AccountError("second_member_needed", text)
    off = Organization.objects.filter(pk=organization.pk, approval_required=False)
    if off.update(approval_required=True):
        record(organization, "approval_on", actor=actor)


@transaction.atomic
def submit_details(
    organization: Organization, *, name_zh: str, name_en: str, uscc: str, actor: User
) -> None:
    """Correct names and code before verification, which puts a refused one back into the queue.

    Raises AccountError `already_verified`: names that staff have checked change only through them;
    ValidationError as `create`.
    """
    check_visible(name_zh + name_en)
    changed = Organization.objects.filter(pk=organization.pk, verified_at=None).update(
        uscc_declared=clean_uscc(uscc) if uscc.strip() else "",
        refused_at=None,
        refused_reason="",
    )
    if not changed:
        raise AccountError("already_verified", _("Verified details are changed by our staff only."))
    if not (name_zh.strip() or name_en.strip()):
        raise AccountError("name_missing", _("An organization needs a name."))
    Party.objects.filter(pk=organization.pk).update(
        name_zh=name_zh.strip(), name_en=name_en.strip()
    )
    record(organization, "details_changed", actor=actor)


def verify(organization: Organization, *, staff: User) -> None:
    """Record that staff have checked the organization; its code becomes unique and printable.

    Raises AccountError `uscc_missing`, `uscc_taken`, `already_decided` or `own_organization`.
    """
    try:
        _verify(organization, staff=staff)
    except IntegrityError as error:
        raise AccountError(
            "uscc_taken", _("Another verified organization already has this code.")
        ) from error


@transaction.atomic
def _verify(organization: Organization, *, staff: User) -> None:
    _refuse_own(organization, staff)
    locked = _locked(organization)
    if not locked.uscc_declared:
        raise AccountError(
            "uscc_missing", _("Without a unified social credit code it stays unverified.")
        )
    _decide(locked, verified_at=timezone.now(), verified_by=staff)
    Party.objects.filter(pk=locked.pk).update(uscc=locked.uscc_declared)
    record(organization, "verified", actor=staff)
    _tell_of_decision("organization_verified", organization, by=staff)


@transaction.atomic
def refuse(organization: Organization, *, staff: User, reason: str) -> None:
    """Refuse verification with a reason its members read; they may correct and ask again.

    Raises AccountError `reason_missing`, `already_decided` or `own_organization`.
    """
    if not reason.strip():
        raise AccountError("reason_missing", _("Say why, so that it can be put right."))
    _refuse_own(organization, staff)
    _decide(_locked(organization), refused_at=timezone.now(), refused_reason=reason.strip())
    record(organization, "refused", actor=staff)
    _tell_of_decision("organization_refused", organization, by=staff, reason=reason.strip())


@transaction.atomic
def invite(organization: Organization, *, email: str, role: str, actor: User) -> Invitation:
    """Store an invitation for an address; the mail goes out after the transaction.

    An open invitation of the same address is replaced. Whether the address belongs to a user
    is not told. Raises AccountError `already_member` or `too_many_invitations`.
    """
    address = email.strip().lower()
    _locked(organization)
    if organization.memberships.filter(user__email=address).exists():
        raise AccountError("already_member", _("This person is already a member."))
    opened = organization.invitations.filter(accepted_at=None, revoked_at=None)
    opened.filter(email=address).update(revoked_at=timezone.now())
    if opened.count() >= OPEN_INVITATIONS_AT_MOST:
        raise AccountError("too_many_invitations", _("Too many open invitations: withdraw some."))
    invitation = Invitation.objects.create(
        organization=organization,
        email=address,
        role=Role(role),
        invited_by=actor,
        expires_at=timezone.now() + INVITATION_LASTS,
    )
    record(organization, "invited", actor=actor, role=role)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: User) -> None:
    """End an open invitation; one already accepted stays accepted."""
    ended = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if ended:
        record(invitation.organization, "invitation_withdrawn", actor=actor)


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Membership:
    """Make a user a member by an invitation whose link was mailed; the link works once.

    Raises AccountError `invitation_ended` when it was used, withdrawn or has run out.
    """
    organization = _locked(invitation.organization)
    now = timezone.now()
    used = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now
    ).update(accepted_at=now, accepted_by=user)
    if not used:
        raise AccountError("invitation_ended", _("This invitation is no longer valid."))
    membership, made = Membership.objects.get_or_create(
        user=user, organization=organization, defaults={"role": invitation.role}
    )
    if made:
        record(organization, "joined", actor=user, role=invitation.role)
        _tell_of_role(membership, by=user)
    return membership


@transaction.atomic
def change_role(membership: Membership, *, role: str, actor: User) -> None:
    """Give a member another role. Raises AccountError `last_admin`."""
    organization = _locked(membership.organization)
    if role != Role.ADMIN:
        _keep_an_admin(organization, without=membership)
    Membership.objects.filter(pk=membership.pk).update(role=Role(role))
    record(organization, "role_changed", actor=actor, member=membership.user_id, role=role)
    membership.role = Role(role)
    _tell_of_role(membership, by=actor)


@transaction.atomic
def remove_member(membership: Membership, *, actor: User) -> None:
    """End a membership (one's own too). Raises AccountError `last_admin`."""
    organization = _locked(membership.organization)
    _keep_an_admin(organization, without=membership)
    Membership.objects.filter(pk=membership.pk).delete()
    record(organization, "left", actor=actor, member=membership.user_id)


def record(organization: Organization, kind: str, *, actor: User | None, **detail: object) -> None:
    """Add one line to the organization's history; called by every verb of this app."""
    Act.objects.create(organization=organization, actor=actor, kind=kind, detail=detail)


def _tell_of_role(membership: Membership, *, by: User) -> None:
    """Have the others who may approve told, once this is committed."""
    transaction.on_commit(partial(approver_letters.tell_of_role, membership, by=by), robust=True)


def _tell_of_decision(
    template: str, organization: Organization, *, by: User, reason: str = ""
) -> None:
    """Have the administrators told, once this is committed."""
    letter = partial(
        approver_letters.tell_of_decision, template, organization, by=by, reason=reason
    )
    transaction.on_commit(letter, robust=True)


def _locked(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def _decide(organization: Organization, **fields: object) -> None:
    open_case = Organization.objects.filter(pk=organization.pk, verified_at=None, refused_at=None)
    if not open_case.update(**fields):
        raise AccountError("already_decided", _("Somebody has already decided this."))


def _refuse_own(organization: Organization, staff: User) -> None:
    if organization.memberships.filter(user=staff).exists():
        raise AccountError("own_organization", _("Nobody decides on an organization of their own."))


def _keep_an_admin(organization: Organization, *, without: Membership) -> None:
    others = organization.memberships.filter(role=Role.ADMIN).exclude(pk=without.pk)
    if not others.exists():
        raise AccountError("last_admin", _("An organization needs at least one administrator."))
