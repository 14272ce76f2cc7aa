"""An event's or an office year's inventory: the form, and what is frozen of it."""

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import PREPARERS
from events import access, drafts, measuring, panels
from events.claims import Subject
from events.errors import EventError
from events.models import Event
from events.offices import OfficePart
from events.views.lines import desk_of
from footprint import autosave, desks
from footprint.autosave import Merged
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import InventoryForm
from look.templatetags.look import localname

KINDS = ("planned", "actual")


def event(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The inventory of an event."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    return _inventory(request, found, checked(found, kind))


def office(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The inventory of an office's year."""
    found, _seen = access.office_year_for(request, public_id, roles=PREPARERS)
    return _inventory(request, found, checked(found, kind))


def checked(found: Subject, kind: str) -> str:
    """Return the kind of inventory. Raises Http404 for another word, and once a declaration is out."""
    if kind not in KINDS or hasattr(found, "declaration"):
        raise Http404
    return kind


def _inventory(request: HttpRequest, found: Subject, kind: str) -> HttpResponse:
    if isinstance(found, Event):
        prefetch_related_objects([found], "boundary")
    draft = drafts.current(found, kind)
    decides_elsewhere = isinstance(found, Event)
    if request.method != "POST":
        form = autosave.form_of(draft, asks_boundary=not decides_elsewhere)
        return _page(request, found, kind, form=form, office=OfficePart(request, found, draft))
    if "forget_files" in request.POST:
        drafts.change(found, kind, Draft.without_imports, actor=request.user)
        return redirect(request.path)
    if "take_over" in request.POST:
        drafts.take_over(found, kind, actor=request.user)
        return redirect(request.path)
    form = InventoryForm(draft, request.POST, asks_boundary=not decides_elsewhere)
    office = OfficePart(request, found, draft)
    saved = _save(request, found, kind, form=form, office=office)
    if form.is_valid() and office.is_valid() and "autosave" not in request.POST:
        done = _go_on(request, found, kind, draft=saved.draft, form=form, office=office)
        if done is not None:
            return done
    return _page(request, found, kind, form=form, office=office, saved=saved)


def _go_on(
    request: HttpRequest,
    found: Subject,
    kind: str,
    *,
    draft: Draft,
    form: InventoryForm,
    office: OfficePart,
) -> HttpResponse | None:
    """What follows once everything is saved and can be read; None where freezing was refused."""
    if "freeze" in request.POST:
        return _freeze(request, found, kind, draft=draft, form=form)
    if isinstance(found, Event) and request.POST.get("go"):
        desk = desk_of(found, kind, actor=request.user)
        return redirect(desks.follow(desk, request.POST["go"]))
    messages.success(request, _("Saved. You can go on later, on any device."))
    return redirect(office.next_page(kind) or request.path)


def _save(
    request: HttpRequest, found: Subject, kind: str, *, form: InventoryForm, office: OfficePart
) -> Merged:
    """Merge the page's answers into the draft as it is kept by now."""
    form.is_valid()
    was = autosave.loaded(request.POST)
    saved = Merged(form.draft)

    def edit(kept: Draft) -> Draft:
        nonlocal saved
        saved = autosave.merge(office.taken_into(kept), form, was)
        return saved.draft

    drafts.change(found, kind, edit, actor=request.user)
    return saved


def _page(
    request: HttpRequest,
    found: Subject,
    kind: str,
    *,
    form: InventoryForm,
    office: OfficePart,
    saved: Merged | None = None,
) -> HttpResponse:
    draft = saved.draft if saved else form.draft
    form.follow(draft)
    context = {
        **_context(found, kind, draft, form),
        **office.context(draft),
        "autosaved": autosave.status(form, saved),
        "rest_is_zero": "rest_is_zero" in request.POST,
    }
    return render(request, "events/inventory.html", context)


def _freeze(
    request: HttpRequest, found: Subject, kind: str, *, draft: Draft, form: InventoryForm
) -> HttpResponse | None:
    """Freeze what has been saved; where that is refused, say why at its field and return None."""
    zero = "rest_is_zero" in request.POST
    try:
        drafts.freeze(found, kind, draft, actor=request.user, rest_is_zero=zero)
    except CalculationError as error:
        form.refuse(error, draft)
        return None
    except EventError as error:
        form.add_error(None, str(error.message))
        return None
    messages.success(request, _("Calculated and kept. A later calculation supersedes it."))
    page = "events:event" if isinstance(found, Event) else "events:office"
    return redirect(page, found.public_id)


def _context(found: Subject, kind: str, draft: Draft, form: InventoryForm) -> dict[str, Any]:
    total: Decimal | None = None
    kilograms: dict[str, Decimal] | None = None
    problem, unanswered, result = "", (), None
    try:
        result = draft.result()
    except CalculationError as error:
        problem = localname(error.message)
    else:
        if kind == "actual":
            unanswered = measuring.unanswered(found, draft, result)
        if result.lines:
            total, kilograms = Decimal(result.total_kg), result.by_class()
    return {
        "subject": found,
        "event": found if isinstance(found, Event) else None,
        "title": panels.title(found),
        "back": "events:event" if isinstance(found, Event) else "events:office",
        "kind": kind,
        "form": form,
        "sections": list(form.sections(kilograms, result=result)),
        "warnings": [item.message for item in result.warnings if item.line == -1] if result else [],
        "boundary_decided": isinstance(found, Event) and drafts.boundary_of(found) is not None,
        "total": total,
        "problem": problem,
        "unanswered": unanswered,
        "files": draft.files,
    }
