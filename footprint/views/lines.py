"""The pages of one added line: what to add, its form with what it comes to, and removing it.

Shared by the public calculator and the workspace, which hand in their `Desk`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from footprint import desks, lines, sets
from footprint.calculation import calculate
from footprint.desks import Desk
from footprint.errors import CalculationError
from footprint.forms.line import LineForm, initial_of
from footprint.guidelines import SourceClass
from footprint.inputs import ActivityInput
from footprint.lines import Offer
from footprint.results import Result
from footprint.units import UNITS
from look.parts import Crumb


@dataclass(frozen=True)
class Told:
    """What a line comes to, for the page: its result and what radiative forcing and upstream would change."""

    result: Result

    @property
    def line(self) -> Any:
        """The computed line."""
        return self.result.lines[0]

    @property
    def memos(self) -> list[tuple[Any, Any]]:
        """What is stated beside it, as (name, what it would add)."""
        return [(memo.name, memo.kg - self.line.kg) for memo in self.line.memos]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, source_class: str) -> HttpResponse:
    """Add a line to the visitor's own event."""
    return add(request, _own(request), source_class)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, line_id: str) -> HttpResponse:
    """Change a line of the visitor's own event."""
    return change(request, _own(request), line_id)


def add(request: HttpRequest, desk: Desk, source_class: str) -> HttpResponse:
    """Choose an activity of a class, then say how much."""
    home = _class(desk, source_class)
    offers = lines.offers(home)
    activity = request.GET.get("activity", "")
    if not activity:
        context = {
            "source_class": home,
            "offers": [
                [offer for offer in offers if offer.activity.id == name]
                for name in dict.fromkeys(offer.activity.id for offer in offers)
            ],
            "back": desk.inventory(home.id),
            "crumbs": _crumbs(desk),
        }
        return render(request, "footprint/line_choose.html", context)
    offer = _offer(offers, activity, request.GET.get("unit", ""))
    initial = {"source_class": home.id, "stage": _usual_stage(home)}
    given = {
        key: request.GET[key] for key in ("from_place", "to_place", "route") if key in request.GET
    }
    return _page(request, desk, home, offer, initial=initial | given)


def change(request: HttpRequest, desk: Desk, line_id: str) -> HttpResponse:
    """Change, copy or remove a line."""
    found = lines.find(desk.draft.lines, line_id)
    if found is None:
        return redirect(desk.inventory())
    home = desk.guideline.home_of(found["activity"], found.get("source_class", ""))
    if home is None:
        raise Http404
    if request.method == "POST" and "remove" in request.POST:
        return redirect(desks.follow(desk, f"remove:{line_id}"))
    offer = lines.offer(found["activity"], found["unit"])
    return _page(request, desk, home, offer, initial=initial_of(found), line_id=line_id)


def _page(
    request: HttpRequest, desk: Desk, home: SourceClass, offer: Offer, *,
    initial: Mapping[str, Any], line_id: str = "",
) -> HttpResponse:  # fmt: skip
    form = LineForm(
        offer, guideline=desk.guideline, source_class=home,
        data=request.POST or None, initial=initial,
    )  # fmt: skip
    told = None
    if form.is_bound and form.is_valid():
        told, entered = _told(form, desk)
        if told and entered and "preview" not in request.POST:
            return _keep(desk, home, entered, line_id)
    elif not form.is_bound and line_id:
        told = _told_of(desk, line_id)
    context = {
        "desk": desk,
        "source_class": home,
        "offer": offer,
        "form": form,
        "told": told,
        "line_id": line_id,
        "others": [other for other in lines.offers(home)
                   if other.activity is offer.activity and other != offer],
        "new_line": desk.new_line(home.id),
        "back": desk.inventory(home.id),
        "crumbs": _crumbs(desk),
    }  # fmt: skip
    return render(request, "footprint/line.html", context)


def _told(form: LineForm, desk: Desk) -> tuple[Told | None, ActivityInput | None]:
    """What a valid form's line comes to; an error goes back to its field."""
    try:
        entered = form.entered()
        return Told(_alone(desk, entered)), entered
    except CalculationError as error:
        form.refuse(error)
        return None, None


def _told_of(desk: Desk, line_id: str) -> Told | None:
    """What a kept line comes to, or nothing where it cannot be computed any more."""
    found = lines.find(desk.draft.lines, line_id)
    try:
        return Told(_alone(desk, lines.inputs([found])[0])) if found else None
    except CalculationError:
        return None


def _alone(desk: Desk, entered: ActivityInput) -> Result:
    """A line by itself: limits per participant are about the whole and do not apply."""
    return calculate(desk.draft.guideline, sets.load(), [entered], region=desk.draft.region)


def _keep(desk: Desk, home: SourceClass, entered: ActivityInput, line_id: str) -> HttpResponse:
    if not line_id and len(desk.draft.lines) >= lines.MAX_LINES:
        return redirect(desk.inventory(home.id))
    desk.keep(desk.draft.with_lines(lines.put(desk.draft.lines, entered, line_id)))
    return redirect(desk.inventory(home.id))


def _own(request: HttpRequest) -> Desk:
    desk = desks.of_visitor(request, "event")
    if desk is None:
        raise Http404
    return desk


def _class(desk: Desk, source_class: str) -> SourceClass:
    found = desk.guideline.source_class(source_class)
    if found is None:
        raise Http404
    return found


def _offer(offers: tuple[Offer, ...], activity: str, unit: str) -> Offer:
    ways = [offer for offer in offers if offer.activity.id == activity]
    if not ways:
        raise Http404
    return next((way for way in ways if UNITS.get(unit) in way.units), ways[0])


def _usual_stage(home: SourceClass) -> str:
    return {"supplies": "prepare", "waste": "close"}.get(home.id, "hold")


def _crumbs(desk: Desk) -> list[Crumb]:
    return [*desk.crumbs, Crumb(_("The amounts"), desk.inventory()), Crumb(_("A line"))]
