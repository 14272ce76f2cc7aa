"""Who may do what: roles in an organization, and staff groups with a proven second factor.

Foreign things do not exist (404); one's own things that a role does not allow are refused
(403). Views use the decorators, everything else `organization_for`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Literal, get_args

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from accounts import reading, second_factor
from accounts.models import Membership, Organization, Role, User

ALL_ROLES: frozenset[str] = frozenset(Role.values)
MANAGERS: frozenset[str] = frozenset({Role.ADMIN})
PREPARERS: frozenset[str] = frozenset({Role.ADMIN, Role.PREPARER})
APPROVERS: frozenset[str] = frozenset({Role.ADMIN, Role.APPROVER})


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is one of ours. For annotations only."""

    user: User
    reads_only: bool = False


StaffGroup = Literal["finance", "registrar", "supervisor", "editor"]
STAFF_GROUPS: frozenset[str] = frozenset(get_args(StaffGroup))
"""The groups that grant roles: guards ask for them by name, so a trigger keeps them."""
View = Callable[..., HttpResponse]


def organization_for(
    user: User, public_id: uuid.UUID | str, *, roles: Collection[str] = ALL_ROLES
) -> tuple[Organization, Membership]:
    """Return the organization of a public id and the user's membership in it.

    Raises Http404 where the user is no member (or there is no such organization, which must
    look the same), PermissionDenied where the member's role is not among `roles`.
    """
    membership = (
        Membership.objects.select_related("organization__party")
        .filter(user=user.pk, organization__party__public_id=public_id)
        .first()
    )
    if membership is None:
        raise Http404
    if membership.role not in roles:
        raise PermissionDenied
    return membership.organization, membership


def member_required(*, roles: Collection[str] = ALL_ROLES) -> Callable[[View], View]:
    """Decorate a view whose URL carries `organization_id` (the party's public id).

    The view is called with `organization` and `membership` in its place.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def checked(
            request: SignedInRequest, *args: Any, organization_id: uuid.UUID, **kwargs: Any
        ) -> HttpResponse:
            organization, membership = organization_for(request.user, organization_id, roles=roles)
            return view(request, *args, organization=organization, membership=membership, **kwargs)

        return checked

    return decorate


def is_in_group(user: User, group: StaffGroup) -> bool:
    """Return whether an active staff member is in a group; being superuser alone is not enough."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.is_staff
        and user.groups.filter(name=group).exists()
    )


def staff_role_required(*groups: StaffGroup) -> Callable[[View], View]:
    """Decorate a staff view: one of the groups, and a second factor proven in this session.

    A supervisor reads every staff page, without its acts (see `accounts.reading`).
    The middleware guards the addresses; this guards the views wherever they are mounted.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def checked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            acts = any(is_in_group(request.user, group) for group in groups)
            if not acts and not _may_read(request):
                raise PermissionDenied
            if not second_factor.is_proven(request):
                wanted = request.get_full_path()
                return HttpResponseRedirect(
                    second_factor.address_to_prove(request, next_path=wanted)
                )
            if acts:
                return view(request, *args, **kwargs)
            request.reads_only = True
            return reading.answer(lambda: view(request, *args, **kwargs))

        return checked

    return decorate


def _may_read(request: SignedInRequest) -> bool:
    return request.method in ("GET", "HEAD") and is_in_group(request.user, "supervisor")
