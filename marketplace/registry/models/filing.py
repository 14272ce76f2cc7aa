"""What was decided about the versions of methodologies; each decision is in the public log."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.fields import HEX_64, leaf_field, user_field
from marketplace.registry.models.origin import MethodologyVersion


class MethodologyAct(models.Model):
    """One decision on a version: filed here, recorded from elsewhere, superseded, accepted for credits or stopped.

    ``document_sha256`` names the document that was filed or recorded. Who recorded does not accept. Append-only.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Act(models.TextChoices):
        FILED = "filed", pgettext_lazy("methodology", "filed")
        RECORDED = "recorded", pgettext_lazy("methodology", "filed elsewhere, recorded here")
        SUPERSEDED = "superseded", pgettext_lazy("methodology", "superseded")
        ACCEPTED = "accepted", pgettext_lazy("methodology", "accepted for credits")
        STOPPED = "stopped", pgettext_lazy("methodology", "no new credits")

    version = models.ForeignKey(MethodologyVersion, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=10, choices=Act.choices)
    successor = models.ForeignKey(
        MethodologyVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    document_sha256 = models.CharField(max_length=64, blank=True)
    actor = user_field()
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)
    leaf = leaf_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(
                    act__in=["filed", "recorded"], successor=None, document_sha256__regex=HEX_64
                )
                | Q(act="superseded", successor__isnull=False, document_sha256="")
                | Q(act__in=["accepted", "stopped"], successor=None, document_sha256=""),
                name="methodology_act_shape",
            ),
            models.UniqueConstraint(
                fields=["version", "act"],
                condition=Q(act__in=["filed", "recorded", "superseded"]),
                name="methodology_act_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.act}"
