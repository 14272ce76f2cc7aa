"""Inventories in the making: begun from the event's facts, kept for every member, frozen into a footprint."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts.models import User
from events import measuring
from events.claims import Subject
from events.models import Event, InventoryDraft
from footprint import boundary, drafts, footprints, site_drafts
from footprint.assumptions import MAX_DAYS, Basics
from footprint.boundary import Boundary, Part
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
    return started if kind == "planned" else replace(started, fields={})


def current(subject: Subject, kind: str) -> Draft:
    """Return the kept draft, or a fresh one, with the boundary that the event has decided."""
    row = _rows(subject, kind).first()
    draft = drafts.draft_from_data(row.data) if row else begin(subject, kind)
    decided = boundary_of(subject) if isinstance(subject, Event) else None
    if decided is None:
        return draft
    return replace(draft, fields=boundary.without(draft.fields) | decided.as_fields())


def boundary_of(event: Event) -> Boundary | None:
    """Return what the event's boundary page has decided, or None while it has not."""
    chosen = [
        Part(row.source_class, row.stage, row.included, row.reason) for row in event.boundary.all()
    ]
    return Boundary(tuple(chosen)) if chosen else None


def earlier(subject: Subject) -> tuple[int, Draft] | None:
    """Return the organization's last office year before this one that was worked on, with its draft; one query."""
    if isinstance(subject, Event):
        return None
    rows = InventoryDraft.objects.filter(
        office_year__organization=subject.organization_id, office_year__year__lt=subject.year
    )
    row = rows.select_related("office_year").order_by("-office_year__year", "kind").first()
    if row is None or row.office_year is None:
        return None
    return row.office_year.year, drafts.draft_from_data(row.data)


@transaction.atomic
def take_over(subject: Subject, kind: str, *, actor: User) -> bool:
    """Take over an earlier office year's sites and questions without amounts.

    Return whether there was one; what has been filled in already is not touched.
    """
    found, draft = earlier(subject), current(subject, kind)
    if found is None or draft.sites:
        return False
    keep(subject, kind, site_drafts.structure_of(found[1], draft), actor=actor)
    return True


@transaction.atomic
def keep(subject: Subject, kind: str, draft: Draft, *, actor: User) -> None:
    """Store the answers; the last one to save wins."""
    _put(subject, kind, actor=actor, data=draft.as_data())


@transaction.atomic
def change(subject: Subject, kind: str, edit: Callable[[Draft], Draft], *, actor: User) -> Draft:
    """Replace the kept draft by what `edit` makes of it, one change after the other."""
    type(subject).objects.select_for_update(no_key=True).get(pk=subject.pk)
    draft = edit(current(subject, kind))
    _put(subject, kind, actor=actor, data=draft.as_data())
    return draft


@transaction.atomic
def freeze(
    subject: Subject, kind: str, draft: Draft, *, actor: User, rest_is_zero: bool = False
) -> Footprint:
    """Compute and store the footprint; it supersedes the last one of its kind.

    `rest_is_zero`: the classes without an amount had no emissions. Raises footprint.errors.CalculationError, and for
    the actual footprint EventError ``not_over``, ``nothing_measured``, ``classes_unanswered``.
    """
    result = draft.result()
    if kind == "actual":
        measuring.refuse_before_the_end(subject, clock.now())
        measuring.refuse_unless_answered(subject, draft, result, rest_is_zero=rest_is_zero)
    keep(subject, kind, draft, actor=actor)
    return footprints.store(
        result,
        kind=kind,
        title=draft.title,
        owner=subject.organization.party,
        created_by=actor,
        subject_ref=subject.ref,
        boundary=draft.boundary(),
        details=draft.details(),
    )


def _owner(subject: Subject) -> dict[str, Subject]:
    return {"event": subject} if isinstance(subject, Event) else {"office_year": subject}


def _rows(subject: Subject, kind: str) -> Any:
    return InventoryDraft.objects.filter(kind=kind, **_owner(subject))


def _put(subject: Subject, kind: str, *, actor: User, data: Any) -> InventoryDraft:
    row, _new = InventoryDraft.objects.update_or_create(
        kind=kind,
        **_owner(subject),
        defaults={
            "data": data,
            "saved_by": actor,
            "saved_at": clock.now(),
        },
    )
    return row
