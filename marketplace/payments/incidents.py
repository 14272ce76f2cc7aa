"""Incidents: what only a person can settle, opened once, closed with a note."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.payments.models import Incident, Payment


def open_incident(
    *, key: str, kind: str, payment: Payment | None, now: datetime, **detail: Any
) -> bool:
    """Open an incident unless one of this key exists; say whether it is new."""
    before = Incident.objects.filter(key=key[:160]).exists()
    Incident.objects.bulk_create(
        [Incident(key=key[:160], kind=kind, payment=payment, detail=detail, opened_at=now)],
        ignore_conflicts=True,
    )
    return not before


@transaction.atomic
def close(incident_id: int, *, note: str, actor: User) -> None:
    """Close an incident with a note on what was done. Raises MarketError ``invalid_state``."""
    if not note.strip():
        raise MarketError("invalid_request")
    changed = Incident.objects.filter(pk=incident_id, closed_at=None).update(
        closed_at=clock.now(), closed_by=actor, note=note.strip()[:300]
    )
    if not changed:
        raise MarketError("invalid_state")
