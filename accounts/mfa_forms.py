"""Codes that count once: allauth's forms for the second factor, closed against replay.

allauth forgets a used code after 30 seconds, but with one step of clock drift allowed
(`MFA_TOTP_TOLERANCE`) a code is good for up to 90: somebody who saw it typed could use it again.
"""

from __future__ import annotations

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.cache import cache


class _OnceMixin:
    """Refuse a code that this person has used within the time it stays valid."""

    def clean_code(self) -> str:
        """Return the code; raises ValidationError when it is wrong or was used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        valid_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        key = f"accounts.code-used:{self.user.pk}:{code.strip()}"  # type: ignore[attr-defined]
        if not cache.add(key, True, timeout=valid_for):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateOnceForm(_OnceMixin, AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateOnceForm(_OnceMixin, ReauthenticateForm):
    """A proof asked for in the middle of a session."""
