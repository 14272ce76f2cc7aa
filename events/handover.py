"""A result from the public calculator becomes the estimate of a new event, with the levers chosen beside it."""

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from events import drafts, workspace
from events.models import Event
from footprint import footprints, keeping, lever_plan, sets, visibility
from footprint.calculation import calculate
from footprint.drafts import GUIDELINES, Draft
from footprint.entered import entered_lines
from footprint.errors import CalculationError
from footprint.queries import FootprintView

FORM = "event"


def initial(request: HttpRequest) -> dict[str, Any]:
    """What the result says about the event, to fill the form in with."""
    view = _asked(request)
    if view is None:
        return {}
    said = {"name_zh": view.title, "region": view.region, "participants": view.participants}
    return {key: value for key, value in said.items() if value}


def take(request: HttpRequest, event: Event) -> None:
    """Give the event the result named in the address, if there is one and it was made for an event."""
    view = _asked(request)
    if view is None:
        return
    use(event, view, actor=request.user)
    draft = keeping.current(request, FORM)
    if draft is not None and _same(draft, view):
        drafts.keep(event, "planned", draft, actor=request.user)


@transaction.atomic
def use(event: Event, view: FootprintView, *, actor: Any) -> None:
    """Store the same calculation as the event's estimate, and its levers as actions of the plan.

    The stored result is computed again and stays as it is. Raises CalculationError.
    """
    result = calculate(
        view.guideline,
        sets.load(view.factor_set),
        [entered for entered, _kg in entered_lines(view)],
        region=view.region,
        participants=view.participants,
        version=view.guideline_version,
    )
    levers = view.inputs.get("levers", {})
    footprints.store(
        result,
        kind="planned",
        title=event.name_zh,
        owner=event.organization.party,
        created_by=actor,
        subject_ref=event.ref,
        boundary=view.inputs.get("boundary") or None,
        levers=levers,
    )
    if levers:
        workspace.choose_levers(event, chosen=lever_plan.plan(view, taken=levers).chosen)


def _asked(request: HttpRequest) -> FootprintView | None:
    try:
        public_id = uuid.UUID(request.GET.get("footprint", ""))
    except ValueError:
        return None
    view = visibility.seen(request.user, public_id)
    return view if view and view.guideline == GUIDELINES[FORM] else None


def _same(draft: Draft, view: FootprintView) -> bool:
    """Whether the visitor's draft is what the result was made from."""
    try:
        return draft.result().total_exact == view.total_exact
    except CalculationError:
        return False
