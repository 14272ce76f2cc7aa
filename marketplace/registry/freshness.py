"""How long a public answer may be kept, and "not modified" instead of the same answer again.

Answers of the API may be kept by anybody for some seconds; pages are asked for anew each time, since they
are drawn for a reader, but cost nothing when nothing has changed. The ETag is a digest of the answer, so it
can't outlive a change of a name, an erasure or a deployment. Errors are never kept.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag

View = Callable[..., HttpResponse]
SECONDS = 15


def public_read(*, seconds: int = SECONDS) -> Callable[[View], View]:
    """Decorate a view whose good answers are the same for everybody and may be kept by shared caches."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return answered(request, view(request, *args, **kwargs), public=True, max_age=seconds)

        return kept

    return decorate


def page(view: View) -> View:
    """Decorate a public page: kept by the reader's own browser only, and asked for anew each time."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return answered(request, view(request, *args, **kwargs), private=True, no_cache=True)

    return kept


def answered(request: HttpRequest, response: HttpResponse, **control: Any) -> HttpResponse:
    """Return the answer with its headers, or 304 where the asker has it already; errors are not kept."""
    if response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, **control)
    if not response.streaming and not response.has_header("ETag"):
        set_response_etag(response)
    return get_conditional_response(request, etag=response.get("ETag"), response=response)  # type: ignore[return-value]
