"""What footprints keep of a person: handed out when accounts asks.

Stored footprints name nobody, so they stay. Drafts, and the list of results claimed after signing in, are erased.
"""

from collections.abc import Sequence
from typing import Any

from accounts.models import Party
from footprint.models import ClaimedFootprint, Footprint, SavedDraft


def export(parties: Sequence[Party]) -> list[dict[str, Any]]:
    """Return the footprints that these parties own, with what was entered; kilograms CO2e."""
    return [
        {
            "id": str(row.public_id),
            "kind": row.kind,
            "title": row.title,
            "inputs": row.inputs,
            "total_kg": row.total_kg,
            "made_at": row.created_at.isoformat(),
        }
        for row in Footprint.objects.filter(owner__in=parties).order_by("pk")
    ]


def export_drafts(parties: Sequence[Party]) -> dict[str, list[dict[str, Any]]]:
    """Return the drafts and the claimed results of these people."""
    people = _people(parties)
    return {
        "drafts": [
            {"form": row.form, "answers": row.data, "saved_at": row.saved_at.isoformat()}
            for row in SavedDraft.objects.filter(owner__in=people).order_by("pk")
        ],
        "claimed_footprints": [
            {"id": str(row.footprint.public_id), "claimed_at": row.claimed_at.isoformat()}
            for row in ClaimedFootprint.objects.filter(user__in=people)
            .select_related("footprint")
            .order_by("pk")
        ],
    }


def erase_drafts(parties: Sequence[Party]) -> None:
    """Delete the drafts of these people and their lists of claimed results."""
    people = _people(parties)
    SavedDraft.objects.filter(owner__in=people).delete()
    ClaimedFootprint.objects.filter(user__in=people).delete()


def _people(parties: Sequence[Party]) -> list[int]:
    return [party.user_id for party in parties if party.user_id]
