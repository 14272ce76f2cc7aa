"""Texts that may have to be forgotten: kept beside the log, never in it.

The log and the statements hold ``sha256(salt ‖ text)``. Whoever has salt and text can prove that they belong
together; once both are erased the digest says nothing any more, and nothing signed has changed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Party
from marketplace import canonical, clock
from marketplace.registry.models import Disclosure, Retirement, Statement
from marketplace.rows import insert


def conceal(texts: Sequence[str]) -> list[str]:
    """Store each text under a fresh salt and return the digests."""
    rows = []
    for text in texts:
        salt = canonical.new_salt()
        rows.append(Disclosure(digest=canonical.commitment(salt, text), salt=salt, value=text))
    insert(rows)
    return [row.digest for row in rows]


def texts(digests: Iterable[str]) -> dict[str, str]:
    """Return the texts behind digests; what was erased is missing."""
    rows = Disclosure.objects.filter(digest__in=list(digests), erased_at=None)
    return {row.digest: row.value for row in rows}


def digests_in(value: Any) -> list[str]:
    """Return every ``{"sha256": …}`` in a statement or claim, in order."""
    if isinstance(value, dict):
        if set(value) == {"sha256"}:
            return [value["sha256"]]
        return [digest for inner in value.values() for digest in digests_in(inner)]
    if isinstance(value, list):
        return [digest for inner in value for digest in digests_in(inner)]
    return []


def erase(digests: Iterable[str], *, now: datetime) -> int:
    """Forget the texts behind these digests for ever; return how many there were."""
    rows = Disclosure.objects.filter(digest__in=list(digests), erased_at=None)
    return rows.update(salt=None, value=None, erased_at=now)


def erase_party(*, party: Party, now: datetime | None = None) -> int:
    """Forget the name, titles and reasons of what a natural person retired or was given.

    Raises ValueError for an organization: what it claims in public stays public.
    """
    if party.kind != Party.Kind.PERSON:
        raise ValueError("Only a natural person's texts are erased.")
    with transaction.atomic():
        mine = Retirement.objects.filter(beneficiary=party)
        found = [d for row in mine for d in (row.reason_digest, *digests_in(row.claim))]
        for body in Statement.objects.filter(retirement__in=mine).values_list("body", flat=True):
            found += digests_in(canonical.loads(bytes(body)))
        return erase(found, now=now or clock.now())
