"""Verbs on users that allauth's pages do not do: staff, seeded people, one's own profile."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.users.models import UserProfile

from accounts import second_factor
from accounts.access import StaffGroup
from accounts.models import Language, User


@transaction.atomic
def create_person(
    email: str, *, name: str, password: str | None, language: str = Language.SIMPLIFIED
) -> User:
    """Store and return a user with a verified address, ready to sign in.

    For the demo, the tests and imports; people themselves sign up by allauth's pages.
    """
    user = User.objects.create_user(email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def make_staff(user: User, *, groups: Iterable[StaffGroup], totp_secret: str | None = None) -> None:
    """Put a user into staff groups, and enrol an authenticator app where a secret is given.

    Without one, the person enrols at the first visit to a console. `totp_secret` is base 32.
    The editor's console begins in the person's own language, not the browser's.
    """
    groups = list(groups)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.is_staff = True
    user.groups.set(Group.objects.filter(name__in=groups))
    if "editor" in groups:
        language = "en" if user.language == Language.ENGLISH else "zh-hans"
        UserProfile.objects.get_or_create(user=user, defaults={"preferred_language": language})
    if (
        totp_secret
        and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    ):
        second_factor.enrol_totp(user, totp_secret)


def set_profile(user: User, *, name: str, language: str) -> None:
    """Store how a person is addressed: by which name, in which language."""
    User.objects.filter(pk=user.pk).update(name=name.strip(), language=Language(language))
