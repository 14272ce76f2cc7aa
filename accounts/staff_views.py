"""The staff's index of queues, and the registrars' queue of organizations to verify."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import organizations, queries, staff
from accounts.access import SignedInRequest, staff_role_required
from accounts.errors import AccountError
from accounts.forms import RefusalForm
from accounts.models import Organization


@never_cache
@staff_role_required("finance", "registrar", "supervisor", "editor")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the queues of the person's groups with what waits in each."""
    return render(request, "staff/index.html", {"queues": staff.queues_for(request.user)})


@never_cache
@staff_role_required("registrar")
@require_GET
def organization_queue(request: SignedInRequest) -> HttpResponse:
    """List the organizations that wait for verification."""
    waiting = queries.awaiting_verification()
    return render(request, "staff/organizations.html", {"waiting": waiting})


@never_cache
@staff_role_required("registrar")
@require_GET
def organization(request: SignedInRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Show one organization with what to check, to verify or refuse it."""
    return _page(request, _of(organization_id), RefusalForm())


@staff_role_required("registrar")
@require_POST
def verify(request: SignedInRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Verify an organization."""
    found = _of(organization_id)
    try:
        organizations.verify(found, staff=request.user)
    except AccountError as error:
        messages.error(request, error.message)
        return redirect("staff:organization", organization_id=organization_id)
    messages.success(request, _("%s is now verified.") % found)
    return redirect("staff:organizations")


@staff_role_required("registrar")
@require_POST
def refuse(request: SignedInRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Refuse an organization with a reason."""
    found = _of(organization_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        organizations.refuse(found, staff=request.user, **form.cleaned_data)
    except AccountError as error:
        messages.error(request, error.message)
        return redirect("staff:organization", organization_id=organization_id)
    messages.success(request, _("Refused; its members read the reason."))
    return redirect("staff:organizations")


def _of(organization_id: uuid.UUID) -> Organization:
    rows = Organization.objects.select_related("party", "created_by", "verified_by")
    return get_object_or_404(rows, party__public_id=organization_id)


def _page(request: SignedInRequest, found: Organization, form: RefusalForm) -> HttpResponse:
    context = {
        "organization": found,
        "taken": queries.verified_bearer(found),
        "founder": queries.person_name(found.created_by),
        "founder_email": found.created_by.email if found.created_by else "",
        "form": form,
        "history": queries.acts_of(found),
        "open": not (found.verified_at or found.refused_at),
    }
    return render(request, "staff/organization.html", context)
