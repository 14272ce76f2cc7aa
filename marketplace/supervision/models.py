"""What supervision stores: cases with their notes, acts and exports, and the list of what looks wrong.

A case is opened and closed once; what is written into it is only added. A line of the anomaly list is never deleted:
it is looked into, closed with a note, and opens again when the same thing happens again.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def _person(**options: bool) -> models.ForeignKey:
    """Who did it; kept as long as the deed is."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options
    )


class Case(models.Model):
    """Something that is looked into, from its opening to its finding."""

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "finding", "closed_by", "closed_at")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("case", "open")
        CLOSED = "closed", pgettext_lazy("case", "closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120)
    reason = models.TextField(max_length=2000)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    opened_by = _person()
    opened_at = models.DateTimeField()
    finding = models.TextField(max_length=4000, blank=True)
    closed_by = _person(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="open", finding="", closed_by=None, closed_at=None)
                | (
                    Q(status="closed", closed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(finding="")
                ),
                name="case_closed_with_a_finding",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseSubject(models.Model):
    """What a case is about; ``ref`` is its public name: a batch's code, an order's number, else a public id."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        BATCH = "batch", _("Batch")
        LISTING = "listing", _("Listing")
        ACCOUNT = "account", _("Account")
        ORDER = "order", _("Order")
        RETIREMENT = "retirement", _("Retirement")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.CharField(max_length=60)
    added_by = _person()
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "kind", "ref"], name="case_names_it_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["batch", "listing", "account", "order", "retirement"]),
                name="case_subject_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class CaseNote(models.Model):
    """What a supervisor wrote down; never edited."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=4000)
    author = _person()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.case} {self.at:%Y-%m-%d}"


class CaseFreeze(models.Model):
    """An act of freezing, confirming or releasing, and the case it belongs to."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="freezes")
    freeze = models.OneToOneField(
        "registry.Freeze", on_delete=models.PROTECT, related_name="case_freeze"
    )
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.case}: {self.freeze_id}"


class ReleaseRequest(models.Model):
    """A supervisor's wish to release what is frozen; another one approves or declines."""

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "decided_by", "decided_at", "note")

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("release", "waits for a second supervisor")
        APPROVED = "approved", pgettext_lazy("release", "approved")
        DECLINED = "declined", pgettext_lazy("release", "declined")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="releases")
    freeze = models.ForeignKey(
        "registry.Freeze", on_delete=models.PROTECT, related_name="release_requests"
    )
    reason = models.CharField(max_length=500)
    public = models.CharField(max_length=300, blank=True)
    requested_by = _person()
    requested_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    decided_by = _person(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="release_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_by=None, decided_at=None)
                | Q(
                    status__in=["approved", "declined"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="release_decided_by_someone",
            ),
            models.UniqueConstraint(
                fields=["freeze"], condition=Q(status="pending"), name="release_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freeze_id}: {self.status}"


class CaseExport(models.Model):
    """One file made of a case, by its SHA-256."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exports")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_by = _person()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.sha256[:12]


class Anomaly(models.Model):
    """Something that looks wrong, found by a rule; ``rule`` and ``key`` say which thing, once.

    ``subjects`` are (kind, ref) pairs that lead to the evidence, ``figures`` what the rule counted.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "fingerprint",
        "subjects",
        "figures",
        "last_seen_at",
        "times",
    )

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("anomaly", "open")
        LOOKED_INTO = "looked_into", pgettext_lazy("anomaly", "being looked into")
        CLOSED = "closed", pgettext_lazy("anomaly", "closed")

    rule = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    subjects = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_seen_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rule", "key"], name="anomaly_once"),
            models.CheckConstraint(
                condition=Q(status__in=["open", "looked_into", "closed"]),
                name="anomaly_status_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "-last_seen_at"], name="anomaly_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"


class AnomalyStep(models.Model):
    """What became of an anomaly, when and by whom; an opening by the rule has nobody."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    anomaly = models.ForeignKey(Anomaly, on_delete=models.PROTECT, related_name="steps")
    to = models.CharField(max_length=12, choices=Anomaly.Status.choices)
    note = models.CharField(max_length=1000, blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT)
    actor = _person(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(to="closed") | (~Q(note="") & Q(actor__isnull=False)),
                name="anomaly_closed_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anomaly_id} → {self.to}"


class DeskAct(models.Model):
    """One thing a supervisor did at the desk: opened, wrote, froze, exported, looked up; only ever added."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    kind = models.CharField(max_length=24)
    actor = _person()
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="acts"
    )
    anomaly = models.ForeignKey(
        Anomaly, null=True, blank=True, on_delete=models.PROTECT, related_name="acts"
    )
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind}"
