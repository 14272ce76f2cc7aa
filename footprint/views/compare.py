"""Two calculations beside one another; what a reader may not see does not exist (404)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from footprint import compare_sheet, compare_sides, visibility
from footprint.compare_sides import Asked, Choice
from footprint.errors import CalculationError
from footprint.forms.fields import words


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two sides, and see why they differ."""
    first, second, problem = _sides(request)
    mine = visibility.own(request.user)
    context: dict[str, Any] = {
        "first": first,
        "second": second,
        "problem": problem,
        "choices": [Choice(str(item.public_id), compare_sides.listed_title(item)) for item in mine],
        "drafts": list(compare_sides.choices_drafts(request)),
        "again": list(compare_sides.choices_again(first)) if first else [],
        "history": [
            (item, compare_sides.listed_title(item))
            for item in visibility.history(request.user, first.view.subject_ref if first else "")
        ],
        "sheet": compare_sheet.compare_sheet(first, second) if first and second else None,
        "wanted_b": request.GET.get("b", ""),
    }
    response = render(request, "footprint/compare.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The comparison as CSV."""
    first, second, problem = _sides(request)
    if first is None or second is None or problem:
        raise Http404
    content = compare_sheet.as_csv(compare_sheet.compare_sheet(first, second))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="comparison.csv"'
    return response


def _sides(request: HttpRequest) -> tuple[Asked | None, Asked | None, str]:
    """Both sides as asked for, and what stood in the way of computing one."""
    first_token, second_token = (request.GET.get(key, "").strip()[:60] for key in ("a", "b"))
    problem = ""
    first = second = None
    try:
        first = _side(request, first_token)
        if first is not None:
            second = _side(request, second_token, against=first)
    except CalculationError as error:
        problem = words(error.message)
    return first, second, problem


def _side(request: HttpRequest, token: str, *, against: Asked | None = None) -> Asked | None:
    if not token:
        return None
    found = compare_sides.asked(request, token, against=against)
    if found is None:
        raise Http404
    return found
