"""Doing without the second person's approval: one administrator asks, another administrator or approver agrees.

Else one person alone could end what keeps one person alone from acting. Approvers get a letter at each step.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import approver_letters, queries, waiting
from accounts.access import APPROVERS, MANAGERS
from accounts.errors import AccountError
from accounts.models import Act, ApprovalEnd, Organization, User
from accounts.organizations import record
from accounts.waiting import Waiting
from look.templatetags.look import localname

Outcome = ApprovalEnd.Outcome
TOO_NEW = timedelta(days=7)
"""Whoever may approve for less time than this when the end is asked for can't agree: one person could invite her."""


def pending(organization_id: int) -> ApprovalEnd | None:
    """Return the wish that waits, if there is one."""
    rows = ApprovalEnd.objects.select_related("asked_by", "organization__party")
    return rows.filter(organization=organization_id, outcome="").first()


def ask(organization: Organization, *, actor: User) -> ApprovalEnd:
    """Ask for the end of approval; asked again it is the first wish. Raises AccountError ``nobody_else``."""
    if not any(pk != actor.pk for pk in queries.ids_in(organization, roles=APPROVERS)):
        raise AccountError(
            "nobody_else",
            _("A second administrator or an approver has to agree. Invite one first."),
        )
    try:
        made = _ask(organization, actor)
    except IntegrityError:
        return ApprovalEnd.objects.get(organization=organization, outcome="")
    approver_letters.tell("approval_end_asked", organization, by=actor)
    return made


@transaction.atomic
def _ask(organization: Organization, actor: User) -> ApprovalEnd:
    made = ApprovalEnd.objects.create(organization=organization, asked_by=actor)
    record(organization, "approval_off_asked", actor=actor)
    return made


def agree(asked: ApprovalEnd, *, actor: User) -> None:
    """Turn approval off as the second person.

    Raises AccountError ``not_allowed``, ``same_person``, ``too_new``, ``already_decided``.
    """
    if asked.asked_by_id == actor.pk:
        raise AccountError("same_person", _("The same person can't do both steps."))
    _check_role(asked, actor, APPROVERS)
    _check_time(asked, actor)
    with transaction.atomic():
        _decide(asked, Outcome.AGREED, actor)
        Organization.objects.filter(pk=asked.organization_id).update(approval_required=False)
        record(asked.organization, "approval_off", actor=actor)
    approver_letters.tell("approval_end_agreed", asked.organization, by=actor)


def refuse(asked: ApprovalEnd, *, actor: User) -> None:
    """Keep approval on: the second person's no, or taken back by who asked. Raises AccountError as ``agree``."""
    mine = asked.asked_by_id == actor.pk
    _check_role(asked, actor, MANAGERS if mine else APPROVERS)
    with transaction.atomic():
        _decide(asked, Outcome.WITHDRAWN if mine else Outcome.REFUSED, actor)
        record(asked.organization, "approval_kept", actor=actor)
    approver_letters.tell(
        "approval_end_kept", asked.organization, by=actor, also=asked.asked_by, taken_back=mine
    )


def _check_role(asked: ApprovalEnd, actor: User, roles: frozenset[str]) -> None:
    if queries.role_in(actor, asked.organization) not in roles:
        raise AccountError("not_allowed", _("You are not allowed to do this."))


def _check_time(asked: ApprovalEnd, actor: User) -> None:
    """Refuse who has got the role only just before, or after, the end was asked for."""
    recent = Act.objects.filter(organization=asked.organization_id, at__gt=asked.asked_at - TOO_NEW)
    joined, given = Q(kind="joined", actor=actor), Q(kind="role_changed", detail__member=actor.pk)
    if recent.filter(joined | given).exists():
        text = _("Whoever has had this role for less than seven days can't agree to it.")
        raise AccountError("too_new", text)


def _decide(asked: ApprovalEnd, outcome: str, actor: User) -> None:
    waits = ApprovalEnd.objects.filter(pk=asked.pk, outcome="")
    if not waits.update(outcome=outcome, decided_by=actor, decided_at=Now()):
        raise AccountError("already_decided", _("Somebody has already decided this."))


@waiting.source
def ends_to_agree_to(user: User) -> list[Waiting]:
    """Return the wishes to end approval that wait for this person, for the start page."""
    rows = ApprovalEnd.objects.filter(
        outcome="",
        organization__memberships__user=user.pk,
        organization__memberships__role__in=APPROVERS,
    )
    text = _("Agree or not: no second person's approval at %(name)s any more")
    return [
        Waiting(
            text % {"name": localname(row.organization.party)},
            reverse("accounts:organization", args=[row.organization.party.public_id]),
        )
        for row in rows.exclude(asked_by=user.pk).select_related("organization__party")
    ]
