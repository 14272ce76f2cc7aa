"""How far apart two places are: a page of its own, and the one that fills in a journey of an inventory."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from footprint import desks, inventory, places
from footprint.desks import Desk
from footprint.forms.distance import DistanceForm
from footprint.inventory import Journey
from footprint.numbers import plain
from footprint.places import Place
from look.parts import Crumb


@require_http_methods(["GET"])
def public(request: HttpRequest) -> HttpResponse:
    """The look-up alone."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest) -> HttpResponse:
    """The look-up for the visitor's own event."""
    desk = desks.of_visitor(request, "event")
    if desk is None:
        raise Http404
    return measure(request, desk)


def measure(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Look a distance up and put it into a flight's row of the inventory."""
    rows = _flights(desk)
    if request.method != "POST":
        return _page(request, desk, rows=rows)
    form = DistanceForm(request.POST)
    row = request.POST.get("row", "")
    if row not in rows or not form.is_valid():
        return _page(request, desk, rows=rows)
    kilometres = plain(places.distance_km(*form.ends()))
    fields = {**desk.draft.fields, f"{row}_km": kilometres}
    desk.keep(replace(desk.draft, fields=fields))
    return redirect(desk.inventory("transport"))


def _page(
    request: HttpRequest, desk: Desk | None, *, rows: dict[str, Journey] | None = None
) -> HttpResponse:
    said = request.POST or request.GET
    form = DistanceForm(said if "start" in said else None)
    context: dict[str, Any] = {"desk": desk, "form": form, "row": said.get("row", "")}
    if form.is_bound and form.is_valid():
        start, end = form.ends()
        context |= {
            "start": start,
            "end": end,
            "km": places.distance_km(start, end),
            "route": places.route(start, end),
            "rows": sorted(
                (
                    item
                    for item in (rows or {}).values()
                    if item.options.get("route") == places.route(start, end)
                ),
                key=lambda item: (item.id != context["row"], item.group),
            ),
            "choosers": [
                (end_name, _choices(request, end_name, place))
                for end_name, place in (("start", start), ("end", end))
            ],
        }  # fmt: skip
    if desk is not None:
        context["crumbs"] = [
            *desk.crumbs,
            Crumb(_("The amounts"), desk.inventory()),
            Crumb(_("Distance between two places")),
        ]
        context["new_line"] = desk.new_line("transport")
    return render(request, "footprint/distance.html", context)


def _choices(request: HttpRequest, end: str, place: Place) -> list[tuple[Place, str]]:
    """The airports of a city with the address that measures from there instead."""
    if place.code:
        return []
    said = (request.POST or request.GET).dict()
    said.pop("csrfmiddlewaretoken", None)
    return [
        (airport, "?" + urlencode({**said, end: airport.code}))
        for airport in places.airports_near(place)
    ]


def _flights(desk: Desk) -> dict[str, Journey]:
    """The inventory's journeys by plane."""
    return {
        journey.id: journey
        for section in inventory.sections(desk.draft.form)
        for journey in section.journeys
        if journey.activity == "flight"
    }
