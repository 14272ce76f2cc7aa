"""Whether this very session has proven a second factor.

A factor merely enrolled proves nothing: a password typed at some other login route would
pass. What counts is a record, written by allauth into the session when a code or a key was
checked, of a factor that the user still has, not older than half a working day.
"""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User

PROOF_LASTS_SECONDS = 12 * 60 * 60
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_proven(request: HttpRequest) -> bool:
    """Return whether the signed-in person proved, in this session, a factor still theirs."""
    if not request.user.is_authenticated:
        return False
    oldest = time.time() - PROOF_LASTS_SECONDS
    used = {
        record.get("id")
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa" and record.get("at", 0) >= oldest
    }
    return bool(used) and Authenticator.objects.filter(user=request.user.pk, pk__in=used).exists()


def address_to_prove(request: HttpRequest, *, next_path: str) -> str:
    """Return where to send a signed-in person to prove a factor, or first to enrol one."""
    types = set(
        Authenticator.objects.filter(user=request.user.pk, type__in=STRONG).values_list(
            "type", flat=True
        )
    )
    if Authenticator.Type.TOTP in types:
        name = "mfa_reauthenticate"
    elif Authenticator.Type.WEBAUTHN in types:
        name = "mfa_reauthenticate_webauthn"
    else:
        name = "mfa_activate_totp"
    return f"{reverse(name)}?{urlencode({'next': next_path})}"


def enrol_totp(user: User, secret: str) -> Authenticator:
    """Store an authenticator app's secret (base 32) for a user, as allauth's own page does.

    For the demo's and the tests' staff; people enrol at allauth's page.
    """
    return TOTP.activate(user, secret).instance


def current_code(user: User) -> str:
    """Return the six digits that a user's authenticator app shows now.

    The demo's sandbox shows them for its made-up staff. Raises `Authenticator.DoesNotExist`.
    """
    enrolled = Authenticator.objects.get(user=user.pk, type=Authenticator.Type.TOTP)
    secret = decrypt(enrolled.data["secret"])
    counter = int(time.time()) // mfa_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(secret, counter))
