"""The three doors, and the forms behind them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from footprint import arrivals, autosave, claims, desk, drafts, guidelines
from footprint.autosave import Merged
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import EventBasicsForm, InventoryForm, OfficeBasicsForm, PersonalForm
from footprint.forms.fields import words


def index(request: HttpRequest) -> HttpResponse:
    """Three doors, and a way back to what was begun."""
    arrivals.receive(request)
    signed_in = request.user.is_authenticated
    context = {
        "begun": {form: drafts.in_session(request.session, form) for form in drafts.GUIDELINES},
        "guidelines": _guidelines(),
        "saved": desk.saved(request) if signed_in else [],
        "yours": claims.yours(request) if signed_in else [],
    }
    return render(request, "footprint/index.html", context)


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest) -> HttpResponse:
    """How many, how long, from where; the home page may hand the answers over in the address."""
    draft = desk.current(request, "event")
    handed_over = "participants" in request.GET
    form = EventBasicsForm(
        request.POST or (request.GET if handed_over and draft is None else None),
        initial=_basics(draft) | request.GET.dict(),
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        desk.begin(
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
    draft = desk.current(request, "event")
    if draft is None:
        return redirect("footprint:event")
    return _inventory(request, draft)


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """An office's year on one page."""
    draft = desk.current(request, "office") or Draft(
        "office", basics={"year": timezone.localdate().year - 1}
    )
    form = OfficeBasicsForm(request.POST or None, initial=_basics(draft))
    return _inventory(request, draft, basics=form)


@require_http_methods(["GET", "POST"])
def personal(request: HttpRequest) -> HttpResponse:
    """A person's year; nothing is kept but the answers, and those only in the session."""
    draft = drafts.in_session(request.session, "personal")
    form = PersonalForm(request.POST or None, initial=dict(draft.fields) if draft else None)
    if request.method == "POST" and form.is_valid():
        answers = form.filled()
        region = answers.pop("region")
        drafts.keep_in_session(request.session, Draft("personal", region=region, fields=answers))
        return redirect("footprint:draft_result", "personal")
    return render(request, "footprint/personal.html", {"form": form})


def _inventory(
    request: HttpRequest, draft: Draft, basics: OfficeBasicsForm | None = None
) -> HttpResponse:
    """Take the answers in as they come; go on to the result once everything can be read."""
    if request.method != "POST":
        return _page(request, draft, autosave.form_of(draft), basics=basics)
    form = InventoryForm(draft, request.POST)
    form.is_valid()
    saved = _save(request, draft, form, basics=basics)
    if form.is_valid() and (basics is None or basics.is_valid()):
        try:
            saved.draft.result()
        except CalculationError as error:
            form.add_error(None, words(error.message))
        else:
            if "autosave" not in request.POST:
                stay = "update" in request.POST
                return (
                    redirect(request.path)
                    if stay
                    else redirect("footprint:draft_result", draft.form)
                )
    return _page(request, saved.draft, form, basics=basics, saved=saved)


def _save(
    request: HttpRequest, draft: Draft, form: InventoryForm, *, basics: OfficeBasicsForm | None
) -> Merged:
    """Merge the page's answers into the draft as it is kept by now."""
    was = autosave.loaded(request.POST)
    saved = Merged(draft)

    def edit(kept: Draft | None) -> Draft:
        nonlocal saved
        saved = autosave.merge(_with_basics(kept or draft, basics), form, was)
        return saved.draft

    desk.change(request, draft.form, edit)
    return saved


def _with_basics(draft: Draft, form: OfficeBasicsForm | None) -> Draft:
    """The office's draft with what its first questions say, if they can be read."""
    if form is None or not form.is_valid():
        return draft
    data = form.cleaned_data
    basics = {"year": data["year"], "participants": data["participants"]}
    return replace(draft, region=data["region"], title=data["title"], basics=basics)


def _page(
    request: HttpRequest,
    draft: Draft,
    form: InventoryForm,
    *,
    basics: OfficeBasicsForm | None,
    saved: Merged | None = None,
) -> HttpResponse:
    try:
        result = draft.result()
    except CalculationError:
        result = None
    kilograms = result.by_class() if result else None
    context = {
        "draft": draft,
        "form": form,
        "basics": basics,
        "guideline": form.guideline,
        "sections": list(form.sections(kilograms)),
        "result": result,
        "autosaved": autosave.status(form, saved),
    }
    return render(request, "footprint/inventory.html", context)


def _basics(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    return {**draft.basics, "region": draft.region, "title": draft.title}


def _guidelines() -> dict[str, Any]:
    return {form: guidelines.load(guideline) for form, guideline in drafts.GUIDELINES.items()}
