"""An event's or an office year's inventory: the form, and what is frozen of it."""

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import PREPARERS
from events import access, drafts, panels, queries
from events.claims import Subject
from events.models import Event
from footprint.drafts import Draft, draft_from_data
from footprint.errors import CalculationError
from footprint.forms import InventoryForm
from look.templatetags.look import localname

KINDS = ("planned", "actual")


def event(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The inventory of an event."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    return _inventory(request, found, checked_kind(found, kind))


def office(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The inventory of an office's year."""
    found, _seen = access.office_year_for(request, public_id, roles=PREPARERS)
    return _inventory(request, found, checked_kind(found, kind))


def checked_kind(found: Subject, kind: str) -> str:
    """`planned` or `actual`, as long as nothing is declared; raises Http404."""
    if kind not in KINDS or hasattr(found, "declaration"):
        raise Http404
    return kind


def _inventory(request: HttpRequest, found: Subject, kind: str) -> HttpResponse:
    draft = drafts.current(found, kind)
    form = InventoryForm(draft, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if "forget_files" in request.POST:
            drafts.keep(found, kind, draft.without_imports(), actor=request.user)
            return redirect(request.path)
        if form.is_valid():
            draft = draft_from_data({**draft.as_data(), "fields": form.filled()})
            if "freeze" in request.POST:
                return _freeze(request, found, kind, draft)
            drafts.keep(found, kind, draft, actor=request.user)
            messages.success(request, _("Saved. You can go on later, on any device."))
            return redirect(request.path)
    return render(request, "events/inventory.html", _context(found, kind, draft, form))


def _freeze(request: HttpRequest, found: Subject, kind: str, draft: Draft) -> HttpResponse:
    try:
        drafts.freeze(found, kind, draft, actor=request.user)
    except CalculationError as error:
        messages.error(request, localname(error.message))
        return redirect(request.path)
    messages.success(request, _("Calculated and kept. A later calculation supersedes it."))
    page = "events:event" if isinstance(found, Event) else "events:office"
    return redirect(page, found.public_id)


def _context(found: Subject, kind: str, draft: Draft, form: InventoryForm) -> dict[str, Any]:
    total: Decimal | None = None
    kilograms: dict[str, Decimal] | None = None
    problem = ""
    try:
        result = draft.result() if draft.fields or draft.imported else None
    except CalculationError as error:
        problem = localname(error.message)
    else:
        if result is not None:
            total, kilograms = Decimal(result.total_kg), result.by_class()
    return {
        "subject": found,
        "event": found if isinstance(found, Event) else None,
        "title": panels.title(found),
        "back": "events:event" if isinstance(found, Event) else "events:office",
        "kind": kind,
        "form": form,
        "sections": list(form.sections(kilograms)),
        "total": total,
        "problem": problem,
        "files": draft.files,
        "kept": queries.current_footprint(found, kind),
    }
