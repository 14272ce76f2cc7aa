"""What a project's owner sees of applications for issue, and what waits for them."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import PREPARERS
from accounts.models import Membership, User
from accounts.waiting import Waiting, source
from marketplace.registry.models import IssuanceRequest, Project, Scheme

Status = IssuanceRequest.Status


def projects_of(user: User) -> QuerySet[Project]:
    """Return the projects for which this person may apply: those whose owner's members they prepare for."""
    mine = Membership.objects.filter(user=user, role__in=PREPARERS)
    rows = Project.objects.filter(owner__in=mine.values("organization__party"))
    return rows.select_related("scheme", "methodology_version", "owner")


def applications_of(user: User) -> QuerySet[IssuanceRequest]:
    """Return the applications of this person's organizations (any role), newest first."""
    mine = Membership.objects.filter(user=user).values("organization__party")
    rows = IssuanceRequest.objects.filter(
        project__owner__in=mine, project__scheme__kind=Scheme.Kind.HERE
    )
    related = ("project__scheme", "methodology_version", "application", "check_done", "batch")
    return rows.select_related(*related).order_by("-id")


@source
def returned(user: User) -> Sequence[Waiting]:
    """Applications that came back with remarks and were not replaced yet."""
    rows = applications_of(user).filter(status=Status.RETURNED, replaced_by=None)
    return [
        Waiting(
            _("Your application for issue came back with remarks: %s") % row.project.code,
            reverse("issuance_request:detail", args=[row.public_id]),
        )
        for row in rows.filter(Q(project__in=projects_of(user).values("pk")))
    ]
