"""One year of an organization's offices."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from events import access, comparison, panels, queries
from footprint import guidelines


def office(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The year's task list and coverage for members; what is declared for everyone else."""
    try:
        found, seen = access.office_year_for(request, public_id)
    except Http404:
        found, seen = access.public_office_year(public_id), None
    steps = queries.steps(found)
    context = {
        "office": found,
        "title": panels.title(found),
        "seen": seen,
        "steps": steps,
        "tasks": panels.office_tasks(found, steps) if seen else (),
        "coverage": panels.coverage(steps.coverage),
        "guideline": guidelines.load(found.guideline),
        "retirements": queries.retirements(found),
        "beside": comparison.with_year_before(found, steps.measured),
    }
    return render(request, "events/office.html", context)
