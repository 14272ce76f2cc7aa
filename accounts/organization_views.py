"""The pages of organizations: founding, members, invitations, ways of working."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import approval_ends, invitations, organizations, queries
from accounts.access import APPROVERS, MANAGERS, SignedInRequest, member_required
from accounts.errors import AccountError
from accounts.forms import InvitationForm, NewOrganizationForm, OrganizationDetailsForm, RoleForm
from accounts.models import Invitation, Membership, Organization, Role
from look.templatetags.look import localname


@never_cache
@login_required
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the organizations a person acts for."""
    own = queries.organizations_of(request.user)
    return render(request, "accounts/organizations.html", {"organizations": own})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    """Found an organization; it works at once and is verified by staff afterwards."""
    form = NewOrganizationForm(request.POST or None)
    if form.is_valid():
        organization = organizations.create(founder=request.user, **form.cleaned_data)
        messages.success(request, _("The organization has been created."))
        return _to(organization)
    return render(request, "accounts/organization_new.html", {"form": form})


@never_cache
@member_required()
@require_GET
def show(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Show an organization to its members; administrators may also change things."""
    context = {
        "organization": queries.organization_as_member(membership),
        "taken": queries.verified_bearer(organization),
        "members": queries.members_of(organization),
        "manages": membership.role in MANAGERS,
        "approval_end": approval_ends.pending(organization.pk),
        "agrees": membership.role in APPROVERS,
    }
    if context["manages"]:
        context["invitations"] = queries.open_invitations(organization)
        context["history"] = queries.acts_of(organization, limit=20)
    return render(request, "accounts/organization.html", context)


@never_cache
@member_required(roles=MANAGERS)
@require_http_methods(["GET", "POST"])
def details(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Correct name and code while they are unverified; ask again after a refusal."""
    initial = {
        "name_zh": organization.name_zh,
        "name_en": organization.name_en,
        "uscc": organization.uscc_declared,
    }
    form = OrganizationDetailsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            organizations.submit_details(organization, actor=request.user, **form.cleaned_data)
        except AccountError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Saved. Our staff will check the details."))
        return _to(organization)
    context = {"form": form, "organization": queries.organization_as_member(membership)}
    return render(request, "accounts/organization_details.html", context)


@member_required(roles=MANAGERS)
@require_POST
def approval(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Turn the second person's approval on, or ask for its end."""
    wanted = request.POST.get("required")
    if wanted == "yes":
        said = _("From now on a second person approves orders, transfers and retirements.")
        _try(request, organizations.require_approval, organization, said=said)
    if wanted != "no":
        return _to(organization)
    try:
        approval_ends.ask(organization, actor=request.user)
    except AccountError as error:
        messages.error(request, error.message)
    else:
        messages.info(
            request, _("Approval stays on until another administrator or an approver agrees.")
        )
    return _to(organization)


@member_required(roles=APPROVERS)
@require_POST
def approval_end(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Agree to the end of approval, or keep it."""
    asked = approval_ends.pending(organization.pk)
    verb = approval_ends.agree if request.POST.get("do") == "agree" else approval_ends.refuse
    try:
        if asked is not None:
            verb(asked, actor=request.user)
            messages.success(request, _ended(verb))
    except AccountError as error:
        messages.error(request, error.message)
    return _to(organization)


@never_cache
@member_required(roles=MANAGERS)
@require_http_methods(["GET", "POST"])
def invite(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """Invite somebody by e-mail."""
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            invitation = organizations.invite(organization, actor=request.user, **form.cleaned_data)
        except AccountError as error:
            form.add_error("email", error.message)
        else:
            _tell_sent(request, invitation)
            return _to(organization)
    context = {"form": form, "organization": queries.organization_as_member(membership)}
    return render(request, "accounts/organization_invite.html", context)


@member_required(roles=MANAGERS)
@require_POST
def send_again(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    invitation_id: uuid.UUID,
) -> HttpResponse:
    """Replace an invitation by a fresh one and mail that."""
    old = get_object_or_404(Invitation, organization=organization, public_id=invitation_id)
    try:
        fresh = organizations.invite(
            organization, email=old.email, role=old.role, actor=request.user
        )
    except AccountError as error:
        messages.error(request, error.message)
    else:
        _tell_sent(request, fresh)
    return _to(organization)


@member_required(roles=MANAGERS)
@require_POST
def withdraw(
    request: SignedInRequest,
    *,
    organization: Organization,
    membership: Membership,
    invitation_id: uuid.UUID,
) -> HttpResponse:
    """Withdraw an open invitation."""
    invitation = get_object_or_404(Invitation, organization=organization, public_id=invitation_id)
    organizations.withdraw_invitation(invitation, actor=request.user)
    messages.success(request, _("The invitation has been withdrawn."))
    return _to(organization)


@never_cache
@member_required(roles=MANAGERS)
@require_http_methods(["GET", "POST"])
def member(
    request: SignedInRequest, *, organization: Organization, membership: Membership, member_id: int
) -> HttpResponse:
    """Show one member, to give another role or to end the membership."""
    target = get_object_or_404(
        organization.memberships.select_related("user", "organization"), pk=member_id
    )
    form = RoleForm(request.POST or None, initial={"role": target.role})
    if form.is_valid():
        role = form.cleaned_data["role"]
        said = _("%(who)s now has the role: %(role)s.") % {
            "who": queries.person_name(target.user),
            "role": Role(role).label,
        }
        _try(request, organizations.change_role, target, said=said, role=role)
        return _to(organization)
    context = {
        "form": form,
        "organization": queries.organization_as_member(membership),
        "member": queries.member(target),
        "own": target.pk == membership.pk,
    }
    return render(request, "accounts/member.html", context)


@member_required(roles=MANAGERS)
@require_POST
def remove(
    request: SignedInRequest, *, organization: Organization, membership: Membership, member_id: int
) -> HttpResponse:
    """End somebody's membership."""
    target = get_object_or_404(Membership, organization=organization, pk=member_id)
    said = _("%(who)s is no longer a member.") % {"who": queries.person_name(target.user)}
    _try(request, organizations.remove_member, target, said=said)
    return redirect("accounts:organizations") if target.pk == membership.pk else _to(organization)


@member_required()
@require_POST
def leave(
    request: SignedInRequest, *, organization: Organization, membership: Membership
) -> HttpResponse:
    """End one's own membership."""
    said = _("You left %(name)s.") % {"name": localname(organization)}
    left = _try(request, organizations.remove_member, membership, said=said)
    return redirect("accounts:organizations") if left else _to(organization)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: read what it is, then say yes while signed in."""
    invitation = invitations.of_link(token)
    if invitation is None:
        return render(request, "accounts/join_ended.html", status=410)
    if request.method == "POST" and request.user.is_authenticated:
        said = _("Welcome: you are a member of %(name)s.") % {
            "name": localname(invitation.organization)
        }
        if _try(request, organizations.accept, invitation, by="user", said=said):
            return _to(invitation.organization)
        return redirect("accounts:organizations")
    context = {
        "invitation": invitation,
        "organization": invitation.organization,
        "invited_by": queries.person_name(invitation.invited_by),
        "path": request.path,
    }
    return render(request, "accounts/join.html", context)


def _ended(verb: Callable[..., object]) -> str:
    """Say what became of somebody's wish to end approval."""
    if verb is approval_ends.agree:
        return _("Turned off: one person alone may order, transfer and retire.")
    return _("Approval stays on.")


def _to(organization: Organization) -> HttpResponse:
    return redirect("accounts:organization", organization_id=organization.party.public_id)


def _tell_sent(request: HttpRequest, invitation: Invitation) -> None:
    if invitations.send(invitation):
        messages.success(request, _("The invitation is on its way to %s.") % invitation.email)
    else:
        messages.warning(
            request, _("The invitation is stored, but the mail could not be sent. Send it again.")
        )


def _try(
    request: HttpRequest,
    verb: Callable[..., object],
    subject: object,
    *,
    said: str,
    by: str = "actor",
    **arguments: object,
) -> bool:
    """Call a verb as the signed-in person; say what was done, or why not, and return whether it was."""
    try:
        verb(subject, **{by: request.user}, **arguments)
    except AccountError as error:
        messages.error(request, error.message)
        return False
    messages.success(request, said)
    return True
