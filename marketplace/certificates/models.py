"""The paper: one signed PDF per statement, and what became known afterwards. The statement is the registry's."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.certificates.correction_models import HEX_64, Correction

__all__ = ["Annotation", "CertificateFile", "Correction"]


class CertificateFile(models.Model):
    """The PDF of one statement, made once after sealing and stored with its sha256.

    Never changed: a correction is a new revision of the statement, with a file of its own. The content alone may
    be erased, once, when a natural person asks for it; the digest stays, so a copy can still be recognized.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("content", "erased_at")

    statement = models.OneToOneField(
        "registry.Statement", on_delete=models.PROTECT, related_name="file"
    )
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    checkpoint_size = models.BigIntegerField()
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(sha256__regex=HEX_64), name="file_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
            models.CheckConstraint(
                condition=Q(content__isnull=False, erased_at=None)
                | Q(content=None, erased_at__isnull=False),
                name="file_whole_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.sha256[:12]}"


class Annotation(models.Model):
    """Something that became known of a certificate after it was issued; shown on its page, never on the paper."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        MONEY_RETURNED = "money_returned", _("money returned after the retirement")
        MONEY_DISPUTED = "money_disputed", _("payment disputed after the retirement")

    retirement = models.ForeignKey(
        "registry.Retirement", on_delete=models.PROTECT, related_name="annotations"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reference = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=["money_returned", "money_disputed"]),
                name="annotation_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.retirement_id}: {self.kind}"
