"""What footprints keep of a person: handed out when accounts asks. They name nobody, so they stay."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Party
from footprint.models import Footprint


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
