"""How users are made and found by e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from accounts.models import User


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail; addresses are kept in lower case, as the database demands."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store and return a user; without a password none can be used to sign in.

        Raises ValueError for an empty address.
        """
        if not email:
            raise ValueError("a user needs an e-mail address")
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store and return a user with every right, for `manage.py createsuperuser`."""
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user of an address in any letter case; raises `User.DoesNotExist`."""
        return self.get(email=(username or "").strip().lower())
