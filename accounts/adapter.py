"""Where allauth asks us: language and HTML of its mails, links, redirects, secrets at rest."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from accounts import arrivals, mail, parties
from accounts.models import Language, User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, mails and redirects the way this site does them."""

    def save_user(
        self, request: HttpRequest, user: Any, form: Any, commit: bool = True
    ) -> AbstractBaseUser:
        """Remember the language of the page on which somebody signed up."""
        language = translation.get_language() or ""
        user.language = language if language in Language.values else Language.SIMPLIFIED
        return super().save_user(request, user, form, commit)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm an address, and bring what was bought with it as a guest into the account."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            parties.claim_guest_purchases(email_address.user, email_address.email)
        return confirmed

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Let other apps take into the account what was begun before signing in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        arrivals.receive(request)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send people without a destination to their account, in the language they were reading.

        The language kept with a person is that of our mails; pages follow the switch at their top.
        """
        staff = getattr(request.user, "is_staff", False)
        return reverse("staff:index" if staff else "accounts:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of the person it goes to, not of whoever caused it."""
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        with translation.override(user.language if user else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Add the HTML form, made from the plain text, so that the two never differ."""
        message = super().render_mail(template_prefix, email, context, headers)
        if isinstance(message, EmailMultiAlternatives):
            html = mail.as_html(subject=str(message.subject), text=str(message.body))
            message.attach_alternative(html, "text/html")
        return message

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link on the site's own address: a forged Host header must not get into mail."""
        return settings.SITE_URL + _path_of(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Build the link on the site's own address, as above."""
        return settings.SITE_URL + _path_of(
            super().get_email_confirmation_url(request, emailconfirmation)
        )

    def format_email_subject(self, subject: str) -> str:
        """Say in each subject who writes."""
        return mail.subject(str(subject))


class MFAAdapter(DefaultMFAAdapter):
    """Second factors whose secrets are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Return an authenticator's secret encrypted under a key drawn from SECRET_KEY."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret in clear; older keys in SECRET_KEY_FALLBACKS still open it."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    digest = hashlib.sha256(b"accounts.second-factor\x00" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)


def _path_of(url: str) -> str:
    """Return path and query of an absolute URL."""
    without_scheme = url.split("://", 1)[-1]
    return "/" + without_scheme.split("/", 1)[1]
