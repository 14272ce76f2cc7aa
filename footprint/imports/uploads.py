"""Files of one visitor: started from a request, remembered in the session, seen by nobody else."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from footprint import limits
from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.forms.upload import UploadForm
from footprint.imports import jobs
from footprint.imports.models import ImportJob
from footprint.text import from_data

STARTED = "footprint_imports"
SLOTS = "footprint_import_slots"
_REMEMBERED = 20


def receive(request: HttpRequest, form: UploadForm, *, purpose: str, kind: str, slot: str) -> bool:
    """Start reading the file of a posted form; False when it can't be read, which the form then says.

    `kind` is `event` or `office`; `slot` names the page that will show the file.
    """
    if not form.is_valid():
        return False
    if not limits.within(request, "file", limits.FILES):
        form.add_error("file", _("Too many files read from here. Please wait ten minutes."))
        return False
    upload = form.cleaned_data["file"]
    user = request.user if request.user.is_authenticated else None
    try:
        job = jobs.start(upload.name, upload.read(), purpose=purpose, form=kind, created_by=user)
    except CalculationError as error:
        form.add_error("file", words(error.message))
        return False
    if job.state == ImportJob.State.FAILED:
        form.add_error("file", words(from_data((job.error or {})["message"])))
        return False
    _remember(request, slot, str(job.public_id))
    return True


def waiting(request: HttpRequest, slot: str) -> ImportJob | None:
    """The file last uploaded to a page, if it is still there."""
    public_id = request.session.get(SLOTS, {}).get(slot)
    return own(request, public_id) if public_id else None


def own(request: HttpRequest, public_id: object) -> ImportJob | None:
    """A file that this visitor uploaded."""
    started = request.session.get(STARTED, [])
    return jobs.visible(str(public_id), user=request.user, started_here=started)


def forget(request: HttpRequest, slot: str) -> None:
    """The page shows the file no longer."""
    slots = dict(request.session.get(SLOTS, {}))
    slots.pop(slot, None)
    request.session[SLOTS] = slots


def _remember(request: HttpRequest, slot: str, public_id: str) -> None:
    request.session[STARTED] = [*request.session.get(STARTED, []), public_id][-_REMEMBERED:]
    slots = {**request.session.get(SLOTS, {}), slot: public_id}
    request.session[SLOTS] = dict(list(slots.items())[-_REMEMBERED:])
