"""The three doors, and the forms behind them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from footprint import desks, drafts, guidelines
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import EventBasicsForm, InventoryForm


def index(request: HttpRequest) -> HttpResponse:
    """Three doors, and a way back to what was begun."""
    begun = {form: drafts.in_session(request.session, form) for form in drafts.GUIDELINES}
    return render(request, "footprint/index.html", {"begun": begun, "guidelines": _guidelines()})


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest) -> HttpResponse:
    """How many, how long, from where; the home page may hand the answers over in the address."""
    draft = drafts.in_session(request.session, "event")
    handed_over = "participants" in request.GET
    form = EventBasicsForm(
        request.POST
        or ({"region": "CN-GD", **request.GET.dict()} if handed_over and draft is None else None),
        initial=_basics(draft) | request.GET.dict(),
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        drafts.keep_in_session(
            request.session,
            drafts.new_event(form.basics(), region=data["region"], title=data["title"]),
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
    draft = drafts.in_session(request.session, "event")
    if draft is None:
        return redirect("footprint:event")
    return _inventory(request, draft)


@require_http_methods(["GET", "POST"])
def _inventory(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = InventoryForm(draft, request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = replace(draft, fields=form.filled())
        drafts.keep_in_session(request.session, draft)
        desk = desks.of_session(request.session, draft.form)
        if desk is not None and request.POST.get("go"):
            return redirect(desks.follow(desk, request.POST["go"]))
        try:
            draft.result()
        except CalculationError as error:
            form.refuse(error, draft)
        else:
            if "update" in request.POST:
                return redirect(request.path)
            return redirect("footprint:draft_result", draft.form)
    return render(request, "footprint/inventory.html", _context(draft, form))


def _context(draft: Draft, form: InventoryForm) -> dict[str, Any]:
    try:
        result = draft.result()
    except CalculationError:
        result = None
    kilograms = result.by_class() if result else None
    return {
        "draft": draft,
        "form": form,
        "guideline": form.guideline,
        "sections": list(form.sections(kilograms, result=result)),
        "result": result,
        "warnings": [item.message for item in result.warnings if item.line == -1] if result else [],
    }


def _basics(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    return {**draft.basics, "region": draft.region, "title": draft.title}


def _guidelines() -> dict[str, Any]:
    return {form: guidelines.load(guideline) for form, guideline in drafts.GUIDELINES.items()}
