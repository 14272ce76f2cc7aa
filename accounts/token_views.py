"""The pages of organization tokens: list, create (the secret shown once), revoke."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries, tokens
from accounts.access import MANAGERS, SignedInRequest, member_required
from accounts.errors import AccountError
from accounts.forms import TokenForm
from accounts.models import Membership, Organization, OrganizationToken


@never_cache
@member_required(roles=MANAGERS)
@require_GET
def index(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """List an organization's tokens."""
    context = {
        "organization": queries.organization_as_member(membership),
        "tokens": queries.tokens_of(organization),
    }
    return render(request, "accounts/tokens.html", context)


@never_cache
@member_required(roles=MANAGERS)
@require_http_methods(["GET", "POST"])
def create(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Make a token; the answer to this one request is the only place its secret is shown."""
    form = TokenForm(request.POST or None)
    context = {"form": form, "organization": queries.organization_as_member(membership)}
    if form.is_valid():
        try:
            token, secret = tokens.create(organization, actor=request.user, **form.cleaned_data)
        except AccountError as error:
            form.add_error(None, error.message)
        else:
            context |= {"token": token, "secret": secret}
            return render(request, "accounts/token_made.html", context)
    return render(request, "accounts/token_new.html", context)


@member_required(roles=MANAGERS)
@require_POST
def revoke(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    token_id: uuid.UUID,
) -> HttpResponse:
    """Revoke a token; it stops working with the next call."""
    token = get_object_or_404(OrganizationToken, organization=organization, public_id=token_id)
    tokens.revoke(token, actor=request.user)
    messages.success(request, _("The token has been revoked."))
    return redirect("accounts:tokens", organization_id=organization.party.public_id)
