"""What the ledger keeps of a person: handed out when accounts asks; owned kilograms come first."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from accounts.models import Party
from marketplace.registry import disclosures
from marketplace.registry.models import Holding, Retirement


def export(parties: Sequence[Party]) -> dict[str, Any]:
    """Return what these parties own and what was retired by or for them; kilograms."""
    owned = Holding.objects.filter(account__in=parties).select_related("batch")
    retired = Retirement.objects.filter(beneficiary__in=parties) | Retirement.objects.filter(
        owner__in=parties
    )
    return {
        "holdings": [
            {
                "batch": row.batch.code,
                "available_kg": row.available_kg,
                "listed_kg": row.listed_kg,
                "held_kg": row.held_kg,
            }
            for row in owned
        ],
        "retirements": [str(row.public_id) for row in retired.distinct()],
    }


def erase(parties: Sequence[Party]) -> None:
    """Forget the names, titles and reasons on what these persons retired or were given."""
    for party in parties:
        if party.kind == Party.Kind.PERSON:
            disclosures.erase_party(party=party)


def hindrance(parties: Sequence[Party]) -> str | None:
    """Return why the person cannot be erased yet: kilograms without an owner would be in limbo."""
    total = Holding.objects.filter(account__in=parties).aggregate(
        kg=Sum(F("available_kg") + F("listed_kg") + F("held_kg"))
    )["kg"]
    if total:
        return _("You still own %(kg)s kg: retire them first.") % {"kg": total}
    return None
