"""Attendance files of a visitor's event: the template, the upload, the preview, and taking it in."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from footprint import keeping, travel
from footprint.forms import UploadForm
from footprint.imports import previews, uploads

SLOT = "travel:event"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Read a file and show what it holds; nothing is taken until accepted."""
    draft = keeping.current(request, "event")
    if draft is None:
        return redirect("footprint:event")
    form = UploadForm(request.POST or None, request.FILES or None, purpose="travel")
    if request.method == "POST" and uploads.receive(
        request, form, purpose="travel", kind="event", slot=SLOT
    ):
        return redirect(request.path)
    job = uploads.waiting(request, SLOT)
    context = {"form": form, "preview": previews.preview(job, draft) if job else None}
    return render(request, "footprint/travel.html", context)


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Take the file that was previewed into the event, instead of the assumed journeys."""
    draft = keeping.current(request, "event")
    job = uploads.waiting(request, SLOT)
    if draft is None or job is None or job.result is None:
        return redirect("footprint:event")
    if previews.is_in(draft, job) and request.POST.get("accept") != "again":
        messages.error(request, _("This very file is in the calculation already."))
        return redirect("footprint:event_travel")
    keeping.keep(request, previews.taken(draft, job))
    uploads.forget(request, SLOT)
    messages.success(request, _("The attendance file is now part of the calculation."))
    return redirect("footprint:event_inventory")


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take the files out of the event again."""
    draft = keeping.current(request, "event")
    if draft is not None:
        keeping.keep(request, draft.without_imports())
    return redirect("footprint:event_inventory")


def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The file to fill in, in the reader's language."""
    language = "en" if get_language() == "en" else "zh"
    name = "travel-template" if language == "en" else "参会者出行模板"
    content = travel.template_csv(language) if kind == "csv" else travel.template_xlsx(language)
    return download(content, f"{name}.{kind}")


def download(content: bytes, name: str) -> HttpResponse:
    """A spreadsheet to take away, by its name's ending."""
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else XLSX
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
