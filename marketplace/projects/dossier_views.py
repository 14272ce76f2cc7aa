"""A dossier in its organization's hands: facts, periods, documents, handing in, beginning a new version."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries as accounts
from accounts.access import PREPARERS, SignedInRequest, member_required
from accounts.models import Membership, Organization
from marketplace.errors import MarketError
from marketplace.projects import access, completeness, dossiers, files, pages
from marketplace.projects.errors import Incomplete
from marketplace.projects.forms import DocumentForm, DossierForm, PeriodForm
from marketplace.projects.models import Document, Dossier, DossierVersion, MonitoringPeriod
from marketplace.projects.words import LABELS

Status = DossierVersion.Status


@never_cache
@member_required()
@require_GET
def dossier(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    dossier_id: uuid.UUID,
) -> HttpResponse:
    """Show a dossier as its members see it: what is said, what is missing, what the registrar remarked."""
    found = access.dossier_or_404(organization, dossier_id)
    version = access.latest(found)
    problems: dict[str, object] = {}
    if version.status == Status.DRAFT:
        problems = completeness.problems(
            {name: getattr(version, name) for name in DossierVersion.CONTENT}
        )
    context = {
        "organization": accounts.organization_as_member(membership),
        "dossier": found,
        "version": version,
        "groups": pages.shown_groups(version),
        "problems": [(f"{LABELS[name]}: {text}", "") for name, text in problems.items()],
        "remarks": pages.remarks(found),
        "history": pages.history(found),
        "prepares": membership.role in PREPARERS,
        "draft": version.status == Status.DRAFT,
    }
    return render(request, "projects/dossier.html", context)


@never_cache
@member_required(roles=PREPARERS)
@require_http_methods(["GET", "POST"])
def edit(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    dossier_id: uuid.UUID,
) -> HttpResponse:
    """Write the facts of a draft; whatever is there is saved, however incomplete."""
    found = access.dossier_or_404(organization, dossier_id)
    version = access.latest(found)
    if request.method != "POST" and version.status != Status.DRAFT:
        return _closed(request, found, version)
    form = DossierForm(
        request.POST or None,
        initial=pages.initial(version),
        remarks={remark.field: remark.text for remark in pages.remarks(found)},
    )
    if form.is_valid():
        try:
            dossiers.save(version, form.cleaned_data, actor=request.user)
        except MarketError:
            form.add_error(None, _too_late(access.latest(found)))
        else:
            messages.success(request, _("Saved."))
            return _to(found)
    context = {
        "organization": accounts.organization_as_member(membership),
        "dossier": found,
        "version": version,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "projects/dossier_edit.html", context, status=status)


@member_required(roles=PREPARERS)
@require_POST
def revise(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    dossier_id: uuid.UUID,
) -> HttpResponse:
    """Begin the next version as a copy of the last one."""
    found = access.dossier_or_404(organization, dossier_id)
    try:
        dossiers.revise(found, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return _to(found)


@never_cache
@member_required(roles=PREPARERS)
@require_http_methods(["GET", "POST"])
def add_period(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    dossier_id: uuid.UUID,
) -> HttpResponse:
    """Add a monitoring period to a draft."""
    found = access.dossier_or_404(organization, dossier_id)
    version = access.latest(found)
    if request.method != "POST" and version.status != Status.DRAFT:
        return _closed(request, found, version)
    form = PeriodForm(request.POST or None, request.FILES or None)

    def act() -> None:
        given = dict(form.cleaned_data)
        upload = given.pop("report")
        report = (
            files.store(upload, organization=organization, actor=request.user) if upload else None
        )
        dossiers.add_period(version, dossiers.Period(**given, report=report), actor=request.user)

    return _part_page(
        request, membership, found, form=form, act=act, title=_("Add a monitoring period")
    )


@never_cache
@member_required(roles=PREPARERS)
@require_http_methods(["GET", "POST"])
def add_document(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    dossier_id: uuid.UUID,
) -> HttpResponse:
    """Add a document to a draft."""
    found = access.dossier_or_404(organization, dossier_id)
    version = access.latest(found)
    if request.method != "POST" and version.status != Status.DRAFT:
        return _closed(request, found, version)
    form = DocumentForm(request.POST or None, request.FILES or None)

    def act() -> None:
        given = dict(form.cleaned_data)
        stored = files.store(given.pop("file"), organization=organization, actor=request.user)
        dossiers.add_document(version, stored, **given, actor=request.user)

    return _part_page(request, membership, found, form=form, act=act, title=_("Add a document"))


@member_required(roles=PREPARERS)
@require_POST
def remove_part(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    dossier_id: uuid.UUID,
    part: str,
    pk: int,
) -> HttpResponse:
    """Take a period or a document out of a draft."""
    found = access.dossier_or_404(organization, dossier_id)
    model = {"periods": MonitoringPeriod, "documents": Document}[part]
    row = model.objects.filter(version__dossier=found, pk=pk).select_related("version").first()
    if row is None:
        raise Http404
    try:
        dossiers.remove(row, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return _to(found)


@member_required(roles=PREPARERS)
@require_POST
def submit(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    dossier_id: uuid.UUID,
) -> HttpResponse:
    """Hand the draft in."""
    found = access.dossier_or_404(organization, dossier_id)
    try:
        dossiers.submit(access.latest(found), actor=request.user)
    except Incomplete as lacking:
        for field, text in lacking.problems.items():
            messages.error(request, f"{LABELS[field]}: {text}")
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Handed in. A registrar will look at it."))
    return _to(found)


def _part_page(
    request: SignedInRequest,
    membership: Membership,
    found: Dossier,
    *,
    form: Form,
    act: Callable[[], None],
    title: str,
) -> HttpResponse:
    """Show the form of a period or document, or do what it says and go back to the dossier."""
    if form.is_valid():
        try:
            act()
        except Incomplete as lacking:
            for field, text in lacking.problems.items():
                form.add_error(field if field in form.fields else None, text)
        except MarketError as refusal:
            late = refusal.code == "invalid_state"
            form.add_error(None, _too_late(access.latest(found)) if late else refusal.message)
        else:
            messages.success(request, _("Saved."))
            return _to(found)
    context = {
        "organization": accounts.organization_as_member(membership),
        "dossier": found,
        "form": form,
        "title": title,
    }
    status = 422 if form.is_bound else 200
    return render(request, "projects/dossier_part.html", context, status=status)


def _closed(request: SignedInRequest, found: Dossier, version: DossierVersion) -> HttpResponse:
    """Lead whoever comes to edit what is no draft any more to the dossier, with the reason."""
    messages.warning(
        request,
        _("This version can't be changed: it is no draft any more (%(state)s).")
        % {"state": version.get_status_display()},
    )
    return _to(found)


def _too_late(version: DossierVersion) -> str:
    """Return why a draft that was open in a browser was not saved, and what to do with what was written."""
    return _(
        "Not saved: this version is no draft any more (%(state)s). What you wrote stands below; keep it for the next "
        "version."
    ) % {"state": version.get_status_display()}


def _to(found: Dossier) -> HttpResponse:
    return redirect(
        "projects:dossier",
        organization_id=found.organization.party.public_id,
        dossier_id=found.public_id,
    )
