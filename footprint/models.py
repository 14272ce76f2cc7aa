"""What footprint stores: frozen footprints. Fields and constraints; `footprints` is the only writer."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Footprint(models.Model):
    """A calculation as it was on its day: inputs, factor set, lines and steps, never edited.

    `total_exact` is kilograms CO2e to nine decimals; `total_kg` is that rounded up once.
    A trigger refuses every change but naming the successor, once.
    """

    class Kind(models.TextChoices):
        PLANNED = "planned", _("planned")
        ACTUAL = "actual", _("actual")

    app_may_update: ClassVar[tuple[str, ...]] = ("superseded_by",)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=160, blank=True)
    guideline = models.CharField(max_length=40)
    guideline_version = models.CharField(max_length=16)
    factor_set = models.CharField(max_length=16)
    factor_set_sha256 = models.CharField(max_length=64)
    region = models.CharField(max_length=16, blank=True)
    inputs = models.JSONField()
    lines = models.JSONField()
    warnings = models.JSONField()
    total_exact = models.DecimalField(max_digits=24, decimal_places=9)
    total_kg = models.BigIntegerField()
    # What it was computed for, in its owner's words, such as "event:<uuid>".
    subject_ref = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey("accounts.Party", null=True, blank=True, on_delete=models.PROTECT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    superseded_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("footprint")
        verbose_name_plural = _("footprints")
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_ref", "kind", "-id"], name="footprint_of_subject"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=("planned", "actual")), name="footprint_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    total_exact__gte=0,
                    total_kg__gte=F("total_exact"),
                    total_kg__lt=F("total_exact") + 1,
                ),
                name="footprint_rounded_up_once",
            ),
            models.CheckConstraint(
                condition=~Q(superseded_by=F("id")), name="footprint_not_its_own_successor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.guideline} {self.total_kg} kg"


class SavedDraft(models.Model):
    """A signed-in person's answers to a public calculator, to go on with on any device; no evidence.

    ``data`` is `drafts.Draft.as_data`. Erased with the account.
    """

    class Form(models.TextChoices):
        EVENT = "event", _("An event")
        OFFICE = "office", _("An office's year")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_drafts"
    )
    form = models.CharField(max_length=8, choices=Form.choices)
    data = models.JSONField()
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-saved_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "form", "-saved_at"], name="draft_of_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(form__in=("event", "office")), name="saved_draft_form_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} draft of {self.owner_id}"


class ClaimedFootprint(models.Model):
    """A footprint that somebody stored without an account and took into it later; once a footprint.

    A footprint itself is frozen, its owner too; this only says in whose list it stands. Erased with the account.
    """

    footprint = models.OneToOneField(Footprint, on_delete=models.PROTECT, related_name="claim")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claimed_footprints"
    )
    claimed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.footprint_id} of {self.user_id}"


from footprint.imports.models import ImportFile, ImportJob  # noqa: E402, F401 - Django looks here
