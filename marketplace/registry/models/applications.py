"""An application to issue credits of a scheme whose registry we are, and what the registrar's check found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from marketplace.registry.models.evidence import EvidenceFile
from marketplace.registry.models.fields import user_field
from marketplace.registry.models.issuance import IssuanceRequest


class IssuanceApplication(models.Model):
    """What an application says beyond its request: who verified what, and the monitoring report.

    The request's own evidence is the verification statement.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    request = models.OneToOneField(
        IssuanceRequest, on_delete=models.PROTECT, related_name="application"
    )
    verifier = models.CharField(max_length=120)
    statement_number = models.CharField(max_length=80)
    statement_date = models.DateField()
    report = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="applications")
    replaces = models.OneToOneField(
        IssuanceRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(verifier="") & ~Q(statement_number=""),
                name="application_names_its_verifier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.statement_number}"


class IssuanceCheck(models.Model):
    """One registrar's check of an application: each point of the list, and how it ended. Final."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    request = models.OneToOneField(
        IssuanceRequest, on_delete=models.PROTECT, related_name="check_done"
    )
    points = models.JSONField(help_text="{point: whether it held}")
    remarks = models.TextField(max_length=2000, blank=True)
    passed = models.BooleanField()
    by = user_field()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(passed=True) | ~Q(remarks=""), name="check_returns_with_remarks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {'passed' if self.passed else 'returned'}"
