"""What points keep of a person: handed out and erased when accounts asks (see accounts.privacy)."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Party
from marketplace import clock
from marketplace.points import consents, ledger
from marketplace.points.models import Consent, Entry


def export(parties: Sequence[Party]) -> dict[str, Any]:
    """Return a person's points, line by line, and their consents."""
    entries = Entry.objects.filter(account__in=parties).select_related("row__operator")
    return {
        "entries": [
            {
                "kind": row.kind,
                "points": row.points,
                "grams": row.grams,
                "behaviour": row.row.behaviour if row.row else None,
                "operator": row.row.operator.registration_number if row.row else None,
                "earned_on": row.earned_on,
                "expires_on": row.expires_on,
                "at": row.at.isoformat(),
            }
            for row in entries
        ],
        "consents": [
            {
                "operator": row.operator.registration_number,
                "member_number": row.member_number,
                "wording": row.wording,
                "given_at": row.given_at.isoformat(),
                "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
            }
            for row in Consent.objects.filter(account__in=parties).select_related("operator")
        ],
    }


def erase(parties: Sequence[Party]) -> None:
    """End consents, forget member numbers, let points run out.

    Lines stay with the pseudonym: what was used was reported.
    """
    people = [party for party in parties if party.kind == Party.Kind.PERSON]
    consents.forget([party.pk for party in people], now=clock.now())
    for party in people:
        ledger.forfeit(party)
