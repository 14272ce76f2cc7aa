"""A new event like an earlier one: boundary, actions, questions of the inventory; no amounts unless asked."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from accounts.models import User
from events import drafts, workspace
from events.models import BoundaryChoice, Event, InventoryDraft, ReductionAction
from events.rules import years_after
from events.workspace import EventFacts
from footprint import queries as footprints
from footprint import refilling
from footprint.drafts import Draft, draft_from_data

_STRUCTURE = ("boundary_", "reason_")


def next_facts(source: Event) -> EventFacts:
    """What the next event of its kind would state: a year later, the year in its names moved on."""
    moved = str(source.starts_on.year), str(source.starts_on.year + 1)
    return EventFacts(
        name_zh=_moved_on(source.name_zh, *moved),
        name_en=_moved_on(source.name_en, *moved),
        venue_zh=source.venue_zh,
        venue_en=source.venue_en,
        region=source.region,
        starts_on=years_after(source.starts_on, 1),
        ends_on=years_after(source.ends_on, 1),
        participants=source.participants,
    )


@transaction.atomic
def copy_event(source: Event, *, facts: EventFacts, actor: User, amounts: bool) -> Event:
    """Store a new event of the same organization with the earlier one's structure.

    With `amounts`, last time's amounts come along as assumptions, marked as such; files never do.
    """
    event = workspace.create_event(organization=source.organization, facts=facts, actor=actor)
    BoundaryChoice.objects.bulk_create(
        BoundaryChoice(
            event=event,
            source_class=choice.source_class,
            stage=choice.stage,
            included=choice.included,
            reason=choice.reason,
        )
        for choice in source.boundary.order_by("pk")
    )
    ReductionAction.objects.bulk_create(
        ReductionAction(
            event=event, text=action.text, saves_kg=action.saves_kg if amounts else None
        )
        for action in source.actions.all()
    )
    earlier = _answers(source)
    draft = _like(earlier, drafts.begin(event, "planned"), amounts=amounts)
    drafts.keep(event, "planned", draft, actor=actor)
    return event


def initial(facts: EventFacts) -> Mapping[str, Any]:
    """The facts as a form's initial values."""
    return asdict(facts)


def _answers(source: Event) -> Mapping[str, str]:
    """What was answered last time: what really happened, else the estimate; drafts before footprints."""
    rows = {row.kind: row for row in InventoryDraft.objects.filter(event=source)}
    for kind in ("actual", "planned"):
        if kind in rows:
            return draft_from_data(rows[kind].data).fields
        stored = footprints.current(source.ref, kind=kind)
        if stored is not None:
            return refilling.fields("event", stored.inputs["activities"])
    return {}


def _like(earlier: Mapping[str, str], fresh: Draft, *, amounts: bool) -> Draft:
    """A fresh draft with the earlier one's structure and, if asked for, its amounts as assumptions.

    Where nothing was answered last time, the planning assumptions of a new event stand.
    """
    if not earlier:
        return fresh
    structure = {
        key: value
        for answers in (fresh.fields, earlier)
        for key, value in answers.items()
        if key.startswith(_STRUCTURE)
    }
    answered = {
        key: value
        for key, value in earlier.items()
        if not key.startswith((*_STRUCTURE, "quality_"))
    }
    before: dict[str, Any] = {"asked": sorted(answered)}
    if amounts:
        before["assumed"] = answered
    fields = {**structure, **answered} if amounts else structure
    return draft_from_data({**fresh.as_data(), "fields": fields, "before": before})


def _moved_on(name: str, year: str, following: str) -> str:
    return re.sub(rf"(?<!\d){year}(?!\d)", following, name)
