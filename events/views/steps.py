"""The steps that events and offices' years share: offset, retire, declare."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import APPROVERS, PREPARERS
from events import access, declarations, panels, queries, retiring
from events.claims import Subject
from events.errors import EventError
from events.forms import DeclarationForm, RetireForm
from events.models import Event
from marketplace.errors import MarketError

FINDERS = {"event": access.event_for, "office": access.office_year_for}
PUBLIC: dict[str, Callable[[uuid.UUID], Subject]] = {
    "event": access.public_event,
    "office": access.public_office_year,
}


def offset(request: HttpRequest, public_id: uuid.UUID, subject: str) -> HttpResponse:
    """Show the coverage, lead to buying, and retire what is held."""
    found, seen = FINDERS[subject](request, public_id)
    covered = queries.coverage(found)
    form = RetireForm(request.POST or None, initial={"kg": covered.askable_kg or None})
    if request.method == "POST":
        FINDERS[subject](request, public_id, roles=PREPARERS | APPROVERS)
        if seen.may_retire and form.is_valid():
            return _retire(request, found, kg=form.cleaned_data["kg"])
    context = {
        "subject": found,
        "title": panels.title(found),
        "back": _page(found),
        "seen": seen,
        "coverage": covered,
        "tally": panels.coverage(covered),
        "form": form,
        "retirements": queries.retirements(found),
        "steps": queries.steps(found),
    }
    return render(request, "events/offset.html", context)


def _retire(request: HttpRequest, found: Subject, *, kg: int) -> HttpResponse:
    try:
        if found.organization.approval_required:
            asked = retiring.ask(found, kg=kg, actor=request.user)
            text = _(
                "A second person has been asked. Nothing is retired until somebody approves it."
            )
            messages.success(request, text)
            return redirect("market:retirement_request", asked.public_id)
        retirement = retiring.retire_held(found, kg=kg, actor=request.user)
    except (EventError, MarketError) as error:
        messages.error(request, str(error.message))
        return redirect(request.path)
    messages.success(request, _("Retired. The certificate is being made."))
    return redirect("registry:retirement", retirement.public_id)


def declare(request: HttpRequest, public_id: uuid.UUID, subject: str) -> HttpResponse:
    """Publish the declaration, or show it; once public, everyone may read it."""
    try:
        found, _seen = FINDERS[subject](request, public_id)
    except Http404:
        return _public_declaration(request, public_id, subject)
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        FINDERS[subject](request, public_id, roles=PREPARERS | APPROVERS)
        try:
            declarations.declare(found, actor=request.user, **form.cleaned_data)
        except EventError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("The declaration is public."))
        return redirect(request.path)
    return render(request, "events/declare.html", _declaration_context(found, form))


def _public_declaration(request: HttpRequest, public_id: uuid.UUID, subject: str) -> HttpResponse:
    found = PUBLIC[subject](public_id)
    if request.method != "GET" or not hasattr(found, "declaration"):
        raise Http404
    return render(request, "events/declare.html", _declaration_context(found, DeclarationForm()))


def _declaration_context(found: Subject, form: DeclarationForm) -> dict[str, Any]:
    steps = queries.steps(found)
    declaration = getattr(found, "declaration", None)
    return {
        "subject": found,
        "title": panels.title(found),
        "back": _page(found),
        "form": form,
        "steps": steps,
        "missing": panels.missing_for_declaration(found, steps),
        "declaration": declaration,
        "neutral_on": date.fromisoformat(declaration.body["neutral_on"]) if declaration else None,
        "quality": panels.quality(declaration) if declaration else (),
        "retirements": queries.retirements(found),
    }


def _page(found: Subject) -> str:
    """Return the name of the subject's own page."""
    return "events:event" if isinstance(found, Event) else "events:office"
