"""Fields that recur: who did it, whose it is, its record in the log."""

from typing import Any

from django.conf import settings
from django.db import models

HEX_64 = r"^[0-9a-f]{64}$"


def user_field(**options: Any) -> models.ForeignKey:
    """A person who did something; kept as long as the deed is."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options
    )


def party_field(related_name: str) -> models.ForeignKey:
    return models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name=related_name)


def leaf_field() -> models.OneToOneField:
    """The public log's record of this row."""
    return models.OneToOneField("registry.LogLeaf", on_delete=models.PROTECT, related_name="+")
