"""The pages of one's own account: profile, name on certificates, data, erasure, guest purchases."""

from __future__ import annotations

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import parties, people, privacy, queries, waiting
from accounts.access import SignedInRequest
from accounts.errors import AccountError
from accounts.forms import DeleteAccountForm, ProfileForm, PublicNameForm


@never_cache
@login_required
@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """Show a person what is theirs here and where each thing is changed."""
    party = parties.party_for_user(request.user)
    return render(
        request,
        "accounts/home.html",
        {
            "party": party,
            "public_name": parties.public_name(party),
            "organizations": queries.organizations_of(request.user),
            "waiting": waiting.for_user(request.user),
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Change one's name and the language of mails."""
    initial = {"name": request.user.name, "language": request.user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        people.set_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:home")
    return render(request, "accounts/profile.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def public_name(request: SignedInRequest) -> HttpResponse:
    """Choose the name on certificates, or stay a pseudonym."""
    party = parties.party_for_user(request.user)
    initial = {
        "name_zh": party.name_zh,
        "name_en": party.name_en,
        "shows_name": party.shows_name,
    }
    form = PublicNameForm(request.POST or None, initial=initial)
    if form.is_valid():
        parties.set_public_name(party, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:home")
    return render(request, "accounts/public_name.html", {"form": form, "party": party})


@never_cache
@login_required
@require_GET
def data(request: SignedInRequest) -> HttpResponse:
    """Say what is kept about a person, and offer to take it along or have it erased."""
    return render(request, "accounts/data.html", {"hindrances": privacy.hindrances(request.user)})


@never_cache
@reauthentication_required
@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Hand out a person's data as one JSON file."""
    body = json.dumps(privacy.export(request.user), ensure_ascii=False, indent=2, default=str)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="zhonghe-my-data.json"'
    return response


@never_cache
@reauthentication_required
@require_http_methods(["GET", "POST"])
def delete(request: SignedInRequest) -> HttpResponse:
    """Erase the account after a deliberate yes; the ledger keeps the pseudonym."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            privacy.erase(request.user)
        except AccountError as error:
            messages.error(request, error.message)
            return redirect("accounts:data")
        logout(request)
        messages.success(request, _("Your account has been erased."))
        return redirect("account_login")
    context = {
        "form": form,
        "hindrances": privacy.hindrances(request.user),
        "party": parties.party_for_user(request.user),
    }
    return render(request, "accounts/delete.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Bring what was bought as a guest into an account; the mailed link proves the address."""
    guest = parties.guest_of_claim(token)
    if guest is None:
        raise Http404
    if request.method == "POST" and request.user.is_authenticated:
        parties.merge_guest(request.user, guest)
        messages.success(request, _("The purchases are now in your account."))
        return redirect("accounts:home")
    return render(request, "accounts/claim.html", {"guest": guest, "path": request.path})
