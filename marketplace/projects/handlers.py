"""What waits for whom: applications and dossiers that were sent back, for those who can put them right."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import waiting
from accounts.access import MANAGERS, PREPARERS
from accounts.models import User
from accounts.waiting import Waiting
from look.templatetags.look import localname
from marketplace.projects import decision_letters  # noqa: F401 - its handlers register themselves
from marketplace.projects.models import Application, DossierVersion


@waiting.source
def sent_back(user: User) -> list[Waiting]:
    """Return what a registrar sent back to this person's organizations and nobody has taken up again."""
    return [*_applications(user), *_dossiers(user)]


def _applications(user: User) -> list[Waiting]:
    mine = user.memberships.filter(role__in=MANAGERS).values("organization")
    newest = Application.objects.filter(organization=OuterRef("organization")).order_by("-number")
    rows = Application.objects.filter(
        organization__in=mine, pk=Subquery(newest.values("pk")[:1]), status="returned"
    )
    return [
        Waiting(
            _("The application of %(name)s was sent back: read why and hand it in again")
            % {"name": localname(row.organization)},
            reverse("projects:seller", args=[row.organization.party.public_id]),
        )
        for row in rows.select_related("organization__party")
    ]


def _dossiers(user: User) -> list[Waiting]:
    mine = user.memberships.filter(role__in=PREPARERS).values("organization")
    newest = DossierVersion.objects.filter(dossier=OuterRef("dossier")).order_by("-number")
    rows = DossierVersion.objects.filter(
        dossier__organization__in=mine, pk=Subquery(newest.values("pk")[:1]), status="returned"
    )
    return [
        Waiting(
            _("The dossier “%(name)s” was sent back with remarks") % {"name": localname(row)},
            reverse(
                "projects:dossier",
                args=[row.dossier.organization.party.public_id, row.dossier.public_id],
            ),
        )
        for row in rows.select_related("dossier__organization__party")
    ]
