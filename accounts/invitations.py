"""The link of an invitation: signed, mailed, and checked when it is opened."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from accounts import mail, queries
from accounts.models import Invitation, Language, Role, User

SALT = "accounts.invitation"
log = structlog.get_logger(__name__)


def link(invitation: Invitation) -> str:
    """Return the absolute link; only the invited mailbox ever gets it."""
    token = signing.dumps({"invitation": str(invitation.public_id)}, salt=SALT)
    return settings.SITE_URL + reverse("accounts:join", args=[token])


def of_link(token: str) -> Invitation | None:
    """Return the invitation of a link if it can be accepted now; None for any other link."""
    try:
        content = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return queries.invitation_for(content["invitation"])


def send(invitation: Invitation) -> bool:
    """Mail the link in the invited person's language, if known; return whether it went out.

    A mail server that is down must not undo the invitation: the page offers to send it again.
    """
    known = User.objects.filter(email=invitation.email).values_list("language", flat=True).first()
    language = known or translation.get_language() or Language.SIMPLIFIED
    with translation.override(language):
        address = link(invitation)
    party = invitation.organization.party
    try:
        mail.send(
            "invitation",
            to=invitation.email,
            language=language,
            context={
                "organization": party,
                "role": Role(invitation.role).label,
                "invited_by": queries.person_name(invitation.invited_by),
                "link": address,
                "expires_at": invitation.expires_at,
            },
        )
    except OSError as error:
        log.warning("invitation_not_mailed", invitation=str(invitation.public_id), error=str(error))
        return False
    return True
