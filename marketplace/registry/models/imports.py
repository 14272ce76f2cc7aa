"""Files of issued blocks on their way into custody, row by row."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.evidence import EvidenceFile
from marketplace.registry.models.fields import HEX_64, user_field
from marketplace.registry.models.issuance import IssuanceRequest


class BlockImport(models.Model):
    """One uploaded list of blocks with its evidence; the same two files again are the same import."""

    app_may_update: ClassVar[tuple[str, ...]] = ("state", "decided_at")

    class State(models.TextChoices):
        PREVIEW = "preview", pgettext_lazy("import", "to be decided")
        SENT = "sent", pgettext_lazy("import", "sent")
        DROPPED = "dropped", pgettext_lazy("import", "discarded")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    uploaded_by = user_field()
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(state="dropped"), name="import_once"
            ),
            models.CheckConstraint(condition=Q(digest__regex=HEX_64), name="import_digest"),
            models.CheckConstraint(
                condition=Q(state="preview", decided_at=None)
                | Q(state__in=["sent", "dropped"], decided_at__isnull=False),
                name="import_decided_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class BlockImportRow(models.Model):
    """One line of an import: what it said, what is wrong with it, and the request it became."""

    app_may_update: ClassVar[tuple[str, ...]] = ("state", "problems", "request")

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("import row", "correct")
        WRONG = "wrong", pgettext_lazy("import row", "to be corrected")
        KNOWN = "known", pgettext_lazy("import row", "in already")
        REQUESTED = "requested", pgettext_lazy("import row", "sent")

    block_import = models.ForeignKey(BlockImport, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices)
    evidence = models.ForeignKey(
        EvidenceFile, null=True, blank=True, on_delete=models.PROTECT, related_name="import_rows"
    )
    request = models.ForeignKey(
        IssuanceRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="import_rows",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["block_import", "number"], name="import_row_once"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state="requested"),
                name="import_row_made_one_request",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "wrong"], request=None)
                | Q(state__in=["known", "requested"], request__isnull=False),
                name="import_row_requested_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.block_import_id}:{self.number}"
