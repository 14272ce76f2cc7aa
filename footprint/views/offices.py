"""An office's year in the visitor's session: the office itself, and its sites."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from footprint import drafts, site_rows
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import InventoryForm, OfficeBasicsForm
from footprint.views.site_page import Home, answer
from look.templatetags.look_parts import error_links


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """An office's year on one page; its sites have their own."""
    draft = _draft(request)
    basics = OfficeBasicsForm(request.POST or None, initial=_initial(draft))
    if request.method == "POST" and basics.is_valid():
        data = basics.cleaned_data
        draft = replace(
            draft,
            region=data["region"],
            title=data["title"],
            basics={
                **draft.basics,
                **{key: data[key] for key in ("year", "participants", "grid_year")},
            },
        )
    form = InventoryForm(draft, request.POST or None)
    if request.method == "POST" and basics.is_valid() and form.is_valid():
        draft = replace(draft, fields=form.filled())
        drafts.keep_in_session(request.session, draft)
        if "site" in request.POST:
            return redirect("footprint:office_site", int(request.POST["site"]))
        try:
            draft.result()
        except CalculationError as error:
            form.refuse(error, draft)
        else:
            done = redirect("footprint:draft_result", draft.form)
            return redirect(request.path) if "update" in request.POST else done
    return render(request, "footprint/office.html", _context(draft, form, basics))


@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, number: int) -> HttpResponse:
    """One site of the office in the session, month by month."""
    draft = _draft(request)
    home = Home(
        draft=draft,
        keep=lambda changed: drafts.keep_in_session(request.session, changed),
        back=reverse("footprint:office"),
        address=lambda place: reverse("footprint:office_site", args=[place]),
        template="footprint/site.html",
        context={"year": draft.year, "office": draft.title},
    )
    return answer(request, home, number)


def _draft(request: HttpRequest) -> Draft:
    found = drafts.in_session(request.session, "office")
    return found or Draft("office", basics={"year": timezone.localdate().year - 1})


def _initial(draft: Draft) -> dict[str, Any]:
    return {**draft.basics, "region": draft.region, "title": draft.title}


def _context(draft: Draft, form: InventoryForm, basics: OfficeBasicsForm) -> dict[str, Any]:
    try:
        result = draft.result()
    except CalculationError:
        result = None
    return {
        "draft": draft,
        "form": form,
        "basics": basics,
        "problems": [*error_links(basics), *error_links(form)] if form.is_bound else [],
        "guideline": form.guideline,
        "sections": list(form.sections(result.by_class() if result else None)),
        "sites": site_rows.rows(draft, result),
        "result": result,
    }
