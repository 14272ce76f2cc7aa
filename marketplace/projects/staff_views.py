"""The registrars' desk for project owners: applications and dossiers that wait. Each act is one verb."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import queries as accounts
from accounts.access import SignedInRequest, staff_role_required
from marketplace.errors import MarketError
from marketplace.projects import access, applications, pages, queries, reviews, workdays
from marketplace.projects.errors import Incomplete
from marketplace.projects.forms import ReasonForm, RemarksForm
from marketplace.projects.models import Application, Dossier, DossierVersion, StoredFile


@never_cache
@staff_role_required("registrar")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Show what waits: applications and dossiers."""
    context = {
        "applications": queries.waiting_applications(),
        "dossiers": queries.waiting_versions(),
    }
    return render(request, "projects/staff/index.html", context)


@never_cache
@staff_role_required("registrar")
@require_GET
def application(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one application with what to check."""
    return _application_page(request, _application(public_id), ReasonForm())


@staff_role_required("registrar")
@require_POST
def accept_application(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Accept an organization as a project owner."""
    found = _application(public_id)
    try:
        applications.accept(found, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("project_desk:application", public_id=public_id)
    messages.success(request, _("%s may hand in projects now.") % found.organization)
    return redirect("project_desk:index")


@staff_role_required("registrar")
@require_POST
def return_application(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send an application back, with reasons."""
    found, form = _application(public_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _application_page(request, found, form, status=422)
    try:
        applications.send_back(found, actor=request.user, **form.cleaned_data)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("project_desk:application", public_id=public_id)
    messages.success(request, _("Sent back; its members read why."))
    return redirect("project_desk:index")


@never_cache
@staff_role_required("registrar")
@require_GET
def dossier(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the last version of a dossier, field by field, with room for remarks."""
    return _dossier_page(request, _dossier(public_id), RemarksForm())


@staff_role_required("registrar")
@require_POST
def accept_dossier(request: SignedInRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Accept a version: its project is registered, or changed."""
    version = _version(public_id, number)
    try:
        project = reviews.accept(version, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("project_desk:dossier", public_id=public_id)
    messages.success(request, _("Accepted: the project is registered as %s.") % project.code)
    return redirect("projects:project", code=project.code)


@staff_role_required("registrar")
@require_POST
def return_dossier(request: SignedInRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Send a version back with remarks at its fields."""
    form = RemarksForm(request.POST)
    version = _version(public_id, number)
    try:
        if not form.is_valid():
            return _dossier_page(request, version.dossier, form, status=422)
        reviews.send_back(version, form.remarks(), actor=request.user)
    except Incomplete as lacking:
        form.add_error(None, lacking.message)
        return _dossier_page(request, version.dossier, form, status=422)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("project_desk:dossier", public_id=public_id)
    messages.success(request, _("Sent back; its members read why."))
    return redirect("project_desk:index")


@staff_role_required("registrar")
@require_GET
def file(request: SignedInRequest, file_id: uuid.UUID) -> HttpResponse:
    """Hand out a file of an application or a dossier."""
    return access.answer(get_object_or_404(StoredFile, public_id=file_id))


def _application(public_id: uuid.UUID) -> Application:
    rows = Application.objects.select_related(
        "organization__party",
        "submitted_by",
        "decided_by",
        "settlement_account",
        "agency_agreement",
    )
    return get_object_or_404(rows.defer("agency_agreement__content"), public_id=public_id)


def _dossier(public_id: uuid.UUID) -> Dossier:
    rows = Dossier.objects.select_related("organization__party", "project")
    return get_object_or_404(
        rows.filter(versions__submitted_at__isnull=False).distinct(), public_id=public_id
    )


def _version(public_id: uuid.UUID, number: int) -> DossierVersion:
    rows = DossierVersion.objects.select_related("dossier__organization__party", "scheme")
    return get_object_or_404(rows, dossier__public_id=public_id, number=number)


def _application_page(
    request: SignedInRequest, found: Application, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "application": found,
        "organization": found.organization,
        "account": found.settlement_account,
        "form": form,
        "open": found.status == Application.Status.SUBMITTED,
        "own": accounts.role_in(request.user, found.organization) is not None,
        "workdays": workdays.between(found.published_on, found.submitted_at.date()),
        "earlier": queries.applications_of(found.organization),
    }
    return render(request, "projects/staff/application.html", context, status=status)


def _dossier_page(
    request: SignedInRequest, found: Dossier, form: RemarksForm, *, status: int = 200
) -> HttpResponse:
    version = access.latest_handed_in(found)
    context = {
        "dossier": found,
        "version": version,
        "groups": [
            (heading, [(fact, form[f"remark_{fact.field}"]) for fact in facts])
            for heading, facts in pages.shown_groups(version)
        ],
        "form": form,
        "open": version.status == DossierVersion.Status.SUBMITTED,
        "own": accounts.role_in(request.user, found.organization) is not None,
        "history": pages.history(found),
        "changed": pages.changed(found, version),
    }
    return render(request, "projects/staff/dossier.html", context, status=status)
