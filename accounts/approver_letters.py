"""Letters to those who may approve, of what changes who approves; and to administrators, of what staff decided."""

from collections.abc import Collection

import structlog
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from accounts import mail, queries
from accounts.access import APPROVERS, MANAGERS
from accounts.models import Membership, Organization, Role, User

log = structlog.get_logger(__name__)


def tell(
    template: str,
    organization: Organization,
    *,
    by: User,
    roles: Collection[str] = APPROVERS,
    also: User | None = None,
    **more: object,
) -> None:
    """Write to all administrators and approvers (or ``roles``) but one; a mail server that is down undoes nothing.

    ``also`` is a member who hears of it in any other role, too. Call it after the transaction has been committed.
    """
    hears = Q(role__in=roles) | Q(user=also)
    rows = Membership.objects.filter(hears, organization=organization)
    for member in rows.exclude(user=by.pk).select_related("user"):
        language = member.user.language
        with translation.override(language):
            page = reverse("accounts:organization", args=[organization.party.public_id])
        context = {
            "organization": organization.party,
            "who": queries.person_name(by),
            "link": settings.SITE_URL + page,
            **more,
        }
        try:
            mail.send(template, to=member.user.email, language=language, context=context)
        except OSError as error:
            log.warning("approvers_not_told", letter=template, error=str(error))


def tell_of_role(membership: Membership, *, by: User) -> None:
    """Tell the others that somebody may approve from now on; nothing where that is not so."""
    if membership.role in APPROVERS:
        label = Role(membership.role).label
        member = queries.person_name(membership.user)
        tell("approver_new", membership.organization, by=by, member=member, role=label)


def tell_of_decision(template: str, organization: Organization, *, by: User, reason: str) -> None:
    """Tell its administrators that staff verified an organization, or refused it and why."""
    tell(template, organization, by=by, roles=MANAGERS, reason=reason)
