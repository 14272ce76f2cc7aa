"""The demo's people and organizations, made through the same verbs as everyone's."""

import base64
import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import organizations, people
from accounts.models import Membership, Organization, User

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Cast:
    """Everyone the stories need: users by e-mail name (before the @), organizations by key."""

    users: dict[str, User]
    organizations: dict[str, Organization]

    def user(self, name: str) -> User:
        """Return a user by the part of the address before the @."""
        return self.users[name]


def content(name: str) -> dict[str, Any]:
    """Return one of the demo's data files."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def totp_secret(email: str) -> str:
    """Return the demo staff member's authenticator secret (base 32), the same on every start of this installation."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{email}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


@transaction.atomic
def load() -> Cast:
    """Make the cast, or find it again."""
    data = content("people")
    users: dict[str, User] = {}
    for row in data["staff"]:
        user = _person(row, data["password"])
        people.make_staff(user, groups=row["groups"], totp_secret=totp_secret(user.email))
        users[_key(user)] = user
    for row in data["person"]:
        user = _person(row, data["password"])
        users[_key(user)] = user
    _let_editors_edit()
    found = {}
    for row in data["organization"]:
        members = [(_person(member, data["password"]), member["role"]) for member in row["members"]]
        users |= {_key(user): user for user, _role in members}
        found[row["key"]] = _organization(row, members, checker=users["registrar"])
    return Cast(users, found)


def _person(row: dict[str, Any], password: str) -> User:
    found = User.objects.filter(email=row["email"]).first()
    return found or people.create_person(row["email"], name=row["name"], password=password)


def _organization(
    row: dict[str, Any], members: list[tuple[User, str]], *, checker: User
) -> Organization:
    found = Organization.objects.filter(party__uscc=row["uscc"]).select_related("party").first()
    if found is not None:
        return found
    organization = organizations.create(
        founder=members[0][0],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        uscc=row["uscc"],
        district=row["district"],
        approval_required=row["approval"],
    )
    for user, role in members[1:]:
        Membership.objects.create(user=user, organization=organization, role=role)
    organizations.verify(organization, staff=checker)
    organization.refresh_from_db()
    return organization


def _let_editors_edit() -> None:
    """Demo editors publish pages: Wagtail's own groups carry those rights."""
    editors = User.objects.filter(groups__name="editor")
    for group in Group.objects.filter(name__in=["Editors", "Moderators"]):
        group.user_set.add(*editors)


def _key(user: User) -> str:
    return user.email.partition("@")[0]
