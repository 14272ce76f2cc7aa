"""One event: its task list, its facts, boundary, actions and plan."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import PREPARERS
from events import access, drafts, panels, queries, workspace
from events.errors import EventError
from events.forms import ActionFormSet, BoundaryForm, EventForm
from events.models import Event
from footprint import guidelines
from look.templatetags.look import localname


def event(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The workspace for members, the public page for everyone else."""
    try:
        found, seen = access.event_for(request, public_id)
    except Http404:
        return public(request, public_id)
    steps = queries.steps(found)
    context = {
        "event": found,
        "seen": seen,
        "steps": steps,
        "tasks": panels.tasks(found, steps),
        "coverage": panels.coverage(steps.coverage),
        "guideline": guidelines.load(found.guideline),
        "deadlines": panels.deadlines(found),
        "retirements": queries.retirements(found),
    }
    return render(request, "events/event.html", context)


def public(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What everyone may see once the plan is published."""
    found = access.public_event(public_id)
    steps = queries.steps(found)
    context = {
        "event": found,
        "steps": steps,
        "coverage": panels.coverage(steps.coverage),
        "guideline": guidelines.load(found.guideline),
        "boundary": panels.boundary(found),
        "actions": list(found.actions.all()),
        "retirements": queries.retirements(found),
        "deadlines": panels.deadlines(found),
    }
    return render(request, "events/public.html", context)


def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change what is stated about the event."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    form = EventForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        return _done(request, found, lambda: workspace.change_event(found, facts=form.facts()))
    return render(request, "events/edit.html", {"event": found, "form": form})


def boundary(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say which classes are in, at which stage, and why the others are not."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    if hasattr(found, "declaration"):
        messages.info(request, _("Declared: the boundary stands as it is."))
        return redirect("events:event_plan", found.public_id)
    left_out = drafts.current(found, "planned").left_out()
    said = request.POST if request.method == "POST" else None
    form = BoundaryForm(said, event=found, left_out=left_out)
    if request.method == "POST" and form.is_valid():
        return _done(request, found, lambda: workspace.set_boundary(found, choices=form.choices()))
    return render(request, "events/boundary.html", {"event": found, "form": form})


def actions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """List what is done to emit less."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    initial = [
        {
            "text": localname(action, "text"),
            "saves_kg": action.saves_kg,
            "done": action.done,
            "lever": action.lever,
        }
        for action in found.actions.all()
    ]
    formset = ActionFormSet(request.POST or None, initial=initial)
    if request.method == "POST" and formset.is_valid():
        return _done(
            request, found, lambda: workspace.set_actions(found, actions=formset.actions())
        )
    return render(request, "events/actions.html", {"event": found, "formset": formset})


@require_POST
def publish_plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make the plan public."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    has_estimate = queries.steps(found).estimate is not None
    return _done(request, found, lambda: workspace.publish_plan(found, has_estimate=has_estimate))


def _done(request: HttpRequest, found: Event, verb: Any) -> HttpResponse:
    """Run the verb, say how it went, and go back to the event."""
    try:
        verb()
    except EventError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("events:event", found.public_id)


def plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The plan in the making: boundary, estimate, actions, and the button that publishes it."""
    found, seen = access.event_for(request, public_id)
    context = {
        "event": found,
        "seen": seen,
        "steps": queries.steps(found),
        "guideline": guidelines.load(found.guideline),
        "boundary": panels.boundary(found),
        "actions": list(found.actions.all()),
    }
    return render(request, "events/plan.html", context)
