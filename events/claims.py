"""Claims: what ties a retirement to an event or an office's year, each used once."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from events.models import Claim, Event, OfficeYear
from marketplace import clock

Subject = Event | OfficeYear


@dataclass(frozen=True)
class ClaimTerms:
    """What a retirement for this subject says: its purpose, and the frozen claim the registry keeps."""

    purpose: str
    jurisdiction: str
    claim: dict[str, Any]


@transaction.atomic
def open_claim(subject: Subject) -> Claim:
    """Store a new claim for a subject; its ref is unique for ever."""
    owner = {"event": subject} if isinstance(subject, Event) else {"office_year": subject}
    ref = f"{subject.ref}:{uuid.uuid4().hex[:8]}"
    return Claim.objects.create(ref=ref, created_at=clock.now(), **owner)


def terms(subject: Subject, claim: Claim) -> ClaimTerms:
    """Return what the retirement states: titles in both languages and the period covered."""
    if isinstance(subject, Event):
        return ClaimTerms(
            purpose="event",
            jurisdiction=subject.region,
            claim={
                "kind": "event",
                "title_zh": subject.name_zh,
                "title_en": subject.name_en or subject.name_zh,
                "period": f"{subject.starts_on.isoformat()}/{subject.ends_on.isoformat()}",
                "ref": claim.ref,
            },
        )
    party = subject.organization.party
    return ClaimTerms(
        purpose="office_year",
        jurisdiction=subject.region,
        claim={
            "kind": "office_year",
            "title_zh": f"{party.name_zh} {subject.year} 年办公运行",
            "title_en": f"{party.name_en or party.name_zh}, offices, {subject.year}",
            "period": f"{subject.year}-01-01/{subject.year}-12-31",
            "ref": claim.ref,
        },
    )


def refs_of(subject: Subject) -> list[str]:
    """Return the refs of all claims of a subject, oldest first."""
    return list(subject.claims.order_by("pk").values_list("ref", flat=True))
