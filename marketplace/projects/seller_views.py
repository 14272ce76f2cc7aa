"""The seller's own pages: where the organization stands, its application, its dossiers in a list."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries as accounts
from accounts.access import MANAGERS, PREPARERS, SignedInRequest, member_required
from accounts.models import Membership, Organization
from marketplace.errors import MarketError
from marketplace.projects import access, applications, dossiers, files, queries
from marketplace.projects.application_forms import ApplicationForm
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import Application, StoredFile


@never_cache
@login_required
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """Lead to the projects of the one organization somebody acts for, or ask which one."""
    own = accounts.organizations_of(request.user)
    if len(own) == 1:
        return redirect("projects:seller", organization_id=own[0].public_id)
    return render(request, "projects/mine.html", {"organizations": own})


@never_cache
@member_required()
@require_GET
def seller(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Show where an organization stands as a project owner, and its dossiers."""
    history = queries.applications_of(organization)
    context = {
        "organization": accounts.organization_as_member(membership),
        "applications": history,
        "latest": history[0] if history else None,
        "accepted": any(row.status == Application.Status.ACCEPTED for row in history),
        "dossiers": queries.dossiers_of(organization),
        "manages": membership.role in MANAGERS,
        "prepares": membership.role in PREPARERS,
    }
    return render(request, "projects/seller.html", context)


@never_cache
@member_required(roles=MANAGERS)
@require_http_methods(["GET", "POST"])
def apply(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Apply as a project owner; a form that was sent back comes with everything said before.

    While an application waits, its page is shown instead; what is sent nevertheless stays on the form, refused.
    """
    last = queries.last_application(organization)
    if (
        request.method != "POST"
        and last is not None
        and last.status == Application.Status.SUBMITTED
    ):
        messages.info(request, _("An application is waiting already."))
        return redirect("projects:seller", organization_id=organization.party.public_id)
    form = ApplicationForm(request.POST or None, request.FILES or None, initial=_before(last))
    if (
        request.method == "POST"
        and form.is_valid()
        and _applied(request, organization, form=form, last=last)
    ):
        messages.success(request, _("Handed in. A registrar will look at it."))
        return redirect("projects:seller", organization_id=organization.party.public_id)
    context = {
        "form": form,
        "last": last,
        "organization": accounts.organization_as_member(membership),
        "groups": [
            (heading, [form[name] for name in names]) for heading, names in ApplicationForm.GROUPS
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "projects/apply.html", context, status=status)


def _before(last: Application | None) -> dict[str, Any]:
    """Return what the last application said, for the next one's form."""
    if last is None:
        return {}
    account = last.settlement_account
    said = (
        "role",
        "published_on",
        "published_url",
        "contact_name",
        "contact_phone",
        "contact_email",
    )
    return {name: getattr(last, name) for name in said} | {
        "account_name": account.account_name,
        "bank": account.bank,
        "account_number": account.number,
    }


def _applied(
    request: SignedInRequest,
    organization: Organization,
    *,
    form: ApplicationForm,
    last: Application | None,
) -> bool:
    """Hand the application in, or say at the fields why not."""
    given = dict(form.cleaned_data)
    given.pop("terms")
    upload = given.pop("agency_agreement")
    agreement = last.agency_agreement if last else None
    try:
        if upload:
            agreement = files.store(upload, organization=organization, actor=request.user)
        particulars = applications.Particulars(**given, agency_agreement=agreement)
        applications.apply(organization, particulars, actor=request.user)
    except Incomplete as lacking:
        for field, text in lacking.problems.items():
            form.add_error(field if field in form.fields else None, text)
        return False
    except MarketError as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


@member_required(roles=PREPARERS)
@require_POST
def begin(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Begin a dossier and go to its form."""
    version = dossiers.begin(organization, actor=request.user)
    return redirect(
        "projects:dossier_edit",
        organization_id=organization.party.public_id,
        dossier_id=version.dossier.public_id,
    )


@member_required()
@require_GET
def file(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    file_id: uuid.UUID,
) -> HttpResponse:
    """Hand a file of the organization out to its members."""
    found = StoredFile.objects.filter(organization=organization, public_id=file_id).first()
    if found is None:
        raise Http404
    return access.answer(found)
