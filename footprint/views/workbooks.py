"""Whole inventories as workbooks: the template with what is known, the upload, and taking it in."""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from footprint import keeping
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import UploadForm
from footprint.imports import bad_rows as bad
from footprint.imports import previews, uploads
from footprint.views.travel import download
from footprint.workbook.columns import GUIDELINES
from footprint.workbook.template import template as workbook_template

NAMES = {
    "event": ("活动碳排放数据表", "event-emissions"),
    "office": ("办公碳排放数据表", "office-emissions"),
}
INVENTORIES = {"event": "footprint:event_inventory", "office": "footprint:office"}


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, form: str) -> HttpResponse:
    """Fill the whole inventory by spreadsheet; nothing is taken until accepted."""
    draft, slot = _draft(request, form), _slot(form)
    asked = UploadForm(request.POST or None, request.FILES or None, purpose="inventory")
    if request.method == "POST" and uploads.receive(
        request, asked, purpose="inventory", kind=form, slot=slot
    ):
        return redirect(request.path)
    job = uploads.waiting(request, slot)
    context = {
        "form": asked,
        "kind": form,
        "draft": draft,
        "preview": previews.preview(job, draft) if job else None,
        "template_href": reverse("footprint:workbook_template", args=[form]),
        "accept_href": reverse("footprint:workbook_accept", args=[form]),
        "back_href": reverse(INVENTORIES[form]) if draft else reverse("footprint:index"),
    }
    return render(request, "footprint/workbook.html", context)


@require_POST
def accept(request: HttpRequest, form: str) -> HttpResponse:
    """Put the workbook in the place of all amounts, or add its rows to them."""
    job = uploads.waiting(request, _slot(form))
    if job is None or not previews.may_be_taken(job):
        return redirect("footprint:workbook", form)
    started = _draft(request, form) or Draft(form)
    whole = request.POST.get("accept") == "whole"
    draft = previews.taken(started, job, whole=whole)
    if whole or started.basics == {}:
        draft = with_basics(draft, job.result["basics"])
    keeping.keep(request, draft)
    uploads.forget(request, _slot(form))
    messages.success(request, _("The workbook is now the calculation."))
    return redirect(INVENTORIES[form])


def template(request: HttpRequest, form: str) -> HttpResponse:
    """The workbook to fill in, with what the visitor has entered so far."""
    draft = _draft(request, form)
    return filled_template(form, draft, title=draft.title if draft else "")


def bad_rows(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The rows that were not understood, as a file to correct; only for who uploaded them."""
    job = uploads.own(request, public_id)
    if job is None or job.result is None or kind not in ("csv", "xlsx"):
        raise Http404
    language = _language()
    make = bad.as_csv if kind == "csv" else bad.as_xlsx
    name = "rows-to-correct" if language == "en" else "待更正的行"
    return download(make(job.result, language), f"{name}.{kind}")


def filled_template(form: str, draft: Draft | None, *, title: str) -> HttpResponse:
    """A form's workbook with a draft's facts and amounts."""
    language = _language()
    facts = {"title": title, "region": draft.region if draft else "CN-GD"}
    facts |= {key: str(value) for key, value in (draft.basics if draft else {}).items() if value}
    try:
        entered = draft.entered() if draft else []
    except CalculationError:
        entered = []
    content = workbook_template(form, language=language, facts=facts, entered=entered)
    return download(content, f"{NAMES[form][language == 'en']}.xlsx")


def with_basics(draft: Draft, said: Mapping[str, str]) -> Draft:
    """The draft with what the workbook's first sheet says of its subject."""
    numbers = {key: int(said[key]) for key in ("participants", "days", "year") if said.get(key)}
    basics = {**draft.basics, **numbers}
    if draft.form == "event":
        basics = {"participants": 1, "days": 1, "origin": "mixed", **basics}
        basics.pop("year", None)
    else:
        basics = {"year": timezone.localdate().year - 1, **basics}
        basics.pop("days", None)
    return replace(
        draft,
        basics=basics,
        region=said.get("region", draft.region),
        title=said.get("title", draft.title),
    )


def _draft(request: HttpRequest, form: str) -> Draft | None:
    if form not in GUIDELINES:
        raise Http404
    return keeping.current(request, form)


def _slot(form: str) -> str:
    return f"inventory:{form}"


def _language() -> str:
    return "en" if get_language() == "en" else "zh"
