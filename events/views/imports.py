"""Spreadsheets of an event's or an office year's inventory: attendance files and whole workbooks."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import PREPARERS
from events import access, drafts, panels
from events.claims import Subject
from events.models import Event
from events.views.inventory import checked
from footprint.forms import UploadForm
from footprint.imports import previews, uploads
from footprint.imports.models import ImportJob
from footprint.views.workbooks import filled_template


def travel(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """Attendee travel from a file: read, shown with its bad rows, and added only when accepted."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    return _page(request, found, checked(found, kind), purpose="travel")


def event_workbook(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The whole inventory of an event by spreadsheet."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    return _page(request, found, checked(found, kind), purpose="inventory")


def office_workbook(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The whole inventory of an office's year by spreadsheet."""
    found, _seen = access.office_year_for(request, public_id, roles=PREPARERS)
    return _page(request, found, checked(found, kind), purpose="inventory")


def _page(request: HttpRequest, found: Subject, kind: str, *, purpose: str) -> HttpResponse:
    """The upload, its preview and its acceptance; or the template, where it is asked for."""
    draft = drafts.current(found, kind)
    slot = f"{purpose}:{found.ref}:{kind}"
    job = uploads.waiting(request, slot)
    if "template" in request.GET:
        return filled_template(draft.form, draft, title=panels.title(found))
    if request.method == "POST" and "accept" in request.POST:
        return _accept(request, found, kind, slot=slot)
    form = UploadForm(request.POST or None, request.FILES or None, purpose=purpose)
    if request.method == "POST" and uploads.receive(
        request, form, purpose=purpose, kind=draft.form, slot=slot
    ):
        return redirect(request.path)
    context = {
        "subject": found,
        "event": found if isinstance(found, Event) else None,
        "title": panels.title(found),
        "back": "events:event" if isinstance(found, Event) else "events:office",
        "inventory_href": _inventory(found, kind),
        "template_href": f"{request.path}?template=1",
        "form": form,
        "files": draft.files,
        "preview": previews.preview(job, draft) if job else None,
    }
    return render(request, f"events/{'travel' if purpose == 'travel' else 'workbook'}.html", context)  # fmt: skip


def _accept(request: HttpRequest, found: Subject, kind: str, *, slot: str) -> HttpResponse:
    job, draft = uploads.waiting(request, slot), drafts.current(found, kind)
    if job is None or not previews.may_be_taken(job):
        return redirect(request.path)
    answer = request.POST["accept"]
    is_travel = job.purpose == ImportJob.Purpose.TRAVEL
    if is_travel and previews.is_in(draft, job) and answer != "again":
        messages.error(request, _("This very file is in the calculation already."))
        return redirect(request.path)
    draft = previews.taken(draft, job, whole=answer == "whole")
    drafts.keep(found, kind, draft, actor=request.user)
    uploads.forget(request, slot)
    messages.success(request, _("The file has been added to the inventory."))
    return redirect(_inventory(found, kind))


def _inventory(found: Subject, kind: str) -> str:
    page = "events:event_inventory" if isinstance(found, Event) else "events:office_inventory"
    return reverse(page, args=[found.public_id, kind])
