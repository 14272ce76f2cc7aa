"""Results to take away beside CSV and JSON: workings as a spreadsheet, the report as PDF."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from footprint import limits, queries, report, report_files, tasks, workings
from footprint.errors import CalculationError
from footprint.queries import FootprintView
from footprint.views.results import draft_of, preview_of

REPORTS = 30
"""Reports that one network may have set in ten minutes."""


def result_xlsx(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A stored footprint's workings."""
    view = _stored(public_id)
    content = workings.workbook(
        view,
        organization=report_files.organization_of(view),
        address=report_files.address_of(view),
    )
    return _file(content, workings.XLSX, f"footprint-{public_id}.xlsx")


def result_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A stored footprint's report: kept, made at once, or asked of a worker."""
    language = get_language() or "zh-hans"
    content = report_files.kept(public_id, language)
    if content is None:
        view = _stored(public_id)
        if report_files.is_long(view):
            return _in_the_making(request, public_id, language)
        if not limits.within(request, "report", REPORTS):
            return _wait(request, "footprint:result", public_id)
        content = report_files.make(public_id, language)
    return _file(content or b"", report.PDF, f"footprint-{public_id}.pdf")


def draft_xlsx(request: HttpRequest, form: str) -> HttpResponse:
    """The workings of the visitor's draft."""
    return _file(workings.workbook(_draft(request, form)), workings.XLSX, f"footprint-{form}.xlsx")


def draft_pdf(request: HttpRequest, form: str) -> HttpResponse:
    """The report on the visitor's draft; a long one has to be kept first."""
    view = _draft(request, form)
    if report_files.is_long(view):
        messages.info(request, _("Keep this result first: its report is long and takes a moment."))
        return redirect("footprint:draft_result", form)
    if not limits.within(request, "report", REPORTS):
        return _wait(request, "footprint:draft_result", form)
    return _file(report.pdf(view), report.PDF, f"footprint-{form}.pdf")


def _in_the_making(request: HttpRequest, public_id: uuid.UUID, language: str) -> HttpResponse:
    """Ask a worker once, and show a page that looks again by itself."""
    if report_files.asked(public_id, language):
        tasks.make_report.delay(str(public_id), language)
    response = render(request, "footprint/report_wait.html", {"public_id": public_id}, status=202)
    response.headers["Refresh"] = "3"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _wait(request: HttpRequest, page: str, *args: object) -> HttpResponse:
    messages.error(request, _("Too many reports made from here. Please wait ten minutes."))
    return redirect(page, *args)


def _stored(public_id: uuid.UUID) -> FootprintView:
    view = queries.footprint(public_id)
    if view is None:
        raise Http404
    return view


def _draft(request: HttpRequest, form: str) -> FootprintView:
    draft = draft_of(request, form)
    if draft is None:
        raise Http404
    try:
        return preview_of(draft)
    except CalculationError as error:
        raise Http404 from error


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
