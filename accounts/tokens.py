"""Organization tokens: made, shown once, checked by digest, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import AccountError
from accounts.models import Organization, OrganizationToken, User
from accounts.organizations import record

# What a token may be allowed, in the order the page shows it.
SCOPES: dict[str, str | Promise] = {
    "footprints:write": gettext_lazy("Store footprints"),
    "quotes:write": gettext_lazy("Ask for quotes, which hold stock"),
    "orders:read": gettext_lazy("Read orders"),
    "orders:write": gettext_lazy("Place and cancel orders"),
    "retirements:write": gettext_lazy("Retire what the organization owns"),
    "holdings:read": gettext_lazy("Read holdings and their statements"),
    "transfers:write": gettext_lazy("Offer and accept transfers"),
}
TOKENS_AT_MOST = 20
PUBLIC_LENGTH = 12
SEEN_EVERY = timedelta(minutes=1)


def digest(secret: str) -> str:
    """Return the SHA-256 under which a token is found, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create(
    organization: Organization, *, name: str, scopes: Iterable[str], actor: User
) -> tuple[OrganizationToken, str]:
    """Store a token and return it with its secret, which cannot be shown again.

    Raises AccountError `scope_unknown`, `scope_missing` or `too_many_tokens`.
    """
    wanted = sorted(set(scopes), key=list(SCOPES).index) if set(scopes) <= set(SCOPES) else None
    if wanted is None:
        raise AccountError("scope_unknown", _("Unknown permission."))
    if not wanted:
        raise AccountError("scope_missing", _("Choose at least one permission."))
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if organization.tokens.filter(revoked_at=None).count() >= TOKENS_AT_MOST:
        raise AccountError("too_many_tokens", _("Too many tokens: revoke those not in use."))
    secret = f"zhk_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    token = OrganizationToken.objects.create(
        organization=organization,
        name=name.strip(),
        prefix=secret[:PUBLIC_LENGTH],
        digest=digest(secret),
        scopes=wanted,
        created_by=actor,
    )
    record(organization, "token_created", actor=actor, prefix=token.prefix, scopes=wanted)
    return token, secret


@transaction.atomic
def revoke(token: OrganizationToken, *, actor: User) -> None:
    """End a token at once; revoking twice changes nothing."""
    ended = OrganizationToken.objects.filter(pk=token.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=actor
    )
    if ended:
        record(token.organization, "token_revoked", actor=actor, prefix=token.prefix)


def find(secret: str) -> OrganizationToken | None:
    """Return the living token of a secret and note its use (once a minute), or None."""
    token = (
        OrganizationToken.objects.select_related("organization__party", "created_by")
        .filter(digest=digest(secret), revoked_at=None)
        .first()
    )
    if token is not None:
        _note_use(token)
    return token


def _note_use(token: OrganizationToken) -> None:
    """Write at most once a minute: a busy token must not turn every read into a write."""
    now = timezone.now()
    OrganizationToken.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=now - SEEN_EVERY), pk=token.pk
    ).update(last_used_at=now)
