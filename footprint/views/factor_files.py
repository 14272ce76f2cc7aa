"""Factors as files: a whole set, what a search found, one factor; every answer carries an ETag."""

import hashlib
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import etag

from footprint import downloads
from footprint.errors import CalculationError
from footprint.library import catalogue
from footprint.library.catalogue import Library
from footprint.sets import provenance
from footprint.views import factors

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
DAY = 24 * 60 * 60


def current_set(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole set that new calculations use; another one in time, so it is asked for again."""
    return _whole(request, catalogue.of(), kind)


def published_set(request: HttpRequest, set_id: str, kind: str) -> HttpResponse:
    """One published set at its lasting address; raises Http404."""
    try:
        library = catalogue.of(set_id[:20])
    except CalculationError as error:
        raise Http404 from error
    answer = _whole(request, library, kind)
    answer.headers["Cache-Control"] = f"public, max-age={DAY}"
    return answer


def found(request: HttpRequest, kind: str) -> HttpResponse:
    """What a search found, in its order."""
    library, wanted = factors.chosen(request), factors.query(request)
    asked = hashlib.sha256(repr(sorted(wanted.given.items())).encode()).hexdigest()[:16]

    def content() -> bytes:
        rows = [entry.factor for entry in library.find(wanted)]
        return downloads.factors(library.factor_set, rows, kind=kind)

    return _file(request, content, kind, name=f"{library.factor_set.id}-{asked}")


def one(request: HttpRequest, factor_id: str, kind: str) -> HttpResponse:
    """One factor; raises Http404."""
    library = factors.chosen(request)
    try:
        row = library.get(factor_id).factor
    except CalculationError as error:
        raise Http404 from error

    def content() -> bytes:
        return downloads.factors(library.factor_set, [row], kind=kind)

    return _file(request, content, kind, name=f"{library.factor_set.id}-{factor_id}")


def _whole(request: HttpRequest, library: Library, kind: str) -> HttpResponse:
    set_id = library.factor_set.id
    return _file(request, lambda: downloads.whole_set(set_id, kind), kind, name=set_id)


def _file(
    request: HttpRequest, content: Callable[[], bytes], kind: str, *, name: str
) -> HttpResponse:
    """The file, or 304 to who has it: rows never change, what is derived from them may with the rules."""

    @etag(lambda request: f'"{name}-{kind}-{provenance.edition()}"')
    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content(), content_type=TYPES[kind])
        filename = f"zhonghe-factors-{name}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response

    return answer(request)
