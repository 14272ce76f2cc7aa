"""What one registrar recorded of a methodology filed elsewhere, until a second one confirms or refuses it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models import EvidenceFile
from marketplace.registry.models.fields import user_field


class Recording(models.Model):
    """A version as an authority's document says it. Nothing is public before another registrar confirms it.

    ``facts`` are those of ``registry.filings.Text``. Decided once; what was recorded is never edited.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "decided_by",
        "decided_at",
        "note",
        "filed_version",
    )

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("recording", "waits for a second registrar")
        CONFIRMED = "confirmed", pgettext_lazy("recording", "confirmed")
        REFUSED = "refused", pgettext_lazy("recording", "refused")
        TAKEN_BACK = "taken_back", pgettext_lazy("recording", "taken back")

    code = models.SlugField(max_length=40)
    version = models.CharField(max_length=40)
    facts = models.JSONField()
    document = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="recordings")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    recorded_by = user_field()
    recorded_at = models.DateTimeField()
    decided_by = user_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    filed_version = models.OneToOneField(
        "registry.MethodologyVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recording",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None)
                | Q(
                    status__in=["confirmed", "refused", "taken_back"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="recording_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(status="taken_back", decided_by=F("recorded_by"))
                | ~Q(status="taken_back") & (Q(decided_by=None) | ~Q(decided_by=F("recorded_by"))),
                name="recording_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed", filed_version__isnull=False)
                | ~Q(status="confirmed") & Q(filed_version=None),
                name="recording_confirmed_as_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(note=""), name="recording_refused_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=Q(status="waiting"),
                name="recording_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def name_zh(self) -> str:
        return str(self.facts["name_zh"])

    @property
    def name_en(self) -> str:
        return str(self.facts["name_en"])
