"""Attendance files: the template, the upload, the preview, and taking it into the event."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from footprint import drafts, keeping, limits, sets, travel
from footprint.calculation import calculate
from footprint.forms import TravelUploadForm
from footprint.inputs import from_data
from footprint.queries import preview
from footprint.sheets import sheet
from footprint.travel.reader import Reading

PENDING = "footprint_import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Read a file and show what it holds; nothing is taken until accepted."""
    if keeping.current(request, "event") is None:
        return redirect("footprint:event")
    if request.method == "POST" and not limits.within(request, "file", limits.FILES):
        messages.error(request, _("Too many files read from here. Please wait ten minutes."))
        return redirect("footprint:event_travel")
    form = TravelUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, form.reading)
    return render(request, "footprint/travel.html", {"form": form})


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Take the file that was previewed into the event, instead of the assumed journeys."""
    draft, pending = keeping.current(request, "event"), request.session.pop(PENDING, None)
    if draft is None or pending is None:
        return redirect("footprint:event")
    activities = [from_data(item) for item in pending["activities"]]
    keeping.keep(request, draft.with_import(activities, pending["file"]))
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
    response = HttpResponse(
        content, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX
    )
    response.headers["Content-Disposition"] = _attachment(f"{name}.{kind}")
    return response


def _preview(request: HttpRequest, reading: Reading) -> HttpResponse:
    activities = travel.activities(reading)
    result = calculate(drafts.GUIDELINES["event"], sets.load(), activities)
    file = {
        "name": reading.name,
        "sha256": reading.sha256,
        "rows": len(reading.rows),
        "people": f"{reading.people:f}",
    }
    pending = {"activities": [item.as_data() for item in activities], "file": file}
    request.session[PENDING] = pending
    rows = len(reading.rows)
    context = {
        "reading": reading,
        "sheet": sheet(preview(result)),
        "rows_read": ngettext("%(count)s row read", "%(count)s rows read", rows) % {"count": rows},
        "sample": reading.rows[:10],
    }
    return render(request, "footprint/travel_preview.html", context)


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
