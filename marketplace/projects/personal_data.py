"""What applications keep of a person, the contact: handed out and erased when accounts asks (see accounts.privacy)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Party
from marketplace.projects.models import Application


def export(parties: Sequence[Party]) -> list[dict[str, Any]]:
    """Return the contacts that these persons gave or are."""
    return [
        {
            "organization": str(row.organization),
            "contact_name": row.contact_name,
            "contact_phone": row.contact_phone,
            "contact_email": row.contact_email,
            "at": row.submitted_at.isoformat(),
        }
        for row in _applications(parties).select_related("organization__party")
    ]


def erase(parties: Sequence[Party]) -> None:
    """Forget who the contact was; what the organization declared is evidence."""
    _applications(parties).update(contact_name="", contact_phone="", contact_email="")


def _applications(parties: Sequence[Party]) -> QuerySet[Application]:
    users = [party.user_id for party in parties if party.user_id]
    addresses = [party.user.email for party in parties if party.user]
    return Application.objects.filter(
        Q(submitted_by__in=users) | Q(contact_email__in=addresses)
    ).exclude(contact_name="", contact_phone="", contact_email="")
