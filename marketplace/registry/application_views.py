"""Applying for issue: pages of a project's owner, below /<lang>/account/issuances/."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.errors import MarketError
from marketplace.registry import application_queries as queries
from marketplace.registry import desk, ledger
from marketplace.registry.application_forms import ApplicationForm
from marketplace.registry.models import IssuanceRequest, Scheme

FIELDS = {"period_issued": "overlap_reason", "evidence_required": "statement"}
"""The field that a refusal speaks of."""


@never_cache
@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the applications of one's organizations and the projects to apply for."""
    context = {
        "applications": queries.applications_of(request.user),
        "projects": queries.projects_of(request.user),
    }
    return render(request, "registry/applications/index.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Apply for the project in ``?project=``; ``?replaces=`` is an application that came back."""
    code = request.GET.get("project", "")
    project = queries.projects_of(request.user).filter(code=code).first()
    if project is None:
        if code:
            raise Http404
        return redirect("issuance_request:index")
    replaces = _returned(request)
    if project.scheme.kind != Scheme.Kind.HERE:
        return render(request, "registry/applications/upstream.html", {"project": project})
    form = ApplicationForm(
        request.POST or None, request.FILES or None, initial=_initial(request, replaces)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = ledger.apply(
                project=project, verified=form.verified(), actor=request.user, replaces=replaces
            )
        except MarketError as refusal:
            form.add_error(FIELDS.get(refusal.code), refusal.message)
        else:
            messages.success(request, _("Handed in. A registrar checks it."))
            return redirect("issuance_request:detail", public_id=made.public_id)
    context = {"form": form, "project": project, "replaces": replaces}
    status = 422 if form.errors else 200
    return render(request, "registry/applications/new.html", context, status=status)


@never_cache
@login_required
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one application and where it stands."""
    row = get_object_or_404(queries.applications_of(request.user), public_id=public_id)
    may = queries.projects_of(request.user).filter(pk=row.project_id).exists()
    again = row.status == IssuanceRequest.Status.RETURNED and not hasattr(row, "replaced_by")
    context = {
        "issuance": row,
        "application": row.application,
        "checked": getattr(row, "check_done", None),
        "points": desk.checked_points(row),
        "batch": getattr(row, "batch", None),
        "may_replace": may and again,
    }
    return render(request, "registry/applications/detail.html", context)


def _returned(request: HttpRequest) -> IssuanceRequest | None:
    text = request.GET.get("replaces", "")
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    rows = queries.applications_of(request.user)
    return rows.filter(public_id=wanted, status=IssuanceRequest.Status.RETURNED).first()


def _day(text: str) -> date | None:
    """Return the day of an address, or none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _initial(request: HttpRequest, replaces: IssuanceRequest | None) -> dict[str, object]:
    """Begin with the monitoring period in the address, or with what the returned application said.

    Files are handed in again.
    """
    if replaces is None:
        named = {"monitoring_start": "from", "monitoring_end": "to"}
        return {field: _day(request.GET.get(name, "")) for field, name in named.items()}
    said = replaces.application
    return {
        "monitoring_start": replaces.monitoring_start,
        "monitoring_end": replaces.monitoring_end,
        "reported_kg": replaces.reported_kg,
        "quantity_kg": replaces.quantity_kg,
        "verifier": said.verifier,
        "statement_number": said.statement_number,
        "statement_date": said.statement_date,
        "overlap_reason": replaces.overlap_reason,
    }
