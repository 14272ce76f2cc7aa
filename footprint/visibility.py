"""Which stored footprints somebody may set beside one another.

A result without an owner is for whoever has its address. One that a person or an organization owns opens by
its address too, but is listed and compared only for that person and for the organization's members.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import Party, User
from footprint import queries
from footprint.models import Footprint
from footprint.queries import FootprintView

LISTED = 60
Reader = User | AnonymousUser


@dataclass(frozen=True)
class Listed:
    """A footprint in a list: what it is called, what it came to, and whether it still stands."""

    public_id: uuid.UUID
    title: str
    kind: str
    total_kg: int
    subject_ref: str
    created_at: datetime
    stands: bool


def seen(reader: Reader, public_id: uuid.UUID) -> FootprintView | None:
    """The footprint, if this reader may compare it; two queries."""
    allowed = Footprint.objects.filter(Q(owner=None) | _own(reader), public_id=public_id)
    return queries.footprint(public_id) if allowed.exists() else None


def own(reader: Reader) -> list[Listed]:
    """What a reader and the reader's organizations have stored, newest first; one query."""
    if not reader.is_authenticated:
        return []
    return _listed(Footprint.objects.filter(_own(reader)))


def of_subjects(refs: Collection[str]) -> list[Listed]:
    """What was stored for these subjects, newest first; the caller knows who may see it. One query."""
    return _listed(Footprint.objects.filter(subject_ref__in=refs))


def history(reader: Reader, subject_ref: str) -> list[Listed]:
    """Every footprint of a subject that the reader may see, newest first; one query."""
    if not subject_ref or not reader.is_authenticated:
        return []
    return _listed(Footprint.objects.filter(_own(reader), subject_ref=subject_ref))


def _own(reader: Reader) -> Q:
    if not reader.is_authenticated:
        return Q(pk__in=[])
    parties = Party.objects.filter(
        Q(user=reader.pk)
        | Q(merged_into__user=reader.pk)
        | Q(organization__memberships__user=reader.pk)
    )
    return Q(owner__in=parties.values("pk"))


def _listed(rows: QuerySet[Footprint]) -> list[Listed]:
    found = rows.order_by("-id").values_list(
        "public_id",
        "title",
        "kind",
        "total_kg",
        "subject_ref",
        "created_at",
        "superseded_by",
    )
    return [Listed(*row[:6], stands=row[6] is None) for row in found[:LISTED]]
