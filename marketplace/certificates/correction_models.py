"""Requests to correct a certificate's wording: who asked, with what evidence, and what was decided."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

HEX_64 = r"^[0-9a-f]{64}$"


class Correction(models.Model):
    """A typing error in a name or title, as its owner asks to correct it; decided once by a registrar.

    An empty text asks for no change. What was asked never changes; texts and evidence may be erased, once,
    when a natural person is forgotten: the digest of the evidence stays.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "decided_by",
        "decided_at",
        "note",
        "result",
        "title_zh",
        "title_en",
        "beneficiary_zh",
        "beneficiary_en",
        "reason",
        "evidence",
        "evidence_name",
        "erased_at",
    )

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("correction", "waiting for a registrar")
        MADE = "made", pgettext_lazy("correction", "corrected")
        REFUSED = "refused", pgettext_lazy("correction", "refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    statement = models.ForeignKey(
        "registry.Statement", on_delete=models.PROTECT, related_name="corrections"
    )
    title_zh = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=240, blank=True)
    beneficiary_zh = models.CharField(max_length=120, blank=True)
    beneficiary_en = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    evidence = models.BinaryField(null=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence_sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    result = models.OneToOneField(
        "registry.Statement", null=True, on_delete=models.PROTECT, related_name="+"
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["requested_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(status="pending"), name="correction_one_open"
            ),
            models.CheckConstraint(
                condition=Q(evidence_sha256__regex=HEX_64), name="correction_evidence_sha256"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False)
                | ~Q(title_zh="", title_en="", beneficiary_zh="", beneficiary_en=""),
                name="correction_corrects_something",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_by=None, decided_at=None, result=None)
                | Q(status="made", decided_by__isnull=False, decided_at__isnull=False)
                & Q(result__isnull=False)
                | Q(
                    status="refused",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    result=None,
                ),
                name="correction_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="correction_needs_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
