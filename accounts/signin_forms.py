"""allauth's forms in our words, without placeholders, and with codes that count once."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("The same once more"),
    "oldpassword": _("Current password"),
    "remember": _("Stay signed in on this device"),
    "code": _("Code"),
    "name": _("Name"),
    "passwordless": _("Sign in with it without a password"),
}
NEW_PASSWORD_FORMS = {"password1": _("New password")}
# One sentence for the validators' four (settings.AUTH_PASSWORD_VALIDATORS).
PASSWORD_ADVICE = _(
    "At least 10 characters; not a common password, not only digits, not your name or address."
)


class _OurWordsMixin:
    """Label the fields, and drop the placeholders that only repeat the labels."""

    labels: dict[str, Any] = LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name == "password1" and field.help_text:
                field.help_text = PASSWORD_ADVICE
            if name == "code":
                field.widget.attrs.update({"inputmode": "numeric", "data-width": "short"})


class _OnceMixin:
    """Refuse a code that this person has used within the time it stays valid.

    allauth forgets a used code after 30 seconds, but with one step of clock drift allowed
    (`MFA_TOTP_TOLERANCE`) a code is good for up to 90: who saw it typed could use it again.
    """

    def clean_code(self) -> str:
        """Return the code; raises ValidationError when it is wrong or was used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        valid_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        key = f"accounts.code-used:{self.user.pk}:{code.strip()}"  # type: ignore[attr-defined]
        if not cache.add(key, True, timeout=valid_for):
            raise get_adapter().validation_error("incorrect_code")
        return code


class LoginForm(_OurWordsMixin, account_forms.LoginForm):
    """Address and password."""


class SignupForm(_OurWordsMixin, account_forms.SignupForm):
    """A new account; its own name field is `forms.SignupFields`'."""

    labels = {**LABELS, "name": _("Your name")}


class ResetPasswordForm(_OurWordsMixin, account_forms.ResetPasswordForm):
    """The address a reset link is sent to."""


class ResetPasswordKeyForm(_OurWordsMixin, account_forms.ResetPasswordKeyForm):
    """A new password, from the link."""

    labels = LABELS | NEW_PASSWORD_FORMS


class ChangePasswordForm(_OurWordsMixin, account_forms.ChangePasswordForm):
    """A new password for the old one."""

    labels = LABELS | NEW_PASSWORD_FORMS


class SetPasswordForm(_OurWordsMixin, account_forms.SetPasswordForm):
    """A first password, for those who signed in by a key only."""


class AddEmailForm(_OurWordsMixin, account_forms.AddEmailForm):
    """One more address."""


class ConfirmPasswordForm(_OurWordsMixin, account_forms.ReauthenticateForm):
    """The password again, before something that matters."""


class AuthenticateForm(_OnceMixin, _OurWordsMixin, mfa_forms.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(_OnceMixin, _OurWordsMixin, mfa_forms.ReauthenticateForm):
    """A code asked for in the middle of a session."""


class ActivateTOTPForm(_OurWordsMixin, totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""


class AddWebAuthnForm(_OurWordsMixin, webauthn_forms.AddWebAuthnForm):
    """A new passkey or security key."""


class EditWebAuthnForm(_OurWordsMixin, webauthn_forms.EditWebAuthnForm):
    """The name of a key."""
