"""The files that stand behind issues and withdrawals."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from marketplace.registry.models.fields import HEX_64, user_field


class EvidenceFile(models.Model):
    """One file, known by its SHA-256; private, kept for ever, for registrars and supervisors to download."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    stored_by = user_field(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(sha256__regex=HEX_64), name="evidence_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
