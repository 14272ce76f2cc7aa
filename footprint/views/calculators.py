"""The three doors, and the forms behind them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from footprint import arrivals, autosave, claims, desks, drafts, guidelines, keeping
from footprint.autosave import Merged
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import EventBasicsForm, InventoryForm


def index(request: HttpRequest) -> HttpResponse:
    """Three doors, and a way back to what was begun."""
    arrivals.receive(request)
    signed_in = request.user.is_authenticated
    context = {
        "begun": {form: drafts.in_session(request.session, form) for form in drafts.GUIDELINES},
        "guidelines": _guidelines(),
        "saved": keeping.saved(request) if signed_in else [],
        "yours": claims.yours(request) if signed_in else [],
    }
    return render(request, "footprint/index.html", context)


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest) -> HttpResponse:
    """How many, how long, from where; the home page may hand the answers over in the address."""
    draft = keeping.current(request, "event")
    handed_over = "participants" in request.GET
    form = EventBasicsForm(
        request.POST
        or ({"region": "CN-GD", **request.GET.dict()} if handed_over and draft is None else None),
        initial=_basics(draft) | request.GET.dict(),
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        keeping.begin(
            request, drafts.new_event(form.basics(), region=data["region"], title=data["title"])
        )
        return redirect("footprint:event_inventory")
    context = {
        "form": form,
        "draft": draft,
        "guideline": guidelines.load(drafts.GUIDELINES["event"]),
    }
    return render(request, "footprint/event.html", context)


@require_http_methods(["GET", "POST"])
def event_inventory(request: HttpRequest) -> HttpResponse:
    """All amounts of an event, section by section."""
    draft = keeping.current(request, "event")
    if draft is None:
        return redirect("footprint:event")
    return _inventory(request, draft)


@require_http_methods(["GET", "POST"])
def _inventory(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the answers in as they come; go on to the result once everything can be read."""
    if request.method != "POST":
        return _page(request, draft, autosave.form_of(draft))
    form = InventoryForm(draft, request.POST)
    form.is_valid()
    saved = _save(request, draft, form)
    if form.is_valid() and "autosave" not in request.POST:
        if request.POST.get("go") and (desk := desks.of_visitor(request, draft.form)):
            return redirect(desks.follow(desk, request.POST["go"]))
        try:
            saved.draft.result()
        except CalculationError as error:
            form.refuse(error, saved.draft)
        else:
            if "update" in request.POST:
                return redirect(request.path)
            return redirect("footprint:draft_result", draft.form)
    return _page(request, saved.draft, form, saved=saved)


def _save(request: HttpRequest, draft: Draft, form: InventoryForm) -> Merged:
    """Merge the page's answers into the draft as it is kept by now."""
    was = autosave.loaded(request.POST)
    saved = Merged(draft)

    def edit(kept: Draft | None) -> Draft:
        nonlocal saved
        saved = autosave.merge(kept or draft, form, was)
        return saved.draft

    keeping.change(request, draft.form, edit)
    return saved


def _page(
    request: HttpRequest, draft: Draft, form: InventoryForm, *, saved: Merged | None = None
) -> HttpResponse:
    form.follow(draft)
    try:
        result = draft.result()
    except CalculationError:
        result = None
    kilograms = result.by_class() if result else None
    context = {
        "draft": draft,
        "form": form,
        "guideline": form.guideline,
        "sections": list(form.sections(kilograms, result=result)),
        "result": result,
        "warnings": [item.message for item in result.warnings if item.line == -1] if result else [],
        "autosaved": autosave.status(form, saved),
    }
    return render(request, "footprint/inventory.html", context)


def _basics(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    return {**draft.basics, "region": draft.region, "title": draft.title}


def _guidelines() -> dict[str, Any]:
    return {form: guidelines.load(guideline) for form, guideline in drafts.GUIDELINES.items()}
