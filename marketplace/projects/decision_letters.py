"""Letters to an organization: its application to be a project owner, or a dossier, was accepted or sent back."""

from collections.abc import Mapping
from typing import Any

from accounts.access import MANAGERS, PREPARERS
from accounts.models import User
from marketplace import letters, outbox
from marketplace.projects.models import Application, DossierVersion
from marketplace.projects.words import LABELS


def tell_of_application(application: Application) -> None:
    """Have those who may apply, the administrators, told what was decided."""
    people = letters.people_of([application.organization_id], roles=MANAGERS)
    told = {"application_id": application.pk}
    letters.ask("mail_owner_application", str(application.pk), people, told)


def tell_of_dossier(version: DossierVersion) -> None:
    """Have those who may write dossiers told what was decided."""
    people = letters.people_of([version.dossier.organization_id], roles=PREPARERS)
    letters.ask("mail_dossier", str(version.pk), people, {"version_id": version.pk})


@outbox.handler("mail_owner_application")
def mail_owner_application(payload: Mapping[str, Any]) -> None:
    """Tell one administrator how the application was decided. Raises OSError."""
    rows = Application.objects.select_related("organization__party")
    row = rows.get(pk=payload["application_id"])
    letters.write(
        f"projects/mail/application_{row.status}",
        User.objects.get(pk=payload["user_id"]),
        ("projects:seller", row.organization.party.public_id),
        {"application": row},
    )


@outbox.handler("mail_dossier")
def mail_dossier(payload: Mapping[str, Any]) -> None:
    """Tell one person that a dossier was accepted, or came back with which remarks. Raises OSError."""
    rows = DossierVersion.objects.select_related("dossier__organization__party")
    row = rows.get(pk=payload["version_id"])
    said = [(LABELS[remark.field], remark.text) for remark in row.remarks.all()]
    letters.write(
        f"projects/mail/dossier_{row.status}",
        User.objects.get(pk=payload["user_id"]),
        (
            "projects:dossier",
            row.dossier.organization.party.public_id,
            row.dossier.public_id,
        ),
        {"version": row, "remarks": said},
    )
