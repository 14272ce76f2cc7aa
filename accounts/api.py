"""Organization tokens in the public API: `auth=OrganizationTokenAuth(scopes=["orders:write"])`."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from accounts import tokens
from accounts.models import OrganizationToken

router = Router(tags=["organization"])


class OrganizationTokenAuth(HttpBearer):
    """Accept `Authorization: Bearer <token>` of a living token that carries every scope named.

    On success `request.auth` is the `OrganizationToken`; `request.auth.organization.party`
    is the account and `request.auth.created_by` the person who answers for it. An unknown or
    revoked token is 401, a scope that is lacking 403.
    """

    def __init__(self, *, scopes: Iterable[str] = ()) -> None:
        super().__init__()
        self.scopes = frozenset(scopes)
        unknown = self.scopes - set(tokens.SCOPES)
        if unknown:
            raise ValueError(f"unknown scopes: {sorted(unknown)}")

    def authenticate(self, request: HttpRequest, token: str) -> OrganizationToken | None:
        """Return the token's row, or None; raises AuthorizationError for a lacking scope."""
        found = tokens.find(token.strip())
        if found is None:
            return None
        lacking = self.scopes - set(found.scopes)
        if lacking:
            raise AuthorizationError(
                message=_("The token lacks the scope %(scopes)s.")
                % {"scopes": ", ".join(sorted(lacking))}
            )
        return found


class OrganizationOut(Schema):
    """Who a token acts for and what it may do."""

    id: str
    name_zh: str
    name_en: str
    uscc: str | None
    verified: bool
    scopes: list[str]


@router.get("/organization", auth=OrganizationTokenAuth(), response=OrganizationOut)
def show_organization(request: HttpRequest) -> OrganizationOut:
    """Tell which organization the token acts for, so that a set-up can be tried safely."""
    token: OrganizationToken = request.auth  # type: ignore[attr-defined]
    party = token.organization.party
    return OrganizationOut(
        id=str(party.public_id),
        name_zh=party.name_zh,
        name_en=party.name_en,
        uscc=party.uscc,
        verified=token.organization.verified_at is not None,
        scopes=list(token.scopes),
    )
