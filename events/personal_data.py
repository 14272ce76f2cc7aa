"""What events keep of a person: who wrote or declared something, handed out when accounts asks.

An event, its inventory and its declaration are an organization's, so their names and figures stay. They point at the
member who acted; once a person is erased, that row is an empty shell (see accounts.privacy), and nothing here names
anybody. A declaration names the organization only.
"""

from collections.abc import Sequence
from typing import Any

from accounts.models import Party
from events.models import Declaration, Event, InventoryDraft, OfficeYear


def export(parties: Sequence[Party]) -> dict[str, list[dict[str, Any]]]:
    """Return what these people created, were the last to save, and declared."""
    people = [party.user_id for party in parties if party.user_id]
    return {
        "events_created": [
            {"id": str(row.public_id), "name_zh": row.name_zh, "at": row.created_at.isoformat()}
            for row in Event.objects.filter(created_by__in=people).order_by("pk")
        ],
        "office_years_created": [
            {"id": str(row.public_id), "year": row.year, "at": row.created_at.isoformat()}
            for row in OfficeYear.objects.filter(created_by__in=people).order_by("pk")
        ],
        "inventories_saved": [
            {
                "of": _ref(row),
                "kind": row.kind,
                "at": row.saved_at.isoformat(),
            }
            for row in InventoryDraft.objects.filter(saved_by__in=people)
            .select_related("event", "office_year")
            .order_by("pk")
        ],
        "declarations": [
            {"of": _ref(row), "at": row.declared_at.isoformat()}
            for row in Declaration.objects.filter(declared_by__in=people)
            .select_related("event", "office_year")
            .order_by("pk")
        ],
    }


def _ref(row: InventoryDraft | Declaration) -> str:
    subject = row.event or row.office_year
    assert subject is not None  # one of the two, by a CHECK
    return subject.ref
