"""Results stored without an account, taken into the account of whoever stored them, in the same session only.

The only writer of `ClaimedFootprint`.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from footprint.models import ClaimedFootprint, Footprint

KEPT = "footprint_kept"
"""Ids of the results that this session has stored without an account."""
MOST_SHOWN = 50


def remember(request: HttpRequest, footprint: Footprint) -> None:
    """Note in the session that a guest has stored this footprint."""
    if not request.user.is_authenticated:
        request.session[KEPT] = [*request.session.get(KEPT, []), str(footprint.public_id)][
            -MOST_SHOWN:
        ]


@transaction.atomic
def claim(request: HttpRequest) -> int:
    """After signing in, take what this session stored before; returns how many there were."""
    if not request.user.is_authenticated or KEPT not in request.session:
        return 0
    user: Any = request.user.pk
    kept = [uuid.UUID(public_id) for public_id in request.session.pop(KEPT)]
    rows = Footprint.objects.filter(public_id__in=kept, owner=None)
    made = [
        ClaimedFootprint(footprint_id=pk, user_id=user) for pk in rows.values_list("pk", flat=True)
    ]
    return len(ClaimedFootprint.objects.bulk_create(made, ignore_conflicts=True))


def yours(request: HttpRequest) -> list[Footprint]:
    """A person's own stored results that stand now, the latest first; one query."""
    if not request.user.is_authenticated:
        return []
    user: Any = request.user.pk
    mine = Q(owner__user=user) | Q(claim__user=user)
    rows = Footprint.objects.filter(mine, subject_ref="", superseded_by=None)
    return list(
        rows.only("public_id", "title", "guideline", "kind", "total_kg", "created_at")[:MOST_SHOWN]
    )
