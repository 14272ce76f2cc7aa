"""What operators send: a file, once, and its rows, each taken or refused with a reason."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.points.models.consent import Consent, Operator
from marketplace.points.models.rule import ExchangeRule
from marketplace.registry.models.fields import HEX_64, user_field


class ImportFile(models.Model):
    """A file of an operator, by its SHA-256: one person brings it in, another releases or refuses it.

    The file itself is not kept, only its rows: a member number must be erasable.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "decided_by", "decided_at")

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("import", "waits for a second person")
        RELEASED = "released", pgettext_lazy("import", "released")
        REFUSED = "refused", pgettext_lazy("import", "refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    brought_by = user_field()
    brought_at = models.DateTimeField()
    decided_by = user_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-brought_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(sha256__regex=HEX_64), name="import_sha256"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("brought_by")),
                name="import_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None)
                | Q(
                    status__in=["released", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="import_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One line of a file. ``counts`` is true while it has no ``problem`` and its file is not refused."""

    app_may_update: ClassVar[tuple[str, ...]] = ("problem", "counts", "member_number")

    class Problem(models.TextChoices):
        CELLS = "cells", _("A cell can't be read.")
        TWICE = "twice", _("This row id was used before.")
        BEHAVIOUR = "behaviour", _("This behaviour is not known.")
        FUTURE = "future", _("The day is still to come.")
        NO_CONSENT = "no_consent", _("No person has linked this member number by consent.")
        BEFORE_CONSENT = "before_consent", _("The day is before the person's consent.")
        NO_RULE = "no_rule", _("No published rule covers this behaviour on that day.")
        TOO_OLD = "too_old", _("The points would have run out already.")
        FILE_REFUSED = "file_refused", _("The whole file was refused.")

    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="rows")
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveIntegerField()
    row_id = models.CharField(max_length=60)
    member_number = models.CharField(max_length=40, blank=True)
    behaviour = models.CharField(max_length=40, blank=True)
    day = models.DateField(null=True)
    grams = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=16, choices=Problem.choices, blank=True)
    counts = models.BooleanField()
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(ExchangeRule, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["file", "line"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "line"], name="import_line_once"),
            models.UniqueConstraint(
                fields=["operator", "row_id"],
                condition=Q(counts=True),
                name="import_row_id_once",
            ),
            models.CheckConstraint(
                condition=Q(counts=False) & ~Q(problem="")
                | Q(
                    counts=True,
                    problem="",
                    day__isnull=False,
                    grams__gt=0,
                    consent__isnull=False,
                    rule__isnull=False,
                ),
                name="import_row_whole_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.line}"
