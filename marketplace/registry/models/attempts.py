"""What was tried and refused, where the attempt itself is worth a supervisor's look."""

from typing import ClassVar

from django.db import models

from marketplace.registry.models.fields import user_field


class RefusedAttempt(models.Model):
    """An attempt that was refused: evidence used a second time, a seller buying from itself. Only ever added.

    ``subject`` is what it was about (a SHA-256, a listing's public id); ``detail`` holds public ids, never names.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    actor = user_field(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "subject"], name="attempt_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject[:12]}"
