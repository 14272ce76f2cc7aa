"""An office's year in the visitor's session: the office itself, and its sites."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from footprint import autosave, keeping, site_rows
from footprint.autosave import Merged
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import InventoryForm, OfficeBasicsForm
from footprint.views.site_page import Home, answer
from look.templatetags.look_parts import error_links


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """An office's year on one page; its sites have their own."""
    draft = _draft(request)
    if request.method != "POST":
        basics = OfficeBasicsForm(initial=_initial(draft))
        return _page(request, draft, autosave.form_of(draft), basics=basics)
    basics = OfficeBasicsForm(request.POST, initial=_initial(draft))
    form = InventoryForm(_with_basics(draft, basics), request.POST)
    form.is_valid()
    saved = _save(request, form, basics)
    if basics.is_valid() and form.is_valid() and "autosave" not in request.POST:
        done = _go_on(request, saved.draft, form)
        if done is not None:
            return done
    return _page(request, saved.draft, form, basics=basics, saved=saved)


def _go_on(request: HttpRequest, draft: Draft, form: InventoryForm) -> HttpResponse | None:
    """What follows once everything can be read; None where it cannot be computed."""
    if request.POST.get("site", "").isdigit():
        return redirect("footprint:office_site", int(request.POST["site"]))
    try:
        draft.result()
    except CalculationError as error:
        form.refuse(error, draft)
        return None
    done = redirect("footprint:draft_result", draft.form)
    return redirect(request.path) if "update" in request.POST else done


def _save(request: HttpRequest, form: InventoryForm, basics: OfficeBasicsForm) -> Merged:
    """Merge the page's answers into the draft as it is kept by now."""
    was = autosave.loaded(request.POST)
    saved = Merged(form.draft)

    def edit(kept: Draft | None) -> Draft:
        nonlocal saved
        saved = autosave.merge(_with_basics(kept or form.draft, basics), form, was)
        return saved.draft

    keeping.change(request, "office", edit)
    return saved


def _with_basics(draft: Draft, form: OfficeBasicsForm) -> Draft:
    """The draft with what the first questions say, if they can be read."""
    if not form.is_valid():
        return draft
    data = form.cleaned_data
    said = {key: data[key] for key in ("year", "participants", "grid_year")}
    return replace(
        draft, region=data["region"], title=data["title"], basics={**draft.basics, **said}
    )


@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, number: int) -> HttpResponse:
    """One site of the office in the session, month by month."""
    draft = _draft(request)
    home = Home(
        draft=draft,
        keep=lambda changed: keeping.keep(request, changed),
        back=reverse("footprint:office"),
        address=lambda place: reverse("footprint:office_site", args=[place]),
        template="footprint/site.html",
        context={"year": draft.year, "office": draft.title},
    )
    return answer(request, home, number)


def _draft(request: HttpRequest) -> Draft:
    found = keeping.current(request, "office")
    return found or Draft("office", basics={"year": timezone.localdate().year - 1})


def _initial(draft: Draft) -> dict[str, Any]:
    return {**draft.basics, "region": draft.region, "title": draft.title}


def _page(
    request: HttpRequest,
    draft: Draft,
    form: InventoryForm,
    *,
    basics: OfficeBasicsForm,
    saved: Merged | None = None,
) -> HttpResponse:
    form.follow(draft)
    try:
        result = draft.result()
    except CalculationError:
        result = None
    context = {
        "draft": draft,
        "form": form,
        "basics": basics,
        "problems": [*error_links(basics), *error_links(form)] if form.is_bound else [],
        "guideline": form.guideline,
        "sections": list(form.sections(result.by_class() if result else None)),
        "sites": site_rows.rows(draft, result),
        "result": result,
        "autosaved": autosave.status(form, saved),
    }
    return render(request, "footprint/office.html", context)
