"""Files that organizations hand in, kept as they came."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

HEX_64 = r"^[0-9a-f]{64}$"


class StoredFile(models.Model):
    """One file of one organization, by its SHA-256; the same file handed in again is the same row."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="project_files"
    )
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "sha256"], name="stored_file_once"),
            models.CheckConstraint(condition=Q(sha256__regex=HEX_64), name="stored_file_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
