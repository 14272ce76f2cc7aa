"""Planned and actual beside one another, and the way to earlier and other calculations."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from events import access, comparing, panels, queries
from events.claims import Subject
from events.models import Event
from footprint import visibility
from footprint.compare_sheet import CompareSheet, compare_sheet
from footprint.compare_sides import Asked, listed_title
from footprint.queries import FootprintView


def event(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An event's plan and what happened."""
    found, _seen = access.event_for(request, public_id)
    return _page(request, found)


def office(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An office's year: its earlier calculations and its other years."""
    found, _seen = access.office_year_for(request, public_id)
    return _page(request, found)


def _page(request: HttpRequest, found: Subject) -> HttpResponse:
    planned = queries.current_footprint(found, "planned")
    actual = queries.current_footprint(found, "actual")
    sheet = _sheet(planned, actual)
    is_event = isinstance(found, Event)
    actions = list(found.actions.all()) if is_event else []
    context = {
        "subject": found,
        "event": found if is_event else None,
        "title": panels.title(found),
        "back": "events:event" if is_event else "events:office",
        "planned": planned,
        "actual": actual,
        "current": actual or planned,
        "sheet": sheet,
        "effects": comparing.effects(actions, sheet.comparison if sheet else None),
        "history": [(item, listed_title(item)) for item in visibility.of_subjects([found.ref])],
        "others": [(item, listed_title(item.listed)) for item in comparing.others(found)],
    }
    return render(request, "events/compare.html", context)


def _sheet(planned: FootprintView | None, actual: FootprintView | None) -> CompareSheet | None:
    if planned is None or actual is None:
        return None
    return compare_sheet(
        Asked(str(planned.public_id), _("Plan"), planned.factor_set, planned),
        Asked(str(actual.public_id), _("Actual"), actual.factor_set, actual),
    )
