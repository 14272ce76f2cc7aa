"""A file that is being read, or was: its state and what it holds. `jobs` is the only writer."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ImportJob(models.Model):
    """One uploaded file. Whoever uploaded it sees it; after a day only its end is remembered.

    `result` is what was read (see `imports.readings`), `error` why nothing was: code and both sentences.
    `progress` and `total` are rows. A running job whose `alive_at` is old has lost its worker.
    """

    class Purpose(models.TextChoices):
        TRAVEL = "travel", _("attendance file")
        INVENTORY = "inventory", _("inventory workbook")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being read")
        DONE = "done", _("read")
        FAILED = "failed", _("not read")
        EXPIRED = "expired", _("expired")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    form = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True, blank=True)
    error = models.JSONField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    alive_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["alive_at"],
                name="import_unfinished",
                condition=Q(state__in=("queued", "running")),
            ),
            models.Index(fields=["expires_at"], name="import_by_expiry"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(purpose__in=("travel", "inventory"), form__in=("event", "office")),
                name="import_purpose_known",
            ),
            models.CheckConstraint(
                condition=Q(state="done", result__isnull=False, error__isnull=True)
                | Q(state="failed", result__isnull=True, error__isnull=False)
                | Q(
                    state__in=("queued", "running", "expired"),
                    result__isnull=True,
                    error__isnull=True,
                ),
                name="import_result_of_its_state",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="import_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class ImportFile(models.Model):
    """The sealed bytes of a file that waits for a worker; gone as soon as it has been read."""

    job = models.OneToOneField(ImportJob, on_delete=models.CASCADE, related_name="file")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.job_id)
