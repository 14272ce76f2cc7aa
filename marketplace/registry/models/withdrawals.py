"""What is asked of the issuing platform at once: whole tonnes, and its answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.evidence import EvidenceFile
from marketplace.registry.models.fields import user_field
from marketplace.registry.models.issuance import CreditBatch
from marketplace.registry.models.origin import Scheme
from marketplace.registry.models.retirement import RetirementUpstream


class WithdrawalBatch(models.Model):
    """One application for withdrawal to one platform: retirements that make whole tonnes of each block."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="withdrawals")
    requested_by = user_field()
    requested_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.code


class WithdrawalLine(models.Model):
    """One retirement's kilograms of one block in such an application, and the platform's answer to it.

    ``first_kg`` is where these kilograms begin within what the application takes of the block: kilograms
    1 to 1000 are its first tonne.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "outcome",
        "reason",
        "proof",
        "answered_by",
        "answered_at",
    )

    class Outcome(models.TextChoices):
        WITHDRAWN = "withdrawn", pgettext_lazy("upstream", "withdrawn")
        REFUSED = "refused", pgettext_lazy("upstream", "refused")

    withdrawal = models.ForeignKey(WithdrawalBatch, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    upstream = models.OneToOneField(
        RetirementUpstream, on_delete=models.PROTECT, related_name="withdrawal_line"
    )
    batch = models.ForeignKey(
        CreditBatch, on_delete=models.PROTECT, related_name="withdrawal_lines"
    )
    first_kg = models.BigIntegerField()
    kg = models.BigIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    proof = models.ForeignKey(
        EvidenceFile, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawals"
    )
    answered_by = user_field(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["withdrawal", "number"], name="withdrawal_line_once"),
            models.UniqueConstraint(
                fields=["withdrawal", "batch", "first_kg"], name="withdrawal_line_place"
            ),
            models.CheckConstraint(
                condition=Q(kg__gt=0, first_kg__gt=0), name="withdrawal_line_positive"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None, answered_at=None, proof=None)
                | Q(outcome="refused", answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(reason="")
                | Q(
                    outcome="withdrawn",
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    proof__isnull=False,
                ),
                name="withdrawal_line_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.withdrawal_id}:{self.number}"
