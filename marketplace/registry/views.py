"""The public registry's pages, and the offline checker as a file."""

from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from marketplace.registry import checker, freshness, pages, queries

CHECKER = Path(checker.__file__).with_name("check.py")


@freshness.page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the totals, the batches, the latest retirements and the state of the log."""
    return render(request, "registry/index.html", pages.index())


@freshness.page
@require_safe
def batch(request: HttpRequest, code: str) -> HttpResponse:
    """Show one batch: where its kilograms are, and where a serial number is."""
    view = queries.batch(code)
    if view is None:
        if code != code.upper() and queries.batch(code.upper()) is not None:
            return redirect("registry:batch", code=code.upper())
        raise Http404
    return render(
        request, "registry/batch.html", pages.batch(view, serial=request.GET.get("serial", ""))
    )


@freshness.page
@require_safe
def retirement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one retirement as strangers may see it."""
    view = queries.retirement(public_id)
    if view is None:
        raise Http404
    return render(request, "registry/retirement.html", pages.retirement(view))


@freshness.page
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Explain the public log and show its checkpoints and entries."""
    before = request.GET.get("before", "")
    position = int(before) if before.isdecimal() and len(before) < 16 else None
    return render(request, "registry/log.html", pages.log_page(before=position))


@freshness.page
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show the last audit and what waits."""
    return render(request, "registry/status.html", pages.status())


@require_safe
@cache_control(max_age=300, public=True)
def offline_checker(request: HttpRequest) -> HttpResponse:
    """Serve the checker: one file, standard library only."""
    answer = HttpResponse(CHECKER.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="check.py"'
    return answer
