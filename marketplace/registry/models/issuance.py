"""How credits come in: a request that two people decide, and the batch it makes."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.evidence import EvidenceFile
from marketplace.registry.models.fields import HEX_64, leaf_field, user_field
from marketplace.registry.models.origin import MethodologyVersion, Project, Scheme


class IssuanceRequest(models.Model):
    """A request to bring credits into the ledger: one person asks, another one decides.

    For an upstream scheme it imports an issued block into custody: pending → approved | refused. For a ``here``
    scheme it is the owner's application, which a registrar checks before another one decides: submitted →
    returned | pending → approved | refused. What was asked for never changes; a returned application is
    replaced by a new one. ``foreign_*`` is what the platform's serial says, read (tonnes, inclusive).
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "checked_by",
        "checked_at",
        "approved_by",
        "decided_at",
        "decision_note",
        "serial_again",
    )

    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("issuance", "waiting for the registrar's check")
        RETURNED = "returned", pgettext_lazy("issuance", "returned with remarks")
        PENDING = "pending", pgettext_lazy("issuance", "waiting for a second person")
        APPROVED = "approved", pgettext_lazy("issuance", "approved")
        REFUSED = "refused", pgettext_lazy("issuance", "refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="issuances")
    methodology_version = models.ForeignKey(
        MethodologyVersion, on_delete=models.PROTECT, related_name="issuances"
    )
    monitoring_start = models.DateField()
    monitoring_end = models.DateField()
    quantity_kg = models.BigIntegerField()
    increment_kg = models.BigIntegerField(default=1000)
    upstream_serial = models.CharField(max_length=200, blank=True)
    custody_account = models.CharField(max_length=120, blank=True)
    trade_reference = models.CharField(max_length=120, blank=True)
    withdrawal_proof = models.CharField(
        max_length=120,
        blank=True,
        help_text="Number of the upstream withdrawal, where the tonnes were withdrawn for retail.",
    )
    withdrawal_shared = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The registrar said that this withdrawal covers other blocks, too.",
    )
    foreign_registry = models.CharField(max_length=20, blank=True)
    foreign_prefix = models.CharField(max_length=260, blank=True)
    foreign_first = models.BigIntegerField(null=True, blank=True)
    foreign_last = models.BigIntegerField(null=True, blank=True)
    reported_kg = models.BigIntegerField(
        null=True, blank=True, help_text="What the monitoring report states, for an application."
    )
    overlap_reason = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why the period may overlap another one of the project.",
    )
    evidence_file = models.ForeignKey(
        EvidenceFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
        help_text="Null only where it was filed before files were kept.",
    )
    evidence_sha256 = models.CharField(max_length=64)
    evidence_name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    requested_by = user_field()
    requested_at = models.DateTimeField()
    checked_by = user_field(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    approved_by = user_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=300, blank=True)
    serial_again = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="The serial as the second person typed it, where no machine reads it.",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                name="issuance_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["submitted", "returned", "pending"],
                    approved_by=None,
                    decided_at=None,
                )
                | Q(
                    status__in=["approved", "refused"],
                    approved_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="issuance_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False)
                & ~Q(checked_by=F("requested_by"))
                & (Q(approved_by=None) | ~Q(approved_by=F("checked_by"))),
                name="issuance_checked_by_a_third",
            ),
            models.CheckConstraint(condition=Q(quantity_kg__gt=0), name="issuance_positive"),
            models.CheckConstraint(
                condition=Q(reported_kg=None) | Q(quantity_kg__lte=F("reported_kg")),
                name="issuance_within_the_report",
            ),
            models.CheckConstraint(
                condition=Q(foreign_first=None, foreign_last=None)
                | Q(
                    foreign_first__gte=0,
                    quantity_kg=(F("foreign_last") - F("foreign_first") + 1) * 1000,
                ),
                name="issuance_block_is_its_quantity",
            ),
            models.CheckConstraint(
                condition=Q(evidence_file=None) | Q(evidence_file=F("evidence_sha256")),
                name="issuance_evidence_is_its_file",
            ),
            models.UniqueConstraint(
                fields=["evidence_sha256"],
                condition=~Q(status__in=["refused", "returned"]),
                name="issuance_evidence_once",
            ),
            models.CheckConstraint(
                condition=Q(monitoring_end__gte=F("monitoring_start")),
                name="issuance_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(increment_kg__gt=0)
                & (Q(increment_kg__gte=1000) | ~Q(withdrawal_proof="") | Q(upstream_serial="")),
                name="issuance_retail_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(evidence_sha256__regex=HEX_64), name="issuance_evidence_sha256"
            ),
            models.UniqueConstraint(
                fields=["upstream_serial"],
                condition=~Q(upstream_serial="") & ~Q(status="refused"),
                name="issuance_upstream_serial_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class CreditBatch(models.Model):
    """Credits of one issuance and one monitoring period (its vintage); alike, so not yet numbered.

    ``next_serial`` is the cursor from which retirements and cancellations draw.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("next_serial", "status")

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("batch", "active")
        FROZEN = "frozen", pgettext_lazy("batch", "frozen")

    code = models.CharField(max_length=60, unique=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="batches")
    methodology_version = models.ForeignKey(
        MethodologyVersion, on_delete=models.PROTECT, related_name="batches"
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="batches")
    issuance = models.OneToOneField(IssuanceRequest, on_delete=models.PROTECT, related_name="batch")
    monitoring_start = models.DateField()
    monitoring_end = models.DateField()
    quantity_kg = models.BigIntegerField()
    first_serial = models.BigIntegerField()
    last_serial = models.BigIntegerField()
    next_serial = models.BigIntegerField()
    increment_kg = models.BigIntegerField(default=1000)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    issued_at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)
    leaf = leaf_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["-issued_at", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["id", "first_serial", "last_serial"], name="batch_serials_key"
            ),
            models.CheckConstraint(
                condition=Q(quantity_kg=F("last_serial") - F("first_serial") + 1),
                name="batch_serials_are_its_quantity",
            ),
            models.CheckConstraint(
                condition=Q(quantity_kg__gt=0, first_serial__gt=0, increment_kg__gt=0),
                name="batch_positive",
            ),
            models.CheckConstraint(
                condition=Q(next_serial__gte=F("first_serial"))
                & Q(next_serial__lte=F("last_serial") + 1),
                name="batch_cursor_within",
            ),
            models.CheckConstraint(
                condition=Q(monitoring_end__gte=F("monitoring_start")),
                name="batch_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "frozen"]), name="batch_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code
