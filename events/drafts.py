"""Inventories in the making: begun from the event's facts, kept for every member, frozen into a footprint."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from events.claims import Subject
from events.models import Event, InventoryDraft
from footprint import drafts, footprints
from footprint.assumptions import MAX_DAYS, Basics
from footprint.drafts import Draft
from footprint.models import Footprint
from marketplace import clock


def begin(subject: Subject, kind: str) -> Draft:
    """Return a fresh draft: a plan starts from labelled assumptions, what really happened starts empty."""
    if not isinstance(subject, Event):
        return Draft(form="office", region=subject.region, basics={"year": subject.year})
    days = min((subject.ends_on - subject.starts_on).days + 1, MAX_DAYS)
    started = drafts.new_event(
        Basics(subject.participants, days), region=subject.region, title=subject.name_zh
    )
    boundary = _boundary_fields(subject)
    if kind == "planned":
        return _with_fields(started, {**started.fields, **boundary})
    return _with_fields(started, boundary)


def current(subject: Subject, kind: str) -> Draft:
    """Return the kept draft, or a fresh one."""
    row = _rows(subject, kind).first()
    return drafts.draft_from_data(row.data) if row else begin(subject, kind)


@transaction.atomic
def keep(subject: Subject, kind: str, draft: Draft, *, actor: User) -> None:
    """Store the answers; the last one to save wins."""
    _put(subject, kind, actor=actor, data=draft.as_data())


@transaction.atomic
def freeze(subject: Subject, kind: str, draft: Draft, *, actor: User) -> Footprint:
    """Compute and store the footprint; it supersedes the last one of its kind.

    Raises footprint.errors.CalculationError.
    """
    keep(subject, kind, draft, actor=actor)
    return footprints.store(
        draft.result(),
        kind=kind,
        title=draft.title,
        owner=subject.organization.party,
        created_by=actor,
        subject_ref=subject.ref,
        boundary=draft.boundary(),
    )


def _with_fields(draft: Draft, fields: Mapping[str, str]) -> Draft:
    return drafts.draft_from_data({**draft.as_data(), "fields": dict(fields)})


def _boundary_fields(event: Event) -> dict[str, str]:
    """What the event's boundary says of the event itself, as the form's own answers."""
    answers: dict[str, str] = {}
    for choice in event.boundary.filter(stage="hold", included=False):
        answers[f"boundary_{choice.source_class}"] = "out"
        answers[f"reason_{choice.source_class}"] = choice.reason
    return answers


def _owner(subject: Subject) -> dict[str, Subject]:
    return {"event": subject} if isinstance(subject, Event) else {"office_year": subject}


def _rows(subject: Subject, kind: str) -> Any:
    return InventoryDraft.objects.filter(kind=kind, **_owner(subject))


def _put(
    subject: Subject, kind: str, *, actor: User, data: Any, pending: Any = None
) -> InventoryDraft:
    row, _new = InventoryDraft.objects.update_or_create(
        kind=kind,
        **_owner(subject),
        defaults={
            "data": data,
            "pending": pending,
            "saved_by": actor,
            "saved_at": clock.now(),
        },
    )
    return row
