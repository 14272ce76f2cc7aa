"""A project's dossier, in versions: each is written as a draft, handed in, and returned or accepted once."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.projects.models.files import StoredFile
from marketplace.registry.models import Project


class Dossier(models.Model):
    """What an organization tells of one project; once a version is accepted it has a project in the registry."""

    app_may_update: ClassVar[tuple[str, ...]] = ("project",)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="dossiers"
    )
    project = models.OneToOneField(
        "registry.Project",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dossier",
    )
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)


class DossierVersion(models.Model):
    """One version of a dossier. As a draft it may lack anything; what was handed in never changes.

    The place is a district, a name, and perhaps a point (WGS 84, degrees) with a radius in metres.
    ``participants`` is exact here; public pages show small numbers only as "fewer than".
    """

    CONTENT: ClassVar[tuple[str, ...]] = (
        "name_zh",
        "name_en",
        "kind",
        "scheme",
        "methodology_version",
        "district",
        "place_zh",
        "place_en",
        "latitude",
        "longitude",
        "radius_m",
        "starts_on",
        "ends_on",
        "who_zh",
        "who_en",
        "participants",
        "takes_part",
        "summary_zh",
        "summary_en",
        "co_benefits_zh",
        "co_benefits_en",
    )
    app_may_update: ClassVar[tuple[str, ...]] = (
        *CONTENT,
        "status",
        "submitted_by",
        "submitted_at",
        "decided_by",
        "decided_at",
    )

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("dossier", "draft")
        SUBMITTED = "submitted", pgettext_lazy("dossier", "handed in")
        RETURNED = "returned", pgettext_lazy("dossier", "sent back")
        ACCEPTED = "accepted", pgettext_lazy("dossier", "accepted")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.SlugField(max_length=40, blank=True)
    scheme = models.ForeignKey(
        "registry.Scheme", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    methodology_version = models.ForeignKey(
        "registry.MethodologyVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    district = models.CharField(max_length=8, blank=True)
    place_zh = models.CharField(max_length=160, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    who_zh = models.CharField(max_length=200, blank=True)
    who_en = models.CharField(max_length=240, blank=True)
    participants = models.PositiveIntegerField(null=True, blank=True)
    takes_part = models.CharField(
        max_length=16, blank=True, choices=Project.TakesPart.choices, default="", db_default=""
    )
    summary_zh = models.TextField(max_length=2000, blank=True)
    summary_en = models.TextField(max_length=3000, blank=True)
    co_benefits_zh = models.CharField(max_length=300, blank=True)
    co_benefits_en = models.CharField(max_length=400, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["dossier", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossier_numbered_once"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(status__in=["draft", "submitted"]),
                name="dossier_one_is_open",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_by=None, submitted_at=None, decided_by=None)
                | Q(
                    status="submitted",
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                    decided_by=None,
                )
                | Q(
                    status__in=["returned", "accepted"],
                    submitted_by__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="dossier_steps_have_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="dossier_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "returned"])
                | (
                    ~Q(name_zh="")
                    & ~Q(kind="")
                    & ~Q(district="")
                    & Q(scheme__isnull=False, methodology_version__isnull=False)
                    & Q(starts_on__isnull=False, participants__isnull=False)
                ),
                name="dossier_handed_in_whole",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="dossier_point_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="dossier_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} v{self.number}"


class MonitoringPeriod(models.Model):
    """What was measured from one day to another, both included, and the report that says so."""

    version = models.ForeignKey(DossierVersion, on_delete=models.PROTECT, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField()
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    unit_zh = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=60, blank=True)
    report = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="monitoring_in_order"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="monitoring_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}/{self.ends_on}"


class Document(models.Model):
    """A file that belongs to a version, for everyone or for the registrar alone."""

    version = models.ForeignKey(DossierVersion, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="documents")
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "file"], name="dossier_document_once"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class Remark(models.Model):
    """What a registrar wants changed in a returned version, at one of its fields (or none: the whole)."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    version = models.ForeignKey(DossierVersion, on_delete=models.PROTECT, related_name="remarks")
    field = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=600)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.text[:40]}"
